"""The cells of a table as they are written, held while they are read: what stands there often is read once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tocsin.bulk.reading.cells import JsonCells, TypedCells
from tocsin.bulk.reading.columns import Column
from tocsin.bulk.reading.scan import Scan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_HELD: Final = "cells_held"
_LOOKED_AT: Final = 20_480
"""So many rows tell whether a column says the same again and again."""
_SELDOM: Final = 1_000
"""With so few distinct cells it never matters how often each stands there."""
_OFTEN: Final = 4
"""A cell stands there so often, on average, where it pays to look it up."""


def hold_cells(connection: DuckDBPyConnection, scan: Scan) -> Scan:
    """The scan over a table that holds the cells of its rows, so that their file is opened once."""
    if isinstance(scan.cells, JsonCells):
        return scan
    found = scan.relation
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_HELD} AS SELECT * FROM {found} WHERE {scan.filled}")
    return replace(scan, relation=_HELD, filled="true")


def drop_cells(connection: DuckDBPyConnection) -> None:
    """No cells are held any more."""
    connection.execute(f"DROP TABLE IF EXISTS {_HELD}")


def often_repeated(connection: DuckDBPyConnection, scan: Scan) -> list[Column]:
    """The columns of fields, read from text, in which the same cells stand again and again."""
    columns = [column for column in scan.columns.found if column.role == "value" and _is_text(scan, column)]
    if not columns or isinstance(scan.cells, JsonCells):
        return []
    counts = ", ".join(f"count(DISTINCT {scan.expressions[column]})" for column in columns)
    ((rows, *distinct),) = connection.execute(
        f"SELECT count(*), {counts} FROM (SELECT * FROM {scan.relation} LIMIT {_LOOKED_AT})"
    ).fetchall()
    most = max(_SELDOM, rows // _OFTEN)
    return [column for column, count in zip(columns, distinct, strict=True) if count <= most]


def _is_text(scan: Scan, column: Column) -> bool:
    cells = scan.cells
    return not isinstance(cells, TypedCells) or cells.types[scan.expressions[column]] == "VARCHAR"
