"""Spark: what DuckDB says, from tables to parts; and on a cluster of two worker processes, also after a kill."""

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from tests.bulk.border import COLUMNS_WITHOUT_VALUES, KINDS, NOTHING, READING, expected, outcomes, write_csv, write_json
from tests.bulk.border import tables as border_tables
from tests.bulk.tables import derived, given_tables, rows_of
from tests.bulk.test_agreement import CLOSURE, RELATIONS, program_of, road, several_cases
from tests.bulk.test_folder import PACK, question, rows_of_tables, write
from tests.bulk.test_library import SHIPMENTS
from tests.bulk.test_reading import row_of
from tests.bulk.test_too_wide import CASES, steps
from tests.bulk.test_too_wide import PACK as WIDE_PACK
from tests.engine.test_parameters import IN_COLUMNS as CAPS
from tests.engine.test_totals import fifty_percent
from tests.engine.test_totals import program_of as registry_of
from tests.programs import IN_COLUMNS, Program
from tocsin.bulk import folder as on_duckdb
from tocsin.bulk import run
from tocsin.bulk.derive import derive
from tocsin.bulk.executor import DuckDB
from tocsin.bulk.folder import Settings
from tocsin.bulk.reading.force import told as told_by
from tocsin.bulk.reading.inputs import Input, find_inputs
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.scan import REPORT_FORM
from tocsin.bulk.results import SparkTable
from tocsin.bulk.spark.dialect import translate
from tocsin.bulk.spark.executor import Spark
from tocsin.bulk.spark.folder import run_into
from tocsin.bulk.spark.reading import read as read_table
from tocsin.bulk.spark.session import open_session, working_session
from tocsin.engine.planning import compile_plan
from tocsin.facts import ProblemError
from tocsin.rules.expression import FUNCTIONS
from tocsin.rules.read import pack_from_text
from tocsin.rules.shipped import load_pack

pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and there is none here")
# What pays for large queries alone is off: there are some hundred, all tiny.
SETTINGS = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
TABLES = ("conclusions", "derivations", "facts")
EVERYTHING: list[dict[Any, Any]] = [
    *CLOSURE,
    {
        "id": "far",
        "when": [{"pair": {"a": "$i", "b": "$j"}}, "$j - $i > 1"],
        "unless": [{"point": {"name": "shut"}}],
        "then": [{"mark": {"name": "far"}}],
        "qualifier": "possible",
        "stronger_if": [{"point": {"n": "$i", "name": "hub"}}],
    },
    {
        "id": "total",
        "when": [{"sum": "$q", "over": [{"gauge": {"n": "$g", "amount": "$q"}}], "by": [], "as": "$sum"}, "$sum > 10"],
        "then": [{"heat": {"n": 1, "amount": "$sum", "level": 0.5}}],
    },
    {
        "id": "level",
        "when": [{"gauge": {"n": "$g", "level": "$x", "amount": "$q", "absent": ["limit"]}}, "$q >= 5"],
        "unless": ["$g > 1_000", "$x > 1e21"],
        "then": [{"heat": {"n": "$g", "amount": "$q", "level": "$x"}}],
    },
    {
        "id": "counted",
        "when": [
            {"point": {"n": "$i"}},
            {
                "count": {"distinct": ["$k", "$s"]},
                "over": [{"point": {"n": "$k", "name": "$s"}}, '$k >= $i or starts_with($s, "h")'],
                "as": "$t",
            },
        ],
        "then": [{"score": {"n": "$t"}}],
    },
]


@pytest.fixture(scope="module")
def session():
    opened = open_session("local[2]", settings=SETTINGS)
    yield opened
    opened.stop()


def assert_same_as_duckdb(session, plan, active, cases, small, relations=RELATIONS):
    executor = Spark(working_session(session), DuckDB(duckdb.connect()), small)
    given_names = {}
    for name, table in given_tables(plan, cases).items():
        given_names[name] = f"given_{name}"
        executor.load(f"given_{name}", table)
    found = derive(executor, plan, active, given_names)
    expected = derived(plan, active, cases)
    for relation in relations:
        left, right = rows_of(expected, getattr(expected, relation)), rows_of(found, getattr(found, relation))
        assert left == right, f"{relation}: missing {left - right}, too many {right - left}"
    total = sum(rows_of(expected, expected.derivations).values())
    found.close()
    expected.close()
    executor.close()
    return total


