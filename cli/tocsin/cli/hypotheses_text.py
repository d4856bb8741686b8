"""A matrix of competing hypotheses for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.judgement_text import moment_text
from tocsin.cli.layout import GAP, Cell, beside, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.facts.counting import listed
from tocsin.facts.strength_words import QUALIFIER_WORDS

if TYPE_CHECKING:
    from tocsin.judgement import HypothesesMatrix
    from tocsin.judgement.hypotheses import EvidenceRow, HypothesisColumn

_CELL = 3
_WEIGHT = 2
_KEY = (
    "CC, C: consistent; N: neutral; I, II: inconsistent, counted 1 and 2 times the weight (w); NA: does not apply. "
    "Ranked by least inconsistency: what is consistent proves nothing, as it may be so with the others too. What is "
    "less firm never outweighs what is firmer. The matrix lays open what a judgement rests on; controlled studies "
    "found little or no gain in judgement by it (docs/rules.md, Hypotheses)."
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
        text = f"rank {column.rank}  {name} (inconsistency {column.inconsistency}{_reserved(column)})"
        yield from paragraph(text, terminal.width, 2, 10)
    yield ""
    if not matrix.rows:
        yield "No evidence of the pack is at hand, so nothing tells the hypotheses apart."
        return
    if not matrix.discriminates:
        told = "What is at hand tells nothing between the hypotheses: all have one rank, and their order means nothing."
        yield from paragraph(told, terminal.width)
        yield ""
    elif matrix.ranks.count(1) > 1:
        tied = [f"H{number}" for number, rank in enumerate(matrix.ranks, 1) if rank == 1]
        yield from paragraph(f"What is at hand tells nothing between {listed(tied)}.", terminal.width)
        yield ""
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
    remarks = [] if row.qualifier == "certain" else [QUALIFIER_WORDS[row.qualifier]]
    remarks += [] if row.discriminates else ["tells nothing between them"]
    remark = f" ({'; '.join(remarks)})" if remarks else ""
    return f"{row.id}: {printable(row.text)}{remark}"


def _reserved(column: HypothesisColumn) -> str:
    """How much of the inconsistency rests on what is not certain."""
    parts = [
        f"{count} {QUALIFIER_WORDS[name]}" for name, count in column.against.items() if count and name != "certain"
    ]
    return f", of it {', '.join(parts)}" if parts else ""


def _hangs_on(matrix: HypothesesMatrix, terminal: Terminal) -> Iterator[str]:
    if matrix.firm != matrix.ranks:
        told = f"By what is not hedged alone, the order would be: {_ranking(matrix.firm)}."
        yield from paragraph(told, terminal.width)
    critical = [row for row in matrix.rows if row.critical]
    if not critical:
        yield from paragraph("No single piece of evidence, taken away, would change the ranking.", terminal.width)
        return
    yield "The ranking would change without"
    for row in critical:
        yield from paragraph(f"- {row.id}; the order would then be: {_ranking(row.without)}", terminal.width, 2, 4)


def _ranking(ranks: Sequence[int]) -> str:
    """The hypotheses by rank, those of one rank together."""
    placed: dict[int, list[str]] = {}
    for number, rank in enumerate(ranks, 1):
        placed.setdefault(rank, []).append(f"H{number}")
    return ", then ".join(listed(names) for _, names in sorted(placed.items()))
