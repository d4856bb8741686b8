"""The rows of a table that SQL did not accept, each as written and with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk.reading import stating
from tocsin.bulk.reading.csv_lines import Lines, cells_of, one_line_end, rows_of
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.scan import Scan, good_of
from tocsin.bulk.reading.stating import FormRow, Written
from tocsin.facts import codes as facts_codes
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.read.cells import Row
from tocsin.facts.tree import shown_path
from tocsin.facts.tree.text import nul_problem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH: Final = 20_000
Suspect = tuple[int, tuple[Any, ...]]
"""The number of a row, from 1, and its cells as written; no cells where SQL could not part them."""


def read_suspects(
    connection: DuckDBPyConnection, table: Input, scan: Scan, malformed: dict[int, str], rejects: Rejects
) -> Iterator[FormRow]:
    """The rows that state a fact after all; the others are refused.

    ``malformed`` are the rows that are no CSV, by number (the header's is 1), which SQL has left out.
    """
    yield from read_found(_suspects(connection, scan), table, scan, malformed, rejects)


def read_found(
    found: Iterator[Suspect], table: Input, scan: Scan, malformed: dict[int, str], rejects: Rejects
) -> Iterator[FormRow]:
    """The rows found that state a fact after all; the others are refused."""
    if table.format == "csv":
        yield from _of_csv(table, scan, found, malformed, rejects)
        return
    file = shown_path(table.file)
    for number, values in found:
        place = Place(file, number)
        problems: list[Problem] = []
        cells: list[Written] | None
        if table.format == "jsonl":
            cells = stating.of_json(scan.columns, values[0], place, problems)
        else:
            cells = stating.of_values(scan.columns, values, place, scan.timed)
        row = None if cells is None else stating.state(scan.columns, cells, place, problems)
        if row is None:
            rejects.add(problems, cells or ())
        else:
            yield row


def _suspects(connection: DuckDBPyConnection, scan: Scan) -> Iterator[Suspect]:
    """Number (from 1) and raw values of each row that is not good, in order, some at a time."""
    raw = ", ".join(f"{sql} AS raw_{at}" for at, sql in enumerate(scan.raw))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE suspects AS SELECT * EXCLUDE (good, filled) FROM ("
        f"SELECT row_number() OVER () AS row_no, {raw}, {good_of(scan)} AS good, {scan.filled} AS filled "
        f"FROM {scan.relation}) WHERE filled AND NOT good"
    )
    start = 0
    query = "SELECT * FROM suspects WHERE rowid >= ? AND rowid < ? ORDER BY row_no"
    while batch := connection.execute(query, [start, start + _BATCH]).fetchall():
        start += _BATCH
        for number, *values in batch:
            yield number, tuple(values)
    connection.execute("DROP TABLE suspects")


def _of_csv(
    table: Input, scan: Scan, suspects: Iterator[Suspect], malformed: dict[int, str], rejects: Rejects
) -> Iterator[FormRow]:
    file = shown_path(table.file)
    if table.is_plain_text:
        rows = _placed(table, len(scan.raw), suspects, malformed)
    else:
        rows = _unplaced(file, suspects, malformed)
    for row in rows:
        problems: list[Problem] = []
        stated = None
        cells: list[Written] = []
        if isinstance(row, Problem):
            problems.append(row)
        elif len(row.cells) != len(scan.raw):
            message = f"the row has {len(row.cells)} cells, the header {len(scan.raw)}"
            hint = "quote cells that hold a comma; leave absent ones empty"
            problems.append(Problem(facts_codes.TABLE_ROW, message, Place(row.file, row.line), hint))
        else:
            cells = stating.of_csv(scan.columns, row)
            stated = stating.state(scan.columns, cells, Place(row.file, row.line), problems)
        if stated is None:
            rejects.add(problems, cells)
        else:
            yield stated


def _placed(
    table: Input, width: int, suspects: Iterator[Suspect], malformed: dict[int, str]
) -> Iterator[Row | Problem]:
    """The rows with their lines, found by going through the file once more."""
    file = shown_path(table.file)
    suspect = next(suspects, None)
    header_seen = False
    number = 0
    last = max(malformed, default=0)
    for lines in rows_of(table.file):
        if suspect is None and lines.number > last:
            return
        if lines.is_empty and width > 1:
            continue
        if not header_seen:
            header_seen = True
        elif lines.number in malformed:
            yield _row_or_problem(lines, file)
        else:
            number += 1
            if suspect is not None and suspect[0] == number:
                row = _row_or_problem(lines, file)
                cells = one_line_end(suspect[1])
                # Should SQL and this reader ever count differently, a row without a line is better than a wrong line.
                sure = not cells or (_holds_nul(cells) if isinstance(row, Problem) else row.cells == cells)
                yield row if sure else _row_or_refused(Row(cells, file, 0, ()))
                suspect = next(suspects, None)


def _row_or_problem(lines: Lines, file: str) -> Row | Problem:
    try:
        return cells_of(lines, file)
    except ProblemError as error:
        return error.problems[0]


def _row_or_refused(row: Row) -> Row | Problem:
    """The row, or the problem of a NUL in it: a file that is read as lines is refused for the byte."""
    return nul_problem(Place(row.file, row.line)) if _holds_nul(row.cells) else row


def _holds_nul(cells: list[str]) -> bool:
    return any("\0" in cell for cell in cells)


def _unplaced(file: str, suspects: Iterator[Suspect], malformed: dict[int, str]) -> Iterator[Row | Problem]:
    """The rows of a file that only SQL can open: the line is the row's number, the header being the first."""
    for number, message in sorted(malformed.items()):
        hint = "quote cells that hold a comma; close each quote"
        yield Problem(facts_codes.TABLE_ROW, f"the row is no CSV: {message}", Place(file, number), hint)
    for number, values in suspects:
        yield _row_or_refused(Row(one_line_end(values), file, number + 1, ()))
