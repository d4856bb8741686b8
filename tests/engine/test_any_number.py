"""What is worked out of open ends may be any number: a conclusion has it as a value, and nothing that is given does."""

import json
import pickle

import pytest

from tests.oracle import Oracle
from tocsin.engine import Case, LiveCase
from tocsin.explain import to_text, why
from tocsin.facts.days import ANY_DAY
from tocsin.facts.model import Given
from tocsin.facts.problems import ArgumentError
from tocsin.facts.quantity import ANYTHING
from tocsin.facts.reports import QUALIFIERS
from tocsin.proof import certify
from tocsin.proof.checker import check
from tocsin.questions import why_not
from tocsin.rules.read import parse_pack

PACK = """\
pack: any-number
types:
  load: {who: str, n: quantity, on: date_range?}
  rest: {n: quantity}
  ratio: {n: quantity}
  total: {n: quantity}
  due: {on: date_range}
  free: {who: str}
rules:
  - {id: rest, when: [load: {who: A, n: $p}, load: {who: B, n: $q}, let: {$v: $p + $q}], then: [rest: {n: $v}]}
  - {id: ratio, when: [load: {who: A, n: $p}, load: {who: C, n: $q}, let: {$v: $p / $q}], then: [ratio: {n: $v}]}
  - {id: total, when: [{sum: $n, over: [load: {n: $n}], as: $t}], then: [total: {n: $t}]}
  - {id: due, when: [load: {n: $n, on: $d}, let: {$e: "add_days($d, $n)"}], then: [due: {on: $e}]}
  - {id: of-rest, when: [load: {who: A}], unless: [[rest: {n: $x}, $x > 5]], then: [free: {who: rest}]}
  - {id: of-ratio, when: [load: {who: A}], unless: [[ratio: {n: $x}, $x > 5]], then: [free: {who: ratio}]}
  - {id: of-total, when: [load: {who: A}], unless: [[total: {n: $x}, $x > 5]], then: [free: {who: total}]}
"""
FACTS = ("load(who=A, n=3.., on=..2024-10)", "load(who=B, n=..4)", "load(who=C, n=-1..4)")


@pytest.fixture(scope="module")
def case():
    return Case(parse_pack({"pack.yaml": PACK}, "any-number"), FACTS)


@pytest.fixture(scope="module")
def assessment(case):
    return case.assess()


def one(assessment, name):
    [found] = [each for each in assessment.conclusions if each.type == name]
    return found


def test_a_conclusion_may_have_any_number_and_is_possible_only_where_there_may_be_none(assessment):
    found = {each.fact_text: each.qualifier for each in assessment.conclusions}
    expected = {"rest(n=..)": "certain", "total(n=..)": "certain", "ratio(n=..)": "possible", "due(on=..)": "possible"}
    assert found == expected | {f"free(who={name})": "possible" for name in ("rest", "ratio", "total")}
    assert assessment.warnings == ()
    assert (one(assessment, "rest").fact.row, one(assessment, "due").fact.row) == ((ANYTHING,), (ANY_DAY,))


def test_every_evaluator_finds_the_same(case, assessment):
    told = {(each.type, each.fact.row): each.qualifier for each in assessment.conclusions}
    given = {fact.fact.key: fact.qualifier for fact in assessment.facts}
    live = LiveCase(case)
    assert Oracle(case.pack, given, [rule.id for rule in case.pack.rules]).best() == told
    assert {key: QUALIFIERS[::-1][standing.strength] for key, standing in live.memory.conclusions()} == told


def test_a_certificate_states_any_number_and_is_proved(assessment):
    certificate = json.loads(certify(assessment))
    check(certificate)
    assert certificate["conclusions"][one(assessment, "rest").id]["fields"]["n"] == [None, None]


def test_the_words_say_any_number_and_whether_there_may_be_none(assessment):
    told = {name: to_text(why(assessment, one(assessment, name).id), width=200, colour=False)
            for name in ("rest", "ratio", "due")}  # fmt: skip
    assert "v = n 3.. + n ..4 = any number\n" in told["rest"]
    assert "v = n 3.. / n (-1..4) = any number, or without a value" in told["ratio"]
    assert "it is open whether n 3.. / n (-1..4) has a value" in told["ratio"]
    assert "= on any day, or without a value" in told["due"]


def test_such_a_fact_is_found_by_its_notation_and_comes_back_from_another_process(assessment):
    found = one(assessment, "rest")
    assert why_not(assessment, found.fact_text).holds
    assert (found.fact, found.fact.row) == ((again := pickle.loads(pickle.dumps(found.fact))), again.row)


@pytest.mark.parametrize("form", ["rest(n=..)", "due(on=..)", None])
def test_nobody_can_report_it(case, assessment, form):
    given = Given(one(assessment, "rest").fact) if form is None else form
    with pytest.raises(ArgumentError) as refused:
        Case(case.pack, [given])
    assert [problem.code for problem in refused.value.problems] == ["T203"]
