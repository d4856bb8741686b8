"""The trial of explanations finds what claims too much and what claims too little."""

from dataclasses import replace
from typing import Any

import pytest

from tocsin.engine import Case
from tocsin.explain import resolve
from tocsin.explain.trial import Failed, try_explanations


class Altered:
    """An assessment whose minimal supports are not what they were."""

    def __init__(self, assessment, alter):
        self.assessment, self.alter = assessment, alter

    def __getattr__(self, name):
        return getattr(self.assessment, name)

    def support(self, identity, *, limit=100, progress=None):
        found = self.assessment.support(identity, limit=limit)
        altered = tuple(replace(each, facts=self.alter(each.facts)) for each in found.supports)
        return replace(found, supports=altered)


def altered(assessment, alter) -> Any:
    return Altered(assessment, alter)


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
    idle = next(fact.id for fact in shop.facts if fact.id not in shop.support(due).supports[0].facts)

    [trial] = try_explanations(altered(shop, lambda facts: (*facts, idle)), [due])

    assert ("necessary", idle) in {(failure.claim, failure.leaf) for failure in trial.failed}


def test_a_support_with_a_fact_too_few_is_found_out(shop):
    [due] = resolve(shop, "recall_due")[:1]

    [trial] = try_explanations(altered(shop, lambda facts: facts[1:]), [due])

    assert trial.sufficient == 0
    assert trial.failed[0] == Failed("sufficient", shop.support(due).supports[0].facts[1:], None)
