"""Functions of one's own: every engine asks them alike, ranges stay honest, and whatever rests on them says so."""

import datetime as dt
import json
import pickle
from importlib import metadata
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.bulk import run
from tocsin.bulk.api import question_of
from tocsin.bulk.folder import Settings, run_into
from tocsin.bulk.reading.inputs import find_inputs
from tocsin.bulk.reading.rejects import Rejects
from tocsin.engine import Case, FunctionFailed, LiveCase, comparison_function, pack_from_text, plan_of, seminaive
from tocsin.engine.plan import STRENGTH
from tocsin.engine.planning import compile_plan
from tocsin.explain import to_text, why
from tocsin.facts import DateRange, ProblemError, Quantity
from tocsin.facts.reports import Qualifier
from tocsin.judgement import brief
from tocsin.judgement.brief_markdown import to_markdown
from tocsin.proof import Refused, certify, read_certificate, verify
from tocsin.questions import flip, why_not
from tocsin.rules.expression import declaring
from tocsin.rules.expression.declaring import definition_of
from tocsin.rules.model import Pack

PACK = """
pack: prices
types:
  sale: {name: str, price: quantity, cap: float, pieces: int, paid: date_range}
  above: {name: str}
  many: {name: str}
  odd: {name: str, value: quantity}
  plain: {name: str}
  late: {name: str}
rules:
  - id: above-cap
    when: [{sale: {name: $s, price: $p, cap: $c}}, "margin($p, $c) > 5"]
    then: [{above: {name: $s}}]
  - {id: many-pieces, when: [{sale: {name: $s, pieces: $n}}, "size($n) == 'large'"], then: [{many: {name: $s}}]}
  - id: odd-price
    when: [{sale: {name: $s, price: $p}}, {let: {$v: parity($p) + 1}}]
    then: [{odd: {name: $s, value: $v}}]
  - {id: not-odd, when: [{sale: {name: $s, price: $p}}], unless: ["parity($p) > 5"], then: [{plain: {name: $s}}]}
"""
LATE = """  - {id: late, when: [{sale: {name: $s, paid: $d}}, "due($d) > 2024-03-10"], then: [{late: {name: $s}}]}
"""
"""What tables do not hold."""


def margin(price: float, cap: float) -> float:
    return price - cap


def size(pieces: int) -> str | None:
    if pieces == 13:
        return None
    return "large" if 100 // (pieces - 50) < 0 else "small"


def parity(price: float) -> int:
    return 7 if price % 2 else 3


def due(paid: dt.date) -> dt.date:
    return paid + dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def _registry(monkeypatch):
    monkeypatch.setattr(declaring, "_REGISTERED", {})
    says = "the margin of {price} over {cap}"
    comparison_function(rising=["price"], falling=["cap"], says=says, version="2")(margin)
    comparison_function(rising=["paid"])(due)
    for each in (size, parity):
        comparison_function()(each)


@pytest.fixture
def pack():
    return pack_from_text(PACK)


COMMON: list[Pack] = []
"""One pack for all examples of a property."""


@pytest.fixture(autouse=True)
def _common(_registry):
    COMMON[:] = COMMON or [pack_from_text(PACK)]


def sale(name="a", price="70", cap="60", pieces=1, paid="2024-03-01") -> str:
    return f"sale(name={name}, price={price}, cap={cap}, pieces={pieces}, paid={paid})"


SALES = [sale("a"), sale("b", "60..70", pieces=60), sale("c", "60..", pieces=13), sale("d", "..62", cap="60.5")]
FOUND: dict[str, Qualifier] = {
    "above(name=a)": "certain",
    "above(name=b)": "possible",
    "above(name=c)": "possible",
    "many(name=a)": "certain",
    "many(name=d)": "certain",
    "odd(name=a, value=4)": "certain",
    "odd(name=b, value=..)": "possible",
    "odd(name=c, value=..)": "possible",
    "odd(name=d, value=..)": "possible",
    "plain(name=a)": "certain",
    "plain(name=b)": "possible",
    "plain(name=c)": "possible",
    "plain(name=d)": "possible",
}


def concluded(conclusions) -> dict[str, str]:
    return {each.fact_text: each.qualifier for each in conclusions}


# -- every engine -----------------------------------------------------------------------------------------------------


def test_both_engines_ask_the_function_alike(pack):
    case = Case(pack, SALES)

    assert concluded(case.assess(engine="rete").conclusions) == FOUND
    assert concluded(case.assess(engine="seminaive").conclusions) == FOUND


