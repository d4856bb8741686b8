"""A change of a case for people: what was written, under which number, and which conclusions stand otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.entries_text import subject_text
from tocsin.cli.judgement_text import moment_text
from tocsin.cli.layout import paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import NONE, counted

if TYPE_CHECKING:
    from tocsin.judgement import Change as ConclusionChange
    from tocsin.ledger import Change, Draft, Entry

_SHOWN = 10
_CHANGES = 20


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
        text = f"{number.rjust(width)}  {printable(subject_text(draft.kind, draft.content))}"
        yield from paragraph(text, terminal.width, 2, width + 4)
    if len(drafts) > _SHOWN:
        yield f"  and {len(drafts) - _SHOWN:,} more, up to {numbers[len(drafts) - 1]}"
    yield from _changes(changes, done, terminal)


def _changes(changes: Sequence[ConclusionChange], done: Change, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.timeline_text import change_lines, tally_of

    now = counted(len(done.after.conclusions), "conclusion")
    yield ""
    told = tally_of(changes) if changes else "no conclusion stands otherwise"
    moment = moment_text(done.after.as_of, done.after.known_by)
    left = sum(not report.is_known(done.after.known_by) for given in done.after.given for report in given.reports)
    out = f" · {counted(left, 'later report')} left out" if left else ""
    yield from paragraph(f"{terminal.paint(told, 'bold')} · {now} now, {moment}{out}", terminal.width)
    yield from change_lines(changes[:_CHANGES], (), terminal)
    if len(changes) > _CHANGES:
        yield f"  and {len(changes) - _CHANGES:,} more: tocsin assess {printable(done.after.name)}"
