"""``tocsin assert --each``: facts written as they come, each with what it changes, without deriving all again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.engine.incremental import Difference, Moved
    from tocsin.facts.model import Given
    from tocsin.ledger import HeldCase, Step

_SHOWN = 10


def write_each(held: HeldCase, givens: Iterable[Given], by: str | None, reason: str | None, as_json: bool) -> None:
    """Each fact is on the ledger before the next is read, and what it changed is printed; then the whole is assessed.

    With ``as_json`` one line for each fact, and one for the assessment. Raises ProblemError at the first fact that
    cannot be read; those before it are written and assessed all the same.
    """
    from tocsin.cli.output import Terminal, emit, emit_data, printable
    from tocsin.cli.words import counted

    terminal = Terminal.current()
    steps = 0
    with held.live(by=by, reason=reason) as live:
        for given in givens:
            step = live.assert_fact(given)
            steps += 1
            if as_json:
                number = step.written[0].number
                emit_data({"case": held.name, "entries": [number], **step.difference.to_json()}, live.pack)
            else:
                emit("\n".join(_step_lines(step, terminal)))
        entry = live.record()
    if as_json:
        record = None if entry is None else {"entry": entry.number, **entry.content}
        emit_data({"case": held.name, "assessment": record, "written": steps})
        return
    told = f"{terminal.paint(printable(held.name), 'bold')} · {counted(steps, 'fact')} written"
    if entry is not None:
        total = counted(sum(entry.content["conclusions"].values()), "conclusion")
        told += f" · assessed anew as entry {entry.number}: {total}"
    emit(told)


def _step_lines(step: Step, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.entries_text import subject_text
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable

    for entry in step.written:
        number = f"{entry.number}"
        text = f"{number}  {printable(subject_text(entry.kind, entry.content))}"
        yield from paragraph(text, terminal.width, 0, len(number) + 2)
    moved = list(_moved(step.difference))
    for word, each in moved[:_SHOWN]:
        yield from _moved_lines(word, each, terminal)
    if len(moved) > _SHOWN:
        yield f"    and {len(moved) - _SHOWN:,} more"


def _moved_lines(word: str, moved: Moved, terminal: Terminal) -> list[str]:
    from tocsin.cli.layout import Cell, beside
    from tocsin.cli.output import printable
    from tocsin.cli.words import STYLES
    from tocsin.facts.strength_words import QUALIFIER_WORDS

    def marked(line: str) -> str:
        return terminal.paint(line, *STYLES[moved.qualifier])

    cells = [
        Cell(word, 6, lambda line: terminal.paint(line, "bold")),
        Cell(QUALIFIER_WORDS[moved.qualifier], 12, marked),
        Cell(printable(moved.reads), terminal.width - 28),
    ]
    return beside(cells, 4)


def _moved(difference: Difference) -> Iterator[tuple[str, Moved]]:
    """The conclusions that stand otherwise, each with the word for it."""
    from tocsin.judgement.words import CHANGES

    yield from ((CHANGES["appeared"], each) for each in difference.gained)
    yield from ((CHANGES["strengthened"], each) for each in difference.strengthened)
    yield from ((CHANGES["weakened"], each) for each in difference.weakened)
    yield from ((CHANGES["fell"], each) for each in difference.lost)
