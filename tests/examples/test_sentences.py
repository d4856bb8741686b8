"""What the shipped packs say aloud: whole sentences, each doubting once, in their own cases and over random facts."""

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples.test_actors import PACK, facts
from tocsin.engine import Case, load_pack, shipped_names

HEDGE = re.compile(r"\b(possibly|perhaps|may|might|could|likely|probably|potentially)\b", re.IGNORECASE)
AWKWARD = re.compile(
    r"\bin (the )?(Korean Peninsula|NATO)\b|\b(\w+) \3\b|  |[{}_$]|(?-i:\bNone\b)| [,.;:]", re.IGNORECASE
)
"""A place one is on and an alliance one is not in, a word twice, and what only a program writes."""


def faults(sentence):
    """What is wrong with a sentence, in words."""
    found = []
    if not re.match(r"(Possibly: |Likely: )?[A-Z0-9]", sentence):
        found.append("begins in lower case")
    if len(HEDGE.findall(sentence)) > 1:
        found.append("doubts twice")
    if awkward := AWKWARD.search(sentence):
        found.append(f"says {awkward.group()!r}")
    if not sentence.endswith("."):
        found.append("has no end")
    return found


def wrong(assessment):
    """Every sentence of an assessment that has a fault."""
    return [(each.reads, told) for each in assessment.conclusions if (told := faults(each.reads))]


@pytest.mark.parametrize("name", shipped_names())
def test_every_case_of_a_shipped_pack_is_told_in_sound_sentences(name):
    pack = load_pack(name)
    for case in pack.cases:
        as_of = None if case.as_of is None else dt.date.fromisoformat(case.as_of)
        told = Case(pack, case.facts, as_of=as_of, assumptions=dict(case.assumptions)).assess(engine="seminaive")
        assert wrong(told) == [], case.name


@pytest.mark.parametrize("name", ["kursk", "chronology"])
def test_the_shipped_examples_are_told_in_sound_sentences(name):
    assert wrong(Case.load(Path("examples") / f"{name}.yaml").assess(engine="seminaive")) == []


ACTORS = ("RUS", "PRK", "UKR", "CHN", "USA", "NATO", "WEST", "EU", "NLD")


@pytest.mark.soak
@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.lists(facts(ACTORS), min_size=2, max_size=8), st.sampled_from(["certain", "likely", "possible"]))
def test_whatever_the_facts_sentences_are_sound(drawn, qualifier):
    from tocsin.facts.model import Given

    given_facts = [Given(fact, (), qualifier) for fact in drawn if fact is not None]
    assert wrong(Case(PACK, given_facts, as_of=dt.date(2024, 12, 31)).assess(engine="seminaive")) == []


@pytest.mark.parametrize(
    "sentence", ["the West reacts.", "Possibly: it may be so.", "Tension in the Korean Peninsula.", "The the end."]
)
def test_what_is_no_sound_sentence_is_told(sentence):
    assert faults(sentence)
