"""A change of a case for people: what was written, under which number, and which conclusions stand otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.entries_text import subject_text
from tocsin.cli.judgement_text import moment_text
from tocsin.cli.layout import Cell, beside, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import NONE, STYLES, counted
from tocsin.facts.strength_words import QUALIFIER_WORDS

if TYPE_CHECKING:
    from tocsin.facts.reports import Qualifier
    from tocsin.judgement import Change as ConclusionChange
    from tocsin.ledger import Change, Draft, Entry

_SHOWN = 10
_CHANGES = 8
_TELLING = ("fell", "weakened", "strengthened", "appeared")
"""What went or grew weaker is told first."""


def lines_of(
    case: str,
    drafts: Sequence[Draft],
    written: Sequence[Entry],
    changes: Sequence[ConclusionChange],
    done: Change,
    terminal: Terminal,
) -> Iterator[str]:
    """What was written, then what changed by it."""
    yield terminal.paint(printable(case), "bold") + ("" if written else " · a dry run: nothing was written")
    numbers = [f"{entry.number}" for entry in written] or [NONE] * len(drafts)
    width = max(map(len, numbers), default=1)
    for number, draft in list(zip(numbers, drafts, strict=False))[:_SHOWN]:
        text = (
            f"{number.rjust(width)}  {printable(subject_text(draft.kind, draft.content, done.after.pack.vocabulary))}"
        )
        yield from paragraph(text, terminal.width, 2, width + 4)
    if len(drafts) > _SHOWN:
        yield f"  and {len(drafts) - _SHOWN:,} more, up to {numbers[len(drafts) - 1]}"
    yield from _changes(changes, done, terminal)
    yield from _not_used(case, drafts, done, terminal)


def _not_used(case: str, drafts: Sequence[Draft], done: Change, terminal: Terminal) -> Iterator[str]:
    """Which of the facts asserted are not in force, or fed nothing, and why."""
    from tocsin.cli.not_used_text import TITLE, not_in_force_lines, not_used_lines
    from tocsin.engine.unknown_words import warnings_of_words
    from tocsin.service.changes import asserted_by, not_in_force_of, not_used_of

    asserted = asserted_by(drafts)
    for warning in warnings_of_words(done.after.pack, (fact for fact in done.after.facts if fact.id in asserted)):
        told = f"warning {warning.code}: {printable(warning.message)}"
        yield from (terminal.paint(line, "yellow") for line in paragraph(told, terminal.width, 0, 2))
    yield from not_in_force_lines(not_in_force_of(done, drafts), (), terminal)
    found = not_used_of(done, drafts)
    if len(found):
        yield ""
        yield terminal.paint(TITLE, "bold")
        yield from not_used_lines(found, terminal, all_by=f"tocsin assess {printable(case)} --not-used")


def _changes(changes: Sequence[ConclusionChange], done: Change, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.timeline_text import change_lines, tally_of
    from tocsin.facts.reports import QUALIFIERS
    from tocsin.judgement.words import CHANGES

    now = counted(len(done.after.conclusions), "conclusion")
    yield ""
    told = tally_of(changes) if changes else "no conclusion stands otherwise"
    moment = moment_text(done.after.as_of, done.after.known_by)
    left = sum(not report.is_known(done.after.known_by) for given in done.after.given for report in given.reports)
    out = f" · {counted(left, 'later report')} left out" if left else ""
    yield from paragraph(f"{terminal.paint(told, 'bold')} · {now} now, {moment}{out}", terminal.width)
    if len(changes) <= _CHANGES:
        yield from change_lines(changes, (), terminal)
        return
    telling = sorted(
        changes, key=lambda change: (_TELLING.index(change.kind), QUALIFIERS.index(change.standing.qualifier))
    )
    for change in telling[:_CHANGES]:
        yield from brief_lines(CHANGES[change.kind], change.standing.qualifier, change.standing.reads, terminal, 2)
    more = f"and {len(changes) - _CHANGES:,} more, with the reasons for each: "
    if done.written:
        first, last = done.written[0].number - 1, done.written[-1].number
        more += f"tocsin audit diff {printable(done.after.name)} {first} {last}"
    else:
        more += "--json"
    yield from paragraph(more, terminal.width, 2, 4)


def brief_lines(word: str, qualifier: Qualifier, reads: str, terminal: Terminal, indent: int) -> list[str]:
    """A conclusion that stands otherwise: how, how firmly, and its sentence."""
    cells = [
        Cell(word, 6, lambda line: terminal.paint(line, "bold")),
        Cell(QUALIFIER_WORDS[qualifier], 12, lambda line: terminal.paint(line, *STYLES[qualifier])),
        Cell(printable(reads), terminal.width - indent - 22),
    ]
    return beside(cells, indent)
