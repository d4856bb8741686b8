"""The trial of explanations finds what claims too much and what claims too little."""

from dataclasses import replace
from typing import Any

import pytest

from tocsin.engine import Case
from tocsin.explain import resolve
from tocsin.explain.support_check import Failed, try_explanations, try_supports
from tocsin.questions import support


def altered(found, alter):
    """Minimal supports with other facts than were found."""
    return replace(found, supports=tuple(replace(each, facts=alter(each.facts)) for each in found.supports))


@pytest.fixture(scope="module")
def shop():
    return Case.load("examples/own_pack/case.yaml").assess(engine="seminaive")


def test_what_the_engine_says_suffices_and_is_necessary(shop):
    trials = try_explanations(shop)

    assert [trial.conclusion for trial in trials] == [conclusion.id for conclusion in shop.conclusions]
    assert [trial.failed for trial in trials] == [()] * len(trials)
    assert all(trial.supports == trial.sufficient >= 1 for trial in trials)


def test_a_support_with_a_fact_too_many_is_found_out(shop):
    [due] = resolve(shop, "recall_due")[:1]
    idle = next(fact.id for fact in shop.facts if fact.id not in support(shop, due).supports[0].facts)

    trial = try_supports(shop, altered(support(shop, due), lambda facts: (*facts, idle)))

    assert ("necessary", idle) in {(failure.claim, failure.leaf) for failure in trial.failed}


def test_a_support_with_a_fact_too_few_is_found_out(shop):
    [due] = resolve(shop, "recall_due")[:1]

    trial = try_supports(shop, altered(support(shop, due), lambda facts: facts[1:]))

    assert trial.sufficient == 0
    assert trial.failed[0] == Failed("sufficient", support(shop, due).supports[0].facts[1:], None)


def test_a_trial_is_json_ready_with_what_failed(shop):
    [due] = resolve(shop, "recall_due")[:1]
    found = support(shop, due)
    trial = try_supports(shop, replace(altered(found, lambda facts: facts[1:]), complete=False))
    data: dict[str, Any] = trial.to_json()

    assert (data["conclusion"], data["text"]) == (due, shop.fact_text(due))
    assert (data["supports"], data["sufficient"]) == (len(found.supports), 0)
    assert (data["complete"], try_supports(shop, found).to_json()["complete"]) == (False, True)
    assert {"claim": "sufficient", "facts": list(found.supports[0].facts[1:]), "leaf": None} in data["failed"]
