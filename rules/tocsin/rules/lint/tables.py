"""Decision tables that leave something open: inputs no row takes, rows that never decide, rows that may meet."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.facts.problems import Problem
from tocsin.rules import codes
from tocsin.rules.model import Pack
from tocsin.rules.tables.coverage import TooMuchWork, gap, overlaps
from tocsin.rules.tables.table import Table, TableRow


def open_tables(pack: Pack) -> Iterator[Problem]:
    """A problem for each table with a gap, each row that others leave nothing, and each two rows that may meet."""
    for table in pack.tables:
        yield from _gaps(table)
        for row in table.rows:
            if not row.decides:
                message = f"{row.name} of the table {table.id} never decides: the rows that go first leave it nothing"
                yield Problem(codes.ROW_IDLE, message, row.place, "remove it, or let it go before them")
        # Where inputs are independent, rows that meet are refused when the pack is read.
        for first, second, example in () if table.independent else _meeting(table):
            message = (
                f"{first.name} and {second.name} of the table {table.id} both decide of {example}, "
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
    try:
        example = gap(table)
    except TooMuchWork:
        message = f"the table {table.id} has too many inputs and rows to find out whether it has gaps"
        yield Problem(codes.TABLE_GAP, message, table.place, "split it, or write gaps: on if some are meant")
        return
    if example is not None:
        message = f"no row of the table {table.id} decides of {example}"
        yield Problem(codes.TABLE_GAP, message, table.place, "add a row, or write gaps: on if that is meant")
