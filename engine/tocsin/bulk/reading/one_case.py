"""The rows of one case among many, with everything their reports say: what an explanation shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.bulk.reading import stating
from tocsin.bulk.reading.cells import value_cell
from tocsin.bulk.reading.csv_lines import one_line_end
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.opening import open_table
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.scan import Scan
from tocsin.bulk.reading.sql import literal
from tocsin.bulk.reading.suspects import read_found
from tocsin.facts.model import Given
from tocsin.facts.problems import Place, Problem, raise_if_any
from tocsin.facts.read.cells import Row
from tocsin.facts.read.entry import Entry
from tocsin.facts.read.merging import merge
from tocsin.facts.tree import shown_path

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def facts_of_case(
    connection: DuckDBPyConnection, inputs: Sequence[Input], case: str | None, refused: Rejects
) -> tuple[Given, ...] | None:
    """The facts that the tables give for a case (None: for all rows as one), rows that hold for every case among them.

    None if no row that states a fact names the case. Rows that state none are left out, as they are in a run that
    rejects them, and told to ``refused``. Raises ProblemError for a table that cannot be read.
    """
    problems: list[Problem] = []
    entries: list[Entry] = []
    named = case is None
    for table in inputs:
        scan = open_table(connection, table, problems)
        if scan is None:
            continue
        stated = [_statement(table, scan, values) for values in _rows(connection, scan, case)]
        for statement in (each for each in stated if each is not None):
            entries.append(statement.entry)
            named = named or statement.case == case
        if None in stated:
            _refuse(connection, table, scan, case, refused)
    raise_if_any(problems)
    return merge(entries) if named else None


def _refuse(connection: DuckDBPyConnection, table: Input, scan: Scan, case: str | None, refused: Rejects) -> None:
    """What is wrong with the rows of the case that state no fact, with their places."""
    raw = ", ".join(f"{sql} AS raw_{at}" for at, sql in enumerate(scan.raw))
    numbered = f"SELECT row_number() OVER () AS row_no, {raw}, {_wanted(scan, case)} AS wanted FROM {scan.relation}"
    rows = connection.execute(f"SELECT * EXCLUDE (wanted) FROM ({numbered}) WHERE wanted ORDER BY row_no").fetchall()
    found = ((number, tuple(values)) for number, *values in rows if _statement(table, scan, tuple(values)) is None)
    for _ in read_found(found, table, scan, {}, refused):
        pass  # that reader and this one refuse the same


def _rows(connection: DuckDBPyConnection, scan: Scan, case: str | None) -> list[tuple[object, ...]]:
    raw, wanted = ", ".join(scan.raw), _wanted(scan, case)
    return connection.execute(f"SELECT {raw} FROM {scan.relation} WHERE {wanted}").fetchall()


def _wanted(scan: Scan, case: str | None) -> str:
    """The condition that a row is of the case, or holds for every case; None: that it says anything."""
    wanted = scan.filled
    if case is not None and scan.columns.case is not None:
        cell = value_cell(scan.cells, scan.expressions[scan.columns.case], "case")
        wanted += f" AND {cell.value} = {literal(case)}"
    return wanted


def _statement(table: Input, scan: Scan, values: tuple[object, ...]) -> stating.Statement | None:
    place = Place(shown_path(table.file))
    ignored: list[Problem] = []
    match table.format:
        case "csv":
            row = Row(one_line_end(str(value or "") for value in values), place.file, 0, ())
            return stating.read_row(scan.columns, stating.of_csv(scan.columns, row), place, ignored)
        case "jsonl":
            cells = stating.of_json(scan.columns, str(values[0]), place, ignored)
            return None if cells is None else stating.read_row(scan.columns, cells, place, ignored)
        case _:
            return stating.read_row(
                scan.columns, stating.of_values(scan.columns, values, place, scan.timed), place, ignored
            )
