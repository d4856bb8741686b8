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
from tocsin.bulk.lowering.functions import IN_PYTHON, SQL
from tocsin.engine.case import Case
from tocsin.engine.incremental import LiveCase
from tocsin.engine.planning import compile_plan
from tocsin.engine.seminaive.runtime import RUNTIME, exact_name, interval_name
from tocsin.explain import to_text, why
from tocsin.explain.expression_text import Speaker
from tocsin.facts.days import DateRange
from tocsin.facts.kinds import BOOL, DATE, DATE_RANGE, FLOAT, INT, QUANTITY
from tocsin.facts.problems import ProblemError
from tocsin.facts.quantity import Quantity
from tocsin.proof import certify, read_certificate, verify
from tocsin.questions import flip
from tocsin.rules.expression import kind_of, parse, value_of
from tocsin.rules.expression.functions import FUNCTIONS, Function
from tocsin.rules.expression.tree import Call, walk
from tocsin.rules.shipped import load_pack

RULES_PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
RANGE = DateRange(dt.date(2024, 2, 25), dt.date(2024, 3, 2))
RANGE_ROW: dict[str, Any] = {"d": dt.date(2024, 2, 25), "r": RANGE}
ROW: dict[str, Any] = {"d": dt.date(2024, 2, 25), "e": dt.date(2025, 1, 1), "n": 7, "x": 2.5, "q": Quantity(-3, 8)}
KINDS = {"r": DATE_RANGE, "d": DATE, "e": DATE, "n": INT, "x": FLOAT, "q": QUANTITY}
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
    of_dates = {name for name, function in FUNCTIONS.items() if set(function.takes) == {"date"}}

    assert of_dates == set(map(called, RANGE_CALLS))
    assert [name for name in sorted(of_dates) if FUNCTIONS[name].interval is None] == []


def test_compiled_comparisons_can_call_every_function():
    assert [name for name in FUNCTIONS if exact_name(name) not in RUNTIME] == []
    assert [name for name in FUNCTIONS if FUNCTIONS[name].interval and interval_name(name) not in RUNTIME] == []


def test_every_function_is_lowered_to_sql_or_said_not_to_be():
    assert missing([*SQL, *IN_PYTHON]) == []
    assert SQL.keys() & IN_PYTHON == set()


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
    expected = {bool: BOOL, int: INT, float: FLOAT, Quantity: QUANTITY}[type(found)]
    assert kind_of(parse(text), KINDS) in (expected, FLOAT)


def test_every_function_of_one_date_has_a_second_opinion():
    assert sorted(DATES) == sorted(name for name, function in FUNCTIONS.items() if function.takes == ("date",))


@given(st.dates())
def test_the_parts_of_a_date_are_those_of_the_calendar(day):
    for name, expected in DATES.items():
        assert (name, expected(day)) == (name, value_of(parse(f"{name}($d)"), {"d": day}))


@given(st.lists(st.dates(), min_size=1, max_size=40))
def test_the_sql_of_a_function_of_dates_says_what_the_function_says(days):
    for name, function in FUNCTIONS.items():
        if set(function.takes) == {"date"} and name in SQL:
            sql = SQL[name].format("column0", "DATE '2024-02-29'")
            rows = ", ".join(f"(DATE '{day}')" for day in days)
            found = [
                value for (value,) in duckdb.connect().sql(f"SELECT {sql} FROM (VALUES {rows}) t(column0)").fetchall()
            ]
            arguments = [(day, dt.date(2024, 2, 29))[: len(function.takes)] for day in days]
            assert (name, [function(*each) for each in arguments]) == (name, found)


# -- from the pack to the proof ---------------------------------------------------------------------------------------


EXACT = {"d": "date", "e": "date", "n": "int", "x": "float", "q": "quantity"}, ROW, CALLS
UNCERTAIN = {"d": "date", "r": "date_range"}, RANGE_ROW, RANGE_CALLS


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
        ends = [(value.low, ">="), (value.high, "<=")] if isinstance(value, Quantity) else [(value, "==")]
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
    inside = ", ".join(f"{name}={value}" for name, value in given_row[1].items())
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
