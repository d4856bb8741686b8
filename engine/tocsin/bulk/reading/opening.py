"""A table -> a ``Scan`` of it, by its format."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk import codes
from tocsin.bulk.reading.border import COLUMN_SHAPES, fitting, simple_type
from tocsin.bulk.reading.cells import JsonCells, TextCells, TypedCells
from tocsin.bulk.reading.cells_held import LOOKED_AT
from tocsin.bulk.reading.columns import CASE_ID, Columns, known_names, read_columns
from tocsin.bulk.reading.csv_lines import read_first
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.scan import Scan
from tocsin.bulk.reading.sql import literal, name
from tocsin.facts import codes as facts_codes
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.read.header import PREFIX, REPORT_COLUMNS
from tocsin.facts.tree import shown_path

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LONGEST_LINE: Final = 2**24
_TIMED: Final = ("day", "moment")
# No text holds the mark \x01, so that a line is one cell whatever stands in it.
_LINES: Final = (
    "auto_detect = false, header = false, delim = '\x01', quote = '', escape = '', nullstr = '', "
    f"max_line_size = {LONGEST_LINE}, columns = {{'line': 'VARCHAR'}}"
)

_IS_OBJECT: Final = "CASE WHEN json_valid(line) THEN json_type(line) END = 'OBJECT'"

# What engines say of tables that they cannot read, what it means, and what to do.
_SAID: Final = (
    ("Malformed JSON", "a line of it is no JSON", "write one JSON object on each line"),
    ("magic bytes|Parquet file|Thrift|TProtocol", "it is no Parquet file, or not whole", "write it anew"),
    ("(?i)gzip|zstd", "it is not packed as its name says", "rename it, or pack it anew"),
    ("CSV Error|CSV file|[Ss]niff", "it is no CSV", "separate cells by commas, quote cells that hold commas or quotes"),
    ("(?i)utf-?8|unicode|encoding", "it is not text in UTF-8", "save it as UTF-8"),
    (r"Permission denied|AccessDenied|\b403\b", "access to it is not allowed", "check permissions and credentials"),
    (r"No such file|No files found|NoSuchKey|NoSuchBucket|\b404\b", "nothing is there", "check the address"),
    ("(?i)resolve|connection|timeout|timed out|HTTP", "the address cannot be reached", "check it, and the network"),
)


def open_table(connection: DuckDBPyConnection, table: Input, problems: list[Problem]) -> Scan | None:
    """The scan of a table; None, and at least one more problem, if it cannot be read at all."""
    import duckdb
    import pyarrow as pa

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
    except (duckdb.Error, pa.ArrowException, TypeError) as error:
        problems.append(unread(error, place))
    return None


def unread(error: Exception, place: Place) -> Problem:
    """The problem of a table that cannot be read, in our words; for what is not known, in the engine's, marked so."""
    told = " ".join(str(error).split()) or type(error).__name__
    for pattern, what, hint in _SAID:
        if re.search(pattern, told):
            return Problem(codes.UNREAD, f"the table cannot be read: {what}", place, hint)
    message = f"the table cannot be read; the engine says: {told[:300]}"
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
        # Strictly, a lone carriage return in a cell further down would be a fault of the file's.
        lines = f"read_csv({literal(table.file)}, {_LINES}, strict_mode = false)"
        query = f"SELECT line FROM {lines} WHERE line IS NOT NULL LIMIT 1"
        found = connection.execute(query).fetchone()
        if found is not None:
            return next(csv.reader([found[0].removeprefix("\ufeff")])), Place(place.file, 1)
    hint = "the first row names the columns"
    raise ProblemError([Problem(facts_codes.TABLE_HEADER, "the table is empty", Place(place.file, 1), hint)])


def _open_json(connection: DuckDBPyConnection, table: Input) -> Scan:
    """The names of fields, and of the parts of a report that the first lines have, are looked for on each line.

    The first line that is a JSON object says whether rows name cases; what is none is told when rows are checked.
    Should a line have yet another name that a column may have, the wider scan looks for every one.
    """
    lines = f"read_csv({literal(table.file)}, {_LINES})"
    first = connection.execute(
        f"SELECT CASE WHEN {_IS_OBJECT} THEN json_exists(line, '$.{CASE_ID}') END FROM {lines} "
        f"WHERE {_IS_OBJECT} LIMIT 1"
    ).fetchone()
    has_case = first is None or bool(first[0])
    looked_at = f"SELECT line FROM {lines} WHERE {_IS_OBJECT} LIMIT {LOOKED_AT}"
    seen = connection.execute(f"SELECT DISTINCT unnest(json_keys(line)) FROM ({looked_at})").fetchall()
    wider = json_scan(lines, table, has_case)
    return replace(json_scan(lines, table, has_case, frozenset(key for (key,) in seen)), wider=wider)


