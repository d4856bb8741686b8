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
LOOKED_AT: Final = 20_480
"""So many rows tell whether a column says the same again and again."""
_SELDOM: Final = 1_000
"""With so few distinct cells it never matters how often each stands there."""
_OFTEN: Final = 4
"""A cell stands there so often, on average, where it pays to look it up."""


def hold_cells(connection: DuckDBPyConnection, scan: Scan) -> tuple[Scan, Scan]:
    """The scan that rows are read by, and one over a table that holds the cells of its rows: their file is opened once.

    The scan is the one given, or the wider one if that would take rows which it does not.
    """
    cells = "*"
    if isinstance(scan.cells, JsonCells):
        named = [f"{sql} AS c{column.index}" for column, sql in scan.expressions.items()]
        cells = ", ".join([*named, f"coalesce({scan.sound}, false) AS sound"])
    query = f"SELECT {cells} FROM {scan.relation} WHERE {scan.filled}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_HELD} AS {query}")
    if scan.wider is not None and connection.execute(f"SELECT 1 FROM {_HELD} WHERE NOT sound LIMIT 1").fetchone():
        return hold_cells(connection, scan.wider)
    held = replace(
        scan,
        relation=_HELD,
        expressions={column: f"c{column.index}" for column in scan.expressions},
        filled="true",
        sound=scan.sound if cells == "*" else "sound",
    )
    return scan, held


def drop_cells(connection: DuckDBPyConnection) -> None:
    """No cells are held any more."""
    connection.execute(f"DROP TABLE IF EXISTS {_HELD}")


def often_repeated(connection: DuckDBPyConnection, held: Scan) -> list[Column]:
    """The columns of fields, read from text, in which the same cells stand again and again."""
    columns = [column for column in held.columns.found if column.role == "value" and _is_text(held, column)]
    often = _often(connection, held, [held.expressions[column] for column in columns])
    return [column for column, found in zip(columns, often, strict=True) if found]


def told_again(held: Scan) -> list[str]:
    """The columns of the held cells in which a row says what it says, whatever its case."""
    cells = [sql for column, sql in held.expressions.items() if column.role != "case"]
    return [*cells, "sound"] if cells and held.sound == "sound" else cells


def rows_repeated(connection: DuckDBPyConnection, held: Scan) -> bool:
    """Whether rows say the same again and again, case by case."""
    cells = told_again(held)
    return bool(cells) and all(_often(connection, held, [f"row({', '.join(cells)})"]))


def _often(connection: DuckDBPyConnection, held: Scan, items: list[str]) -> list[bool]:
    """Of each SELECT item, whether it is the same again and again."""
    if not items:
        return []
    counts = ", ".join(f"count(DISTINCT {item})" for item in items)
    ((rows, *distinct),) = connection.execute(
        f"SELECT count(*), {counts} FROM (SELECT * FROM {held.relation} LIMIT {LOOKED_AT})"
    ).fetchall()
    most = max(_SELDOM, rows // _OFTEN)
    return [count <= most for count in distinct]


def _is_text(scan: Scan, column: Column) -> bool:
    cells = scan.cells
    return not isinstance(cells, TypedCells) or cells.types[scan.expressions[column]] == "VARCHAR"
