"""Two versions of a pack, for people: what was added, removed and changed, and what follows otherwise in cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.explanations_text import explanation_lines
from tocsin.cli.layout import paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.timeline_text import change_lines, tally_of
from tocsin.cli.words import and_more, counted
from tocsin.facts.counting import listed

if TYPE_CHECKING:
    from tocsin.authoring.case_differences import CaseDifference
    from tocsin.authoring.pack_differences import PackDifference, PartChange, ThingChange
    from tocsin.authoring.pack_parts import ThingKind
    from tocsin.questions.differences.explanations import ThingChangeKind
    from tocsin.rules.model import Pack

_PLURALS: dict[ThingKind, str] = {
    "pack": "pack", "type": "types", "parameter": "parameters", "assumption": "assumptions", "statement": "statements",
    "table": "tables", "rule": "rules", "tension": "tensions", "name": "names", "reading": "readings",
    "hypotheses": "hypotheses", "outcome": "outcomes", "function": "functions", "case": "cases",
}  # fmt: skip
_WORDS: dict[ThingChangeKind, tuple[str, str]] = {
    "added": ("new", "green"),
    "removed": ("gone", "red"),
    "renamed": ("renamed", "yellow"),
    "changed": ("changed", "yellow"),
}
_SHOWN = ("conclusion", "wording", "meaning", "text", "paraphrase", "field", "value", "name", "declaration")
"""The parts by which something new or gone is told, where not all of it is asked for."""
_NAMED = 12
_CASES = 8


def lines_of(found: PackDifference, every: bool, terminal: Terminal) -> Iterator[str]:
    """The difference as lines; without ``every``, a few things of each kind and a few cases."""
    if found.is_same:
        title = f"{_named(found.old)} and {_named(found.new)} mean the same: both are {found.new.digest}"
        yield from paragraph(title, terminal.width, 0, 2)
    else:
        title = f"{_named(found.old)} ({found.old.digest[:19]}…) to {_named(found.new)} ({found.new.digest[:19]}…)"
        yield from (terminal.paint(line, "bold") for line in paragraph(title, terminal.width, 0, 2))
    for kind, plural in _PLURALS.items():
        things = [thing for thing in found.things if thing.kind == kind]
        if things:
            yield ""
            yield from _things(plural, things, every, terminal)
    if not found.is_same:
        yield ""
        yield from _cases(found, every, terminal)


def _named(pack: Pack) -> str:
    return printable(f"{pack.name} {pack.version}")


def _things(plural: str, things: Sequence[ThingChange], every: bool, terminal: Terminal) -> Iterator[str]:
    counts = {word: sum(thing.change == change for thing in things) for change, (word, _) in _WORDS.items()}
    told = ", ".join(f"{count:,} {word}" for word, count in counts.items() if count)
    yield terminal.paint(plural if plural == "pack" else f"{plural}: {told}", "bold")
    moved = [thing for thing in things if thing.only_moved]
    others = [thing for thing in things if not thing.only_moved]
    for thing in others if every else others[:_NAMED]:
        yield from _thing(thing, every, terminal)
    if len(others) > _NAMED and not every:
        yield f"  {and_more(len(others) - _NAMED)}"
    if moved:
        text = f"{counted(len(moved), 'statement')} at another place of the text, saying what they said"
        yield from paragraph(text, terminal.width, 2, 4)


def _thing(thing: ThingChange, every: bool, terminal: Terminal) -> Iterator[str]:
    word, colour = _WORDS[thing.change]
    if thing.name:
        place = f" ({thing.place})" if thing.place is not None else ""
        name = thing.name if thing.was is None else f"{thing.was} to {thing.name}"
        head = paragraph(printable(f"{word} {name}{place}"), terminal.width, 2, 6)
        yield from (terminal.paint(line, colour) if not at else line for at, line in enumerate(head))
    parts = thing.parts
    if thing.change in ("added", "removed") and not every:
        parts = tuple(part for part in parts if part.part in _SHOWN)
    named = ""
    for part in parts:
        label = part.part + (f", {listed(part.fields)}" if part.fields else "")
        if label != named:
            yield from paragraph(printable(label), terminal.width, 4, 6)
        named = label
        yield from _part(part, terminal)


def _part(part: PartChange, terminal: Terminal) -> Iterator[str]:
    for sign, text, colour in (("-", part.old, "red"), ("+", part.new, "green")):
        if text is not None:
            lines = paragraph(printable(f"{sign} {text}"), terminal.width, 6, 8)
            yield from (terminal.paint(line, colour) for line in lines)


def _cases(found: PackDifference, every: bool, terminal: Terminal) -> Iterator[str]:
    if not found.cases:
        yield "No case was compared: the packs carry none (--cases names files)."
        return
    differing = found.differing
    compared = counted(len(found.cases), "case")
    if not differing:
        yield terminal.paint(f"what follows: the same in {compared}, by the same derivations", "bold")
        return
    yield terminal.paint(f"what follows: otherwise in {len(differing):,} of {compared}", "bold")
    for case in differing if every else differing[:_CASES]:
        yield from _case(case, every, terminal)
    if len(differing) > _CASES and not every:
        yield f"  {and_more(len(differing) - _CASES, 'and in')}"


def _case(case: CaseDifference, every: bool, terminal: Terminal) -> Iterator[str]:
    yield ""
    if case.refused_by is not None:
        told = "; ".join(map(str, case.refused))
        text = f"{case.name}: {_named(case.refused_by)} cannot assess it: {told}"
        yield from paragraph(printable(text), terminal.width, 0, 2)
        return
    tally = tally_of(case.changes)
    yield from paragraph(printable(f"{case.name}: {tally}" if tally else case.name), terminal.width, 0, 2)
    shown = case.changes if every else case.changes[:_NAMED]
    yield from change_lines(shown, (), terminal)
    if len(shown) < len(case.changes):
        yield f"  {and_more(len(case.changes) - len(shown))}"
    if case.explanations:
        other = {firing.conclusion for each in case.explanations for firing in each.firings}
        stand = "stands" if len(other) == 1 else "stand"
        yield from paragraph(
            f"{counted(len(other), 'conclusion')} {stand} as before, derived otherwise", terminal.width, 2, 4
        )
        yield from explanation_lines(case.explanations, terminal)
