"""Minimal supports, against the engine run again on every subset of the facts."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.programs import programs
from tests.questions.worlds import derived_from, ids_of, of_few, subsets
from tocsin.engine import Case, load_pack
from tocsin.questions.supports.cone import Chaining, Cone
from tocsin.questions.supports.labels import minimal_supports
from tocsin.questions.supports.rederivation import Alone
from tocsin.questions.supports.search import find_supports
from tocsin.questions.supports.support import support

relaxed = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    deadline=None,
    max_examples=max(15, settings.default.max_examples // 4 if settings.default else 0),
)


def tried(case, ids):
    """What follows from each subset of the facts."""
    return {frozenset(kept): derived_from(case, kept) for kept in subsets(ids)}


@pytest.mark.soak
@relaxed
@given(programs(reported=True))
def test_the_supports_are_the_least_sets_that_suffice(program):
    case = of_few(program, 6)
    assessment = case.assess(engine="seminaive")
    assume(assessment.conclusions)
    alone = tried(case, ids_of(assessment))
    for conclusion in assessment.conclusions:
        enough = [kept for kept, found in alone.items() if conclusion.id in found and conclusion.id not in kept]
        least = {kept for kept in enough if not any(other < kept for other in enough)}

        found = support(assessment, conclusion.id, limit=1000)

        assert least == {frozenset(each.facts) for each in found.supports}
        assert found.complete
        assert frozenset.intersection(*least or [frozenset()]) == set(found.necessary)


@pytest.mark.soak
@relaxed
@given(programs(reported=True))
def test_what_is_barred_takes_the_conclusion_away(program):
    case = of_few(program, 6)
    assessment = case.assess(engine="seminaive")
    for conclusion in assessment.conclusions:
        for found in support(assessment, conclusion.id).supports:
            others = set(ids_of(assessment)) - {*found.facts, conclusion.id}
            barred = {fact for fact in others if conclusion.id not in derived_from(case, (*found.facts, fact))}
            assert barred == set(found.barred)


@relaxed
@given(programs(reported=True))
def test_what_is_found_by_trial_suffices_and_has_nothing_to_spare(program):
    case = program.case()
    assessment = case.assess(engine="seminaive")
    for conclusion in assessment.conclusions[:4]:
        found = find_supports(assessment, conclusion.id, Alone(assessment, conclusion.id), 5, most_bearing=-1)
        for facts, _ in found.sets:
            assert conclusion.id in derived_from(case, facts)
            assert all(conclusion.id not in derived_from(case, facts - {fact}) for fact in facts)
            assert found.necessary <= facts


PACK = """\
pack: tiny
types:
  edge: {source: int, target: int}
  closed: {place: int}
  path: {source: int, target: int}
  busy: {place: int}
rules:
  - id: an-edge-is-a-path
    when: [edge: {source: $x, target: $y}]
    unless: [closed: {place: $x}]
    then: [path: {source: $x, target: $y}]
  - id: a-path-goes-on
    when:
      - edge: {source: $x, target: $y}
      - path: {source: $y, target: $z}
    then: [path: {source: $x, target: $z}]
  - id: two-roads-make-a-place-busy
    when:
      - count: true
        over: [edge: {source: $x}]
        by: [$x]
        as: $n
      - $n >= 2
    then: [busy: {place: $x}]
