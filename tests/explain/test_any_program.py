"""Whatever the rules and facts, every conclusion can be explained, and what is shown carries it."""

import html
import json
import re
from graphlib import TopologicalSorter

import pytest
from hypothesis import HealthCheck, given, settings

from tests.programs import Program, programs
from tocsin.engine import Assessment
from tocsin.explain import Explanation, resolve, to_dot, to_english, to_html, to_json, to_mermaid, to_text, why
from tocsin.explain.support_check import try_explanations
from tocsin.explain.tree import Premise, Step
from tocsin.facts.quantity import Truth
from tocsin.facts.reports import QUALIFIERS
from tocsin.rules.expression import holds, parse

pytestmark = pytest.mark.soak
relaxed = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)

# Each of these reads whole trees; `make soak` tries as many as of the others.
fewer = settings(relaxed, max_examples=max(15, settings.default.max_examples // 4 if settings.default else 0))


def assess(program: Program) -> Assessment:
    return program.case().assess(engine="seminaive")


def supports(explanation: Explanation) -> dict[str, list[str]]:
    """What each fact rests on.

    A fact may well strengthen itself, so what strengthens is left out; it may also be counted into a total through
    recursion that is enough without it.
    """
    return {
        node.id: [p.fact for step in node.steps for p in step.premises if _carries(step, p)]
        for node in explanation.nodes
        if node.given is None or node.given.qualifier != node.qualifier
    }


def _carries(step: Step, premise: Premise) -> bool:
    enough = any(said.startswith("of these are enough") for item in step.aggregates for said in item.standing)
    spare = premise.shown == "circular" and premise.role == "contribution" and enough
    return premise.role != "strengthens" and not spare


@given(programs(reported=True))
@relaxed
def test_every_conclusion_is_explained_in_every_voice(program):
    assessment = assess(program)
    for conclusion in assessment.conclusions[:12]:
        assert conclusion.id in resolve(assessment, conclusion.fact_text)
        for every in (False, True):
            explanation = why(assessment, conclusion.id, every=every)
            assert explanation.nodes[0].steps
            text = to_text(explanation, width=80, colour=False)
            assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text) is None
            json.loads(to_json(explanation))
            assert to_mermaid(explanation)
            assert to_dot(explanation)
            assert to_html([explanation]).count("<details") == to_html([explanation]).count("</details>")
            assert to_english(explanation, width=80)


@given(programs(reported=True))
@relaxed
def test_the_derivation_shown_is_as_strong_as_its_conclusion_and_ends_at_what_is_given(program):
    assessment = assess(program)
    for conclusion in assessment.conclusions[:12]:
        explanation = why(assessment, conclusion.id)
        assert explanation.nodes[0].steps[0].qualifier == conclusion.qualifier
        TopologicalSorter(supports(explanation)).prepare()  # raises CycleError
        for node in explanation.nodes[1:]:
            assert node.given is not None or node.steps
            assert all(step.qualifier == node.qualifier for step in node.steps)


@given(programs(reported=True))
@relaxed
def test_every_minimal_support_suffices_alone_and_needs_each_of_its_facts(program):
    for trial in try_explanations(assess(program), limit=6):
        assert trial.failed == ()
        assert trial.sufficient == trial.supports


# -- what a tree says is what the assessment has ----------------------------------------------------------------------


def explained(program: Program, every: bool):
    assessment = assess(program)
    for conclusion in assessment.conclusions[:5]:
        yield assessment, conclusion, why(assessment, conclusion.id, every=every)


@pytest.mark.parametrize("every", [False, True])
@given(programs(reported=True))
@fewer
def test_each_fact_of_a_tree_is_told_as_the_assessment_has_it(every, program):
    for assessment, _, explanation in explained(program, every):
        for node in explanation.nodes:
            conclusion, fact = assessment.conclusion(node.id), assessment.fact(node.id)
            assert assessment.fact_text(node.id) == node.text
            assert assessment.qualifier_of(node.id) == node.qualifier
            assert (None if conclusion is None else conclusion.qualifier) == node.concluded
            assert (0 if conclusion is None else len(conclusion.derivations)) == node.derivations
            assert (() if conclusion is None else conclusion.warrants) == node.warrants
            assert (None if fact is None else fact.qualifier) == (None if node.given is None else node.given.qualifier)
            as_strong = fact is not None and fact.qualifier == node.qualifier
            assert (conclusion is not None and conclusion.boundary and not as_strong) == node.boundary
            loops = [loop for loop in assessment.loops if node.id in loop]
            assert [len(loop) for loop in loops] == ([] if node.loop is None else [node.loop.size])
            if node.loop is not None:
                assert [(each, assessment.fact_text(each)) for each in loops[0][:3]] == [
                    (mention.id, mention.text) for mention in node.loop.members
                ]


@given(programs(reported=True))
@fewer
def test_asked_for_every_derivation_a_tree_shows_all_of_every_fact_and_the_strongest_first(program):
    for assessment, _, explanation in explained(program, True):
        for node in explanation.nodes:
            conclusion = assessment.conclusion(node.id)
            found = () if conclusion is None else conclusion.derivations
            shown = [
                (step.rule, dict(step.bindings), step.qualifier, step.boundary, facts_of(step)) for step in node.steps
            ]
            expected = [
                (d.rule.id, dict(d.bindings), d.qualifier, d.boundary, (*d.premises, *lifting(d))) for d in found
            ]
            assert sorted(map(repr, expected)) == sorted(map(repr, shown))
            ranks = [QUALIFIERS.index(step.qualifier) for step in node.steps]
            assert sorted(ranks) == ranks


def facts_of(step) -> tuple[str, ...]:
    return tuple(premise.fact for premise in step.premises)


def lifting(derivation) -> tuple[str, ...]:
    """What strengthens a derivation, where it does."""
    lifts = derivation.rule.qualifier == "possible" and derivation.qualifier == "possible_strengthened"
    return tuple(derivation.strengthened_by or ()) if lifts else ()


@given(programs(reported=True))
@fewer
def test_unless_asked_for_more_a_tree_shows_one_derivation_of_each_warrant_of_its_root_and_one_of_what_is_below(
    program,
):
    for _, conclusion, explanation in explained(program, False):
        root, *below = explanation.nodes
        assert [step.warrant for step in root.steps] == list(conclusion.warrants)
        for node in below:
            given_as_strongly = node.given is not None and node.given.qualifier == node.qualifier
            assert (0 if given_as_strongly else 1) == len(node.steps)


@pytest.mark.parametrize("every", [False, True])
@given(programs(reported=True))
@fewer
def test_each_fact_is_told_once_and_where_it_is_needed_again_the_tree_says_where(every, program):
    for _, _, explanation in explained(program, every):
        told: list[str] = []

        def tell(identity, path, told=told, explanation=explanation):
            told.append(identity)
            for step in explanation.node(identity).steps:
                for premise in step.premises:
                    if premise.fact in (*path, identity):
                        assert premise.shown == "circular"
                    elif premise.fact in told:
                        assert premise.shown == "again"
                    else:
                        assert premise.shown == "here"
                        tell(premise.fact, (*path, identity))

        tell(explanation.root, ())
        assert [node.id for node in explanation.nodes] == told


@given(programs(reported=True))
@fewer
def test_each_step_says_of_its_rule_and_its_conditions_what_is_so(program):
    for assessment, _, explanation in explained(program, True):
        plans = {plan.rule.id: plan for plan in assessment.plan.rules}
        for step in (step for node in explanation.nodes for step in node.steps):
            plan = plans[step.rule]
            rule = plan.rule
            assert (rule.warrant, rule.cites, rule.assumes) == (
                step.warrant,
                tuple(each.id for each in step.cites),
                tuple(each.id for each in step.assumes),
            )
            patterns, lifted = len(rule.patterns), rule.qualifier == "possible" != step.qualifier
            roles = [premise.role for premise in step.premises]
            assert ["premise"] * patterns == roles[:patterns]
            assert {"contribution", *(["strengthens"] if lifted else [])} >= set(roles[patterns:])
            assert [let.variable for let in rule.lets] == [each.variable for each in step.computed]
            assert [each.operation for each in rule.aggregates] == [each.operation for each in step.aggregates]
            assert len(rule.unless) == len(step.absences)
            assert bool(rule.stronger_if) == (step.strengthening is not None)
            unsure = [check for check in step.checks if check.truth != Truth.CERTAIN]
            unsure += [each for each in step.aggregates if each.boundary]
            unsure += [each for each in step.absences if each.uncertain]
            unsure += [each for each in step.computed if each.truth != Truth.CERTAIN]
            assert all(check.truth != Truth.FALSE for check in step.checks)
            assert step.boundary == bool(unsure)
            for check in step.checks:
                assert holds(parse(check.text), step.bindings) == check.truth


@given(programs(reported=True))
@fewer
def test_each_step_says_why_it_is_no_stronger(program):
    for assessment, _, explanation in explained(program, True):
        rules = assessment.pack.rule_by_id
        for told, step in ((node, step) for node in explanation.nodes for step in node.steps):
            reason, rule = step.reason, rules[step.rule]
            weak = [each.fact for each in step.premises if each.role != "strengthens"]
            weak = [fact for fact in dict.fromkeys(weak) if assessment.qualifier_of(fact) == step.qualifier]
            assert (step.qualifier, rule.qualifier, step.boundary) == (reason.qualifier, reason.rule, reason.boundary)
            if any(item.standing for item in step.aggregates):
                # Nothing is counted into what it is enough for, unless it is given besides, or a pattern matches it.
                others = {each.fact for each in step.premises if each.role == "premise" or each.fact != told.id}
                assert {*reason.premises} <= {*weak} & (others if told.given is None else {*weak})
            else:
                assert ([] if step.qualifier == "certain" else weak) == list(reason.premises)
            assert (rule.qualifier == "possible" and step.qualifier == "possible_strengthened") == reason.strengthened
            # Something keeps it from being certain, and it is named.
            if step.qualifier != "certain":
                assert reason.premises or reason.boundary or reason.rule == step.qualifier or reason.strengthened


@given(programs(reported=True))
@fewer
def test_every_voice_names_every_fact_and_rule_of_the_tree(program):
    for _, _, explanation in explained(program, False):
        data = json.loads(to_json(explanation))
        assert [node.id for node in explanation.nodes] == [node["id"] for node in data["nodes"]]
        text, page = to_text(explanation, width=4_000, colour=False), to_html([explanation])
        for node in explanation.nodes:
            assert node.text in text
            assert html.escape(node.text, quote=False) in page or html.escape(node.text) in page
            for step in node.steps:
                assert step.rule in text
                assert step.rule in page
