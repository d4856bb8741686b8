"""What a case is beside its facts: its dates, what it assumes, how it is shown, and what is made of it."""

import datetime as dt
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from tests.programs import to_yaml
from tocsin.engine import Case, pack_from_text
from tocsin.facts import Given, ProblemError, Report, Source, parse_fact

PACK = {
    "pack": "light",
    "types": {"lamp": {"n": "int"}, "light": {"n": "int"}},
    "assumptions": [
        {"id": "power", "text": "There is power", "class": "solid", "default": True},
        {"id": "dusk", "text": "It is dusk", "class": "solid", "default": False},
    ],
    "rules": [{"id": "lit", "when": [{"lamp": {"n": "$n"}}], "then": [{"light": {"n": "$n"}}], "assumes": ["power"]}],
}
JUNE, JULY, AUGUST = (dt.date(2024, month, 1) for month in (6, 7, 8))


@pytest.fixture(scope="module")
def pack():
    return pack_from_text(to_yaml(PACK), "light.yaml")


@pytest.fixture
def case(pack):
    """A case that says everything that a case can say, and each otherwise than by itself."""
    assumptions = {"power": False, "dusk": True}
    return Case(pack, ["lamp(n=1)"], name="street", as_of=JULY, known_by=AUGUST, assumptions=assumptions)


def stated(case):
    return case.name, case.as_of, case.known_by, case.assumptions, [str(given.fact) for given in case.facts]


def test_a_case_with_more_facts_says_all_else_as_before(case):
    expected = "street", JULY, AUGUST, {"power": False, "dusk": True}, ["lamp(n=1)", "lamp(n=2)"]
    assert expected == stated(case.with_facts(["lamp(n=2)"]))
    assert expected == stated(pickle.loads(pickle.dumps(case.with_facts(["lamp(n=2)"]))))


def test_a_mapping_is_no_list_of_facts(case, pack):
    for read in (lambda facts: Case(pack, facts), case.with_facts):
        with pytest.raises(ProblemError) as caught:
            read({"lamp": {"n": 1}})
        [problem] = caught.value.problems
        assert str(problem.place) == "facts"
        assert problem.message == "expected a list of facts, found a mapping of 1"
        assert "each in a list; Case.from_data takes facts as the mappings of a case file" in problem.hint


def test_cases_that_differ_in_one_point_are_not_equal(case, pack):
    says: dict[str, Any] = {
        "name": "street",
        "as_of": JULY,
        "known_by": AUGUST,
        "assumptions": {"power": False, "dusk": True},
    }
    assert case == Case(pack, ["lamp(n=1)"], **says)
    others: tuple[dict[str, Any], ...] = (
        {"name": "yard"},
        {"as_of": JUNE},
        {"known_by": JULY},
        {"assumptions": {"power": False}},
    )
    for other in others:
        assert case != Case(pack, ["lamp(n=1)"], **{**says, **other})
    assert case != Case(pack, ["lamp(n=2)"], **says)
    assert case != stated(case)


def test_assumptions_are_as_the_pack_has_them_where_nothing_else_is_said(case, pack):
    assert Case(pack).assumptions == {"power": True, "dusk": False}
    assert Case(pack, assumptions={"dusk": True}).assumptions == {"power": True, "dusk": True}
    assert Case(pack, assumptions={"power": True}).switched == {}
    assert Case(pack, assumptions={"dusk": True, "power": True}).switched == {"dusk": True}
    assert case.switched == {"power": False, "dusk": True}


def test_naming_an_assumption_for_one_assessment_decides_for_it_and_off_before_on(case):
    def follow(**named):
        return len(case.assess(engine="seminaive", **named).conclusions)

    assert (follow(), follow(assume=["power"]), follow(assume=["power"], without=["power"])) == (0, 1, 0)
    assert dict(case.assess(engine="seminaive", assume=["power"]).assumptions) == {"dusk": True, "power": True}
    assert case.assumptions == {"power": False, "dusk": True}


