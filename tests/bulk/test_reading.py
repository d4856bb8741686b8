"""Tables are read as single cases are: the same facts in force, the same refusals, in the same words."""

import csv
import datetime as dt
import gzip
import json

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.vocabulary import VOCABULARY
from tocsin.bulk.database import STAGED, attach, connect
from tocsin.bulk.reading import opening, raw_rows, staging
from tocsin.bulk.reading.force import in_force, stated
from tocsin.bulk.reading.inputs import Input, find_inputs
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.scan import form_of
from tocsin.bulk.reading.staging import stage
from tocsin.engine.assess import in_force as single_in_force
from tocsin.facts import Fact, ProblemError, Vocabulary, read_case, registered
from tocsin.facts.problems import Problem
from tocsin.facts.quantity import Quantity

SHIPMENT = VOCABULARY.type("shipment")


@pytest.fixture(autouse=True, scope="module", params=["what rows say once", "row by row"])
def ways(request):
    """Which of the two it is depends on a sample, and never shows."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "row by row":
            patch.setattr(raw_rows, "rows_repeated", lambda connection, held: False)
        yield


def read(inputs, *, across=False, as_of=None, known_by=None, rejects=None):
    """The facts in force by case, with their strength; and what was refused."""
    rejects = rejects or Rejects()
    connection = connect(None, 1, None)
    attach(connection, None)
    connection.execute(f"USE {STAGED}")
    staged = stage(connection, inputs, rejects, across=across, tell=lambda file: None)
    found: dict[str, set] = {}
    types = {item.fact_type.name: item.fact_type for item in inputs}
    cases = dict(connection.execute("SELECT case_no, case_id FROM cases").fetchall())
    for number, name in enumerate(staged.types):
        fact_type = types[name]
        columns = ", ".join(column for column in form_of(fact_type) if column != "case_id")
        rows = (
            f"SELECT case_no, latest, {columns} FROM stated_{number} JOIN cases USING (case_no) UNION ALL "
            f"SELECT case_no, latest, {columns} FROM common_{number} CROSS JOIN cases"
        )
        for case, *values, strength in connection.execute(in_force(fact_type, rows, as_of, known_by)).fetchall():
            found.setdefault(cases[case], set()).add((name, row_of(fact_type, values), strength))
    connection.close()
    return found, rejects


def row_of(fact_type, values):
    """The row of a fact from its columns."""
    rest = iter(values)
    row = []
    for field in fact_type.fields:
        value = next(rest)
        if field.kind.name == "quantity":
            high = next(rest)
            value = None if value is None and high is None else Quantity(value, high)
        row.append(value)
    return tuple(row)


def single(path, *, as_of=None, known_by=None, vocabulary=VOCABULARY):
    """The facts in force of a file read as a single case; as of its latest report if no day is given."""
    facts = read_case(path, lambda pack: vocabulary).facts
    dates = [report.date for item in facts for report in item.reports if report.date]
    moment = as_of or max(dates, default=None)
    strengths = {"certain": 3, "likely": 2, "possible_strengthened": 1, "possible": 0}
    kept = single_in_force(facts, moment, known_by or moment)
    return {(fact.type, fact.fact.row, strengths[fact.qualifier]) for fact in kept}


def table(path, rows):
    """A CSV file of these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def inputs_of(*paths, vocabulary=VOCABULARY):
    problems: list[Problem] = []
    found = find_inputs([str(path) for path in paths], vocabulary, problems)
    assert problems == []
    return found


TEXTS = st.sampled_from(["", "A", " A ", 'q"q', "two\nlines", "a,b", "é", "\u00a0x", "1", "true", "null"])
QUANTITIES = st.sampled_from(
    ["", "7", " 7 ", "1..2", "2..1", "..5", "5..", "..", "1_000", "1e3", "-0", "0.5..1.5", "x", "1..2..3", "+4", "007"]
)
KINDS = st.sampled_from(["", "crude", " refined ", "Crude", "gas"])
DAYS = st.sampled_from(["", "2024-02-29", "2023-02-29", "0000-01-01", "2024-1-1", " 2024-01-01", "9999-12-31", "x"])
STATUSES = st.sampled_from(["", "reported", "denied", "retracted", "assumed", "confirmed", "Denied"])
GRADES = st.sampled_from(["", "B2", "b2", "G1", "F6"])
QUALIFIERS = st.sampled_from(["", "likely", "possible", "sure"])
ROWS = st.lists(
    st.tuples(TEXTS, QUANTITIES, KINDS, DAYS, TEXTS, TEXTS, DAYS, STATUSES, DAYS, DAYS, GRADES, QUALIFIERS), max_size=30
)
HEADER = ["supplier", "volume", "kind", "shipped", "note", "source", "source.date", "status"]
HEADER += ["valid_from", "valid_to", "grade", "qualifier"]


