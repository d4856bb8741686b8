"""Three ways to one answer: both engines and the naive oracle, on random programs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle import Derivation, Oracle
from tests.programs import TYPES, Program, programs
from tocsin.engine import rete, seminaive
from tocsin.engine.evaluation import Evaluation
from tocsin.engine.plan import Plan
from tocsin.engine.planning import compile_plan
from tocsin.rules.model import Pack

pytestmark = pytest.mark.soak
needs_rete = pytest.mark.skipif(not rete.available(), reason="durable-rules cannot be imported here")
# What Hypothesis would call a large example is a seed and the rules and facts it keeps.
relaxed = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
# The core of it all is worth more than Hypothesis's usual number.
often = settings(relaxed, max_examples=max(120, settings.default.max_examples if settings.default else 0))


def evaluated(program: Program, engine=seminaive, pack: Pack | None = None) -> tuple[Plan, Evaluation]:
    plan = compile_plan(pack or program.pack())
    return plan, engine.evaluate(plan, program.rows(plan), plan.active(program.assumptions))


def judged(program: Program, pack: Pack) -> Oracle:
    active = [rule.id for rule in pack.rules if all(program.assumptions[name] for name in rule.assumes)]
    types = pack.vocabulary.types
    return Oracle(pack, program.given(types), active, program.reports(types))


def derivations_of(plan: Plan, evaluation: Evaluation) -> Iterator[Derivation]:
    """What an engine recorded, in the oracle's terms: contributions to an aggregate sorted by id."""
    facts = list(zip(evaluation.types, evaluation.rows, strict=True))

    def by_id(number: int) -> str:
        return plan.types[evaluation.types[number]].identity(evaluation.rows[number])

    for position, block in enumerate(evaluation.blocks):
        patterns = len(block.plan.patterns)
        for number, record in enumerate(block.records):
            premises = list(record[1 : patterns + 1])
            for aggregate, groups in enumerate(block.groups):
                premises += sorted(groups[record[1 + patterns + aggregate]].facts, key=by_id)
            strengtheners = evaluation.strengthened.get((position, number))
            yield Derivation(
                block.plan.rule.id,
                tuple(facts[premise] for premise in premises),
                frozenset(block.bindings(record, evaluation.rows).items()),
                facts[record[0]],
                bool(record[-1]),
                None if strengtheners is None else frozenset(facts[fact] for fact in strengtheners),
            )


def typed(derivations) -> set:
    """Derivations with the kind of every value: to Python ``1``, ``1.0`` and ``True`` would be one."""
    return {(derivation, _kinds(derivation)) for derivation in derivations}


def _kinds(derivation: Derivation) -> tuple:
    rows = [row for _, row in (*derivation.premises, derivation.conclusion)]
    bound = tuple(sorted((name, type(value).__name__) for name, value in derivation.bindings))
    return bound, tuple(type(value).__name__ for row in rows for value in row)


@often
@given(programs(reported=True))
def test_seminaive_finds_the_derivations_that_the_oracle_finds(program):
    plan, evaluation = evaluated(program)
    assert typed(judged(program, plan.pack).derivations) == typed(derivations_of(plan, evaluation))


@needs_rete
@pytest.mark.soak
@relaxed
@given(programs(reported=True))
def test_one_case_has_one_digest_with_one_engine_or_two(program):
    case = program.case()
    alone, other, both = (case.assess(engine=engine) for engine in ("seminaive", "rete", "both"))

    assert alone.digest == other.digest == both.digest
    assert [len(each.engines) for each in (alone, other, both)] == [1, 1, 2]


@needs_rete
@often
@given(programs(reported=True))
def test_rete_finds_the_derivations_that_the_oracle_finds(program):
    plan, evaluation = evaluated(program, rete)
    assert typed(judged(program, plan.pack).derivations) == typed(derivations_of(plan, evaluation))


@needs_rete
@often
@given(programs(reported=True))
def test_rete_and_seminaive_find_the_same_facts_derivations_and_failures(program):
    plan, first = evaluated(program)
    _, second = evaluated(program, rete, plan.pack)
    assert typed(derivations_of(plan, first)) == typed(derivations_of(plan, second))
    assert set(zip(first.types, first.rows, strict=True)) == set(zip(second.types, second.rows, strict=True))
    assert first.failures == second.failures


@needs_rete
@relaxed
@given(programs(reported=True))
def test_rete_finds_the_same_after_other_facts_under_the_plan(program):
    """What durable-rules was told is kept from one evaluation to the next; no fact is."""
    plan = compile_plan(program.pack())
    active, every = plan.active(program.assumptions), program.rows(plan)
    some = {name: [row for row in rows if crc32(repr(row).encode()) % 2] for name, rows in every.items()}
    for facts in (every, some, {}, every):
        first, second = (engine.evaluate(plan, facts, active) for engine in (seminaive, rete))
        assert typed(derivations_of(plan, first)) == typed(derivations_of(plan, second))
        assert first.failures == second.failures


@relaxed
@given(programs(reported=True))
def test_a_firing_is_recorded_once_for_each_conclusion(program):
    _, evaluation = evaluated(program)
    for block in evaluation.blocks:
        assert Counter(dict.fromkeys(block.records, 1)) == Counter(block.records)


