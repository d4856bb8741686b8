"""A table -> a ``Scan`` of it, by its format."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tocsin.bulk import codes
from tocsin.bulk.reading.cells import JsonCells, TextCells
from tocsin.bulk.reading.columns import CASE_ID, Columns, known_names, read_columns
from tocsin.bulk.reading.csv_lines import read_first
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.scan import Scan
from tocsin.bulk.reading.sql import literal, name
from tocsin.bulk.reading.typed import TypedCells, check_types, simple_type
from tocsin.facts import codes as facts_codes
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.read.header import PREFIX
from tocsin.facts.tree import shown_path

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LONGEST_LINE: Final = 2**24
# No text holds the mark \x01, so that a line is one cell whatever stands in it.
_LINES: Final = (
    "auto_detect = false, header = false, delim = '\x01', quote = '', escape = '', nullstr = '', "
    f"max_line_size = {LONGEST_LINE}, columns = {{'line': 'VARCHAR'}}"
)


def open_table(connection: DuckDBPyConnection, table: Input, problems: list[Problem]) -> Scan | None:
    """The scan of a table; None, and at least one more problem, if it cannot be read at all."""
    import duckdb

    place = Place(shown_path(table.file))
    try:
        match table.format:
            case "csv":
                return _open_csv(connection, table, place, problems)
            case "jsonl":
                return _open_json(connection, table)
            case _:
                return _open_typed(connection, table, place, problems)
    except ProblemError as error:
        problems.extend(error.problems)
    except duckdb.Error as error:
        problems.append(unread(error, place))
    return None


def unread(error: Exception, place: Place) -> Problem:
    """The problem of a table that the SQL engine cannot read, in its own words."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    message = f"the table cannot be read: {lines[0][:300] if lines else type(error).__name__}"
    return Problem(codes.UNREAD, message, place, "check that it is what its name says, and whole")


def _open_csv(connection: DuckDBPyConnection, table: Input, place: Place, problems: list[Problem]) -> Scan:
    names, place = _header(connection, table, place)
    columns = read_columns(names, table.fact_type, place, problems)
    declared = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(names)))
    options = (
        "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
        f"max_line_size = {LONGEST_LINE}, store_rejects = true, rejects_limit = 0, columns = {{{declared}}}"
    )
    cells = ", ".join(f"c{index}" for index in range(len(names)))
    filled = f"coalesce({cells}) IS NOT NULL" if names else "true"
    relation = f"(SELECT {cells} FROM read_csv({literal(table.file)}, {options}))"
    return replace(csv_scan(relation, columns, len(names)), filled=filled)


def csv_scan(relation: str, columns: Columns, width: int) -> Scan:
    """The scan of a relation whose columns ``c0`` and on hold the cells of CSV."""
    expressions = {column: f"c{column.index}" for column in columns.found}
    return Scan(relation, columns, expressions, TextCells(), tuple(f"c{n}" for n in range(width)))


def _header(connection: DuckDBPyConnection, table: Input, place: Place) -> tuple[list[str], Place]:
    if table.is_plain_text:
        row = read_first(table.file, place.file)
        if row is not None:
            return row.cells, Place(place.file, row.line)
    else:
        query = f"SELECT line FROM read_csv({literal(table.file)}, {_LINES}) WHERE line IS NOT NULL LIMIT 1"
        found = connection.execute(query).fetchone()
        if found is not None:
            return next(csv.reader([found[0].removeprefix("\ufeff")])), Place(place.file, 1)
    hint = "the first row names the columns"
    raise ProblemError([Problem(facts_codes.TABLE_HEADER, "the table is empty", Place(place.file, 1), hint)])


def _open_json(connection: DuckDBPyConnection, table: Input) -> Scan:
    """Every name a column may have is looked for on each line, because a line names only what it holds.

    The first line says whether the rows name cases.
    """
    lines = f"read_csv({literal(table.file)}, {_LINES})"
    first = connection.execute(
        f"SELECT json_valid(line) AND json_exists(line, '$.{CASE_ID}') FROM {lines} WHERE trim(line) <> '' LIMIT 1"
    ).fetchone()
    return json_scan(lines, table, first is None or bool(first[0]))


def json_scan(lines: str, table: Input, has_case: bool) -> Scan:
    """The scan of a relation whose column ``line`` holds lines of JSON."""
    taken = table.fact_type.by_name
    names = [
        known
        for known in known_names(table.fact_type)
        # A prefix is needed only where a field has taken the name of a part of the report.
        if (not known.startswith(PREFIX) or known.removeprefix(PREFIX) in taken) and (known != CASE_ID or has_case)
    ]
    columns = read_columns(names, table.fact_type, Place(table.file), [])
    paths = ", ".join(literal(f'$."{known}"') for known in names)
    relation = f"(SELECT line, CASE WHEN json_valid(line) THEN json_extract(line, [{paths}]) END AS v FROM {lines})"
    keys = "CASE WHEN json_valid(line) THEN json_keys(line) END"
    sound = (
        "CASE WHEN json_valid(line) THEN json_type(line) END = 'OBJECT' "
        f"AND list_has_all([{', '.join(map(literal, names))}], {keys}) AND list_unique({keys}) = len({keys})"
    )
    expressions = {column: f"v[{column.index + 1}]" for column in columns.found}
    return Scan(relation, columns, expressions, JsonCells(), ("line",), sound, "trim(line) <> ''")


def _open_typed(connection: DuckDBPyConnection, table: Input, place: Place, problems: list[Problem]) -> Scan:
    if table.format == "memory":
        source = table.file
        connection.register(source, table.table)
        source = name(source)
    else:
        source = f"read_parquet({literal(table.file)})"
    return typed_scan(connection, table, source, place, problems)


def typed_scan(
    connection: DuckDBPyConnection, table: Input, source: str, place: Place, problems: list[Problem]
) -> Scan:
    """The scan of a relation whose columns have types."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    columns = read_columns([row[0] for row in described], table.fact_type, place, problems)
    types = {index: simple_type(row[1]) for index, row in enumerate(described)}
    columns = check_types(columns, types, place, problems)
    cells = tuple(f"c{index}" for index in range(len(described)))
    expressions = {column: cells[column.index] for column in columns.found}
    by_sql = {sql: types[column.index] for column, sql in expressions.items()}
    return Scan(f"(SELECT * FROM {source}) AS t({', '.join(cells)})", columns, expressions, TypedCells(by_sql), cells)
