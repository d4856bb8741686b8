"""One table of functions: each has the value it should, and no part of the product lacks one.

What fails here names the functions that are missing, and where.
"""

import datetime as dt
import json
import re
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import programs
from tests.bulk.tables import derived, rows_of
from tocsin.bulk.api import run
from tocsin.bulk.lowering.conditions import ConditionWriter, NotLowered
from tocsin.engine.case import Case
from tocsin.engine.incremental import LiveCase
from tocsin.engine.planning import compile_plan
from tocsin.engine.seminaive.runtime import RUNTIME, exact_name, interval_name
from tocsin.explain import to_text, why
from tocsin.explain.expression_text import Speaker
from tocsin.facts.days import DateRange
from tocsin.facts.interval import Interval
from tocsin.facts.kinds import BOOL, DATE, DATE_RANGE, FLOAT, INT, QUANTITY, STR
from tocsin.facts.printing import format_value
from tocsin.facts.problems import ProblemError
from tocsin.facts.quantity import Quantity
from tocsin.proof import certify, read_certificate, verify
from tocsin.questions import flip
from tocsin.rules.expression import kind_of, parse, value_of
from tocsin.rules.expression.functions import FUNCTIONS, Function
from tocsin.rules.expression.tree import Call, Literal, walk
from tocsin.rules.shipped import load_pack

RULES_PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
RANGE = DateRange(dt.date(2024, 2, 25), dt.date(2024, 3, 2))
RANGE_ROW: dict[str, Any] = {"d": dt.date(2024, 2, 25), "r": RANGE, "w": Quantity(1, 2)}
ROW: dict[str, Any] = {
    "d": dt.date(2024, 2, 25), "e": dt.date(2025, 1, 1), "n": 7, "x": 2.5, "q": Quantity(-3, 8), "t": "Ärger KG",
}  # fmt: skip
KINDS = {"r": DATE_RANGE, "w": QUANTITY, "d": DATE, "e": DATE, "n": INT, "x": FLOAT, "q": QUANTITY, "t": STR}
CALLS = {
    "year($d)": 2024,
    "quarter($d)": 1,
    "month($d)": 2,
    "day($d)": 25,
    "weekday($d)": 7,
    "days($d, $e)": 311,
    "same($q, $q)": True,
    "low($q)": -3,
    "high($q)": 8,
    "abs($x)": 2.5,
    "min($n, $x)": 2.5,
    "max($n, $x)": 7,
    "abs($q)": Quantity(0, 8),
    "min($q, $n)": Quantity(-3, 7),
    "max($q, $n)": Quantity(7, 8),
    "years($d, $e)": 0,
    "years($e, $d)": 0,
    "overlap($d, $e, 2024-01-01, 2024-02-26)": 2,
    "date(2024, 2, $n)": dt.date(2024, 2, 7),
    "add_days($d, $n)": dt.date(2024, 3, 3),
    "add_months($d, $n)": dt.date(2024, 9, 25),
    "range($x, $n)": Quantity(2.5, 7),
    'param("cap", $d, 2024-01-01, 5, 2024-03-01, 7)': 5,
    "floor($x)": 2,
    "ceil($x)": 3,
    "round($x)": 3,
    "floor($q)": Quantity(-3, 8),
    "ceil($q / 2)": Quantity(-1, 4),
    "round($q / 2)": Quantity(-2, 4),
    "lower($t)": "ärger kg",
    'contains($t, "rg")': True,
    'starts_with($t, "Ä")': True,
    'ends_with($t, " KG")': True,
}
"""Each function called at least once, and its value for ROW."""
RANGE_CALLS = {
    "year($r)": Quantity(2024, 2024),
    "quarter($r)": Quantity(1, 1),
    "month($r)": Quantity(2, 3),
    "day($r)": Quantity(1, 29),
    "weekday($r)": Quantity(1, 7),
    "days($d, $r)": Quantity(0, 6),
    "days($r, $r)": Quantity(-6, 6),
    "years($d, $r)": Quantity(0, 0),
    "overlap($r, $r, $d, 2024-12-31)": Quantity(0, 7),
    "date(2024, $w, 3)": DateRange(dt.date(2024, 1, 3), dt.date(2024, 2, 3)),
    "add_days($r, $w)": DateRange(dt.date(2024, 2, 26), dt.date(2024, 3, 4)),
    'param("cap", $r, 2024-01-01, 5, 2024-03-01, 7)': Quantity(5, 7),
    "add_months($r, 1)": DateRange(dt.date(2024, 3, 25), dt.date(2024, 4, 2)),
}
"""Each function of dates called with uncertain ones, and its value for RANGE_ROW."""
DATES = {
    "year": lambda day: day.timetuple().tm_year,
    "quarter": lambda day: [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4][day.timetuple().tm_mon - 1],
    "month": lambda day: day.timetuple().tm_mon,
    "day": lambda day: day.timetuple().tm_mday,
    "weekday": lambda day: day.isocalendar().weekday,
}
"""The functions of one date by another part of Python's own calendar."""


