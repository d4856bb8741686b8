"""Answers about changes, held against the judge of the tests: every program is evaluated anew, naively, each time."""

import json
from itertools import chain, product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.programs import to_yaml
from tests.questions.cases import assessed, small_programs
from tests.questions.judge import TYPES, figure_cases, holds_after, judged, minimal_choices
from tests.questions.worlds import ids_of
from tocsin.engine import Case
from tocsin.engine.backing import Backed
from tocsin.facts.partial import PartialFact
from tocsin.facts.quantity import Quantity
from tocsin.questions import flip, sweep, watch, why_not
from tocsin.questions.differences.edits import Alter, Assert, Retract, coming, further
from tocsin.questions.goal import sought_in
from tocsin.questions.minimal_edits.candidate_edits import edit_space
from tocsin.questions.minimal_edits.flip import _nearest
from tocsin.questions.missing.missing_conditions import Lacking
from tocsin.questions.relevance import Upstream
from tocsin.rules.read import parse_pack

pytestmark = pytest.mark.soak
relaxed = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    deadline=None,
    max_examples=max(20, settings.default.max_examples // 4 if settings.default else 0),
)


@relaxed
@given(figure_cases())
def test_flip_lists_every_minimal_choice_of_its_space_and_no_other(case):
    assessment = case.assess(engine="seminaive")
    space = edit_space(assessment, sought_in(assessment, "passed"))
    sought = sought_in(assessment, "passed")
    at_most = 2 if len(space) <= 14 else 1
    found = flip(assessment, "passed", at_most=at_most, space=space)

    assert found.stopped_at is None
    expected = set(_nearest(minimal_choices(assessment, sought, space, at_most)))
    assert expected == {frozenset(choice) for choice in found.choices}


@relaxed
@given(figure_cases())
def test_what_flip_says_of_a_figure_is_true_of_the_value_it_names(case):
    assessment = case.assess(engine="seminaive")
    sought = sought_in(assessment, "passed")
    now = holds_after(assessment, sought, ())
    for choice in flip(assessment, "passed", at_most=1).choices:
        assert holds_after(assessment, sought, choice) != now


@relaxed
@given(small_programs(most=8))
def test_each_indicator_does_what_the_judge_says_and_is_not_known(program):
    assessment = assessed(program)
    before = judged(assessment)
    backed = Backed.of(assessment.plan, assessment.facts)
    known = {*before, *(fact.fact.key for fact in assessment.facts), *chain.from_iterable(backed.values())}
    types = assessment.plan.types
    for indicator in watch(assessment).indicators[:6]:
        example = indicator.example
        assert not known.issuperset((*coming(example, backed), *further([example], backed)))
        after = judged(assessment, [example])
        changed = {
            types[name].identity(row): (before.get((name, row)), after.get((name, row)))
            for name, row in before.keys() | after.keys()
            if before.get((name, row)) != after.get((name, row))
        }
        assert changed == {effect.id: (effect.before, effect.after) for effect in indicator.effects}


@relaxed
@given(figure_cases())
def test_an_indicator_of_figures_does_what_the_judge_says_and_is_not_known(case):
    assessment = case.assess(engine="seminaive")
    before = judged(assessment)
    given_ = {fact.fact.key for fact in assessment.facts}
    for indicator in watch(assessment).indicators:
        assert (indicator.example.type, indicator.example.row) not in given_
        after = judged(assessment, [indicator.example])
        gained = {kind: sum(each.kind == kind for each in indicator.effects) for kind in ("gained", "lost")}
        assert (len(after.keys() - before.keys()), len(before.keys() - after.keys())) == tuple(gained.values())


@relaxed
@given(small_programs(most=8), st.data())
def test_a_sweep_finds_in_each_world_what_the_judge_finds(program, data):
    case = program.case()
    assessment = case.assess(engine="seminaive")
    ids = ids_of(assessment)
    assume(ids)
    chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True))
    facts = {fact.id: fact.fact.key for fact in assessment.facts}
    types = assessment.plan.types

    worlds: dict[str, dict[str, int]] = {}
    for there in product((False, True), repeat=len(chosen)):
        gone = [Retract(*facts[each]) for each, kept in zip(chosen, there, strict=True) if not kept]
        for (name, row), qualifier in judged(assessment, gone).items():
            counts = worlds.setdefault(types[name].identity(row), {})
            counts[qualifier] = counts.get(qualifier, 0) + 1
    assert worlds == {each.id: dict(each.qualifiers) for each in sweep(assessment, chosen).conclusions}


@relaxed
@given(figure_cases())
def test_why_not_says_holds_of_what_the_judge_has_and_names_gaps_of_what_it_has_not(case):
    assessment = case.assess(engine="seminaive")
    concluded = judged(assessment)
    found = why_not(assessment, "passed")
    told = json.loads(json.dumps(found.to_json()))

    assert bool(found.holds) == any(name == "passed" for name, _ in concluded)
    if found.holds or not told["unmet"][0]["rules"]:
        return
    for rule in told["unmet"][0]["rules"]:
        for instance in rule["instances"]:
            assert instance["gaps"], rule


@relaxed
@given(small_programs(most=10), st.data())
def test_a_fact_that_why_not_says_is_all_that_is_lacking_brings_the_conclusion_about(program, data):
    """Where nothing is negated or aggregated on the way, and the fact lacking is told in full."""
    assessment = assessed(program)
    plan = assessment.plan
    heads = sorted({head.type for rule in plan.rules for head in rule.heads})
    assume(heads)
    sought = PartialFact(data.draw(st.sampled_from(heads)))
    assume(Upstream.of(plan, (sought.type,)).is_monotone and not holds_after(assessment, sought, ()))
    for nearest in why_not(assessment, sought.type).root.rules:
        for instance in nearest.instances:
            for edit in only_lacking(instance, plan.types):
                assert holds_after(assessment, sought, [edit])


def only_lacking(instance, types):
    """The assertion of the one fact that an instance lacks, if every field of it is told."""
    if len(instance.gaps) != 1 or not isinstance(instance.gaps[0], Lacking) or instance.undecided:
        return
    pattern = instance.gaps[0].pattern
    told = {position: allowed[0] for position, allowed in pattern.constants}
    told |= {position: instance.bindings[name] for position, name in pattern.variables if name in instance.bindings}
    if all(at in told or field.optional for at, field in enumerate(types[pattern.type].fields)) and not any(
        name not in instance.bindings for _, name in pattern.variables
    ):
        yield Assert(pattern.type, tuple(told.get(at) for at in range(len(types[pattern.type].fields))))


def test_the_judge_itself_is_not_asleep():
    """It tells a choice that turns the answer from one that does not."""
    rule = {"id": "r", "when": [{"load": {"n": "$a"}}, "$a > 4"], "then": [{"passed": {"ok": True}}]}
    pack = parse_pack({"p.yaml": to_yaml({"pack": "p", "types": TYPES, "rules": [rule]})}, "drawn")
    assessment = Case(pack, ["load(who=A, n=5)"]).assess(engine="seminaive")
    [fact] = assessment.facts
    lower, higher = (Alter("load", fact.fact.row, 1, Quantity.exactly(value)) for value in (4, 6))
    sought = PartialFact("passed")
    assert minimal_choices(assessment, sought, [lower, higher], 2) == {frozenset([lower])}
    assert judged(assessment, [Assert("load", ("B", Quantity.exactly(9)))]) == {("passed", (True,)): "certain"}
