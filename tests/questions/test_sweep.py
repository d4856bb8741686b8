"""Sweeps over uncertain facts, against the engine run again in every world; and probabilities against sums."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.programs import programs
from tests.questions.cases import SHARES
from tests.questions.worlds import brute_force, ids_of
from tocsin.engine import Case, load_pack
from tocsin.facts.model import Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.problems import ProblemError
from tocsin.facts.reports import Report, Source
from tocsin.questions import sweep as sweep_worlds
from tocsin.questions.worlds.bounds import exact_bounds
from tocsin.questions.worlds.ground import Cube
from tocsin.questions.worlds.priors import Weighing
from tocsin.rules.read import pack_from_text

relaxed = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    deadline=None,
    max_examples=max(15, settings.default.max_examples // 4 if settings.default else 0),
)
PACK = """\
pack: tiny
types:
  lamp: {n: int}
  fuse: {n: int}
  light: {}
  dark: {}
  glare: {lamps: int}
rules:
  - {id: any-lamp-gives-light, when: [lamp: {n: $n}], unless: [fuse: {n: $n}], then: [light: {}], qualifier: likely}
  - id: the-first-lamp-does-so-certainly
    when: [lamp: {n: 1}]
    unless: [fuse: {n: 1}]
    then: [light: {}]
  - id: no-light-is-dark
    when: [{count: true, over: [fuse: {}], as: $n}]
    unless: [light: {}]
    then: [dark: {}]
  - id: many-lamps-glare
    when: [{count: true, over: [lamp: {}], as: $n}, $n >= 2]
    then: [glare: {lamps: $n}]
