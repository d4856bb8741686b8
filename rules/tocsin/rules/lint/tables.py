"""Decision tables that leave something open: inputs no row takes, rows that never decide, rows that may meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from math import prod
from typing import Final

from tocsin.facts.problems import Problem
from tocsin.rules import codes
from tocsin.rules.model import Pack
from tocsin.rules.tables.coverage import TooMuchWork, example, gaps, overlaps
from tocsin.rules.tables.regions import Box, Region
from tocsin.rules.tables.table import Table, TableRow

_SHOWN: Final = 5
"""Gaps of a table that are told each."""


def open_tables(pack: Pack) -> Iterator[Problem]:
    """A problem for each table with a gap, each row that others leave nothing, and each two rows that may meet."""
    for table in pack.tables:
        yield from _gaps(table)
        for row in table.rows:
            if not row.decides:
                message = f"{row.name} of the table {table.id} never decides: the rows that go first leave it nothing"
                yield Problem(codes.ROW_IDLE, message, row.place, "remove it, or let it go before them")
        # Where inputs are independent, rows that meet are refused when the pack is read.
        for first, second, inputs in () if table.independent else _meeting(table):
            message = (
                f"{first.name} and {second.name} of the table {table.id} both decide of {inputs}, "
                f"if its inputs can be so together; hit is {table.hit}"
            )
            yield Problem(codes.ROWS_MEET, message, second.place, "narrow one of them, or choose another hit")


def _meeting(table: Table) -> Iterator[tuple[TableRow, TableRow, str]]:
    """The rows that may meet, as far as they can be compared."""
    try:
        yield from overlaps(table)
    except TooMuchWork:
        return  # what cannot be compared is refused where the inputs are independent


def _gaps(table: Table) -> Iterator[Problem]:
    if table.gaps or table.hit in ("collect", "rule order", "output order"):
        return
    found, are_all = gaps(table)
    if not found and not are_all:
        message = f"the table {table.id} has too many inputs and rows to find out whether it has gaps"
        yield Problem(codes.TABLE_GAP, message, table.place, "split it, or write gaps: on if some are meant")
    if not found:
        return
    found.sort(key=lambda box: sum(len(parts) > 0 for parts in _parts(table, box)))  # few inputs leave most open
    count = sum(prod(len(parts) or 1 for parts in _parts(table, box)) for box in found)
    pieces = (piece for box in found for piece in _pieces(table, box))
    told = [example(table, piece) for piece in islice(pieces, _SHOWN)]
    if count > _SHOWN:
        told.append(f"{count - _SHOWN:,} more")
    message = f"no row of the table {table.id} decides of {'; nor of '.join(told)}"
    message += "" if are_all else "; there may be others"
    yield Problem(codes.TABLE_GAP, message, table.place, "add a row, or write gaps: on if that is meant")


def _parts(table: Table, box: Box) -> list[list[Region]]:
    """The stretches or words of each input that the box has apart from each other; none of one that may be anything."""
    return [
        [] if region == each.domain else list(region.parts()) for each, region in zip(table.inputs, box, strict=True)
    ]


def _pieces(table: Table, box: Box) -> Iterator[Box]:
    """The box in boxes that are each of one piece."""
    parts = _parts(table, box)
    return product(*(found or [region] for found, region in zip(parts, box, strict=True)))
