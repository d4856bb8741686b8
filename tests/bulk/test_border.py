"""The border as a matrix: what comes in from one format comes in as the same from all others, or is refused by all."""

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.bulk.border import (
    BEYOND,
    COLUMNS_WITHOUT_VALUES,
    EDGES,
    KINDS,
    NOTHING,
    READING,
    REFUSALS,
    Edge,
    expected,
    outcomes,
    tables,
    write_csv,
    write_json,
)
from tests.bulk.test_reading import read
from tocsin.bulk.reading.border import BORDER, COLUMN_SHAPES, simple_type
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.opening import arrow_of
from tocsin.facts import ProblemError, read_case
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import FLOAT, STR, Shape
from tocsin.facts.vocabulary import Vocabulary

VOCABULARY = Vocabulary("border", {"reading": READING})

CARRIED = {
    "arrow": lambda table: table,
    "pandas": lambda table: table.to_pandas(),
    "polars": pl.from_arrow,
    "duckdb": duckdb.from_arrow,
}


def in_memory(table: Any) -> Input:
    return Input(READING, "memory", "<reading>", table)


def in_file(path: Path) -> Input:
    return Input(READING, "parquet" if path.suffix == ".parquet" else path.suffix[1:], str(path))  # type: ignore[arg-type]


def wanted(lines: dict[int, tuple[str, Edge]], form: str) -> dict[str, Any]:
    return {name: expected(edge, form) for name, edge in lines.values()}


def carries(carrier: Any, table: pa.Table) -> bool:
    """False for what a library has no value for: an infinite day in pandas."""
    try:
        return carrier(table) is not None
    except (pa.ArrowException, ValueError, OverflowError):
        return False


TABLES = list(tables())


@pytest.mark.parametrize("column,named,table", TABLES, ids=[f"{column} {table[1].type}" for column, _, table in TABLES])
@pytest.mark.parametrize("carrier", ["parquet", *CARRIED])
def test_a_typed_column_is_taken_the_same_whoever_carries_it(tmp_path, carrier, column, named, table):
    if carrier == "parquet":
        pq.write_table(table, tmp_path / "reading.parquet")
        kept, carried = list(range(len(named))), in_file(tmp_path / "reading.parquet")
    else:
        kept = [at for at in range(len(named)) if carries(CARRIED[carrier], table.slice(at, 1))]
        carried = in_memory(CARRIED[carrier](table.take(kept)))
    lines = dict(enumerate((named[at] for at in kept), 1))

    found, rejects = read([carried])

    assert wanted(lines, carrier) == outcomes(lines, found, rejects.problems)


def test_a_cell_of_csv_is_taken_as_the_same_value_of_a_column_is(tmp_path):
    for path, lines in write_csv(tmp_path):
        found, rejects = read([in_file(path)])
        assert wanted(lines, "csv") == outcomes(lines, found, rejects.problems)


def test_a_value_of_json_is_taken_as_the_same_value_of_a_column_is(tmp_path):
    path, lines = write_json(tmp_path)
    found, rejects = read([in_file(path)])
    assert wanted(lines, "jsonl") == outcomes(lines, found, rejects.problems)


@pytest.mark.parametrize("name", [name for name, edge in EDGES.items() if edge.json is not None])
def test_a_single_case_takes_what_a_table_takes_and_wider_numbers(tmp_path, name):
    edge = EDGES[name]
    field, _, end = edge.column.partition("_")
    value = {"low": [edge.json, None], "high": [None, edge.json]}.get(end, edge.json)
    (tmp_path / "case.json").write_text(json.dumps({"facts": [{"reading": {field: value}}]}), encoding="utf-8")
    try:
        (taken,) = read_case(tmp_path / "case.json", lambda pack: VOCABULARY).facts
        row: Any = taken.fact.row
    except ProblemError as error:
        (problem,) = error.problems
        row = problem.code
    wanted = expected(edge, "jsonl")
    if wanted == BEYOND:
        assert not isinstance(row, str)
    else:
        assert wanted == row


def test_of_the_edges_every_shape_is_tried_for_every_purpose_that_admits_it():
    tried = {
        (
            purpose,
            COLUMN_SHAPES[
                simple_type(duckdb.from_arrow(pa.table({"x": pa.nulls(1, edge.typed[1])})).types[0].id.upper())
            ],
        )
        for edge in EDGES.values()
        if edge.typed and edge.outcome not in REFUSALS
        for purpose in [KINDS[edge.column].name if edge.column in KINDS else "end"]
    }
    # The dates of reports are tried in test_moments.py.
    admitted = {(purpose, shape) for purpose, shapes in BORDER.items() for shape in shapes if purpose != "dated"}
    assert admitted - {("case", "text"), ("case", "whole")} == tried


EMPTY = {
    "arrow": lambda: pa.nulls(2),
    "arrow of another type": lambda: pa.array([None, None], pa.decimal128(5, 2)),
    "pandas": lambda: pd.Series([None, None]),
    "pandas, as numbers": lambda: pd.Series([float("nan")] * 2),
    "pandas, as time stamps": lambda: pd.Series([pd.NaT] * 2),
    "polars": lambda: pl.Series([None, None]),
}


@pytest.mark.parametrize("written", EMPTY)
@pytest.mark.parametrize("as_file", [False, True])
def test_a_column_without_any_value_is_absent_in_every_row(tmp_path, written, as_file):
    """As a line of JSON is that names the column with null, or not at all."""
    library = {"pandas": pd.DataFrame, "polars": pl.DataFrame}.get(written.split(",")[0], pa.table)
    names = [name for name in COLUMNS_WITHOUT_VALUES if not as_file or name != "q"]
    names += ["q_low", "q_high"] if as_file else []
    table = library({"case_id": ["one", "two"]} | {name: EMPTY[written]() for name in names})
    if as_file:
        pq.write_table(arrow_of(table), tmp_path / "reading.parquet")
    found, rejects = read([in_file(tmp_path / "reading.parquet") if as_file else in_memory(table)])
    assert ([], {case: {("reading", NOTHING, 3)} for case in ("one", "two")}) == (list(rejects.problems), found)


