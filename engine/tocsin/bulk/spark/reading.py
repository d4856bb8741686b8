"""Tables -> rows in the one form, read by Spark and checked where they are read.

Spark opens and parts the tables. Each worker brings its rows to the one form with the very SQL of a run on DuckDB,
which answers it in the worker's process. Rows that this SQL does not accept come to the driver, as written, where
the readers of single cases take or refuse them; so what is accepted, and what is said, is the same everywhere.
"""

from __future__ import annotations

import csv
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk.reading.columns import CASE_ID, read_columns
from tocsin.bulk.reading.csv_lines import read_first
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.opening import arrow_of, csv_scan, json_scan, typed_scan, unread
from tocsin.bulk.reading.raw_rows import arrow_rows
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.scan import Scan, form_of, form_select
from tocsin.bulk.reading.suspects import Suspect, read_found
from tocsin.facts import codes as facts_codes
from tocsin.facts.building import has_own_checks
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.tree import shown_path

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

_AT: Final = "row_at"
_FILE: Final = "row_file"
_BLOCK: Final = "row_block"
_BROKEN: Final = "row_broken"
_SPARK_TYPES: Final = {
    "VARCHAR": "string",
    "BIGINT": "bigint",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TINYINT": "tinyint",
}


@dataclass(frozen=True)
class _Source:
    """A table as Spark has it: cells as ``c0`` and on (or ``line``), and where each row stands."""

    frame: DataFrame
    scan: Scan
    cells: tuple[str, ...]


def read(session: SparkSession, table: Input, rejects: Rejects) -> DataFrame | None:
    """The rows of a table in the one form; None if it cannot be read at all. What is wrong is left to ``rejects``."""
    problems: list[Problem] = []
    place = Place(shown_path(table.file))
    try:
        source = _open(session, table, place, problems)
        rejects.problems.extend(problems)
        return None if problems else _rows(session, table, source, rejects)
    except ProblemError as error:
        rejects.problems.extend(error.problems)
    except Exception as error:
        # What Java says comes as an error of either package, and py4j is pyspark's own affair; Arrow's are of tables.
        if type(error).__module__.split(".")[0] not in ("pyspark", "py4j", "pyarrow"):
            raise
        rejects.problems.append(unread(error, place))
    return None


# -- opening ----------------------------------------------------------------------------------------------------------


def _open(session: SparkSession, table: Input, place: Place, problems: list[Problem]) -> _Source:
    address = table.file if table.is_remote or table.format == "memory" else Path(table.file).resolve().as_uri()
    match table.format:
        case "csv":
            return _open_csv(session, table, address, place, problems)
        case "jsonl":
            return _open_json(session, table, address)
        case "parquet":
            return _open_typed(session.read.parquet(address), table, place, problems)
        case _:
            return _open_typed(_in_memory(session, table.table), table, place, problems)


def _placed(frame: DataFrame, is_file: bool) -> DataFrame:
    """The rows with where they stand: their file, the block of it they were read with, and their order in the block."""
    where = ["'' AS row_file", "0L AS row_block"]
    if is_file:
        where = ["_metadata.file_path AS row_file", "_metadata.file_block_start AS row_block"]
    return frame.selectExpr("*", *where, "monotonically_increasing_id() AS row_at")


def _open_csv(session: SparkSession, table: Input, address: str, place: Place, problems: list[Problem]) -> _Source:
    names, place = _header(session, table, address, place)
    cells = tuple(f"c{index}" for index in range(len(names)))
    columns = read_columns(names, table.fact_type, place, problems)
    frame = session.read.csv(
        address,
        schema=", ".join(f"{cell} STRING" for cell in (*cells, _BROKEN)),
        header=True,
        multiLine=True,
        quote='"',
        escape='"',
        encoding="UTF-8",
        mode="PERMISSIVE",
        columnNameOfCorruptRecord=_BROKEN,
    )
    return _Source(_placed(frame, True), csv_scan("batch", columns, len(names)), cells)


def _header(session: SparkSession, table: Input, address: str, place: Place) -> tuple[list[str], Place]:
    if table.is_plain_text:
        row = read_first(table.file, place.file)
        if row is not None:
            return row.cells, Place(place.file, row.line)
    else:
        for found in session.read.text(address).where("trim(value) <> ''").limit(1).collect():
            return next(csv.reader([found[0].removeprefix("\ufeff")])), Place(place.file, 1)
    hint = "the first row names the columns"
    raise ProblemError([Problem(facts_codes.TABLE_HEADER, "the table is empty", Place(place.file, 1), hint)])


def _open_json(session: SparkSession, table: Input, address: str) -> _Source:
    frame = session.read.text(address).withColumnRenamed("value", "line")
    first = frame.where("trim(line) <> ''").limit(1).collect()
    has_case = not first or f'"{CASE_ID}"' in first[0][0]
    return _Source(_placed(frame, True), json_scan("batch", table, has_case), ("line",))


def _open_typed(frame: DataFrame, table: Input, place: Place, problems: list[Problem]) -> _Source:
    import duckdb
    from pyspark.sql.pandas.types import to_arrow_schema

    cells = tuple(f"c{index}" for index in range(len(frame.columns)))

    def is_empty(index: int) -> bool:
        return frame.toDF(*cells).where(f"{cells[index]} IS NOT NULL").isEmpty()

    # PySpark from 4.1 on asks for the zone of its time stamps; before, they are in UTC.
    zoned: dict[str, Any] = {"timezone": "UTC"} if "timezone" in inspect.signature(to_arrow_schema).parameters else {}
    connection = duckdb.connect()
    try:
        connection.register("batch", to_arrow_schema(frame.schema, **zoned).empty_table())
        scan = typed_scan(connection, table, "batch", is_empty, place, problems)
    finally:
        connection.close()
    placed = _placed(frame, table.format == "parquet")
    named = placed.toDF(*cells, _FILE, _BLOCK, _AT)
    return _Source(named, replace(scan, relation="batch"), cells)