def test_an_assessment_says_of_what_it_is(case):
    assessment = case.assess(engine="seminaive", assume=["power"])
    assert (assessment.name, assessment.as_of, assessment.known_by) == ("street", JULY, AUGUST)
    assert list(assessment.assumptions) == ["dusk", "power"]
    assert assessment.engines == ("seminaive",)
    assert assessment.given == case.facts
    assert assessment.plan.pack is case.pack


def test_each_unknown_assumption_is_told_with_the_nearest_known_name(case):
    for refused in (
        lambda: Case(case.pack, assumptions={"powr": True, "power": True, "dsk": False}),
        lambda: case.assess(assume=["powr"], without=["dsk"]),
    ):
        with pytest.raises(ProblemError) as caught:
            refused()
        problems = sorted(caught.value.problems, key=lambda problem: problem.message, reverse=True)
        assert [problem.code for problem in problems] == ["T404", "T404"]
        assert [problem.message for problem in problems] == ["unknown assumption 'powr'", "unknown assumption 'dsk'"]
        assert all(name in problem.hint for name, problem in zip(("power", "dusk"), problems, strict=True))


def test_the_latest_report_is_that_of_the_last_day_and_none_if_none_is_dated(pack):
    def of(*days):
        fact = parse_fact("lamp(n=1)", pack.vocabulary)
        return Case(pack, [Given(fact, tuple(Report(Source(publisher="Ana", date=day)) for day in days))]).latest_report

    assert of(JUNE, None, JULY) == JULY
    assert of(JULY, JUNE) == JULY
    assert of(None) is None
    assert Case(pack).latest_report is None


def test_a_case_that_is_not_named_is_called_case(pack):
    assert [
        case.name for case in (Case(pack), Case.from_text("facts: []", pack), Case.from_data({"facts": []}, pack))
    ] == ["case"] * 3
    assert [
        Case.from_text("facts: []", pack, name="posted").name,
        Case.from_data({"facts": []}, pack, name="posted").name,
    ] == ["posted"] * 2
    for refused, place in (
        (lambda: Case.from_text("as_off: 1", pack), "case:1:1"),
        (lambda: Case.from_data({"as_off": 1}, pack), "case: as_off"),
    ):
        with pytest.raises(ProblemError) as caught:
            refused()
        assert place in [str(problem.place) for problem in caught.value.problems]


def test_a_pack_is_given_second_or_by_name_and_those_that_may_be_named_by_name_alone(pack, tmp_path):
    path, data = tmp_path / "c.yaml", {"pack": "light", "facts": []}
    path.write_text("{pack: light, facts: []}")
    doors: tuple[tuple[Callable[..., Case], Any], ...] = (
        (Case.load, path),
        (Case.from_text, path.read_text()),
        (Case.from_data, data),
    )
    for read, given in doors:
        assert pack is read(given, pack).pack
        assert pack is read(given, pack=pack).pack
        assert pack is read(given, packs=[pack]).pack
        with pytest.raises(TypeError):
            read(given, None, [pack])


def test_a_case_is_shown_by_its_name_its_pack_and_the_number_of_its_facts(case):
    assert repr(case) == "<Case 'street' under light of 1 fact>"


def test_every_line_of_a_case_is_held_after_it_is_made(case):
    with pytest.raises(AttributeError, match="cannot assign to field 'as_of': a case is a value; make another one"):
        case.as_of = JUNE
    assert case.as_of == JULY


def test_what_is_in_force_is_found_once_for_the_dates_asked_about_last_and_does_not_answer_for_others(pack):
    fact = parse_fact("lamp(n=1)", pack.vocabulary)
    case = Case(pack, [Given(fact, (Report(Source(publisher="Ana", date=JULY)),))])

    def standing(as_of, known_by):
        return len(case.assess(engine="seminaive", as_of=as_of, known_by=known_by).facts)

    assert [
        standing(JULY, JULY),
        standing(JUNE, JUNE),
        standing(JUNE, AUGUST),
        standing(JULY, JUNE),
    ] == [1, 0, 1, 0]
    once = case.assess(engine="seminaive", as_of=JULY)
    assert once.facts is case.assess(engine="seminaive", as_of=JULY).facts