def test_a_required_field_in_a_column_without_any_value_is_missing_in_every_row():
    edge = FactType("edge", (FieldType("source", STR), FieldType("level", FLOAT)))
    table = pa.table({"case_id": ["one", "two"], "source": pa.nulls(2), "level": [1.0, None]})
    found, rejects = read([Input(edge, "memory", "<edge>", table)])
    told = [(problem.code, problem.place.line, problem.message.split()[-3]) for problem in rejects.problems]
    assert found == {}
    assert told == [("T204", 1, "source"), ("T204", 2, "source"), ("T204", 2, "level")]


def test_a_column_with_one_value_that_does_not_fit_is_refused_whole_with_how_to_cast_it():
    table = pa.table({"case_id": ["one", "two"], "d": [None, 20240101], "n": [None, 1.5]})
    found, rejects = read([in_memory(table)])
    assert found == {}
    assert [(problem.code, problem.message) for problem in rejects.problems] == [
        ("T511", "the column d has the type BIGINT, which does not fit the kind date"),
        ("T511", "the column n has the type DOUBLE, which does not fit the kind int"),
    ]


def test_a_pandas_column_of_this_and_that_is_refused_and_not_made_text():
    table = pd.DataFrame({"case_id": ["one", "two"], "s": pd.Series(["a", 1], dtype=object)})
    found, rejects = read([in_memory(table)])
    assert (found, [problem.code for problem in rejects.problems]) == ({}, ["T514"])


def test_what_says_an_infinite_day_says_so_in_the_refusal(tmp_path):
    with duckdb.connect() as database:
        database.sql("SELECT 'one' AS case_id, DATE 'infinity' AS d").write_parquet(str(tmp_path / "reading.parquet"))
    _, rejects = read([in_file(tmp_path / "reading.parquet")])
    (problem,) = rejects.problems
    assert problem.message == "reading.d: expected a date, found the date infinity"


NUL = "case_id,s,n\none,a,1\ntwo,a\0b,2\nthree,c,\0\n"


@pytest.mark.parametrize("name", ["reading.csv", "reading.csv.gz"])
def test_a_row_with_nul_is_no_text_in_any_column(tmp_path, name):
    with (gzip.open if name.endswith("gz") else open)(tmp_path / name, "wt", encoding="utf-8", newline="") as file:
        file.write(NUL)
    found, rejects = read([Input(READING, "csv", str(tmp_path / name))])
    assert list(found) == ["one"]
    assert [(problem.code, problem.place.line) for problem in rejects.problems] == [("T104", 3), ("T104", 4)]


@pytest.mark.parametrize("name", ["reading.csv", "reading.csv.gz"])
def test_line_ends_within_a_cell_are_those_that_a_single_case_reads(tmp_path, name):
    cells = ["a\r\nb", "a\r\r\nb", "a\rb", "\r\n", "a\n\r\nb"]
    text = "s\r\n" + "".join(f'"{cell}"\r\n' for cell in cells)
    (tmp_path / "reading.csv").write_bytes(text.encode())
    alone = {given.fact.row[5] for given in read_case(tmp_path / "reading.csv", lambda pack: VOCABULARY).facts}
    with (gzip.open if name.endswith("gz") else open)(tmp_path / name, "wb") as file:
        file.write(text.encode())

    found, rejects = read([Input(READING, "csv", str(tmp_path / name))], across=True)

    assert ([], alone) == (list(rejects.problems), {row[5] for _, row, _ in found["all"]})
    assert {"a b", ""} == alone


SHAPES: dict[str, Shape] = {
    "text": "text",
    "whole number": "whole",
    "real number": "real",
    "true, false": "truth",
    "day": "day",
    "time stamp": "moment",
    "with a zone": "instant",
}
PURPOSES = {
    "an enumeration": "enum",
    "date, also valid_from and valid_to": "date",
    "the date of a report": "dated",
    "an end of a quantity": "end",
    "case_id": "case",
}


def test_the_documented_table_is_the_table():
    page = (Path(__file__).parents[2] / "docs" / "bulk.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line[:1] == "|"]
    start = next(at for at, row in enumerate(rows) if row[0] == "For")
    documented = {}
    for name, *cells in rows[start + 2 : start + 2 + len(BORDER)]:
        purpose = name.replace("`", "")
        marked = zip(rows[start][1:], cells, strict=True)
        documented[PURPOSES.get(purpose, purpose)] = {SHAPES[shape] for shape, cell in marked if cell == "yes"}
    assert documented == {purpose: set(shapes) for purpose, shapes in BORDER.items()}


def test_the_id_of_a_case_is_text_or_a_whole_number_as_it_is_written(tmp_path):
    typed = {"text": pa.array(["07"]), "whole": pa.array([7], pa.int8()), "wide": pa.array([2**64 - 1], pa.uint64())}
    for name, ids in typed.items():
        found, _ = read([in_memory(pa.table({"case_id": ids, "n": [1]}))])
        assert list(found) == [{"text": "07", "whole": "7", "wide": str(2**64 - 1)}[name]]
    for wrong in (pa.array([7.0]), pa.array([True])):
        _, rejects = read([in_memory(pa.table({"case_id": wrong, "n": [1]}))])
        assert [problem.code for problem in rejects.problems] == ["T511"]