@settings(max_examples=10)
@given(ROWS)
def test_a_row_is_taken_or_refused_as_in_a_single_case(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("tables")
    path = folder / "shipment.csv"
    expected, told = {}, []
    for number, row in enumerate(rows):
        table(path, [HEADER, row])
        try:
            if kept := single(path):
                expected[str(number)] = kept
        except ProblemError as error:
            told += [(problem.code, problem.message, problem.hint) for problem in error.problems]
    table(path, [("case_id", *HEADER), *((str(number), *row) for number, row in enumerate(rows) if any(row))])

    found, rejects = read(inputs_of(path))

    assume(len(told) <= 100)  # so many are told at once
    assert sorted((p.code, p.message, p.hint) for p in rejects.problems) == sorted(told)
    assert found == expected


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B"]),
        st.sampled_from(["", "P", "Q"]),
        st.sampled_from(["", "2024-01-01", "2024-02-01", "2024-03-01"]),
        st.sampled_from(["", "reported", "denied", "retracted", "retracted", "assumed"]),
        st.sampled_from(["", "2024-01-15"]),
        st.sampled_from(["", "2024-02-15"]),
        st.sampled_from(["", "likely", "possible"]),
    ),
    min_size=1,
    max_size=8,
)


def dated(report):
    """The report, with a day if it is a retraction: none without is taken."""
    source, day, status, *rest = report
    return source, day or ("2024-02-01" if status == "retracted" else day), status, *rest


MANY = st.lists(REPORTS, min_size=1, max_size=10)
MOMENTS = st.sampled_from([None, dt.date(2024, 1, 20), dt.date(2024, 2, 1), dt.date(2024, 3, 5)])


@settings(max_examples=10)
@given(MANY, MOMENTS, MOMENTS)
def test_what_is_in_force_is_what_a_single_case_has_in_force(tmp_path_factory, cases, as_of, known_by):
    header = ["supplier", "volume", "kind", "shipped", "source", "source.date", "status", "valid_from", "valid_to"]
    header += ["qualifier"]
    path = tmp_path_factory.mktemp("tables") / "shipment.csv"
    expected, rows = {}, []
    for number, reports in enumerate(cases):
        alone = [(supplier, "7", "crude", "2024-01-01", *dated(rest)) for supplier, *rest in reports]
        table(path, [header, *alone])
        if kept := single(path, as_of=as_of, known_by=known_by):
            expected[str(number)] = kept
        rows += [(str(number), *row) for row in alone]
    table(path, [("case_id", *header), *rows])

    found, _ = read(inputs_of(path), as_of=as_of, known_by=known_by)

    assert found == expected


class Troops(Fact, frozen=True, key=("place",), validity=("since", "until")):
    "Troops in a place."

    place: str
    number: Quantity
    since: dt.date | None = None
    until: dt.date | None = None


