"""Time stamps of reports come in from every format as a single case takes them, and keep their order on one day."""

import csv
import datetime as dt
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bulk.test_reading import read, single
from tocsin.bulk.reading.inputs import Input
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import QUANTITY, STR
from tocsin.facts.vocabulary import Vocabulary

GAUGE = FactType("gauge", (FieldType("place", STR), FieldType("level", QUANTITY, optional=True)), key=("place",))
VOCABULARY = Vocabulary("gauges", {"gauge": GAUGE})
ZONES = st.sampled_from([dt.timezone(dt.timedelta(hours=hours)) for hours in (-11, 0, 9, 14)])
STAMPS = st.builds(
    dt.datetime,
    *(st.just(2024), st.just(11), st.integers(19, 21), st.sampled_from([0, 9, 15, 23]), st.sampled_from([0, 30])),
    microsecond=st.sampled_from([0, 1]),
    tzinfo=ZONES,
)
DATES = st.one_of(STAMPS, STAMPS, STAMPS, st.dates(dt.date(2024, 11, 19), dt.date(2024, 11, 21)))
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Ribe", "Oslo"]),
        st.sampled_from(["1", "2", "1..3"]),
        st.sampled_from(["Alma", "Bruno", ""]),
        DATES,
        st.sampled_from(["reported", "retracted", "denied"]),
    ),
    min_size=1,
    max_size=7,
)
relaxed = settings(deadline=None, max_examples=10)


def written(when):
    return when.isoformat()


def of_case(rows):
    return [
        {
            "gauge": {"place": place, "level": level},
            "source": {"publisher": source, "date": written(when)} if source else {"date": written(when)},
            "status": status,
        }
        for place, level, source, when, status in rows
    ]


def alone(folder, rows):
    """The facts in force when the rows are one single case."""
    path = folder / "case.json"
    path.write_text(json.dumps({"facts": of_case(rows)}), encoding="utf-8")
    return single(path, vocabulary=VOCABULARY)


def in_bulk(table):
    found, rejects = read([table])
    assert list(rejects.problems) == []
    return found.get("c", set())


HEADER = ("case_id", "place", "level", "source", "source.date", "status")


@relaxed
@given(ROWS)
def test_text_with_a_time_and_its_zone_keeps_order_in_csv_and_json(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("moments")
    cells = [("c", *row[:3], written(row[3]), row[4]) for row in rows]
    with (folder / "gauge.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *cells])
    lines = [json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in cells]
    (folder / "gauge.jsonl").write_text("".join(lines), encoding="utf-8")

    expected = alone(folder, rows)

    assert expected == in_bulk(Input(GAUGE, "csv", str(folder / "gauge.csv")))
    assert expected == in_bulk(Input(GAUGE, "jsonl", str(folder / "gauge.jsonl")))


@relaxed
@given(ROWS.map(lambda rows: [row for row in rows if isinstance(row[3], dt.datetime)]).filter(bool))
def test_a_column_of_time_stamps_with_a_zone_keeps_order(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("moments")
    columns = dict(zip(HEADER, zip(*(("c", *row) for row in rows), strict=True), strict=True))
    stamps = pa.array(columns.pop("source.date"), pa.timestamp("us", "Asia/Seoul"))
    table = pa.table({name: list(values) for name, values in columns.items()} | {"source.date": stamps})
    pq.write_table(table, folder / "gauge.parquet")

    expected = alone(folder, rows)

    assert expected == in_bulk(Input(GAUGE, "memory", "<gauge>", table))
    assert expected == in_bulk(Input(GAUGE, "parquet", str(folder / "gauge.parquet")))


@pytest.mark.parametrize(
    "when",
    [
        "2024-11-20T09:30",
        "2024-11-20T24:00Z",
        "2024-11-20T25:00Z",
        "2024-02-30T09:30Z",
        "0001-01-01T00:00+09:00",
        "2024-11-20 09:30Z",
        "T",
    ],
)
def test_what_is_no_moment_is_refused_in_the_words_of_a_single_case(tmp_path, when):
    from tocsin.facts import ProblemError, read_case

    (tmp_path / "gauge.jsonl").write_text(
        json.dumps({"case_id": "c", "place": "Ribe", "source": "Alma", "source.date": when}) + "\n", encoding="utf-8"
    )
    (tmp_path / "case.json").write_text(
        json.dumps({"facts": [{"gauge": {"place": "Ribe"}, "source": {"publisher": "Alma", "date": when}}]}),
        encoding="utf-8",
    )
    with pytest.raises(ProblemError) as caught:
        read_case(tmp_path / "case.json", lambda pack: VOCABULARY)

    _, rejects = read([Input(GAUGE, "jsonl", str(tmp_path / "gauge.jsonl"))])

    told = [(problem.code, problem.message, problem.hint) for problem in rejects.problems]
    assert [(problem.code, problem.message, problem.hint) for problem in caught.value.problems] == told


def test_only_the_date_of_a_report_may_be_a_moment():
    stamp = pa.array([dt.datetime(2024, 11, 20, 9, 30, tzinfo=dt.UTC)], pa.timestamp("us", "UTC"))
    table = pa.table({"case_id": ["c"], "place": ["Ribe"], "valid_from": stamp})

    _, rejects = read([Input(GAUGE, "memory", "<gauge>", table)])

    assert [problem.code for problem in rejects.problems] == ["T511"]


def test_a_moment_beyond_the_calendar_is_refused_and_a_row_that_is_refused_otherwise_keeps_its_moment():
    stamps = pa.array([2**62, 0, -(2**62)], pa.int64()).cast(pa.timestamp("us", "UTC"))
    table = pa.table({"case_id": ["c"] * 3, "place": ["A", " B ", "C"], "source": ["Alma"] * 3, "source.date": stamps})

    found, rejects = read([Input(GAUGE, "memory", "<gauge>", table)])

    assert [problem.code for problem in rejects.problems] == ["T210", "T210"]
    assert {("gauge", ("B", None), 3)} == found["c"]
