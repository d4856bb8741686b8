"""A working memory always holds what a fresh evaluation finds, whatever came and went before."""

from collections import Counter
from random import Random
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.test_agreement import chain
from tests.engine.test_totals import program_of, registry
from tests.programs import TYPES, Program, programs
from tocsin.engine import seminaive
from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.evaluation import Evaluation
from tocsin.engine.incremental import Change, FactKey, WorkingMemory
from tocsin.engine.plan import STRENGTH, Plan
from tocsin.engine.planning import compile_plan
from tocsin.facts.reports import Qualifier

relaxed = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
often = settings(relaxed, max_examples=max(60, settings.default.max_examples if settings.default else 0))


def fresh(plan: Plan, active: frozenset[int], givens: dict[FactKey, str]) -> tuple[Evaluation, DerivationGraph]:
    rows: dict[str, list] = {}
    for name, row in givens:
        rows.setdefault(name, []).append(row)
    evaluation = seminaive.evaluate(plan, rows, active)
    numbered = list(zip(evaluation.types, evaluation.rows, strict=True))[: evaluation.given]
    return evaluation, DerivationGraph(plan, evaluation, [STRENGTH[cast("Qualifier", givens[key])] for key in numbered])


def content(evaluation: Evaluation) -> tuple:
    derivations = Counter(evaluation.derivations())
    return (
        set(zip(evaluation.types, evaluation.rows, strict=True)),
        {(derived, tuple(type(value) for _, value in derived.bindings)): n for derived, n in derivations.items()},
        evaluation.failures,
    )


def judged(graph: DerivationGraph) -> dict:
    """Strength, boundary and depth of every conclusion."""
    found = {}
    for fact, derivations in graph.by_conclusion.items():
        strength = graph.conclusion_strength(fact)
        strongest = [d for d in derivations if graph.derivation_strength(d) == strength]
        boundary = all(graph.boundary(d) for d in strongest)
        found[graph.types[fact], graph.rows[fact]] = (strength, boundary, graph.conclusion_depth(fact))
    return found


def loops(graph: DerivationGraph) -> set:
    return {frozenset((graph.types[fact], graph.rows[fact]) for fact in loop) for loop in graph.loops}


def standings(memory: WorkingMemory) -> dict:
    return {fact: (s.strength, s.boundary, s.depth) for fact, s in memory.conclusions()}


class Shadow:
    """A memory beside what was given to it, to be held against fresh evaluations."""

    def __init__(self, plan: Plan, active: frozenset[int]) -> None:
        self.plan, self.active = plan, active
        self.memory = WorkingMemory(plan, active)
        self.givens: dict[FactKey, str] = {}
        self.before = fresh(plan, active, {})

    def update(self, asserted: dict[FactKey, str], retracted: list[FactKey]) -> Change:
        for fact in retracted:
            self.givens.pop(fact, None)
        self.givens.update(asserted)
        change = self.memory.update(cast("dict[FactKey, Qualifier]", asserted), retracted)
        after = fresh(self.plan, self.active, self.givens)
        self.check(after)
        self.check_change(change, after)
        self.before = after
        return change

    def check(self, after: tuple[Evaluation, DerivationGraph]) -> None:
        evaluation, graph = after
        assert content(evaluation) == content(self.memory.evaluation())
        assert judged(graph) == standings(self.memory)
        mine = self.memory.graph()
        assert judged(graph) == judged(mine)
        assert loops(graph) == loops(mine)

    def check_change(self, change: Change, after: tuple[Evaluation, DerivationGraph]) -> None:
        (facts, derivations, _), (facts_after, derivations_after, _) = content(self.before[0]), content(after[0])
        assert facts_after - facts == set(change.facts_gained)
        assert facts - facts_after == set(change.facts_lost)
        gained, lost = Counter(derivations_after), Counter(derivations)
        assert Counter(d for (d, _), n in (gained - lost).items() for _ in range(n)) == Counter(
            change.derivations_gained
        )
        assert Counter(d for (d, _), n in (lost - gained).items() for _ in range(n)) == Counter(change.derivations_lost)
        old, new = judged(self.before[1]), judged(after[1])
        expected = {fact: (old.get(fact), new.get(fact)) for fact in old | new if old.get(fact) != new.get(fact)}
        found = {
            fact: tuple(None if s is None else (s.strength, s.boundary, s.depth) for s in pair)
            for fact, pair in change.conclusions.items()
        }
        assert expected == found


def shadow_of(program: Program) -> tuple[Shadow, dict[FactKey, str]]:
    plan = compile_plan(program.pack())
    return Shadow(plan, plan.active(program.assumptions)), program.given(plan.types)


@often
@given(programs(), st.integers(0, 2**32))
def test_after_any_sequence_of_updates_a_memory_holds_what_a_fresh_evaluation_finds(program, seed):
    dice = Random(seed)
    shadow, facts = shadow_of(program)
    for _ in range(6):
        some = dice.sample(sorted(facts, key=repr), dice.randint(0, min(len(facts), dice.choice((1, 2, 40)))))
        asserted = {fact: dice.choice((facts[fact], "certain", "possible")) for fact in some if dice.random() < 0.6}
        shadow.update(asserted, [fact for fact in some if fact not in asserted])