@relaxed
@given(programs(reported=True))
def test_an_assessment_qualifies_conclusions_and_counts_their_depth_as_the_oracle_does(program):
    pack = program.pack()
    oracle = judged(program, pack)
    assessment = program.case(pack).assess(engine="seminaive")
    found = {(conclusion.type, conclusion.fact.row): conclusion for conclusion in assessment.conclusions}
    assert oracle.best() == {fact: conclusion.qualifier for fact, conclusion in found.items()}
    assert oracle.depths() == {fact: conclusion.depth for fact, conclusion in found.items()}


@relaxed
@given(programs(reported=True))
def test_an_assessment_qualifies_each_derivation_as_the_oracle_does(program):
    pack = program.pack()
    oracle = judged(program, pack)
    identity = {fact: pack.vocabulary.types[fact[0]].identity(fact[1]) for fact in oracle.conclusions | {*oracle.given}}
    expected = Counter(
        (
            d.rule,
            tuple(identity[fact] for fact in d.premises),
            d.bindings,
            identity[d.conclusion],
            d.boundary,
            qualifier,
        )
        for d, qualifier in oracle.qualifiers().items()
    )
    found = (d for c in program.case(pack).assess(engine="seminaive").conclusions for d in c.derivations)
    assert expected == Counter(
        (d.rule.id, d.premises, frozenset(d.bindings.items()), d.conclusion, d.boundary, d.qualifier) for d in found
    )


def chain(length: int, variable: str) -> list[dict]:
    """So many points, each beginning where the one before it ends."""
    return [{"point": {"n": f"${variable}{at}", "m": f"${variable}{at + 1}"}} for at in range(length)]


@pytest.mark.parametrize("length", [17, 21, 80])
@pytest.mark.parametrize("engine", [seminaive, pytest.param(rete, marks=needs_rete)])
def test_a_rule_and_its_exceptions_may_have_as_many_patterns_as_are_allowed(length, engine):
    rule = {
        "id": "long",
        "when": [*chain(length, "a"), "6 / $a0 > 2"],
        "unless": [[*chain(length, "b"), "1 / $b0 > 5"], [*chain(length, "c"), "$c0 > 5"]],
        "then": [{"pair": {"a": "$a0", "b": f"$a{length}"}}],
    }
    data = {"pack": "long", "types": TYPES, "rules": [rule]}
    for number, expected in ((2, [("pair", (2, 2))]), (7, [])):
        _, evaluation = evaluated(
            Program(data, [("point", {"n": number, "m": number, "name": ""}, "certain")], {}), engine
        )
        facts = zip(evaluation.types, evaluation.rows, strict=True)
        assert expected == [fact for fact in facts if fact[0] == "pair"]


@pytest.mark.parametrize("engine", [seminaive, pytest.param(rete, marks=needs_rete)])
def test_a_let_held_against_another_enumeration_finds_unequal_values_and_fails_for_none(engine):
    rule = {
        "id": "same",
        "when": [{"tag": {"colour": "$c"}}, {"blend": {"colour": "$e"}}, {"let": {"$c": "$e"}}],
        "then": [{"bell": {}}],
    }
    facts = [("tag", {"name": "", "colour": "red"}, "certain"), ("blend", {"colour": "no"}, "certain")]
    data = {"pack": "shades", "types": TYPES, "rules": [rule]}
    _, evaluation = evaluated(Program(data, facts, {}), engine)
    assert "bell" not in evaluation.types
    assert evaluation.failures == set()


# -- order ------------------------------------------------------------------------------------------------------------


def shuffled(program: Program, dice: Random) -> tuple[Program, list[dict]]:
    """The program with facts and rules in another order, and its pack split over up to three files."""
    rules = dice.sample(program.data["rules"], len(program.data["rules"]))
    header = {key: value for key, value in program.data.items() if key not in ("rules", "types")}
    types = dice.sample(list(program.data["types"].items()), len(program.data["types"]))
    files = [{**header, "types": dict(types[:4])}, {"types": dict(types[4:])}, {}]
    for rule in rules:
        dice.choice(files).setdefault("rules", []).append(rule)
    dice.shuffle(files)
    facts = dice.sample(program.facts, len(program.facts))
    return replace(program, facts=facts), files


@relaxed
@given(programs(reported=True), st.integers(0, 2**32))
def test_neither_the_order_of_facts_and_rules_nor_the_files_they_stand_in_bear_on_the_model(program, seed):
    plan, first = evaluated(program)
    other, files = shuffled(program, Random(seed))
    other_plan, second = evaluated(other, pack=other.pack(files))
    assert typed(derivations_of(plan, first)) == typed(derivations_of(other_plan, second))
    assert first.failures == second.failures


@relaxed
@given(programs(reported=True), st.integers(0, 2**32))
def test_neither_the_order_of_facts_and_rules_nor_the_files_they_stand_in_change_a_byte_of_the_result(program, seed):
    other, files = shuffled(program, Random(seed))
    expected = program.case().assess(engine="seminaive").to_json()
    assert expected == other.case(other.pack(files)).assess(engine="seminaive").to_json()
