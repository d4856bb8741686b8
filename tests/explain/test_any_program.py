"""Whatever the rules and facts, every conclusion can be explained, and what is shown carries it."""

import json
import re
from graphlib import TopologicalSorter

import pytest
from hypothesis import HealthCheck, given, settings

from tests.programs import Program, programs
from tocsin.engine import Assessment, Case
from tocsin.explain import Explanation, resolve, to_dot, to_english, to_html, to_json, to_mermaid, to_text, why
from tocsin.explain.support_check import try_explanations
from tocsin.facts.model import Given, fact_of

pytestmark = pytest.mark.soak
relaxed = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


def assess(program: Program) -> Assessment:
    pack = program.pack()
    given = [
        Given(fact_of(pack.vocabulary.types[name], row), (), qualifier)  # type: ignore[arg-type]
        for (name, row), qualifier in program.given(pack.vocabulary.types).items()
    ]
    return Case(pack, given, assumptions=program.assumptions).assess(engine="seminaive")


def supports(explanation: Explanation) -> dict[str, list[str]]:
    """What each fact rests on. A fact may well strengthen itself, so what strengthens is left out."""
    return {
        node.id: [p.fact for step in node.steps for p in step.premises if p.role != "strengthens"]
        for node in explanation.nodes
        if node.given is None or node.given.qualifier != node.qualifier
    }


@given(programs())
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


@given(programs())
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


@given(programs())
@relaxed
def test_every_minimal_support_suffices_alone_and_needs_each_of_its_facts(program):
    for trial in try_explanations(assess(program), limit=6):
        assert trial.failed == ()
        assert trial.sufficient == trial.supports