def missing(found) -> list[str]:
    return sorted(FUNCTIONS.keys() - set(found))


def called(text: str) -> str:
    node = parse(text)
    assert isinstance(node, Call)
    return node.function


# -- every part has every function ------------------------------------------------------------------------------------


def test_every_function_is_called_here():
    assert missing(map(called, CALLS)) == []


def test_every_function_of_numbers_has_a_value_for_quantities():
    generic = {name for name, function in FUNCTIONS.items() if {"number", "ordered"} & set(function.takes)}

    assert generic == {called(text) for text in CALLS if kind_of(parse(text), KINDS) == QUANTITY}
    assert [name for name in sorted(generic) if FUNCTIONS[name].interval is None] == []


def test_every_function_of_dates_has_a_value_for_uncertain_ones():
    of_dates = {name for name, function in FUNCTIONS.items() if {"date", "whole"} & set(function.takes)}

    assert of_dates == set(map(called, RANGE_CALLS))
    assert [name for name in sorted(of_dates) if FUNCTIONS[name].interval is None] == []


def test_compiled_comparisons_can_call_every_function():
    assert [name for name in FUNCTIONS if exact_name(name) not in RUNTIME] == []
    assert [name for name in FUNCTIONS if FUNCTIONS[name].interval and interval_name(name) not in RUNTIME] == []


def test_every_function_that_has_sql_is_lowered_to_it():
    columns = {name: (f"c_{name}", f"h_{name}") if kind == QUANTITY else (f"c_{name}",) for name, kind in KINDS.items()}
    writer = ConditionWriter(columns, KINDS)
    tables = {text: FUNCTIONS[called(text)].sql for text in CALLS if "$q" not in text or called(text) == "same"}

    for text, sql in tables.items():
        compared = parse(text if kind_of(parse(text), KINDS) == BOOL else f"{text} == {text}")
        if sql is None:
            with pytest.raises(NotLowered):
                writer.truth(compared)
        else:
            assert "c_" in writer.truth(compared), text


def test_every_function_is_documented_with_its_arguments():
    listed = re.findall(r"\n- functions of .*?(?=\n\n|\n- )", RULES_PAGE, re.DOTALL)

    assert missing(re.findall(r"`(\w+)\(", "".join(listed))) == []


def test_every_function_is_said_in_words_that_name_each_of_its_arguments():
    labels = {name: f"<{name}>" for name in KINDS}
    silent = [text for text in CALLS if not all(label in said(text, labels) for label in used(text, labels))]

    assert silent == []


def said(text: str, labels: dict[str, str]) -> str:
    return Speaker({}, labels=labels).say(parse(text))


def used(text: str, labels: dict[str, str]) -> list[str]:
    return [labels[name] for name in re.findall(r"\$(\w)", text)]


def test_random_programs_call_every_function():
    dice = Random(1)
    scope = {name: kind.name for name, kind in KINDS.items()}
    drawn = [draw(dice, scope) for draw in (programs.number, programs.condition) for _ in range(2_000)]

    assert missing(part.function for node in drawn for part in walk(node) if isinstance(part, Call)) == []


