"""Grounding over many worlds, against the engine run again in every one of them."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.programs import programs
from tests.questions.worlds import brute_force, ids_of
from tocsin.engine.plan import STRENGTH
from tocsin.questions.worlds.ground import (
    NEVER,
    PERHAPS,
    Cube,
    Listed,
    Modal,
    Numbered,
    at_least,
    firmly,
    ground,
)

relaxed = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    deadline=None,
    max_examples=max(20, settings.default.max_examples // 2 if settings.default else 0),
)


def grounded(case, uncertain, algebra, worlds_of):
    assessment = case.assess(engine="seminaive")
    facts = {(fact.type, fact.fact.row): fact for fact in assessment.facts}
    givens = {
        key: worlds_of(uncertain.index(fact.id)) if fact.id in uncertain else algebra.all for key, fact in facts.items()
    }
    firmness = {
        key: firmly(STRENGTH[fact.qualifier], givens[key], algebra.none)
        for key, fact in facts.items()
        if fact.qualifier != "certain"
    }
    return ground(assessment.plan, givens, assessment.plan.active(assessment.assumptions), algebra, firmness)


def identities(program, types):
    return [types[name].identity(row) for name, row in zip(program.types, program.rows, strict=True)]


@pytest.mark.soak
@relaxed
@given(programs(), st.data())
def test_every_world_is_as_the_engine_finds_it(program, data):
    case = program.case()
    ids = ids_of(case.assess(engine="seminaive"))
    assume(ids)
    uncertain = tuple(data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=5, unique=True)))
    cube = Cube(len(uncertain))

    found = grounded(case, uncertain, cube, cube.variable)

    names = identities(found, case.pack.vocabulary.types)
    levels = [found.derived, *(at_least(found, level) for level in (1, 2, 3))]
    told: list[dict[str, int]] = [{} for _ in range(cube.size)]
    for strength, level in enumerate(levels):
        for fact, worlds in level.items():
            for world in np.flatnonzero(cube.flat(worlds)):
                told[world][names[fact]] = strength
    fixed = [identity for identity in ids if identity not in uncertain]
    expected = brute_force(case, uncertain, fixed)
    assert [{name: STRENGTH[q] for name, q in world.items()} for world in expected] == told


@relaxed
@given(programs(), st.data())
def test_what_the_engine_finds_in_some_world_is_never_ruled_out(program, data):
    case = program.case()
    ids = ids_of(case.assess(engine="seminaive"))
    assume(ids)
    uncertain = tuple(data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True)))

    found = grounded(case, uncertain, Modal(), lambda _: PERHAPS)

    names = identities(found, case.pack.vocabulary.types)
    possible = {names[fact] for fact, worlds in found.derived.items() if worlds > NEVER}
    always = {names[fact] for fact, worlds in found.derived.items() if worlds > PERHAPS}
    worlds = brute_force(case, uncertain, [identity for identity in ids if identity not in uncertain])
    assert {name for world in worlds for name in world} <= possible
    assert all(always <= set(world) for world in worlds)


sets = st.integers(1, 9).flatmap(
    lambda facts: st.tuples(st.just(facts), st.sets(st.integers(0, 2**facts - 1), max_size=40))
)


def made(cube, members):
    """The set of these worlds, put together from variables alone."""
    found = cube.none
    for member in members:
        worlds = cube.all
        for fact in range(cube.facts):
            variable = cube.variable(fact)
            worlds = cube.meet(worlds, variable) if member >> fact & 1 else cube.minus(worlds, variable)
        found = cube.join(found, worlds)
    return found


@given(sets)
def test_a_set_of_worlds_holds_the_worlds_put_into_it(drawn):
    facts, members = drawn
    cube = Cube(facts)
    worlds = made(cube, members)

    assert sorted(members) == list(np.flatnonzero(cube.flat(worlds)))
    assert len(members) == cube.count(worlds)
    assert cube.within(worlds, cube.none) is not bool(members)


@given(sets)
def test_the_least_worlds_have_no_other_within_them(drawn):
    facts, members = drawn
    cube = Cube(facts)

    least = [world for world in sorted(members) if not any(o != world and o & world == o for o in members)]
    upward = [world for world in range(2**facts) if any(o & world == o for o in members)]
    assert least == list(cube.least(made(cube, members)))
    assert upward == list(np.flatnonzero(cube.flat(cube.upward(made(cube, members)))))


@given(sets, st.data())
def test_the_sides_of_a_set_differ_in_one_fact(drawn, data):
    facts, members = drawn
    cube = Cube(facts)
    fact = data.draw(st.integers(0, facts - 1))
    without, held = cube.sides(made(cube, members), fact)

    assert sum(not member >> fact & 1 for member in members) == cube.count_sides(without, fact)
    assert sum(member >> fact & 1 for member in members) == cube.count_sides(held, fact)
    changed = {member & ~(1 << fact) for member in members if member ^ (1 << fact) not in members}
    assert len(changed) == cube.count_sides(without ^ held, fact)


@given(sets)
def test_a_set_can_be_told_by_the_facts_it_depends_on(drawn):
    facts, members = drawn
    cube = Cube(facts + 2)  # the last two facts do not matter

    table = cube.table(made(Cube(facts), members) if facts + 2 <= 6 else _spread(cube, facts, members), range(facts))

    assert [world in members for world in range(2**facts)] == list(table)


def _spread(cube, facts, members):
    found = cube.none
    for member in members:
        worlds = cube.all
        for fact in range(facts):
            variable = cube.variable(fact)
            worlds = cube.meet(worlds, variable) if member >> fact & 1 else cube.minus(worlds, variable)
        found = cube.join(found, worlds)
    return found


def test_listed_worlds_are_told_apart_by_what_holds_in_them():
    holds = np.array([[True, False], [True, True], [False, True]] * 30)
    listed = Listed(holds)

    assert 90 == listed.size == listed.count(listed.all)
    assert [bool(row[0]) for row in holds] == list(listed.flat(listed.variable(0)))
    both = listed.meet(listed.variable(0), listed.variable(1))
    assert listed.count(both) == 30
    assert listed.count(listed.minus(listed.all, both)) == 60


def test_worlds_that_are_named_twice_are_no_more_for_it():
    worlds = Numbered(300)

    assert worlds.flat(worlds.numbered([1, 2, 1]))[:3] == [False, True, True]
    assert worlds.numbered([*range(300), 2]) is worlds.all
    assert worlds.join(worlds.numbered(range(299)), worlds.numbered([299])) is worlds.all
    assert worlds.minus(worlds.numbered([7]), worlds.all) is worlds.none
