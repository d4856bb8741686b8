"""What the texts of judgements share: a heading, conclusions on a line each, causes beneath."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.layout import GAP, Cell, beside, fitted, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import NONE, SHORT, STYLES, counted
from tocsin.facts.counting import listed

if TYPE_CHECKING:
    from tocsin.judgement import Standing

ID = 12
_STRENGTH = 12
_STATEMENTS = 7
_SENTENCE = 20
_COMPARED, _LEAST, _NARROW = 10, 30, 20


def heading(case: str, pack: str, version: str, terminal: Terminal) -> str:
    """The case and the rules it is judged by."""
    return f"{terminal.paint(printable(case), 'bold')} · {printable(pack)} {printable(version)}"


def moment_text(as_of: dt.date | None, known_by: dt.date | None) -> str:
    """The date of the assessment, and by when its reports were known."""
    if as_of is None:
        return "at no particular date"
    return f"as of {as_of}" + ("" if known_by is None else f", known by {known_by}")


def engines_text(engines: Sequence[str]) -> str:
    """Which engines ran, and that they agree."""
    return f"engines {listed(engines)}, in agreement" if len(engines) > 1 else f"engine {engines[0]}, alone"


def standing_lines(
    standing: Standing,
    terminal: Terminal,
    indent: int = 2,
    first: Cell | None = None,
    remark: str = "",
    others: Sequence[Standing] = (),
) -> list[str]:
    """A conclusion on a line: a first cell if there is one, how strongly it stands, what it says, statements, id.

    ``others`` are conclusions of which the same is said: only their ids stand beside it.
    """
    from tocsin.facts.strength_words import strength

    def marked(line: str) -> str:
        return terminal.paint(line, *STYLES[standing.qualifier])

    def faint(line: str) -> str:
        return terminal.paint(line, "faint")

    cells = [] if first is None else [first]
    cells.append(Cell(strength(standing.qualifier, standing.boundary), _STRENGTH, marked))
    # An id of a statement is broken only where it would leave no room for the sentence.
    room = terminal.width - indent - sum(cell.width + len(GAP) for cell in cells) - ID - 2 * len(GAP) - _SENTENCE
    widest = max(fitted(standing.statements, room), _STATEMENTS)
    last = [
        Cell(" ".join(standing.statements), widest, faint),
        Cell(" ".join(each.id for each in (standing, *others)), ID, faint),
    ]
    if terminal.width < 72:
        last = []
    used = indent + sum(cell.width + 2 for cell in (*cells, *last))
    if others:
        sorts = "" if len({each.type for each in (standing, *others)}) == 1 else " of different types"
        remark += f" ({counted(len(others) + 1, 'conclusion')}{sorts})"
    sentence = Cell(printable(standing.reads) + remark, max(terminal.width - used, 16))
    return beside([*cells, sentence, *last], indent)


def compared_lines(
    rows: Iterable[tuple[Standing, Sequence[Standing | None]]], titles: Sequence[str], terminal: Terminal
) -> Iterator[str]:
    """Conclusions by section, each with how strongly it stands under each title; the ids too where there is room.

    Where there is no room for a column under each title, what stands under them follows each conclusion.
    """
    room = terminal.width - 2 - (_COMPARED + len(GAP)) * len(titles)
    section = None
    for standing, cells in rows:
        begins = standing.section != section
        section = standing.section
        if begins:
            yield ""
        if room < _NARROW:
            yield from _stacked(standing, cells, titles, terminal, begins)
        else:
            yield from _in_columns(standing, cells, titles if begins else (), room, terminal)


def _stacked(
    standing: Standing, cells: Sequence[Standing | None], titles: Sequence[str], terminal: Terminal, begins: bool
) -> Iterator[str]:
    if begins:
        yield from (terminal.paint(line, "bold") for line in paragraph(printable(standing.section), terminal.width, 2))
    yield from paragraph(printable(standing.reads), terminal.width, 2, 4)
    told = [f"{title.split()[0]} {_short(cell)}" for title, cell in zip(titles, cells, strict=True)]
    yield from (terminal.paint(line, "faint") for line in paragraph(" · ".join(told), terminal.width, 4))


def _in_columns(
    standing: Standing, cells: Sequence[Standing | None], titles: Sequence[str], room: int, terminal: Terminal
) -> Iterator[str]:
    def bold(line: str) -> str:
        return terminal.paint(line, "bold")

    ids = room - ID - len(GAP) >= _LEAST
    width = room - (ID + len(GAP) if ids else 0)
    if titles:
        names = [Cell(title[:_COMPARED], _COMPARED, bold) for title in titles]
        yield from beside([Cell(printable(standing.section), width, bold), *names], 2)
    last = [Cell(standing.id, ID, lambda line: terminal.paint(line, "faint"))] if ids else []
    compared = [_compared(cell, terminal) for cell in cells]
    yield from beside([Cell(printable(standing.reads), width), *compared, *last], 2)


def _compared(standing: Standing | None, terminal: Terminal) -> Cell:
    if standing is None:
        return Cell(NONE, _COMPARED, lambda line: terminal.paint(line, "faint"))
    return Cell(_short(standing), _COMPARED, lambda line: terminal.paint(line, *STYLES[standing.qualifier]))


def _short(standing: Standing | None) -> str:
    return NONE if standing is None else SHORT[standing.qualifier] + (" ?" if standing.boundary else "")


def because(causes: Iterable[str], terminal: Terminal, indent: int = 4) -> Iterator[str]:
    """The causes of what stands above, one on a line."""
    for number, cause in enumerate(causes):
        lead = "because " if number == 0 else "    and "
        for line in paragraph(lead + printable(cause), terminal.width, indent, indent + len(lead)):
            yield terminal.paint(line, "faint")
