"""What would follow otherwise, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.judgement_text import because, standing_lines
from tocsin.cli.layout import Cell, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import and_more, counted

if TYPE_CHECKING:
    from tocsin.questions.differences.changes import Change, ChangeKind
    from tocsin.questions.differences.what_if import Difference

_NAMED = 12
_WORDS: dict[ChangeKind, str] = {"appeared": "gained", "strengthened": "firmer", "weakened": "weaker", "fell": "lost"}


def lines_of(found: Difference, every: bool, terminal: Terminal) -> Iterator[str]:
    """The difference as lines; without ``every``, the first few conclusions of each kind."""
    yield from _top(found, terminal)
    if found.is_empty:
        yield ""
        yield "Nothing that follows would be otherwise."
        return
    for kind, title in (
        ("appeared", "Would follow too"),
        ("fell", "Would follow no more"),
        ("strengthened", "Would stand more firmly"),
        ("weakened", "Would stand less firmly"),
    ):
        members = [change for change in found.changes if change.kind == kind]
        if members:
            yield ""
            yield terminal.paint(f"{title}: {counted(len(members), 'conclusion')}", "bold")
            yield from _changes(members if every else members[:_NAMED], terminal)
            if len(members) > _NAMED and not every:
                yield f"  {and_more(len(members) - _NAMED)}"
    yield from _support(found, every, terminal)


def _top(found: Difference, terminal: Terminal) -> Iterator[str]:
    from tocsin.explain.answers.edits import edit_words
    from tocsin.explain.answers.heading import heading
    from tocsin.explain.answers.stated import reasons_told
    from tocsin.questions.differences.edits import Assert

    yield from paragraph(printable(heading(found.before)), terminal.width)
    notes = dict.fromkeys(found.idle, " (as it is already)")
    outside = {each.given.fact.key: reasons_told(each) for each in found.not_in_force}
    for number, edit in enumerate(found.edits):
        key = (edit.type, edit.row) if isinstance(edit, Assert) else None
        note = f" (not in force then: {outside[key]})" if key in outside else notes.get(edit, "")
        lead = "If " if number == 0 else "and "
        yield from paragraph(lead + printable(edit_words(edit, found.before) + note), terminal.width, 0, 4)
    tally = [(len([c for c in found.changes if c.kind == kind]), word) for kind, word in _WORDS.items()]
    told = ", ".join(f"{count} {word}" for count, word in tally if count) or "no conclusion gained or lost"
    yield from paragraph(f"{told}; the case itself is left as it is", terminal.width)


def _changes(members: Sequence[Change], terminal: Terminal) -> Iterator[str]:
    from tocsin.facts.strength_words import strength
    from tocsin.judgement.causes_text import causes_text
    from tocsin.questions.differences.changes import by_cause, told_alike

    for causes, group in by_cause(members):
        for change, *others in told_alike(group):
            was = ""
            if change.before is not None and change.after is not None:
                was = f" (now: {strength(change.before.qualifier, change.before.boundary)})"
            same = [other.standing for other in others]
            yield from standing_lines(change.standing, terminal, 2, None, was, same)
        yield from because(causes_text(causes), terminal)


def _support(found: Difference, every: bool, terminal: Terminal) -> Iterator[str]:
    from tocsin.judgement.causes_text import causes_text

    if not found.support:
        return
    yield ""
    title = f"As firm as before, on other derivations: {counted(len(found.support), 'conclusion')}"
    yield terminal.paint(title, "bold")
    for item in found.support if every else found.support[:_NAMED]:
        parts = [f"{count} {word}" for count, word in ((item.gained, "more"), (item.lost, "fewer")) if count]
        yield from standing_lines(item.standing, terminal, 2, Cell(", ".join(parts), 9))
        if every:
            yield from because(causes_text(item.causes), terminal)
    if len(found.support) > _NAMED and not every:
        yield f"  {and_more(len(found.support) - _NAMED, shown='them, and why')}"
