"""Columns say of every conclusion what the object says."""

import json
import math

import pytest
from hypothesis import HealthCheck, given, settings

from tests.programs import programs
from tocsin.engine import Case
from tocsin.engine.result_json import data_digest
from tocsin.engine.sentences import Filler
from tocsin.facts.json_values import canonical_json, to_json
from tocsin.questions.differences.summary import standing_of, standings
from tocsin.rules.read import pack_from_text

PATHS = """
pack: paths
types: {edge: {a: int, b: int}, way: {a: int, b: int}}
rules:
  - {id: one, when: [{edge: {a: $a, b: $b}}], then: [{way: {a: $a, b: $b}}], reads: "{a} leads to {b}, 100 %."}
  - {id: more, when: [{way: {a: $a, b: $b}}, {way: {a: $b, b: $c}}], then: [{way: {a: $a, b: $c}}], reads: "By {b}."}
"""


SMALL = 3
"""Conclusions to a piece of JSON, where there are usually thousands."""


@pytest.fixture(autouse=True, params=["values", "arrays"])
def small_pieces(request, monkeypatch):
    monkeypatch.setattr("tocsin.engine.derivation_store.MANY", 0 if request.param == "arrays" else math.inf)
    monkeypatch.setattr("tocsin.engine.conclusion_json.AT_ONCE", SMALL)
    monkeypatch.setattr("tocsin.engine.conclusion_array_json.AT_ONCE", SMALL)


def as_objects_have_it(conclusion):
    """The JSON of a conclusion, read from the public objects one by one."""

    def derivation(found):
        rule = found.rule
        return {
            "assumes": list(found.assumes),
            "bindings": {name: to_json(value) for name, value in found.bindings.items()},
            "boundary": found.boundary,
            "cites": list(found.cites),
            "premises": list(found.premises),
            "qualifier": found.qualifier,
            "rule": rule.id,
            "warrant": found.warrant,
            **({"parameters": [each.to_json() for each in found.parameters]} if rule.parameters else {}),
            **({"strengthened_by": found.strengthened_by} if rule.stronger_if else {}),
            **({"unless": list(found.unless)} if rule.unless else {}),
        }

    names = ("boundary", "depth", "fields", "id", "qualifier", "reads", "type")
    return {name: getattr(conclusion, name) for name in names} | {
        "derivations": [derivation(found) for found in conclusion.derivations]
    }


def held(assessment):
    pieces = list(assessment.json_pieces())
    assert assessment.to_json() == "".join(pieces)
    assert len(pieces) > len(assessment.conclusions) / SMALL
    told = json.loads("".join(pieces))
    assert canonical_json([as_objects_have_it(each) for each in assessment.conclusions]) == canonical_json(
        told["conclusions"]
    )
    assert (assessment.digest, data_digest(told)) == (told["digest"], told["digest"])
    assert [each.fact_text for each in assessment.conclusions] == [str(each.fact) for each in assessment.conclusions]
    columns = assessment.columns
    numbers = [conclusion.number for conclusion in assessment.conclusions]
    assert [each.reads for each in assessment.conclusions] == columns.reads(numbers)
    assert {each.id: standing_of(each) for each in assessment.conclusions} == standings(assessment)
    for conclusion in assessment.conclusions:
        assert conclusion.best.rule == columns.best_rule(conclusion.number)
        assert conclusion.rules == columns.rules(conclusion.number)
        assert conclusion.boundary == columns.boundary(conclusion.number)
        assert (assessment.fact(conclusion.id) is not None) == columns.signatures([conclusion.number])[0][-1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(programs(reported=True))
def test_columns_say_of_any_program_what_the_objects_say(program):
    held(program.case().assess(engine="seminaive"))


def test_columns_say_of_the_shipped_cases_what_the_objects_say(pytestconfig):
    for name in ("kursk", "chronology"):
        held(Case.load(pytestconfig.rootpath / "examples" / f"{name}.yaml").assess(engine="seminaive"))


def test_sentences_of_many_begin_in_upper_case_as_one_does():
    rows = [("", "b"), ("élan", "100 %"), ("x", "")]
    for template in ("{a} and {b}", "{a}{b}", "100 % {b} of {a}.", "{{{a}}} {b}", "at {b}"):
        filler = Filler(template, {})
        columns = [[dict(zip("ab", row, strict=True))[name] for row in rows] for name, _ in filler.places]
        expected = [filler(dict(zip("ab", row, strict=True))) for row in rows]
        assert expected == filler.all_in_words(columns, len(rows))
    assert Filler("no name.", {}).all_in_words([], 2) == ["No name."] * 2


def test_columns_say_what_the_objects_say_where_many_ways_are_as_short():
    pack = pack_from_text(PATHS)
    edges = [f"edge(a={a}, b={b})" for a in range(6) for b in range(6) if a != b and (a * b) % 3]
    held(Case(pack, edges).assess(engine="seminaive"))