@relaxed
@given(st.integers(0, 2**32 - 1))
def test_shares_and_lists_that_come_and_go_leave_no_firm_blocked_by_itself(seed):
    dice = Random(seed)
    shadow, facts = shadow_of(program_of(*registry(dice, dice.randint(2, 7), dice.randint(0, 4))))
    for _ in range(6):
        some = dice.sample(sorted(facts, key=repr), dice.randint(1, len(facts)))
        asserted = {fact: facts[fact] for fact in some if dice.random() < 0.7}
        shadow.update(asserted, [fact for fact in some if fact not in asserted])


@relaxed
@given(programs(), st.integers(0, 2**32))
def test_facts_that_come_one_by_one_and_go_in_another_order_leave_nothing(program, seed):
    dice = Random(seed)
    shadow, facts = shadow_of(program)
    for fact in dice.sample(sorted(facts, key=repr), min(len(facts), 8)):
        shadow.update({fact: facts[fact]}, [])
    for fact in dice.sample(sorted(shadow.givens, key=repr), len(shadow.givens)):
        shadow.update({}, [fact])
    assert list(shadow.memory.facts) == []


ROADS = {
    "pack": "roads",
    "types": {
        "road": {"a": "int", "b": "int"},
        "path": {"a": "int", "b": "int"},
        "closed": {"a": "int"},
        "reached": {"a": "int", "count": "int"},
        "stuck": {"a": "int"},
    },
    "rules": [
        {"id": "a-road", "when": [{"road": {"a": "$a", "b": "$b"}}], "then": [{"path": {"a": "$a", "b": "$b"}}]},
        {
            "id": "on",
            "when": [{"path": {"a": "$a", "b": "$b"}}, {"path": {"a": "$b", "b": "$c"}}],
            "unless": [{"closed": {"a": "$b"}}],
            "then": [{"path": {"a": "$a", "b": "$c"}}],
            "qualifier": "likely",
        },
        {
            "id": "reach",
            "when": [{"count": True, "over": [{"path": {"a": "$a", "b": "$b"}}], "by": ["$a"], "as": "$n"}],
            "then": [{"reached": {"a": "$a", "count": "$n"}}],
        },
        {
            "id": "stuck",
            "when": [{"path": {"b": "$b"}}],
            "unless": [{"path": {"a": "$b"}}],
            "then": [{"stuck": {"a": "$b"}}],
        },
    ],
}


@settings(relaxed, max_examples=25)
@given(st.integers(0, 2**32))
def test_loops_of_roads_that_open_and_close_leave_no_path_that_rests_on_itself(seed):
    dice = Random(seed)
    plan = compile_plan(Program(ROADS, [], {}).pack())
    shadow = Shadow(plan, plan.active({}))
    roads: list[FactKey] = [("road", (a, b)) for a in range(6) for b in range(6)]
    others: list[FactKey] = [(name, (a, 0)[:size]) for name, size in (("closed", 1), ("path", 2)) for a in range(6)]
    shadow.update(dict.fromkeys(dice.sample(roads, 9), "certain"), [])
    for _ in range(6):
        facts = dice.sample([*roads, *others], 3)
        firmly = {fact: dice.choice(("certain", "likely", "possible")) for fact in facts if fact not in shadow.givens}
        shadow.update(firmly, [fact for fact in facts if fact in shadow.givens])
        shadow.update({}, dice.sample(sorted(shadow.givens), 1))


def test_a_new_fact_touches_only_what_follows_from_it():
    memory = WorkingMemory(compile_plan(Program(ROADS, [], {}).pack()))
    memory.assert_([("road", (number, number + 1)) for number in range(0, 400, 2)])
    change = memory.assert_([("road", (1001, 1002))])
    assert {name for name, _ in change.facts_gained} == {"road", "path", "reached", "stuck"}
    assert (len(change.facts_gained), len(change.derivations_gained), len(change.conclusions)) == (4, 3, 3)
    assert not memory.assert_([("road", (1001, 1002))])
    assert not memory.retract([("path", (1001, 1002))])


def test_what_can_be_read_of_a_memory_at_any_moment_agrees():
    memory = WorkingMemory(compile_plan(Program(ROADS, [], {}).pack()))
    roads: list[FactKey] = [("road", (a, (a + 1) % 3)) for a in range(3)]
    memory.assert_(roads)
    assert dict.fromkeys(roads, STRENGTH["certain"]) == memory.given
    assert set(memory.facts) == {*memory.given, *dict(memory.conclusions())}
    every = Counter(memory.evaluation().derivations())
    assert every == Counter(d for fact in memory.facts for d in memory.derivations_of(fact))
    assert ("path", (0, 0)) in memory
    assert ("path", (0, 5)) not in memory
    assert memory.standing(("path", (0, 5))) is None
    assert memory.derivations_of(("road", (0, 1))) == ()


@pytest.mark.parametrize("length", [17, 80])
def test_a_rule_and_its_exceptions_may_have_as_many_patterns_as_are_allowed(length):
    rule = {
        "id": "long",
        "when": [*chain(length, "a"), "6 / $a0 > 2"],
        "unless": [[*chain(length, "b"), "1 / $b0 > 5"], [*chain(length, "c"), "$c0 > 5"]],
        "then": [{"pair": {"a": "$a0", "b": f"$a{length}"}}],
    }
    plan = compile_plan(Program({"pack": "long", "types": TYPES, "rules": [rule]}, [], {}).pack())
    shadow = Shadow(plan, plan.active({}))
    for number in (2, 7, 0):
        shadow.update({("point", (number, number, "")): "certain"}, [])
    for number in (7, 0, 2):
        shadow.update({}, [("point", (number, number, ""))])