def test_columns_ask_the_function_as_rows_do(pack):
    plan = compile_plan(pack)
    rows: dict[str, list[Any]] = {"sale": [each.fact.row for each in Case(pack, SALES).facts]}
    by_row, by_column = (seminaive.evaluate(plan, rows, plan.active({}), columns_from=n) for n in (None, 0))

    assert len(FOUND) == len(list(by_row.derivations()))
    assert sorted(map(repr, by_row.derivations())) == sorted(map(repr, by_column.derivations()))


def test_a_live_case_asks_the_function(pack):
    live = LiveCase(Case(pack, SALES[:1]))
    live.assert_given(SALES[1:])
    found = {f"{name}({row[0]})": standing.strength for (name, row), standing in live.memory.conclusions()}

    expected = {name.replace("name=", "").split(",")[0].rstrip(")") + ")": how for name, how in FOUND.items()}
    assert {name: STRENGTH[how] for name, how in expected.items()} == found
    with pytest.raises(FunctionFailed):
        live.assert_given([sale("e", pieces=50)])
    assert len(found) == len(list(live.memory.conclusions()))


def test_many_cases_at_once_ask_the_function(pack):
    columns = {"case_id": ["1", "2"], "name": ["a", "b"], "price": [70.0, 65.0], "cap": [60.0, 60.0], "pieces": [1, 60]}
    table = pa.table({**columns, "paid": pa.nulls(2)})
    without = pack_from_text(PACK.replace(", paid: date_range", ""))
    found = run(without, {"sale": table.drop_columns(["paid"])}).conclusions.to_arrow().to_pylist()

    expected = [("1", "above"), ("1", "many"), ("1", "odd"), ("1", "plain"), ("2", "odd")]
    assert expected == sorted((each["case_id"], each["type"]) for each in found)
    with pytest.raises(FunctionFailed, match=r"many-pieces.*size\(50\) raised ZeroDivisionError"):
        run(without, {"sale": table.drop_columns(["paid"]).set_column(4, "pieces", pa.array([50, 1]))})


def test_a_function_of_dates_takes_uncertain_ones():
    case = Case(pack_from_text(PACK + LATE), [sale("a", paid="2024-03"), sale("b", paid="2024-03-20.."), sale("c")])
    found = {name: how for name, how in concluded(case.assess().conclusions).items() if name.startswith("late")}

    assert found == {"late(name=a)": "possible", "late(name=b)": "certain"}


def test_explanations_and_questions_take_the_function(pack):
    assessment = Case(pack, SALES).assess()
    [above] = [each for each in assessment.conclusions if each.fact_text == "above(name=a)"]
    told = " ".join(to_text(why(assessment, above.id), width=100, colour=False).split())

    assert "the margin of price 70 over cap 60 (that is 10) > 5" in told
    assert flip(assessment, above.id).choices
    assert "margin($p, $c) > 5" in json.dumps(why_not(assessment, "above(name=d)").to_json())


def test_a_result_that_rests_on_a_function_travels(pack):
    assessment = Case(pack, SALES).assess(engine="seminaive")

    assert assessment == pickle.loads(pickle.dumps(assessment))


# -- ranges -----------------------------------------------------------------------------------------------------------


@given(st.integers(0, 90), st.integers(0, 20), st.sampled_from(["{0}..{1}", "{0}..", "..{1}"]), st.data())
def test_a_range_makes_no_conclusion_firmer(low, width, form, data):
    """Whatever is certain of a range is certain of every exact value in it."""
    high = low + width
    inside = {low, high, *data.draw(st.lists(st.integers(low, high), max_size=4))}
    facts = [sale(f"w{value}", str(value)) for value in inside] + [sale("r", form.format(low, high))]
    found = concluded(Case(COMMON[0], facts).assess(engine="seminaive").conclusions)
    types = ("above", "plain")

    for each in types:
        worlds = [f"{each}(name=w{value})" in found for value in inside]
        how = found.get(f"{each}(name=r)")
        assert how != "certain" or all(worlds)
        assert how is not None or not any(worlds)


def test_a_version_for_ranges_is_asked_where_the_value_is_uncertain():
    def parity_of(price: Quantity) -> Quantity:
        return Quantity(3, 4)

    declaring._REGISTERED.pop("parity")
    comparison_function(interval=parity_of)(parity)
    found = concluded(Case(pack_from_text(PACK), SALES[:2]).assess().conclusions)

    assert {"plain(name=a)": "certain", "plain(name=b)": "certain"}.items() <= found.items()
    assert "odd(name=b, value=4..5)" in found