# -- the value is right -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text,value", [*CALLS.items(), *RANGE_CALLS.items()])
def test_a_call_has_its_value_and_its_kind(text, value):
    found = value_of(parse(text), RANGE_ROW | ROW)

    assert value == found
    kinds = {bool: BOOL, int: INT, float: FLOAT, str: STR, Quantity: QUANTITY, dt.date: DATE, DateRange: DATE_RANGE}
    assert kind_of(parse(text), KINDS) in (kinds[type(found)], FLOAT)


def test_every_function_of_one_date_has_a_second_opinion():
    assert sorted(DATES) == sorted(name for name, function in FUNCTIONS.items() if function.takes == ("date",))


@given(st.dates())
def test_the_parts_of_a_date_are_those_of_the_calendar(day):
    for name, expected in DATES.items():
        assert (name, expected(day)) == (name, value_of(parse(f"{name}($d)"), {"d": day}))


ARGUMENTS = {
    "date": st.one_of(st.sampled_from([dt.date(2024, 2, 29), dt.date(2023, 2, 28), dt.date(2000, 3, 1)]), st.dates()),
    "number": st.one_of(st.integers(-20, 20).map(lambda half: half / 2), st.floats(-1e15, 1e15)),
    "text": st.one_of(st.sampled_from(["", "a", "ab", "Ä", "b\0"]), st.text(max_size=4)),
}
COLUMNS = {"date": "DATE", "number": "DOUBLE", "text": "VARCHAR"}


@given(st.data())
def test_the_sql_of_a_function_says_what_the_function_says(data):
    with duckdb.connect() as database:
        for name, function in FUNCTIONS.items():
            if function.sql is None or not {*function.takes} <= ARGUMENTS.keys():
                continue
            row = st.tuples(*(ARGUMENTS[taken] for taken in function.takes))
            rows = data.draw(st.lists(row, min_size=1, max_size=4), label=name)
            columns = [f"CAST(c{at} AS {COLUMNS[taken]})" for at, taken in enumerate(function.takes)]
            names = ", ".join(f"c{at}" for at in range(len(columns)))
            marks = ", ".join(f"({', '.join('?' for _ in columns)})" for _ in rows)
            query = f"SELECT {function.sql.format(*columns)} FROM (VALUES {marks}) t({names})"
            found = database.execute(query, [value for each in rows for value in each]).fetchall()
            assert (name, [function(*each) for each in rows]) == (name, [value for (value,) in found])


# -- from the pack to the proof ---------------------------------------------------------------------------------------


EXACT = {"d": "date", "e": "date", "n": "int", "x": "float", "q": "quantity", "t": "str"}, ROW, CALLS
UNCERTAIN = {"d": "date", "r": "date_range", "w": "quantity"}, RANGE_ROW, RANGE_CALLS


@pytest.fixture(scope="module", params=[EXACT, UNCERTAIN], ids=["exact", "uncertain"])
def given_row(request):
    """The kinds of a fact's fields, the fact, and calls with it."""
    return request.param


@pytest.fixture(scope="module")
def pack(tmp_path_factory, given_row):
    """A rule for each call, which concludes its text where it has its value and not where it has another."""
    kinds, row, calls = given_row
    rules = []
    for number, (text, value) in enumerate(calls.items()):
        bounds = [(value.low, ">="), (value.high, "<=")] if isinstance(value, Interval) else [(value, "==")]
        ends = [(Literal(end), sign) for end, sign in bounds if end is not None]
        right = [f"{text} {sign} {end}" for end, sign in ends]
        wrong = [f"{text} < {ends[0][0]}"]
        if value is True:
            right, wrong = [text], [f"not {text}"]
        for name, tests in (("right", right), ("wrong", wrong)):
            rules.append(
                {
                    "id": f"{name}-{number}",
                    "when": [{"seen": {name: f"${name}" for name in row}}, *tests],
                    "then": [{name: {"call": text}}],
                }
            )
        rules.append(
            {
                "id": f"computed-{number}",
                "when": [{"seen": {name: f"${name}" for name in row}}, {"let": {"$v": text}}, "$v == $v or $v != $v"],
                "then": [{"computed": {"call": text}}],
            }
        )
    path = tmp_path_factory.mktemp("functions")
    types = {"seen": kinds}
    types |= {name: {"call": "str"} for name in ("right", "wrong", "computed")}
    content = {"pack": "functions", "version": "1.0.0", "types": types, "rules": rules}
    (path / "pack.yaml").write_text(programs.to_yaml(content), encoding="utf-8")
    return load_pack(path)