def _in_memory(session: SparkSession, table: Any) -> DataFrame:
    """A table in memory, or a data frame of Spark, as a data frame."""
    from pyspark.sql import DataFrame
    from pyspark.sql.pandas.types import from_arrow_schema

    if isinstance(table, DataFrame):
        return table
    held = arrow_of(table)
    for index, field in enumerate(held.schema):
        # Arrow refuses a cast that would lose something, where Spark would cut off nanoseconds.
        if (kind := _spark_holds(field.type)) != field.type:
            held = held.set_column(index, field.name, held.column(index).cast(kind))
    # A time stamp without a zone would be given the session's.
    return session.createDataFrame(held, schema=from_arrow_schema(held.schema, prefer_timestamp_ntz=True))


def _spark_holds(kind: pa.DataType) -> pa.DataType:
    """The type itself, or the one that Spark has for its values."""
    import pyarrow as pa

    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if pa.types.is_unsigned_integer(kind):
        return pa.int64()
    return pa.large_string() if kind == pa.string_view() else kind


# -- checking ---------------------------------------------------------------------------------------------------------


def _rows(session: SparkSession, table: Input, source: _Source, rejects: Rejects) -> DataFrame:
    form = form_of(table.fact_type)
    scan = replace(source.scan, sound="false") if has_own_checks(table.fact_type) else source.scan
    kinds = [f"{column} {_SPARK_TYPES[kind]}" for column, kind in form.items()]
    types = dict(source.frame.dtypes)
    cells = [cell for cell in (*source.cells, _BROKEN) if cell in types]
    kinds += ["good boolean", f"{_FILE} string", f"{_BLOCK} bigint", f"{_AT} bigint"]
    written = dict(zip(source.cells, scan.raw, strict=True))
    raw = {cell: written.get(cell, cell) for cell in cells}
    # What is written out of a column's own type is text.
    kinds += [f"raw_{cell} {types[cell] if sql == cell else 'string'}" for cell, sql in raw.items()]
    checked = source.frame.mapInArrow(_checker(scan, raw), ", ".join(kinds)).localCheckpoint()
    good = checked.where("good").select(*form)
    taken: list[tuple[Any, ...]] = []
    suspects = _suspects(checked, cells, source.scan.raw)
    if suspects is not None:
        taken.extend(read_found(suspects, table, source.scan, {}, rejects))
    if not taken:
        return good
    return good.union(session.createDataFrame(arrow_rows(list(form.values()), taken)))


def _checker(scan: Scan, cells: Mapping[str, str]) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What a worker does with its rows, some at a time; ``cells`` has the SQL of each as it was written."""
    form = form_select(replace(scan, filled="true"))
    raw = "".join(f", CASE WHEN good THEN NULL ELSE {sql} END AS raw_{cell}" for cell, sql in cells.items())
    broken = f" AND {_BROKEN} IS NULL" if _BROKEN in cells else ""
    filled = scan.filled
    listed = ", ".join(cells)
    query = (
        f"SELECT * EXCLUDE (good, {listed}, filled), good{raw} FROM ("
        f"SELECT f.* EXCLUDE (good), coalesce(f.good{broken}, false) AS good, r.* FROM ({form}) AS f POSITIONAL JOIN "
        f"(SELECT {_FILE}, {_BLOCK}, {_AT}, {listed}, {filled} AS filled FROM batch) AS r) WHERE filled"
    )
    order = [*form_of(scan.columns.fact_type), "good", _FILE, _BLOCK, _AT, *(f"raw_{cell}" for cell in cells)]

    def check(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import duckdb
        import pyarrow as pa

        connection = duckdb.connect()
        connection.execute("SET threads = 1")
        for batch in batches:
            connection.register("arrived", pa.Table.from_batches([batch]))
            connection.execute("CREATE OR REPLACE TEMP TABLE batch AS SELECT * FROM arrived")
            yield from connection.sql(f"SELECT {', '.join(order)} FROM ({query})").to_arrow_table().to_batches()
        connection.close()

    return check


def _suspects(checked: DataFrame, cells: list[str], raw: tuple[str, ...]) -> Iterator[Suspect] | None:
    """Number in its file and cells of each row that is not good, in order; None if all are good."""
    bad = checked.where("NOT good")
    if bad.isEmpty():
        return None
    starts: dict[tuple[str, int], tuple[int, int]] = {}
    before: dict[str, int] = {}
    blocks = (
        checked.groupBy(_FILE, _BLOCK).agg({_AT: "min", "*": "count"}).select(_FILE, _BLOCK, f"min({_AT})", "count(1)")
    )
    for file, block, first, rows in sorted(tuple(row) for row in blocks.collect()):
        starts[file, block] = (before.get(file, 0) + 1, first)
        before[file] = before.get(file, 0) + rows
    return _numbered(bad, cells, len(raw), starts)


def _numbered(
    bad: DataFrame, cells: list[str], width: int, starts: dict[tuple[str, int], tuple[int, int]]
) -> Iterator[Suspect]:
    listed = bad.select(_FILE, _BLOCK, _AT, *(f"raw_{cell}" for cell in cells)).orderBy(_FILE, _BLOCK, _AT)
    for file, block, at, *values in listed.toLocalIterator():
        number, first = starts[file, block]
        is_broken = _BROKEN in cells and values[-1] is not None
        yield number + at - first, () if is_broken else tuple(values[:width])