def json_scan(lines: str, table: Input, has_case: bool, reports: Collection[str] | None = None) -> Scan:
    """The scan of a relation whose column ``line`` holds lines of JSON.

    ``reports`` are the names to look for as parts of a report; None: all that there are.
    """
    fields = table.fact_type.by_name
    names = [
        known
        for known in known_names(table.fact_type)
        # A prefix is needed only where a field has taken the name of a part of the report.
        if (not known.startswith(PREFIX) or known.removeprefix(PREFIX) in fields) and (known != CASE_ID or has_case)
    ]
    if reports is not None:
        parts = {known for known in names if known not in fields and known.removeprefix(PREFIX) in REPORT_COLUMNS}
        names = [known for known in names if known in reports or known not in parts]
    columns = read_columns(names, table.fact_type, Place(table.file), [])
    paths = ", ".join(literal(f'$."{known}"') for known in names)
    taken = f"CASE WHEN json_valid(line) THEN json_extract(line, [{paths}]) END" if names else "NULL"
    relation = f"(SELECT line, {taken} AS v FROM {lines})"
    # No name is another one's, and none stands twice, if as many are found as there are.
    found = " + ".join(f"CAST(v[{at + 1}] IS NOT NULL AS INTEGER)" for at in range(len(names))) or "0"
    sound = f"{_IS_OBJECT} AND len(json_keys(CASE WHEN json_valid(line) THEN line END)) = {found}"
    expressions = {column: f"v[{column.index + 1}]" for column in columns.found}
    return Scan(relation, columns, expressions, JsonCells(), ("line",), sound, "trim(line) <> ''")


def _open_typed(connection: DuckDBPyConnection, table: Input, place: Place, problems: list[Problem]) -> Scan:
    source = f"read_parquet({literal(table.file)})"
    if table.format == "memory":
        connection.register(table.file, arrow_of(table.table))
        source = name(table.file)
    cells = "(SELECT * FROM {}) AS t({})".format

    def is_empty(index: int) -> bool:
        listed = ", ".join(f"c{at}" for at in range(index + 1))
        return connection.execute(f"SELECT count(c{index}) FROM {cells(source, listed)}").fetchall() == [(0,)]

    return typed_scan(connection, table, source, is_empty, place, problems)


def arrow_of(table: Any) -> Any:
    """A table in memory as Arrow has it, whoever made it: one way in, so that each says the same of the same values.

    Frames of polars and relations of DuckDB hand over what they hold; a frame of pandas says of an absent number that
    it is NaN, and of a column of Python objects nothing, so that Arrow decides, or refuses to.
    """
    import pyarrow as pa

    if isinstance(table, pa.Table):
        return table
    for method in ("to_arrow", "to_arrow_table"):
        if hasattr(table, method):
            return getattr(table, method)()
    if type(table).__module__.split(".")[0] == "pandas":
        return pa.Table.from_pandas(table, preserve_index=False)
    return pa.table(table)


def typed_scan(
    connection: DuckDBPyConnection,
    table: Input,
    source: str,
    is_empty: Callable[[int], bool],
    place: Place,
    problems: list[Problem],
) -> Scan:
    """The scan of a relation whose columns have types; ``is_empty`` tells which of them hold no value."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    columns = read_columns([row[0] for row in described], table.fact_type, place, problems)
    types = {index: simple_type(row[1]) for index, row in enumerate(described)}
    fit = fitting(columns, types, is_empty, place, problems)
    cells = [f"c{index}" for index in types]
    expressions = {column: cells[column.index] for column in fit}
    timed = frozenset(column.index for column, found in fit.items() if COLUMN_SHAPES.get(found or "") in _TIMED)
    raw = [f"CAST({cell} AS VARCHAR)" if index in timed else cell for index, cell in enumerate(cells)]
    for column in (column for column, found in fit.items() if COLUMN_SHAPES.get(found or "") == "instant"):
        raw[column.index] = _instant_text(cells[column.index])
    for column in (column for column, found in fit.items() if found is None):
        raw[column.index] = "NULL"
    return Scan(
        f"(SELECT * FROM {source}) AS t({', '.join(cells)})",
        Columns(table.fact_type, tuple(fit)),
        expressions,
        TypedCells({sql: fit[column] for column, sql in expressions.items()}),
        tuple(raw),
        timed=timed,
    )


def _instant_text(cell: str) -> str:
    """SQL of a time stamp with a zone as a report writes it, in UTC whatever the zone of the session."""
    written = f"replace(CAST(make_timestamp(epoch_us({cell})) AS VARCHAR), ' ', 'T') || '+00:00'"
    return f"CASE WHEN isfinite({cell}) THEN {written} ELSE CAST(CAST({cell} AS TIMESTAMP) AS VARCHAR) END"