@pytest.fixture(scope="module")
def case(pack, given_row):
    inside = ", ".join(f"{name}={format_value(value)}" for name, value in given_row[1].items())
    return Case(pack, [f"seen({inside})"])


def concluded(facts) -> dict[str, list[str]]:
    """The calls that each kind of rule concluded, from (type, row) pairs."""
    found: dict[str, list[str]] = {"right": [], "wrong": [], "computed": []}
    for name, (text,) in facts:
        found[name].append(text)
    return {name: sorted(texts) for name, texts in found.items()}


@pytest.fixture
def expected(given_row):
    calls = sorted(given_row[2])
    return {"right": calls, "wrong": [], "computed": calls}


@pytest.mark.parametrize("engine", ["rete", "seminaive"])
def test_each_engine_evaluates_every_function(case, engine, expected):
    found = case.assess(engine=engine).conclusions

    assert concluded((each.type, each.fact.row) for each in found) == expected


def test_incremental_evaluates_every_function(case, expected):
    assert concluded(key for key, _ in LiveCase(case).memory.conclusions()) == expected


def test_bulk_evaluates_every_function_of_what_tables_hold(case, given_row, expected):
    if given_row is UNCERTAIN:
        with pytest.raises(ProblemError, match="T519"):
            run(case.pack, {})
        return
    plan = compile_plan(case.pack)
    given_ = {("seen", tuple(ROW.values())): "certain"}
    relations = derived(plan, plan.active({}), [given_])
    rows = rows_of(relations, relations.conclusions)
    relations.close()

    assert concluded((row[2], (json.loads(row[3])["call"],)) for row in rows) == expected


def small_pack(folder, *when: object):
    types = {"seen": {"d": "date", "q": "quantity"}, "found": {"d": "date"}}
    rules = [{"id": "r", "when": [{"seen": {"d": "$d", "q": "$q"}}, *when], "then": [{"found": {"d": "$d"}}]}]
    (folder / "pack.yaml").write_text(programs.to_yaml({"pack": "small", "types": types, "rules": rules}))
    return load_pack(folder)


def test_bulk_refuses_a_computed_range_of_days_and_compares_with_one(tmp_path):
    with pytest.raises(ProblemError, match=r"\$due of r is of kind date_range"):
        run(small_pack(tmp_path, {"let": {"$due": "add_days($d, $q)"}}), {})
    plan = compile_plan(small_pack(tmp_path, "add_days($d, $q) > 2024-03-01"))
    relations = derived(plan, plan.active({}), [{("seen", (dt.date(2024, 2, 29), Quantity(1, 2))): "certain"}])
    [found] = rows_of(relations, relations.conclusions)
    relations.close()

    assert json.loads(found[3]) == {"d": "2024-02-29"}
    assert found[4] == 0  # possible


def test_a_day_that_the_calendar_lacks_is_warned_of_in_words(tmp_path):
    case = Case(small_pack(tmp_path, "$d > date(2023, 2, 29)"), ["seen(d=2024-02-29, q=1)"])
    assessment = case.assess()

    assert assessment.conclusions == ()
    assert any("no such day in the calendar" in each.message for each in assessment.warnings), assessment.warnings


def test_certificates_explanations_and_questions_take_every_function(case):
    assessment = case.assess(engine="seminaive")

    verify(read_certificate(certify(assessment, [])), case.pack)
    for conclusion in assessment.conclusions:
        text = to_text(why(assessment, conclusion.id), width=80, colour=False)
        function = FUNCTIONS[called(conclusion.fields["call"])]
        assert says(function) in " ".join(text.replace("│", " ").split()), conclusion.fact_text
        assert flip(assessment, conclusion.id).choices, conclusion.fact_text


def says(function: Function) -> str:
    """The longest words that a call says between its arguments."""
    return max(re.split(r"\{\w+\}", function.says), key=len).strip()