"""


@pytest.fixture
def pack(tmp_path):
    file = tmp_path / "tiny.yaml"
    file.write_text(PACK, encoding="utf-8")
    return load_pack(file)


def swept(pack, facts, uncertain, **options):
    return sweep_worlds(Case(pack, facts).assess(engine="seminaive"), uncertain, **options)


def of_type(sweep, name):
    [found] = [conclusion for conclusion in sweep.conclusions if conclusion.type == name]
    return found


def codes_of(refused):
    return [problem.code for problem in refused.value.problems]


@pytest.mark.soak
@relaxed
@given(programs(reported=True), st.data())
def test_worlds_qualifiers_and_influences_are_those_found_one_by_one(program, data):
    case = program.case()
    assessment = case.assess(engine="seminaive")
    ids = ids_of(assessment)
    assume(ids)
    chosen = set(data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True)))

    sweep = sweep_worlds(assessment, sorted(chosen))

    uncertain = tuple(fact.id for fact in sweep.uncertain)
    assert chosen == set(uncertain)
    worlds = brute_force(case, uncertain, [identity for identity in ids if identity not in chosen])
    assert {name for world in worlds for name in world} == {conclusion.id for conclusion in sweep.conclusions}
    for conclusion in sweep.conclusions:
        found = [world.get(conclusion.id) for world in worlds]
        counts = {qualifier: found.count(qualifier) for qualifier in set(found) - {None}}
        assert (counts, sum(counts.values())) == (dict(conclusion.qualifiers), conclusion.worlds)
        influences = {influence.fact: influence for influence in conclusion.influences}
        for at, fact in enumerate(uncertain):
            expected = decided(found, at)
            assert (expected is None) == (fact not in influences)
            if expected is not None:
                told = influences[fact]
                flags = (told.needed, told.enough, told.barred, told.enough_absent)
                assert expected == (told.raises, told.lowers, *flags)
            firm = any(
                found[world] is not None
                and found[world | 1 << at] is not None
                and found[world] != found[world | 1 << at]
                for world in range(len(found))
                if not world >> at & 1
            )
            assert firm == (fact in conclusion.firmness)


def decided(found, at):
    """How a fact decides a conclusion, pair by pair; None if it has no part."""
    pairs = [(found[w] is not None, found[w | 1 << at] is not None) for w in range(len(found)) if not w >> at & 1]
    without, held = zip(*pairs, strict=True)
    if without == held:
        return None
    raises, lowers = pairs.count((False, True)), pairs.count((True, False))
    return raises, lowers, not any(without), all(held), not any(held), all(without)


def test_worlds_are_counted_at_each_qualifier(pack):
    sweep = swept(pack, ["lamp(n=1)", "lamp(n=2)"], ["lamp"])

    light = of_type(sweep, "light")
    assert (sweep.worlds, light.worlds) == (4, 3)
    assert dict(light.qualifiers) == {"certain": 2, "likely": 1}
    first, second = sweep.uncertain
    assert {first.id, second.id} == {influence.fact for influence in light.influences if influence.enough}
    assert [fact.text for fact in sweep.uncertain if fact.id in light.firmness] == ["lamp(n=1)"]


def test_what_follows_only_in_other_worlds_is_told_too(pack):
    sweep = swept(pack, ["lamp(n=1)", "fuse(n=2)"], ["lamp(n=1)"])

    dark = of_type(sweep, "dark")
    assert (dark.derived, dark.worlds, dark.influences[0].barred) == (False, 1, True)


def test_each_value_of_an_aggregate_is_a_conclusion_of_its_own(pack):
    sweep = swept(pack, [f"lamp(n={n})" for n in range(4)], ["lamp"])

    assert [c.worlds for c in sorted(sweep.conclusions, key=lambda c: c.text) if c.type == "glare"] == [6, 4, 1]


def test_no_probability_is_told_without_priors(pack):
    sweep = swept(pack, ["lamp(n=1)"], ["lamp"])

    assert all(conclusion.probability is None for conclusion in sweep.conclusions)
    assert "prob" not in str(sweep.to_json())


def test_a_prior_makes_a_fact_uncertain_and_gives_a_probability_with_its_bounds(pack):
    sweep = swept(pack, ["lamp(n=1)", "lamp(n=2)"], [], priors={"lamp(n=1)": 0.3, "lamp(n=2)": 0.4})

    light, glare = of_type(sweep, "light").probability, of_type(sweep, "glare").probability
    assert tuple(round(x, 9) for x in (light.independent, light.low, light.high, light.exact)) == (0.58, 0.4, 0.7, True)
    assert tuple(round(x, 9) for x in (glare.independent, glare.low, glare.high, glare.exact)) == (0.12, 0.0, 0.3, True)


def test_every_uncertain_fact_needs_a_prior_once_one_has_one(pack):
    with pytest.raises(ProblemError) as refused:
        swept(pack, ["lamp(n=1)", "lamp(n=2)"], ["lamp"], priors={"lamp(n=1)": 0.3})

    assert codes_of(refused) == ["T443"]


@pytest.mark.parametrize(
    "options,codes",
    [
        ({"uncertain": ["lamp(n=9)"]}, ["T441"]),
        ({"uncertain": []}, ["T446"]),
        ({"uncertain": [], "grades": ["Z9"], "statuses": ["heard"]}, ["T446", "T446"]),
        ({"uncertain": ["lamp"], "limit": 1}, ["T442"]),
        ({"uncertain": [], "priors": {"lamp": 1.5}}, ["T444"]),
        ({"uncertain": [], "priors": {"lamp": 0.5, "lamp(n=1)": 0.4}}, ["T444"]),
        ({"uncertain": ["lmap"]}, ["T201"]),
    ],
)
def test_what_cannot_be_swept_is_refused(pack, options, codes):
    with pytest.raises(ProblemError) as refused:
        swept(pack, ["lamp(n=1)", "lamp(n=2)"], **options)

    assert codes == codes_of(refused)


def test_more_than_the_highest_limit_is_never_allowed(pack):
    with pytest.raises(ProblemError) as refused:
        swept(pack, [f"lamp(n={n})" for n in range(25)], ["lamp"], limit=100)

    assert codes_of(refused) == ["T442"]


def test_an_aggregate_with_too_many_values_is_refused(tmp_path):
    file = tmp_path / "sums.yaml"
    file.write_text(
        "pack: sums\ntypes:\n  part: {n: int}\n  whole: {n: int}\nrules:\n"
        "  - {id: add, when: [{sum: $n, over: [part: {n: $n}], as: $all}], then: [whole: {n: $all}]}\n",
        encoding="utf-8",
    )
    powers = [f"part(n={2**n})" for n in range(16)]

    with pytest.raises(ProblemError) as refused:
        swept(load_pack(file), powers, ["part"])

    assert codes_of(refused) == ["T445"]
    assert len(swept(load_pack(file), powers[:10], ["part"]).conclusions) == 2**10 - 1


def reported(pack, text, *reports):
    said = (
        Report(Source(publisher=f"source {number}"), grade, status) for number, (grade, status) in enumerate(reports)
    )
    return Given(parse_fact(text, pack.vocabulary), tuple(said))


@pytest.mark.parametrize(
    "options,expected",
    [
        ({"grades": ["C3"]}, {1, 2}),
        ({"grades": ["B2"]}, {1, 2, 3}),
        ({"statuses": ["reported"]}, {1, 2, 3, 5}),
        ({"statuses": ["confirmed"]}, {4}),
        ({"statuses": ["denied"]}, {3}),
        ({"statuses": ["assumed"]}, {6}),
        ({"statuses": ["denied", "assumed"]}, {3, 6}),
    ],
)
def test_facts_are_uncertain_by_grade_and_status(pack, options, expected):
    facts = [
        reported(pack, "lamp(n=1)", ("C3", "reported")),
        reported(pack, "lamp(n=2)", ("D4", "reported"), ("F6", "reported")),
        reported(pack, "lamp(n=3)", ("C3", "reported"), ("B2", "reported"), ("A1", "denied")),
        reported(pack, "lamp(n=4)", ("A1", "confirmed")),
        reported(pack, "lamp(n=5)", (None, "reported")),
        reported(pack, "lamp(n=6)"),
    ]

    sweep = swept(pack, facts, [], **options)

    assert {f"lamp(n={n})" for n in expected} == {fact.text for fact in sweep.uncertain}


# -- probabilities ----------------------------------------------------------------------------------------------------

chances = st.integers(0, 10).map(lambda tenths: tenths / 10)
tables = st.integers(1, 3).flatmap(
    lambda facts: st.tuples(
        st.lists(st.booleans(), min_size=2**facts, max_size=2**facts),
        st.lists(chances, min_size=facts, max_size=facts),
    )
)


@given(tables)
def test_bounds_are_the_best_of_all_extreme_distributions(drawn):
    marks, priors = drawn
    worlds = range(len(marks))
    target = np.array([1.0, *priors])
    columns = np.array([[1.0, *(float(w >> fact & 1) for fact in range(len(priors)))] for w in worlds]).T
    values = []
    for basis in combinations(worlds, len(target)):
        if abs(np.linalg.det(columns[:, basis])) > 1e-9:
            weights = np.linalg.solve(columns[:, basis], target)
            if (weights > -1e-9).all():
                values.append(sum(w for w, at in zip(weights, basis, strict=True) if marks[at]))

    low, high = exact_bounds(np.array(marks), priors)

    assert pytest.approx((min(values), max(values)), abs=1e-7) == (low, high)


@given(st.integers(1, 8), st.data())
def test_the_probability_is_the_sum_over_the_worlds_and_lies_within_the_bounds(facts, data):
    priors = data.draw(st.lists(chances, min_size=facts, max_size=facts))
    cube = Cube(facts)
    worlds = cube.none
    for first, second in data.draw(st.lists(st.tuples(*[st.integers(0, facts - 1)] * 2), min_size=1, max_size=4)):
        worlds = cube.join(worlds, cube.minus(cube.variable(first), cube.meet(cube.variable(second), worlds)))
    expected = 0.0
    for world in np.flatnonzero(cube.flat(worlds)):
        weight = 1.0
        for fact, prior in enumerate(priors):
            weight *= prior if int(world) >> fact & 1 else 1 - prior
        expected += weight

    found = Weighing(cube, priors).weigh(worlds, range(facts))

    assert pytest.approx(expected, abs=1e-9) == found.independent
    assert found.low - 1e-9 <= expected <= found.high + 1e-9


def test_bounds_beyond_the_exact_limit_say_that_they_may_be_wider():
    cube = Cube(14)
    everything = cube.all
    for fact in range(14):
        everything = cube.meet(everything, cube.variable(fact))

    found = Weighing(cube, [0.9] * 13 + [0.2]).weigh(everything, range(14))

    assert (found.exact, found.low, found.high) == (False, 0.0, 0.2)


HEDGED = """
pack: hedged
types: {tip: {n: int}, proof: {n: int}, there: {n: int}}
rules:
  - {id: tip-is-it, when: [tip: {n: $n}], then: [there: {n: $n}], qualifier: possible, reads: "It could be there."}
  - {id: proof-is-it, when: [proof: {n: $n}], then: [there: {n: $n}], reads: "It is there."}
"""


def test_what_is_firm_in_some_worlds_is_not_headed_by_possibly(tmp_path):
    (tmp_path / "hedged.yaml").write_text(HEDGED, encoding="utf-8")
    known = load_pack(tmp_path / "hedged.yaml")

    [both] = swept(known, ["tip(n=1)", "proof(n=1)"], ["proof(n=1)"]).conclusions
    assert (both.reads, dict(both.qualifiers)) == ("At least possibly: It is there.", {"certain": 1, "possible": 1})
    [weak] = swept(known, ["tip(n=1)"], ["tip(n=1)"]).conclusions
    assert weak.reads == "It could be there."


def test_a_total_that_runs_through_recursion_is_worded_otherwise_in_each_world():
    facts = ["bad(who=A)", "holds(who=A, firm=B, percent=30)", "holds(who=A, firm=B, percent=55)"]
    found = sweep_worlds(Case(pack_from_text(SHARES), facts).assess(engine="seminaive"), ["holds"]).conclusions

    assert {each.text: each.one_wording for each in found} == {"treated(who=A)": True, "treated(who=B)": False}
