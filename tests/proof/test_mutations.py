"""A certificate that was changed anywhere is refused, unless what it then says is true all the same."""

import json
from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.explain.test_any_program import assess
from tests.programs import programs
from tests.proof.mutation import changes, forgeries, is_true, may_be_given, mutant
from tocsin.engine import Case, load_pack
from tocsin.explain import resolve
from tocsin.facts.json_values import canonical_json
from tocsin.facts.model import Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.reports import Qualifier
from tocsin.proof import Refused, Unreadable, certify, read_certificate, verify

relaxed = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
PROVEN = {"steps", "conclusions", "closed", "rules", "types", "pack", "format"}
"""Where nothing can be changed and stay true: all of this follows from the rest, or is the pack's."""
ROADS = """
pack: roads
version: 1.0.0
types:
  road: {a: str, b: str, lorries: quantity}
  blocked: {a: str, b: str?}
  way: {a: str, b: str}
  load: {a: str, lorries: quantity}
  cut_off: {a: str, reach: int}
  alarm: {a: str, level: float}
assumptions: [{id: open, text: "Roads are open", class: caveated}]
rules:
  - {id: direct, when: [{road: {a: $a, b: $b}}], unless: [{blocked: {a: $a, b: $b}}], then: [{way: {a: $a, b: $b}}],
     assumes: [open]}
  - {id: further, when: [{way: {a: $a, b: $b}}, {way: {a: $b, b: $c}}], then: [{way: {a: $a, b: $c}}],
     qualifier: likely}
  - id: total
    when: [{sum: $n, over: [{road: {a: $a, lorries: $n}}], by: [$a], as: $sum}]
    then: [{load: {a: $a, lorries: $sum}}]
  - id: loaded
    when: [{load: {a: $a, lorries: $n}}, "$n > 10", {let: {$level: high($n) / 4}}]
    unless: [[{way: {a: $a, b: $a}}, "$n < 15"]]
    then: [{alarm: {a: $a, level: $level}}]
    qualifier: possible
    stronger_if: [{blocked: {a: $other}}]
  - id: lost
    when: [{road: {a: $a}}, {count: true, over: [{way: {a: $a}}], by: [$a], as: $n}, "$n < 3"]
    then: [{cut_off: {a: $a, reach: $n}}]
"""
FACTS: tuple[tuple[str, Qualifier], ...] = (
    ("road(a=P, b=Q, lorries=3..8)", "certain"),
    ("road(a=Q, b=P, lorries=9..14)", "certain"),
    ("road(a=Q, b=R, lorries=2)", "likely"),
    ("road(a=R, b=S, lorries=20)", "certain"),
    ("blocked(a=R, b=S)", "certain"),
    ("way(a=P, b=Q)", "possible"),
)


@pytest.fixture(scope="module")
def roads(tmp_path_factory):
    path = tmp_path_factory.mktemp("pack") / "roads.yaml"
    path.write_text(ROADS, encoding="utf-8")
    pack = load_pack(path)
    facts = [Given(parse_fact(text, pack.vocabulary), (), qualifier) for text, qualifier in FACTS]
    return Case(pack, facts).assess(engine="seminaive")


@pytest.fixture(scope="module")
def shop():
    return Case.load("examples/own_pack/case.yaml").assess(engine="seminaive")


@pytest.fixture(scope="module")
def kursk():
    return Case.load("examples/kursk.yaml").assess(engine="seminaive")


def sampled(made):
    """A share of the changes, every one in the soak."""
    every = list(made)
    return every if settings().max_examples >= 1_000 else Random(len(every)).sample(every, len(every) // 3)


def stands(certificate, pack):
    """True if the certificate is accepted, against the pack of its rules."""
    try:
        verify(read_certificate(canonical_json(certificate)), pack)
    except (Refused, Unreadable):
        return False
    return True


@pytest.mark.soak
@pytest.mark.parametrize(
    "name,fact", [("roads", None), ("roads", "alarm"), ("shop", "recall_due"), ("kursk", "between_thresholds")]
)
def test_every_mutant_is_refused_or_says_something_else_that_is_true(request, name, fact):
    assessment = request.getfixturevalue(name)
    asked = resolve(assessment, fact)[:1] if fact else ()
    certificate = json.loads(certify(assessment, asked))

    made, stood = Counter[str](), Counter[str]()
    for path, other in sampled(changes(certificate)):
        forged = mutant(certificate, path, other)
        if forged != certificate:
            made[path[0]] += 1
            if stands(forged, assessment.pack):
                stood[path[0]] += 1
                assert is_true(forged, assessment.pack), path
    assert {part: stood[part] for part in PROVEN} == dict.fromkeys(PROVEN, 0)
    assert all(made[part] for part in PROVEN - {"closed"})
    assert sum(stood.values()) < sum(made.values()) / 4


@given(programs(reported=True), st.integers(0, 2**32))
@relaxed
@pytest.mark.soak
def test_no_mutant_of_any_program_is_accepted_unless_it_is_true(program, seed):
    assessment = assess(program)
    certificate = json.loads(certify(assessment))
    for path, other in Random(seed).sample(list(changes(certificate)), 8):
        forged = mutant(certificate, path, other)
        if forged != certificate and stands(forged, assessment.pack):
            assert path[0] not in {*PROVEN, "things", "validity"}, (path, other)
            assert is_true(forged, assessment.pack), path


@pytest.mark.parametrize("name", ["roads", "shop", "kursk"])
def test_a_lie_that_is_carried_through_is_refused_unless_it_is_true(request, name):
    assessment = request.getfixturevalue(name)
    _hold_against_forgery(assessment, Random(name), 60)


@given(programs(reported=True), st.integers(0, 2**32))
@relaxed
@pytest.mark.soak
def test_no_lie_about_any_program_is_accepted_with_or_without_the_pack(program, seed):
    _hold_against_forgery(assess(program), Random(seed), 6)


def _hold_against_forgery(assessment, dice, most):
    certificate = json.loads(certify(assessment))
    made = list(forgeries(certificate, dice))
    for forged in dice.sample(made, min(most, len(made))):
        if forged != certificate and (stands(forged, None) or stands(forged, assessment.pack)):
            if not may_be_given(forged, assessment.pack):
                # Limits of fields are the pack's: only who has it knows that such a fact was never given.
                assert not stands(forged, assessment.pack)
                continue
            assert is_true(forged, assessment.pack)
            assert all(type(each) is int for each in forged["strata"].values())


def test_without_a_fitting_digest_any_change_is_refused(roads):
    certificate = json.loads(certify(roads))
    for path, other in sampled(changes(certificate)):
        forged = mutant(certificate, path, other)
        assert forged == certificate or not stands({**forged, "digest": certificate["digest"]}, None)