ACCOUNTS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2..3"]),
        st.sampled_from(["", "2024-01-10"]),
        st.sampled_from(["", "2024-02-10"]),
        st.sampled_from(["", "P", "Q"]),
        st.sampled_from(["", "2024-01-01", "2024-02-01", "2024-03-01"]),
        st.sampled_from(["", "reported", "denied", "retracted", "assumed"]),
        st.sampled_from(["", "2024-01-15"]),
        st.sampled_from(["", "2024-02-15"]),
        st.sampled_from(["", "likely", "possible"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=10)
@given(st.lists(ACCOUNTS, min_size=1, max_size=8), MOMENTS, MOMENTS)
def test_accounts_of_one_thing_replace_each_other_as_in_a_single_case(tmp_path_factory, cases, as_of, known_by):
    vocabulary = Vocabulary.of("v", [Troops.fact_type()])
    header = ["place", "number", "since", "until", "source", "source.date", "status", "valid_from", "valid_to"]
    header += ["qualifier"]
    path = tmp_path_factory.mktemp("tables") / "troops.csv"
    expected, rows = {}, []
    for number, accounts in enumerate(cases):
        alone = [("Kursk", *row[:3], *dated(row[3:])) for row in accounts]
        table(path, [header, *alone])
        if kept := single(path, as_of=as_of, known_by=known_by, vocabulary=vocabulary):
            expected[str(number)] = kept
        rows += [(str(number), *row) for row in alone]
    table(path, [("case_id", *header), *rows])

    found, _ = read(inputs_of(path, vocabulary=vocabulary), as_of=as_of, known_by=known_by)

    assert found == expected


def test_facts_without_reports_are_found_the_short_way_too(tmp_path):
    table(tmp_path / "edge.csv", [("case_id", "source", "target"), ("c", 1, 2), ("c", 1, 2), ("d", 1, 2)])
    connection = connect(None, 1, None)
    attach(connection, None)
    connection.execute(f"USE {STAGED}")
    stage(connection, inputs_of(tmp_path / "edge.csv"), Rejects(), across=False, tell=lambda file: None)
    rows = "SELECT * FROM stated_0 JOIN cases USING (case_no)"
    edge = VOCABULARY.type("edge")

    short = connection.execute(stated(edge, rows, None)).fetchall()

    assert sorted(short) == sorted(connection.execute(in_force(edge, rows, None, None)).fetchall())
    assert sorted(short) == [(0, 1, 2, 3), (1, 1, 2, 3)]


LINES = {"supplier": "A", "volume": "7", "kind": "crude", "shipped": "2024-01-01"}
EXPECTED = {("shipment", ("A", Quantity(7, 7), "crude", dt.date(2024, 1, 1), None), 3)}


def test_every_format_says_the_same(tmp_path):
    typed = pa.table(
        {
            "case_id": ["c"],
            "supplier": ["A"],
            "volume_low": [7.0],
            "volume_high": [7.0],
            "kind": pa.array(["crude"]).dictionary_encode(),
            "shipped": pa.array([dt.datetime(2024, 1, 1)], pa.timestamp("ns")),
        }
    )
    pq.write_table(typed, tmp_path / "shipment.parquet")
    (tmp_path / "shipment.jsonl").write_text(json.dumps({"case_id": "c", **LINES}) + "\n\n", encoding="utf-8")
    table(tmp_path / "shipment.csv", [("case_id", *LINES), ("c", *LINES.values())])
    with gzip.open(tmp_path / "shipment.csv.gz", "wt", encoding="utf-8") as file:
        file.write((tmp_path / "shipment.csv").read_text(encoding="utf-8"))
    every = sorted(tmp_path.iterdir())

    assert [read(inputs_of(path))[0] for path in every] == [{"c": EXPECTED}] * 4
    assert read(inputs_of(tmp_path))[0] == {"c": EXPECTED}
    assert read([Input(SHIPMENT, "memory", "<shipment>", typed)])[0] == {"c": EXPECTED}
    assert read([Input(SHIPMENT, "memory", "<shipment>", typed.to_pandas())])[0] == {"c": EXPECTED}
    with duckdb.connect() as database:
        arrow = database.from_arrow(typed).to_arrow_table()
    assert read([Input(SHIPMENT, "memory", "<shipment>", arrow)])[0] == {"c": EXPECTED}


def test_rows_without_a_case_hold_for_every_case(tmp_path):
    table(tmp_path / "edge.csv", [("case_id", "source", "target"), ("c", 1, 2), ("d", 3, 4)])
    (tmp_path / "alarm.jsonl").write_text("{}\n", encoding="utf-8")

    found, _ = read(inputs_of(tmp_path))

    assert found == {case: {("edge", row, 3), ("alarm", (), 3)} for case, row in (("c", (1, 2)), ("d", (3, 4)))}


def test_across_cases_there_is_one_case(tmp_path):
    table(tmp_path / "edge.csv", [("case_id", "source", "target"), ("c", 1, 2), ("d", 3, 4), ("d", 1, 2)])

    assert read(inputs_of(tmp_path), across=True)[0] == {"all": {("edge", (1, 2), 3), ("edge", (3, 4), 3)}}


def test_tables_of_which_none_names_cases_are_refused(tmp_path):
    table(tmp_path / "edge.csv", [("source", "target"), (1, 2)])

    [problem] = read(inputs_of(tmp_path))[1].problems
    assert (problem.code, "--across" in problem.hint) == ("T512", True)


def test_bad_rows_keep_their_lines_beyond_quoted_line_ends_and_empty_lines(tmp_path):
    path = tmp_path / "mark.csv"
    text = 'case_id,source,target\n\nc,1,2\n"c\nd",3,4\n\nc,x,5\nc,6\nc,"7"8,9\nc,10,11\nc,,12\n'
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    inputs = find_inputs([f"edge={path}"], VOCABULARY, problems)

    found, rejects = read(inputs)

    assert [(p.code, p.place.line, p.place.column) for p in rejects.problems] == [
        ("T203", 7, 3),
        ("T118", 8, 0),
        ("T105", 9, 0),
        ("T204", 11, 0),
    ]
    assert found == {"c": {("edge", (1, 2), 3), ("edge", (10, 11), 3)}, "c\nd": {("edge", (3, 4), 3)}}


def test_a_models_own_check_is_asked(tmp_path):
    table(tmp_path / "span.csv", [("case_id", "first", "last"), ("c", 1, 2), ("c", 2, 1)])

    found, rejects = read(inputs_of(tmp_path))

    assert found == {"c": {("span", (1, 2), 3)}}
    assert [(p.code, p.place.line) for p in rejects.problems] == [("T207", 3)]


def test_a_field_may_have_the_name_of_a_part_of_the_report(tmp_path):
    table(
        tmp_path / "hop.csv",
        [("case_id", "from", "id", "copy", "type", "date"), ("c", "A", "c9", "true", "t", "2024-01-01")],
    )

    assert read(inputs_of(tmp_path))[0] == {"c": {("hop", ("A", "c9", True, "t", dt.date(2024, 1, 1)), 3)}}


@pytest.mark.parametrize(
    "column,values,code",
    [
        ("volume", pa.array([2**53 + 1]), "T513"),
        ("volume", pa.array([True]), "T511"),
        ("supplier", pa.array([1]), "T511"),
        ("shipped", pa.array([dt.datetime(2024, 1, 1, 12)]), "T203"),
        ("kind", pa.array(["gas"]), "T203"),
        ("volume", pa.array([float("nan")]), "T203"),
        ("supplier", pa.array([None], pa.string()), "T204"),
    ],
)
def test_no_value_is_bent_to_fit(column, values, code):
    columns = {
        "case_id": ["c"],
        "supplier": ["A"],
        "volume": [7],
        "kind": ["crude"],
        "shipped": [dt.date(2024, 1, 1)],
        column: values,
    }

    found, rejects = read([Input(SHIPMENT, "memory", "<shipment>", pa.table(columns))])

    assert found == {}
    assert code in {problem.code for problem in rejects.problems}


def test_rejected_rows_stand_in_a_file_and_the_others_are_read(tmp_path):
    table(tmp_path / "edge.csv", [("case_id", "source", "target"), ("c", 1, 2), ("c", "x", 3), ("d", 4, 5)])
    rejects = Rejects(tmp_path / "bad.csv")

    found, _ = read(inputs_of(tmp_path / "edge.csv"), rejects=rejects)
    rejects.finish()

    assert sorted(found) == ["c", "d"]
    assert (rejects.rows, rejects.cases) == (1, {"c"})
    with (tmp_path / "bad.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["line"], row["column"], row["value"], row["code"]) == ("3", "source", "x", "T203")


COUNTS = st.sampled_from(
    ["", "7", "-1", "0", "7.0", "7.5", "11.000", "10.900", "-5..5", "5..", "..5", "1e3", "10.0..11"]
)
LOADS = st.sampled_from(["", "0", "0.5", "1", "1.5", "-0.1"])
PORTS = st.sampled_from(["A", "B", " A", "A ", "A  B", "A B", "e\u0301", "\u00e9"])
SEAS = st.sampled_from(
    ["", "Channel", "channel", " NORTH  SEA", "North Sea", "Baltic", "baltic ", "\u017fea", "chann\u00e9l"]
)
CROSSINGS = st.lists(st.tuples(PORTS, PORTS, COUNTS, LOADS, DAYS, DAYS, SEAS), max_size=30)


@settings(max_examples=10)
@given(CROSSINGS)
def test_what_a_field_cannot_hold_is_refused_as_in_a_single_case(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("tables") / "crossing.csv"
    header = ["harbour", "landing", "passengers", "load", "left", "landed", "sea"]
    expected, told = {}, []
    for number, row in enumerate(rows):
        table(path, [header, row])
        try:
            expected[str(number)] = single(path)
        except ProblemError as error:
            told += [(problem.code, problem.message, problem.hint) for problem in error.problems]
    table(path, [("case_id", *header), *((str(number), *row) for number, row in enumerate(rows))])

    found, rejects = read(inputs_of(path))

    assert sorted((p.code, p.message, p.hint) for p in rejects.problems) == sorted(told)
    assert found == expected


def test_a_column_of_doubles_is_held_to_whole_numbers(tmp_path):
    columns = {"case_id": ["c", "d"], "harbour": ["A", "A"], "landing": ["B", "B"], "passengers": [11000.0, 10.9]}

    found, rejects = read([Input(VOCABULARY.type("crossing"), "memory", "<crossing>", pa.table(columns))])

    assert {row[2] for facts in found.values() for _, row, _ in facts} == {Quantity(11000, 11000)}
    assert [problem.code for problem in rejects.problems] == ["T222"]


def test_names_and_odd_spellings_are_understood_as_in_a_single_case(tmp_path):
    path = tmp_path / "troop_deployment.csv"
    rows = [
        ("c", "PRK", "RUS", "Kursk", "11000"),
        ("d", "North Korea", "ru", " kursk ", "11000"),
        ("e", "DPRK", "Russian Federation", "KURSK", "11000.0"),
        ("f", "Korea", "RUS", "Kursk", "11000"),
    ]
    table(path, [("case_id", "sender", "beneficiary", "location_region", "headcount"), *rows])
    world = registered("geopolitics")
    problems: list[Problem] = []
    rejects = Rejects()
    connection = connect(None, 1, None)
    attach(connection, None)
    connection.execute(f"USE {STAGED}")
    stage(connection, find_inputs([str(path)], world, problems), rejects, across=False, tell=lambda file: None)

    found = connection.execute("SELECT DISTINCT f0, f1, f4, f5_low, f5_high FROM stated_0").fetchall()
    connection.close()

    assert found == [("PRK", "RUS", "Kursk", 11000.0, 11000.0)]
    [problem] = rejects.problems
    assert (problem.code, problem.hint) == ("T203", "did you mean South Korea (KOR) or North Korea (PRK)?")


def test_the_digits_of_json_are_read_as_in_a_single_case(tmp_path):
    lines = [f'{{"case_id": "c", "harbour": "A", "landing": "B", "passengers": {n}}}' for n in ("11.000", "11.0", "7")]
    (tmp_path / "crossing.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    found, rejects = read(inputs_of(tmp_path / "crossing.jsonl"))

    assert {row[2] for _, row, _ in found["c"]} == {Quantity(11, 11), Quantity(7, 7)}
    assert [(p.code, p.hint) for p in rejects.problems] == [("T222", "write 11_000 or 11")]


def test_what_the_first_lines_do_not_name_is_read_from_later_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "LOOKED_AT", 1)
    monkeypatch.setattr(staging, "read_suspects", None)  # every row is plainly right
    path = tmp_path / "edge.jsonl"
    lines = ['{"case_id": "c", "source": 1, "target": 2}']
    lines += ['{"case_id": "c", "source": 3, "target": 4, "qualifier": "likely"}']
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    found, rejects = read(inputs_of(path))

    assert rejects.problems == []
    assert found == {"c": {("edge", (1, 2), 3), ("edge", (3, 4), 2)}}


@pytest.mark.parametrize("line", ['{"case_id": "c", "source": 1, "target": 2, "source": 1}', '{"source": 1, "x": 2}'])
def test_a_name_that_stands_twice_or_is_none_is_found_by_counting(tmp_path, line):
    path = tmp_path / "edge.jsonl"
    path.write_text('{"case_id": "c", "source": 1, "target": 2}\n' + line + "\n", encoding="utf-8")

    _, rejects = read(inputs_of(path))

    assert {problem.place.line for problem in rejects.problems} == {2}


def test_tables_of_one_type_are_one_table_however_they_repeat(tmp_path):
    few = [("c", "1", "2"), ("d", "1", "2")] * 3
    many = [(f"e{number}", str(number), str(number + 1)) for number in range(3_000)]
    odd = [*few, ("f", "\u00a010", "2")]
    for number, rows in enumerate((few, many, odd)):
        table(tmp_path / f"edge.{number}.csv", [("case_id", "source", "target"), *rows])

    found, rejects = read(inputs_of(*sorted(tmp_path.iterdir())))
    turned, _ = read(inputs_of(*sorted(tmp_path.iterdir(), reverse=True)))

    assert rejects.problems == []
    assert found == turned
    assert found == {case: {("edge", (int(a), int(b)), 3)} for case, a, b in [*many, *odd]}
