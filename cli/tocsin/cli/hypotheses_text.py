"""A matrix of competing hypotheses for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.cli.judgement_text import moment_text
from tocsin.cli.layout import GAP, Cell, beside, paragraph
from tocsin.cli.output import Terminal, printable

if TYPE_CHECKING:
    from tocsin.judgement import HypothesesMatrix
    from tocsin.judgement.hypotheses import EvidenceRow

_CELL = 3
_WEIGHT = 2
_KEY = (
    "CC, C: consistent; N: neutral; I, II: inconsistent, counted 1 and 2 times the weight (w); NA: does not apply. "
    "Ranked by least inconsistency: what is consistent proves nothing, as it may be so with the others too."
)


def lines_of(matrix: HypothesesMatrix, terminal: Terminal) -> Iterator[str]:
    """The matrix as lines: the hypotheses by rank, the evidence, and which of it the ranking hangs on."""
    yield from (
        terminal.paint(line, "bold") for line in paragraph(printable(matrix.question or matrix.set), terminal.width)
    )
    yield f"{printable(matrix.case)} · {moment_text(matrix.as_of, matrix.known_by)}"
    yield ""
    numbers = {column.id: number for number, column in enumerate(matrix.columns, 1)}
    for column in sorted(matrix.columns, key=lambda column: column.rank):
        number = f"H{numbers[column.id]}"
        name = f"{number if number == column.id else f'{number} {column.id}'}: {printable(column.text)}"
        text = f"rank {column.rank}  {name} (inconsistency {column.inconsistency})"
        yield from paragraph(text, terminal.width, 2, 10)
    yield ""
    if not matrix.rows:
        yield "No evidence of the pack is at hand, so nothing tells the hypotheses apart."
        return
    yield from _table(matrix, terminal)
    yield ""
    yield from _hangs_on(matrix, terminal)
    if matrix.missing:
        yield from paragraph(f"Not at hand: {', '.join(matrix.missing)}.", terminal.width)
    yield ""
    yield from (terminal.paint(line, "faint") for line in paragraph(_KEY, terminal.width))


def _table(matrix: HypothesesMatrix, terminal: Terminal) -> Iterator[str]:
    width = terminal.width - 2 - (_CELL + len(GAP)) * len(matrix.columns) - _WEIGHT - len(GAP)
    heads = [Cell(f"H{number}", _CELL) for number in range(1, len(matrix.columns) + 1)]
    yield from beside([Cell("evidence", width), Cell("w", _WEIGHT), *heads], 2)
    for row in matrix.rows:
        cells = [Cell(rating, _CELL) for rating in row.ratings]
        yield from beside([Cell(_text(row), width), Cell(str(row.weight), _WEIGHT), *cells], 2)


def _text(row: EvidenceRow) -> str:
    remark = "" if row.discriminates else " (does not discriminate)"
    return f"{row.id}: {printable(row.text)}{remark}"


def _hangs_on(matrix: HypothesesMatrix, terminal: Terminal) -> Iterator[str]:
    critical = [row for row in matrix.rows if row.critical]
    if not critical:
        yield from paragraph("No single piece of evidence, taken away, would change the ranking.", terminal.width)
        return
    yield "The ranking would change without"
    for row in critical:
        order = sorted(zip(row.without, range(1, len(row.without) + 1), strict=True))
        then = ", ".join(f"H{number} {rank}" for rank, number in order)
        yield from paragraph(f"- {row.id}: the ranks would then be {then}", terminal.width, 2, 4)