def test_a_function_may_take_ranges_itself():
    def width(price: Quantity) -> float | None:
        return None if price.low is None or price.high is None else price.high - price.low

    comparison_function()(width)
    text = PACK.replace('"margin($p, $c) > 5"', '"width($p) > 5"')
    found = Case(pack_from_text(text), SALES).assess()

    assert [each.fact_text for each in found.conclusions if each.type == "above"] == ["above(name=b)"]
    assert any("width has no value" in each.message for each in found.warnings)


def test_what_is_declared_rising_and_is_not_is_found_out(pack):
    declaring._REGISTERED.pop("margin")
    comparison_function(rising=["price", "cap"], name="margin")(lambda_with_kinds)

    with pytest.raises(FunctionFailed, match=r"is not rising in price as it is declared: it is 10.* and 0"):
        Case(pack_from_text(PACK), [sale(price="60..70")]).assess()


def lambda_with_kinds(price: float, cap: float) -> float:
    return 70 - price


@pytest.mark.parametrize(
    "condition,found",
    [
        ("size($p) == 'large'", "size takes a int as pieces, which is of kind quantity"),
        ("margin($p) > 1", "margin takes 2 arguments, found 1"),
        ("margin($c > 1, $c) > 1", "is a condition, and margin takes values"),
        ("word($p) == 'x'", "word gives str, so its price must be exact, and is of kind quantity"),
        ("exact_day($d) > 2024-01-01", "exact_day takes an exact paid, which is of kind date_range"),
        ("margn($p, $c) > 1", "unknown function margn"),
    ],
)
def test_a_call_that_does_not_fit_is_refused_at_its_place(condition, found):
    def word(price: float) -> str:
        return "x"

    def exact_day(paid: dt.date) -> dt.date:
        return paid

    comparison_function()(word)
    comparison_function()(exact_day)
    text = PACK.replace('cap: $c}}, "margin($p, $c) > 5"', f'cap: $c, paid: $d}}}}, "{condition}"')
    with pytest.raises(ProblemError, match=found.replace("(", "\\(")) as caught:
        pack_from_text(text)
    assert "pack:12:" in str(caught.value)


# -- what goes wrong in it --------------------------------------------------------------------------------------------


def test_what_a_function_raises_is_a_problem_with_its_rule_and_place(pack):
    """T334."""
    for engine in ("rete", "seminaive"):
        with pytest.raises(FunctionFailed) as caught:
            Case(pack, [sale(pieces=50)]).assess(engine=engine)
        [problem] = caught.value.problems
        assert (problem.code, str(problem.place)) == ("T334", "pack:14:62")
        assert "in the rule many-pieces the function size(50) raised ZeroDivisionError" in problem.message


@pytest.mark.parametrize("value", ["many", float("nan"), float("inf"), True, [1]])
def test_what_is_not_of_the_kind_declared_is_refused(value):
    def wrong(price: float) -> float:
        return value  # type: ignore[no-any-return]

    comparison_function()(wrong)
    with pytest.raises(FunctionFailed, match="the function wrong\\(70\\) is declared to give float, and: "):
        Case(pack_from_text(PACK.replace("margin($p, $c)", "wrong($p)")), [sale()]).assess()


def test_none_is_no_value_and_is_warned_of(pack):
    warnings = [each.message for each in Case(pack, [sale(pieces=13)]).assess().warnings]

    message = (
        'rule many-pieces: size($n) == "large" had no value for some match (size has no value) and counted as false'
    )
    assert [message] == warnings


# -- declaring --------------------------------------------------------------------------------------------------------


def no_kind(x: list) -> int:
    return 1


def no_result(x: int):
    return 1


def no_parameter() -> int:
    return 1


def by_name(*, x: int) -> int:
    return x


def truth(x: Quantity) -> bool:
    return True


def plain(x: float, y: str) -> float:
    return x


@pytest.mark.parametrize(
    "options,function,found",
    [
        ({}, no_kind, "its parameter x has no annotation that is a kind"),
        ({}, no_result, "its result has no annotation that is a kind"),
        ({}, no_parameter, "it takes nothing, and so has one value"),
        ({}, by_name, "its parameter x is not given by position"),
        ({}, truth, "it gives bool, which no range can be of"),
        ({"name": "year"}, plain, "comparisons use that name otherwise"),
        ({"name": "not a name"}, plain, "comparisons use that name otherwise"),
        ({"rising": ["y"]}, plain, "y is declared rising or falling, and is no parameter of kind float or date"),
        ({"rising": ["x"], "falling": ["x"]}, plain, "x is declared rising and falling"),
        ({"says": "{x} and {z} and {y}"}, plain, "its words cannot be read: {z} is no parameter"),
        ({"says": "{x}"}, plain, "its words do not tell y"),
        ({"name": "margin"}, plain, "test_own_functions.margin has that name"),
    ],
)
def test_a_function_that_cannot_be_used_is_refused(options, function, found):
    with pytest.raises(ProblemError) as caught:
        comparison_function(**options)(function)
    [problem] = caught.value.problems
    assert problem.code == "T333"
    assert found in problem.message