def gauge(number, level, amount):
    return ("gauge", {"n": number, "level": level, "amount": amount})


def test_workers_alone_derive_what_duckdb_derives(session):
    hub = [("point", {"n": 1, "m": 3, "name": "hub"})]
    plan, first = program_of(EVERYTHING, [*road(1, 2, 4), *hub, gauge(1, 0.1, "4..6"), gauge(2, 2.0, "5")])
    _, second = program_of(EVERYTHING, [*road(1, 2), gauge(1, 1e22, "0.1..9007199254740992")])
    active = frozenset(range(len(plan.rules)))
    told = ("conclusions", "derivations", "strengtheners")
    assert assert_same_as_duckdb(session, plan, active, [first, second], small=0, relations=told) > 8


# One program, the same every time, and not the simplest: each of its queries takes Spark a tenth of a second.
@settings(
    max_examples=1,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn=several_cases())
def test_workers_and_driver_together_derive_what_duckdb_derives(session, drawn):
    program, dealt = drawn
    assume(len(program.data["rules"]) > 2 and sum(map(len, dealt)) > 8)
    pack = program.pack()
    plan = compile_plan(pack)
    cases = [Program(program.data, facts, {}).given(pack.vocabulary.types) for facts in dealt]
    assert_same_as_duckdb(session, plan, plan.active(program.assumptions), cases, small=2)


def test_workers_add_up_through_recursion_what_duckdb_does(session):
    accounts = [(40, 60, "certain"), (45, 45, "possible")]
    shares = {("L", "A"): accounts, ("M", "A"): [(10, 10, "certain")], ("A", "B"): [(50, 50, "certain")]}
    program = registry_of(shares, {"L": "certain", "M": "possible"})
    plan = fifty_percent()
    assert assert_same_as_duckdb(session, plan, plan.active({}), [program.given(plan.types)], small=2) == 4


def test_workers_find_the_reports_that_count_as_duckdb_does(session):
    day, later = dt.date(2024, 5, 1), dt.date(2024, 5, 2)
    told_of = [
        (1, "P", None, "B2", day, "reported"),
        (1, "Q\x1f", "P", None, day, "confirmed"),
        (1, "P", None, "B2", later, "reported"),
        (2, "P", None, "A1", day, "reported"),
        (2, None, None, None, later, "retracted"),
        (3, None, "X", "C3", None, "assumed"),
    ]
    rows = [
        {"f0": n, "name": name, "origin": origin, "grade": grade, "dated": dated, "status": status}
        for n, name, origin, grade, dated, status in told_of
    ]
    kinds = {"BOOLEAN": pa.bool_(), "DATE": pa.date32(), "BIGINT": pa.int64(), "TINYINT": pa.int8()}
    form = {"case_no": "BIGINT", "latest": "DATE", "f0": "BIGINT", **REPORT_FORM}
    schema = pa.schema([(name, kinds.get(kind, pa.string())) for name, kind in form.items()])
    listed = pa.Table.from_pylist([{"case_no": 0, "latest": later, "said": True, **row} for row in rows], schema)
    fact_type = program_of([], [])[0].types["score"]
    query = told_by(replace(fact_type, fields=fact_type.fields[:1]), "SELECT * FROM listed", None, None)

    found = []
    driver = DuckDB(duckdb.connect())
    for executor in (driver, Spark(working_session(session), driver, small=0)):
        executor.load("listed", listed)
        executor.create("told", query)
        found.append(sorted(executor.rows("SELECT * FROM told"), key=str))
    assert found[0] == found[1]
    assert [(row[1], row[-1]) for row in found[0]] == [
        (1, "P\x1f\x1fB2\x1freported\x1eQ \x1fP\x1f\x1fconfirmed"),
        (3, "\x1fX\x1fC3\x1fassumed"),
    ]


# -- from tables to parts ---------------------------------------------------------------------------------------------