"""


@pytest.fixture
def pack(tmp_path):
    file = tmp_path / "tiny.yaml"
    file.write_text(PACK, encoding="utf-8")
    return load_pack(file)


def edges(*pairs):
    return [f"edge(source={source}, target={target})" for source, target in pairs]


def supports_of(assessment, type_name, **options):
    [conclusion] = [c for c in assessment.conclusions if c.type == type_name and _asked(c)]
    return support(assessment, conclusion.id, **options)


def _asked(conclusion):
    return conclusion.type != "path" or conclusion.fields == {"source": 1, "target": 9}


def test_two_ways_to_one_place_are_two_supports_with_what_they_share(pack):
    case = Case(pack, edges((1, 2), (2, 9), (1, 3), (3, 4), (4, 9)))
    assessment = case.assess(engine="seminaive")

    found = supports_of(assessment, "path")

    texts = [[assessment.fact_text(fact) for fact in each.facts] for each in found.supports]
    assert [edges((1, 2), (2, 9)), edges((1, 3), (3, 4), (4, 9))] == [sorted(each) for each in texts]
    assert found.necessary == ()
    assert {("closed(place=2)",), ("closed(place=4)",)} == {each.unless for each in found.supports}


def test_any_two_of_three_contributions_make_a_threshold(pack):
    case = Case(pack, edges((1, 2), (1, 3), (1, 4)))

    found = supports_of(case.assess(engine="seminaive"), "busy")

    assert [len(each.facts) for each in found.supports] == [2, 2, 2]


def test_a_fact_that_would_block_a_support_is_named(pack):
    case = Case(pack, [*edges((1, 2), (2, 9), (1, 3), (3, 9)), "closed(place=2)"])
    assessment = case.assess(engine="seminaive")

    found = supports_of(assessment, "path")

    barred = [[assessment.fact_text(fact) for fact in each.barred] for each in found.supports]
    assert sorted([[], ["closed(place=2)"]]) == sorted(barred)


def test_what_is_only_given_has_no_support(pack):
    assessment = Case(pack, ["closed(place=1)"]).assess(engine="seminaive")
    [fact] = assessment.facts

    found = support(assessment, fact.id)

    assert (found.given, found.derived, found.supports, found.complete) == (True, False, (), True)


def test_a_search_that_is_cut_says_so_and_its_sets_are_minimal(pack):
    # Ten steps, each by either of two places: 1,024 ways.
    pairs = [(10 * step, 10 * step + way) for step in range(10) for way in (1, 2)]
    pairs += [(10 * step + way, 10 * step + 10) for step in range(10) for way in (1, 2)]
    assessment = Case(pack, edges(*pairs)).assess(engine="seminaive")
    [conclusion] = [c for c in assessment.conclusions if c.type == "path" and c.fields == {"source": 0, "target": 100}]

    found = support(assessment, conclusion.id, limit=7)

    assert not found.complete
    assert "stopped at" in found.stopped
    assert found.supports
    for each in found.supports:
        alone = Case(pack, [assessment.fact_text(fact) for fact in each.facts])
        assert conclusion.id in derived_from(alone, each.facts)
        assert all(conclusion.id not in derived_from(alone, set(each.facts) - {fact}) for fact in each.facts)


rules = st.lists(
    st.tuples(st.integers(0, 9), st.frozensets(st.integers(0, 9), min_size=1, max_size=3)), min_size=1, max_size=24
)


def cone(drawn):
    """Propositional rules over facts 0 to 9, of which 6 to 9 are given; 0 is the conclusion."""
    kept = [(head, body) for head, body in drawn if head < 6 and 0 not in body and head not in body]
    given = {fact: 1 << position for position, fact in enumerate(range(6, 10))}
    return Cone(0, [head for head, _ in kept], [body for _, body in kept], given)


@given(rules, st.integers(1, 3), st.sampled_from((0, 3, 3_000_000)))
def test_labels_are_the_least_sets_of_leaves_and_minimal_even_if_cut(drawn, kept, budget):
    made = cone(drawn)
    chaining = Chaining(made)
    enough = [mask for mask in range(16) if chaining.follows(mask)]
    least = {mask for mask in enough if not any(o != mask and o & mask == o for o in enough)}

    whole = minimal_supports(made)
    cut = minimal_supports(made, kept=kept, budget=budget)

    assert whole.complete
    assert least == set(whole.sets)
    assert set(cut.sets) <= least
    assert bool(cut.sets) == bool(least)
    assert not cut.complete or set(cut.sets) == least