def test_a_cell_that_is_run_again_takes_effect_and_what_is_loaded_stays():
    def cell(bonus: int):
        @comparison_function()
        def points(price: float) -> float:
            return price + bonus

        return pack_from_text(PACK.replace("margin($p, $c) > 5", "points($p) > 75"))

    before, after = cell(1), cell(10)

    assert "above(name=a)" not in concluded(Case(before, SALES[:1]).assess().conclusions)
    assert "above(name=a)" in concluded(Case(after, SALES[:1]).assess().conclusions)


def test_an_installed_package_may_bring_a_function(monkeypatch):
    class EntryPoint:
        name = "brought"
        value = "package:brought"

        def load(self) -> Any:
            def brought(price: float) -> float:
                return price

            return comparison_function()(brought)

    monkeypatch.setattr(metadata, "entry_points", lambda group: [EntryPoint()] if group == "tocsin.functions" else [])
    pack = pack_from_text(PACK.replace("margin($p, $c)", "brought($p)"))

    assert sorted(pack.own_functions) == ["brought", "parity", "size"]


# -- what rests on it says so -----------------------------------------------------------------------------------------


def test_a_result_names_the_functions_it_rests_on(pack):
    case = Case(pack, SALES)
    functions = json.loads(case.assess().to_json())["functions"]
    said = to_markdown(brief(case))

    assert {name: each["version"] for name, each in functions.items()} == {"margin": "2", "parity": "1", "size": "1"}
    assert functions["margin"]["takes"] == [["price", "float"], ["cap", "float"]]
    assert "margin(price: float, cap: float)" in said
    assert "functions" not in json.loads(Case(pack_from_text("pack: none\ntypes: {}\n"), []).assess().to_json())


def test_a_run_over_many_cases_names_them_in_its_summary(tmp_path):
    pack = pack_from_text(PACK.replace(", paid: date_range", ""))
    (tmp_path / "sale.csv").write_text("case_id,name,price,cap,pieces\n1,a,70,60,1\n", encoding="utf-8")
    asked = question_of(plan_of(pack), as_of=None, known_by=None, assume=(), without=())
    inputs = find_inputs([str(tmp_path / "sale.csv")], pack.vocabulary, [])
    ran = run_into(tmp_path / "out", asked, inputs, Settings(), Rejects(), lambda *_: None)

    assert list(ran.summary.data["functions"]) == ["margin", "parity", "size"]
    assert ran.summary.data["conclusions"] == 4


def test_the_version_of_a_function_is_part_of_what_a_pack_means(pack):
    declaring._REGISTERED.pop("margin")
    comparison_function(rising=["price"], falling=["cap"], version="3")(margin)

    assert pack.digest != pack_from_text(PACK).digest


def test_a_certificate_is_accepted_only_with_the_functions_that_it_names(pack):
    certificate = read_certificate(certify(Case(pack, SALES).assess()))
    verify(certificate, pack, functions=[margin, "size", parity])

    with pytest.raises(Refused, match="rests on the function margin, which is none of the language and was not given"):
        verify(certificate, functions=["size", "parity"])
    silent = {key: value for key, value in certificate.items() if key != "functions"}
    with pytest.raises(Refused):
        verify(silent)
    declaring._REGISTERED.pop("margin")
    comparison_function(version="3")(margin)
    with pytest.raises(Refused, match="the function margin that was given is declared otherwise"):
        verify(certificate, functions=["margin", "size", "parity"])
    with pytest.raises(ProblemError, match="T333: the function due_day cannot be used: it is not declared here"):
        verify(certificate, functions=["due_day"])


def test_another_value_of_a_function_is_noticed_by_whoever_checks(pack):
    certificate = read_certificate(certify(Case(pack, SALES).assess()))

    def lower(price: float, cap: float) -> float:
        return 0.0

    declaring._REGISTERED.pop("margin")
    comparison_function(rising=["price"], falling=["cap"], version="2", name="margin")(lower)
    with pytest.raises(Refused):
        verify(certificate, functions=["margin", "size", "parity"])


def test_what_was_declared_of_a_function_can_be_asked():
    assert str(definition_of(due)) == "due(paid: date) -> date, version 1"
    assert Quantity(8, 10) == definition_of(margin)(Quantity(70, 72), 62)
    assert DateRange(dt.date(2024, 3, 8), None) == definition_of(due)(DateRange(dt.date(2024, 3, 1), None))