@pytest.fixture
def pack_file(tmp_path):
    path = tmp_path / "roads.yaml"
    path.write_text(PACK, encoding="utf-8")
    return path


def inputs_of(tables, asked):
    return find_inputs([str(tables)], asked.plan.pack.vocabulary, [])


def go(session, out, tables, pack_file, rejects=None, **options):
    asked = question(pack_file)
    inputs = inputs_of(tables, asked)
    return run_into(session, str(out), asked, inputs, Settings(**options), rejects or Rejects(), lambda *_: None)


def rows_in(out, name):
    path = out / f"{name}.parquet"
    table = pq.read_table(path) if path.exists() else pq.read_table(out / name).drop_columns(["part"])
    return table.to_pylist()


def result(out):
    """All that a run's result is: the summary with its digests, and the rows of each part."""
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    parts = {str(path.relative_to(out)): pq.read_table(path).to_pylist() for path in sorted(out.glob("*/*/*.parquet"))}
    return summary, (out / "summary.csv").read_bytes(), parts


def awkward(tables):
    """Add rows that state no fact, and some that do in an unusual way, in every format."""
    lines = ['c1,"1\n",2', "c1,7", "c2, 5 ,6", "", "c3,x,1", "c4,9,9,9", '"c5, too",1,2']
    with (tables / "edge.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("\r\n".join(lines) + "\r\n")
    odd = [
        {"case_id": "c1", "place": 4, "tons": [11, None], "source": {"publisher": "A", "date": "2024-01-05"}},
        {"case_id": "c1", "place": True, "tons": 3},
        {"case_id": "c1", "place": 5, "tons": "20..10"},
    ]
    text = [*(json.dumps(each) for each in odd), "", "no JSON", json.dumps({"case_id": 7, "place": 1, "tons": 12.5})]
    (tables / "load.jsonl").write_text("\n".join(text) + "\n", encoding="utf-8")
    rows = (
        "SELECT * FROM (VALUES ('c1', 8, 30.0, NULL), (NULL, 1, 2.0, NULL), ('c2', 8, 'nan'::DOUBLE, "
        "TIMESTAMP '2024-01-01 00:00:00')) AS t(case_id, place, tons_low, seen)"
    )
    with duckdb.connect() as database:
        pq.write_table(database.sql(rows).to_arrow_table(), tables / "load.parquet")


def read_by_spark(session, table):
    """What Spark reads of a table of readings, as ``tests.bulk.test_reading.read`` gives it; and what was refused."""
    rejects = Rejects()
    frame = read_table(session, table, rejects)
    found: dict[str, set] = {}
    for case, *values in frame.collect() if frame is not None else ():
        found.setdefault(case, set()).add(("reading", row_of(READING, values[: len(KINDS) + 1]), 3))
    return found, rejects


FOR_SPARK = {
    ("d", "date32[day]"),
    ("d", "timestamp[us]"),
    ("q", "int64"),
    ("q", "double"),
    ("x", "int64"),
    ("s", "string"),
}
"""Where Spark has values of its own; each table takes it seconds."""


def test_workers_take_at_the_border_what_every_format_takes(session, tmp_path):
    for number, (column, named, table) in enumerate(border_tables()):
        if (column, str(table[1].type)) not in FOR_SPARK:
            continue
        path = tmp_path / f"{number}.parquet"
        pq.write_table(table, path)
        read = Input(READING, "parquet", str(path)) if number % 2 else Input(READING, "memory", "<reading>", table)
        found, rejects = read_by_spark(session, read)
        lines = dict(enumerate(named, 1))
        assert {name: expected(edge, "parquet") for name, edge in named} == outcomes(lines, found, rejects.problems)


def test_workers_take_cells_of_text_at_the_border_as_every_format_does(session, tmp_path):
    files: list[Any] = [("jsonl", *write_json(tmp_path)), *(("csv", *written) for written in write_csv(tmp_path))]
    for form, path, lines in files:
        found, rejects = read_by_spark(session, Input(READING, form, str(path)))
        wanted = {name: expected(edge, form) for name, edge in lines.values()}
        assert wanted == outcomes(lines, found, rejects.problems)


def test_workers_take_a_column_without_any_value_for_none(session, tmp_path):
    table = pa.table({"case_id": ["one"]} | {name: pa.nulls(1) for name in COLUMNS_WITHOUT_VALUES})
    pq.write_table(table, tmp_path / "reading.parquet")
    tables = [table, session.sql(f"SELECT 'one' AS case_id, {', '.join(f'NULL AS {name}' for name in KINDS)}")]
    read = [Input(READING, "memory", "<reading>", each) for each in tables]
    for one in (*read, Input(READING, "parquet", str(tmp_path / "reading.parquet"))):
        found, rejects = read_by_spark(session, one)
        assert (list(rejects.problems), found) == ([], {"one": {("reading", NOTHING, 3)}})


def test_rows_are_taken_refused_and_answered_as_on_duckdb(session, tmp_path, pack_file):
    tables = write(tmp_path / "tables", *rows_of_tables(6))
    awkward(tables)
    asked = question(pack_file)
    inputs = inputs_of(tables, asked)
    expected = on_duckdb.run_into(
        tmp_path / "duckdb", asked, inputs, Settings(), Rejects(tmp_path / "a.csv"), lambda *_: None
    )
    found = go(session, tmp_path / "spark", tables, pack_file, Rejects(tmp_path / "b.csv"))

    refused = [sorted((tmp_path / name).read_text(encoding="utf-8").splitlines()) for name in ("a.csv", "b.csv")]
    assert refused[0] == refused[1]
    assert expected.summary.data["rejected_rows"] > 5
    assert {**expected.summary.data, "engine": "spark"} == found.summary.data
    for name in TABLES:
        assert rows_in(tmp_path / "duckdb", name) == rows_in(tmp_path / "spark", name)


SMALL_PACK = """
pack: roads
version: 1.0.0
types: {edge: {source: int, target: int}, path: {source: int, target: int}}
rules:
  - {id: road, when: [edge: {source: $a, target: $b}], then: [path: {source: $a, target: $b}]}
  - id: onward
    when: [edge: {source: $a, target: $b}, edge: {source: $b, target: $c}]
    then: [path: {source: $a, target: $c}]
"""
"""As few rules as can be joined: what is killed is the run, and each query takes Spark a tenth of a second."""


def test_a_killed_run_ends_with_the_same_result(session, tmp_path):
    pack_file = tmp_path / "pack.yaml"
    pack_file.write_text(SMALL_PACK, encoding="utf-8")
    tables = write(tmp_path / "tables", *rows_of_tables(6))
    (tables / "load.csv").unlink()
    go(session, tmp_path / "whole", tables, pack_file, chunk=3)
    out = tmp_path / "killed"
    command = [sys.executable, "-m", "tocsin.cli", "bulk", "run", str(tables), "--pack", str(pack_file)]
    command += ["--on", "spark", "--master", "local-cluster[2,1,1024]", "--chunk", "3", "--out", str(out)]
    defaults = "".join(f"{name} {value}\n" for name, value in SETTINGS.items() if "driver" not in name)
    (tmp_path / "spark-defaults.conf").write_text(defaults)
    with (tmp_path / "told").open("w") as told:
        quick = {"SPARK_CONF_DIR": str(tmp_path), "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
        running = subprocess.Popen(command, stdout=told, stderr=told, env={**os.environ, **quick})
        first = out / ".tocsin" / "parts" / "000000.json"
        while running.poll() is None and not first.exists():
            time.sleep(0.01)
        assert running.poll() is None, (tmp_path / "told").read_text()
        os.kill(running.pid, signal.SIGKILL)
        running.wait(timeout=60)
    assert not (out / "summary.json").exists()
    left = out / "conclusions" / "part=000001"
    left.mkdir(parents=True, exist_ok=True)
    (left / "rows.parquet").write_bytes(b"of the run that was killed")

    ran = go(session, out, tables, pack_file, chunk=3)

    assert (ran.resumed, ran.was_done) == (True, False)
    assert result(out) == result(tmp_path / "whole")
    assert len([path for path in out.rglob("*") if path.is_file()]) == 2 * len(TABLES) + 3


def test_the_library_takes_and_gives_data_frames(session, pack_file):
    edges = session.createDataFrame([("a", 1, 2), ("a", 2, 3), ("b", 2, 3)], "case_id string, source long, target long")
    results = run(load_pack(pack_file), {"edge": edges}, on=session)
    assert isinstance(results.conclusions, SparkTable)
    found = results.conclusions.frame.select("case_id", "notation").collect()
    expected = [("a", "path(source=1, target=2)"), ("a", "path(source=1, target=3)")]
    expected += [("a", "path(source=2, target=3)"), ("b", "path(source=2, target=3)")]
    assert sorted(expected) == sorted(tuple(row) for row in found)
    assert (results.cases, len(results.facts), results.derivations.to_arrow().num_rows) == (2, 3, 4)


def test_cases_later_than_the_review_of_a_parameter_are_counted_on_workers_too(session):
    pack = pack_from_text(CAPS)
    tables = {"shipment": pa.table(SHIPMENTS)}
    on_workers, here = run(pack, tables, on=session), run(pack, tables)

    assert on_workers.not_reviewed == here.not_reviewed != ()


def test_time_stamps_of_reports_keep_their_order_on_workers_too(session, pack_file):
    """A column of Spark's time stamps, which are moments, and text with a zone: a load corrected, taken back, kept."""
    zone = dt.timezone(dt.timedelta(hours=9))

    def at(hour):
        return dt.datetime(2024, 11, 20, hour, tzinfo=zone)

    rows = [("a", 1, "20", "A", at(3), "reported"), ("a", 1, "20", "A", at(4), "retracted")]
    rows += [("b", 1, "20", "A", at(4), "reported"), ("b", 1, "20", "A", at(3), "retracted")]
    names = ["case_id", "place", "tons", "source", "source.date", "status"]
    kinds = "case_id string, place long, tons string, source string, `source.date` {}, status string"
    stamped = session.createDataFrame(rows, kinds.format("timestamp"))
    written = pa.table(
        dict(zip(names, zip(*((*r[:4], r[4].isoformat(), r[5]) for r in rows), strict=True), strict=True))
    )

    for table in (stamped, written):
        conclusions = run(load_pack(pack_file), {"load": table}, on=session).conclusions
        assert isinstance(conclusions, SparkTable)
        found = conclusions.frame.select("case_id", "notation").collect()
        assert [tuple(row) for row in found] == [("b", "heavy(place=1)")]


def test_a_case_with_a_number_that_no_column_holds_is_answered_as_on_duckdb(session, tmp_path):
    (tmp_path / "pack.yaml").write_text(WIDE_PACK, encoding="utf-8")
    pack, tables = load_pack(tmp_path / "pack.yaml"), {"step": steps(CASES)}
    on_spark, expected = run(pack, tables, on=session), run(pack, tables)
    for name in TABLES:
        found, wanted = (getattr(results, name).to_arrow().to_pylist() for results in (on_spark, expected))
        assert sorted(map(str, wanted)) == sorted(map(str, found))
    assert expected.failures == on_spark.failures


def test_no_rows_make_empty_tables(session, tmp_path, pack_file):
    ran = go(session, tmp_path / "out", write(tmp_path / "tables", [], []), pack_file)
    assert (ran.summary.data["cases"], ran.summary.data["conclusions"]) == (0, 0)
    for name in TABLES:
        assert rows_in(tmp_path / "out", name) == []


# -- what is told -----------------------------------------------------------------------------------------------------


def test_without_java_the_run_is_refused_and_nothing_written(tmp_path, pack_file):
    tables = write(tmp_path / "tables", *rows_of_tables(1))
    command = [sys.executable, "-m", "tocsin.cli", "bulk", "run", str(tables), "--pack", str(pack_file)]
    ran = subprocess.run(
        [*command, "--on", "spark", "--out", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "JAVA_HOME": str(tmp_path), "NO_COLOR": "1"},
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("T520: Spark needs Java 17 or later; no Java was found\n")
    assert not (tmp_path / "out").exists()


def test_a_session_that_keeps_no_tables_is_refused():
    with pytest.raises(ProblemError, match="T522"):
        working_session(object())


def test_numbers_are_made_dense():
    numbered = translate("SELECT CAST(row_number() OVER () + 4 AS INTEGER) AS n, * FROM a, (SELECT * FROM b) AS c")
    assert {"a", "b"} == numbered.tables
    assert numbered.items == ("CAST(tocsin_number + 4 AS INT) AS n", "* EXCEPT (tocsin_number)")
    assert "MONOTONICALLY_INCREASING_ID() AS tocsin_number" in numbered.query


ARGUMENTS = {"date": ("d", "DATE '2020-02-29'", "DATE '2023-03-01'", "d"), "number": ("x",), "text": ("t", "'a'")}
CALLS = ", ".join(
    f"{function.sql.format(*ARGUMENTS[function.takes[0]])} AS f_{name}"
    for name, function in FUNCTIONS.items()
    if function.sql and function.takes[0] in ARGUMENTS
)
"""Each function of comparisons that has SQL, called once."""
EDGES = f"""
SELECT {CALLS}, CAST(trunc(least(greatest(x, -1e20), 1e20)) AS HUGEINT) = CAST(CAST(x AS BIGINT) AS HUGEINT) AS whole,
  floor(x) = x AS even, trunc(x) AS cut, m // 2 AS half, m % 2 AS rest, date_diff('day', d, DATE '2024-03-01') AS days,
  strftime(d, '%Y-%m-%d') AS iso, year(d) AS y, quarter(d) AS q, month(d) AS mo, day(d) AS dd, isodow(d) AS w,
  'a\\b''c' || chr(0) AS odd,
  [t, 'z'] AS list, substr(sha256(t), 1, 12) AS id,
  least(m, NULL, 3) AS least, CAST(-CAST(m AS HUGEINT) AS DOUBLE) AS minus,
  regexp_matches(t, '[\\x00-\\x1f]') AS control
FROM (VALUES (9007199254740994.0::DOUBLE, 7::BIGINT, DATE '0999-01-02', 'tab\there'),
  (-9223372036854775808.0::DOUBLE, -7::BIGINT, DATE '2024-02-28', 'plain \\n'),
  (2.5::DOUBLE, (-9223372036854775808)::BIGINT, DATE '2023-12-31', 'é"')) AS v(x, m, d, t)
"""


def test_edges_of_numbers_texts_and_days_are_the_same_in_both_dialects(session):
    executor = Spark(working_session(session), DuckDB(duckdb.connect()), small=0)
    found = [tuple(row) for row in executor.frame(EDGES).collect()]
    with duckdb.connect() as database:
        assert sorted(database.sql(EDGES).fetchall(), key=repr) == sorted(found, key=repr)
    executor.close()


def test_workers_tell_things_apart_as_duckdb_does(session):
    flow = {"fields": IN_COLUMNS["flow"], "key": ["name"], "period": ["day", "until"]}
    over = [{"flow": {"name": "$s", "amount": "$q"}}]
    total = {
        "id": "total",
        "when": [
            {"sum": "$q", "over": over, "by": ["$s"], "as": "$sum"},
            {"count": True, "over": [{"flow": {"n": 1}}], "as": "$n"},
        ],
        "then": [{"heat": {"n": "$n", "amount": "$sum"}}],
    }
    data = {"pack": "small", "types": {**IN_COLUMNS, "flow": flow}, "rules": [total]}
    days = [("2024-01-01", "2024-03-31"), ("2024-01-01", "2024-05-31"), ("2024-06-01", "2024-12-31")]
    flows = [
        ("flow", {"name": name, "n": 1, "amount": amount, "day": first, "until": last}, "certain")
        for name, amount, (first, last) in (
            ("a", "165", days[0]),
            ("a", "200..210", days[1]),
            ("a", "190", days[1]),
            ("a", "0.5..", days[2]),
            ("b", "3", days[2]),
        )
    ]
    pack = Program(data, [], {}).pack()
    plan = compile_plan(pack)
    cases = [Program(data, facts, {}).given(pack.vocabulary.types) for facts in (flows, flows[:2])]
    assert assert_same_as_duckdb(session, plan, frozenset({0}), cases, small=0) == 3
