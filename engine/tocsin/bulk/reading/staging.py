"""Tables -> a database of rows in the one form, sorted by case; and of them, the facts in force in some cases.

Lifecycle of a row: scanned into ``raw_N`` (N is its type's place among the types named), taken or refused, given the
number of its case, and kept in ``stated_N``, or in ``common_N`` if it holds for every case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tocsin.bulk import codes
from tocsin.bulk.reading.cells_held import drop_cells, hold_cells
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.opening import open_table, unread
from tocsin.bulk.reading.raw_rows import RawRows, count_rows
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.sql import literal
from tocsin.bulk.reading.stating import FormRow
from tocsin.bulk.reading.suspects import read_suspects
from tocsin.facts.building import has_own_checks
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem
from tocsin.facts.tree import shown_path

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ACROSS: Final = "all"
"""The id of the one case of a run across cases."""
Told = Callable[[str], None]


@dataclass(frozen=True)
class Staged:
    """What was read: the types with rows, in order, how many rows and cases, and the rows of each file."""

    types: tuple[str, ...]
    rows: int
    cases: int
    read: tuple[tuple[str, str, int], ...]


def stage(
    connection: DuckDBPyConnection, inputs: Sequence[Input], rejects: Rejects, *, across: bool, tell: Told
) -> Staged:
    """Read every table into the connection's database.

    Rows that state no fact, and tables that cannot be read, are left to ``rejects``; whoever calls decides what that
    means for the run.
    """
    types = {item.fact_type.name: item.fact_type for item in sorted(inputs, key=lambda item: item.fact_type.name)}
    raws = [RawRows(connection, number, fact_type) for number, fact_type in enumerate(types.values())]
    read = []
    for raw, name in zip(raws, types, strict=True):
        for table in inputs:
            if table.fact_type.name == name:
                tell(shown_path(table.file))
                read.append((shown_path(table.file), name, _read(connection, raw, table, rejects)))
    cases = _number_cases(connection, len(types), across, rejects)
    rows = sum(raw.sort(across) for raw in raws)
    return Staged(tuple(types), rows, cases, tuple(sorted(read)))


def _read(connection: DuckDBPyConnection, raw: RawRows, table: Input, rejects: Rejects) -> int:
    """Read one table; the number of rows taken."""
    import duckdb

    problems: list[Problem] = []
    scan = open_table(connection, table, problems)
    rejects.problems.extend(problems)
    if scan is None or problems:
        return 0
    before = count_rows(connection, raw.rows)
    try:
        if has_own_checks(table.fact_type):
            scan = replace(scan, sound="false")
        # What is no CSV in a table read before, or in one read again, is not of this one.
        _forget_malformed(connection)
        scan, held = hold_cells(connection, scan)
        malformed = _malformed(connection) if table.format == "csv" else {}
        raw.add(held)
        drop_cells(connection)
        if malformed or count_rows(connection, f"{raw.rows} WHERE NOT good"):
            connection.execute(f"DELETE FROM {raw.rows} WHERE NOT good")
            _settle(raw, read_suspects(connection, table, scan, malformed, rejects))
    except duckdb.Error as error:
        rejects.problems.append(unread(error, Place(shown_path(table.file))))
    return count_rows(connection, raw.rows) - before


def _settle(raw: RawRows, rows: Iterator[FormRow]) -> None:
    """Add the rows that the readers of single cases take."""
    batch: list[FormRow] = []
    for row in rows:
        batch.append((*row, True))
        if len(batch) == 10_000:
            raw.add_read(batch)
    raw.add_read(batch)


def _malformed(connection: DuckDBPyConnection) -> dict[int, str]:
    """The rows of the CSV file just read that are no CSV, by number, and what SQL says of them."""
    found = connection.execute(
        "SELECT line, min(error_message) FROM reject_errors WHERE scan_id = (SELECT max(scan_id) FROM reject_scans) "
        "GROUP BY line"
    ).fetchall()
    _forget_malformed(connection)
    return dict(found)


def _forget_malformed(connection: DuckDBPyConnection) -> None:
    for table in ("reject_errors", "reject_scans"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")


def _every(types: int) -> str:
    return " UNION ALL ".join(f"SELECT case_id, dated FROM raw_{number}" for number in range(types))


def cases_query(types: int, across: bool) -> str:
    """The SELECT of the cases that the rows of so many types name: number in the order of ids, id, latest report."""
    latest = "SELECT max(dated) FROM everything" + ("" if across else " WHERE case_id IS NULL")
    cases = f"SELECT {literal(ACROSS)} AS case_id, NULL::DATE AS dated"
    if not across:
        cases = "SELECT case_id, max(dated) AS dated FROM everything WHERE case_id IS NOT NULL GROUP BY case_id"
    return (
        f"WITH everything AS ({_every(types)}), found AS ({cases}) "
        "SELECT row_number() OVER (ORDER BY case_id) - 1 AS case_no, case_id, "
        f"greatest(dated, ({latest})) AS latest FROM found"
    )


def _number_cases(connection: DuckDBPyConnection, types: int, across: bool, rejects: Rejects) -> int:
    """Make ``cases``: numbers in the order of ids, and the day of each case's latest report."""
    every = _every(types)
    connection.execute(f"CREATE OR REPLACE TABLE cases AS {cases_query(types, across)} ORDER BY case_id")
    count = count_rows(connection, "cases")
    common = connection.execute(f"SELECT count(*) FROM ({every})").fetchall()[0][0]
    if not count and common:
        note_no_case(rejects)
    return count


def note_no_case(rejects: Rejects) -> None:
    """Note the problem of tables of which no row names a case, unless rows that did may have been refused."""
    if not rejects.rows and not rejects.problems:
        hint = (
            "add a column case_id to the tables that differ from case to case, or take all rows as one case: --across"
        )
        rejects.problems.append(Problem(codes.NO_CASE, "no row of any table names a case", None, hint))
