"""What would follow if: the difference is that of two assessments made afresh."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.judgement.world import case as storm_case
from tests.questions.cases import assessed, losses, small_programs
from tocsin.engine import Case, load_pack
from tocsin.facts.model import Given, fact_of
from tocsin.facts.problems import ProblemError
from tocsin.questions import flip, watch, what_if
from tocsin.questions.differences.edits import Assert, Retract, Switch
from tocsin.questions.differences.what_if import difference

FACTS = """
- sighting: {place: Skagen, force: 9..11}
- radar: {place: Skagen}
- sighting: {place: Ribe, force: 9}
"""


def ways(assessment):
    """Every conclusion with how it stands, and its derivations by content."""
    return {
        conclusion.id: (
            (conclusion.qualifier, conclusion.boundary),
            {(d.rule.id, d.premises, str(sorted(d.bindings.items()))) for d in conclusion.derivations},
        )
        for conclusion in assessment.conclusions
    }


@st.composite
def changed_cases(draw):
    """An assessment, edits to it, and the assessment of a case that was stated so from the start."""
    program = draw(small_programs())
    now = assessed(program)
    given = list(now.facts)
    goes = draw(st.lists(st.sampled_from(given), unique_by=lambda fact: fact.id)) if given else []
    other = assessed(draw(small_programs(most=4)))
    comes = [fact for fact in other.facts if fact.id not in {each.id for each in given}]
    flips = draw(st.sets(st.sampled_from(sorted(now.assumptions))))
    edits = [
        *(Retract(fact.type, fact.fact.row) for fact in goes),
        *(Assert(fact.type, fact.fact.row) for fact in comes),
        *(Switch(name, not now.assumptions[name]) for name in sorted(flips)),
    ]
    gone = {fact.id for fact in goes}
    stated = [Given(fact.fact, fact.supporting, fact.qualifier) for fact in given if fact.id not in gone]
    stated += [Given(fact_of(now.plan.types[fact.type], fact.fact.row)) for fact in comes]
    assumptions = {name: on != (name in flips) for name, on in now.assumptions.items()}
    return now, edits, Case(now.pack, stated, as_of=now.as_of, assumptions=assumptions).assess(engine="seminaive")


@settings(max_examples=40)
@given(changed_cases())
def test_the_difference_is_that_of_two_assessments(case):
    now, edits, then = case
    found = difference(now, edits)
    before, after = ways(now), ways(then)
    both = before.keys() & after.keys()

    assert after.keys() - before.keys() == {change.standing.id for change in found.gained}
    assert before.keys() - after.keys() == {change.standing.id for change in found.lost}
    assert {i for i in both if before[i][0] != after[i][0]} == {change.standing.id for change in found.changed}
    same = {i for i in both if before[i][0] == after[i][0]}
    assert {i: (len(after[i][1] - before[i][1]), len(before[i][1] - after[i][1])) for i in same
            if after[i][1] != before[i][1]} == {s.standing.id: (s.gained, s.lost) for s in found.support}  # fmt: skip


@settings(max_examples=40)
@given(changed_cases())
def test_every_change_has_a_reason_among_the_edits(case):
    now, edits, _ = case
    found = difference(now, edits)
    types = now.plan.types
    touched = {types[edit.type].identity(edit.row) for edit in edits if not isinstance(edit, Switch)}
    touched |= {edit.assumption for edit in edits if isinstance(edit, Switch)}

    for change in (*found.gained, *found.lost):
        assert {cause.id for cause in change.causes} <= touched
        assert change.causes


def test_the_case_is_left_as_it_is(tmp_path):
    case = storm_case(tmp_path, FACTS)
    before = case.assess(engine="seminaive").to_json()
    what_if(case, retract=["sighting"], without=["sightings-count"])

    assert case.assess(engine="seminaive").to_json() == before


def test_a_conclusion_lost_names_the_fact_and_the_rule_it_hung_on(tmp_path):
    found = what_if(storm_case(tmp_path, FACTS), retract=["sighting(place=Ribe)"])

    assert {change.standing.type for change in found.lost} == {"alarm", "damage", "storm"}
    [storm] = [change for change in found.lost if change.standing.type == "storm"]
    assert [(cause.text, cause.rule) for cause in storm.causes] == [
        ("sighting(place=Ribe, force=9)", "sighting-is-storm")
    ]


def test_a_conclusion_with_another_derivation_stands_on_less_support(tmp_path):
    found = what_if(storm_case(tmp_path, FACTS), retract=["radar"])

    assert found.lost == ()
    assert {(item.standing.type, item.gained, item.lost) for item in found.support} == {
        ("alarm", 0, 1),
        ("storm", 0, 1),
    }


def test_an_exception_asserted_weakens_what_stands_on_another_rule(tmp_path):
    found = what_if(storm_case(tmp_path, FACTS), assert_=["calm(place=Skagen)"])

    [weaker] = found.changed
    assert (weaker.kind, weaker.standing.type, weaker.causes[0].kind) == ("weakened", "alarm", "exception")


def test_what_is_so_already_changes_nothing(tmp_path):
    found = what_if(storm_case(tmp_path, FACTS), assert_=["radar(place=Skagen)"], assume=["sightings-count"])

    assert found.is_empty
    assert len(found.idle) == 2


def test_every_problem_of_a_question_is_told_at_once(tmp_path):
    with pytest.raises(ProblemError) as refused:
        what_if(storm_case(tmp_path, FACTS),
            assert_=["sighting(place=Ribe)"], retract=["storm", "calm"], assume=["calm-excuse", "repairs-follow"],
            without=["repairs-follow"],
        )  # fmt: skip
    codes = sorted(problem.code for problem in refused.value.problems)
    assert codes[1:] == ["T404", "T432", "T432", "T433"]


def test_a_sum_that_counts_more_says_what_it_counts(tmp_path):
    found = what_if(losses(tmp_path), assert_=["loss(holder=A, value=20)"])
    lost = {change.standing.type: [cause.kind for cause in change.causes] for change in found.lost}

    assert lost == {"total": ["counted"]}


def test_a_fact_that_says_itself_that_it_has_ended_brings_nothing(tmp_path):
    file = tmp_path / "bans.yaml"
    file.write_text(
        "pack: bans\n"
        "types: {ban: {fields: {who: str, since: date?, until: date?}, validity: [since, until]}, barred: {who: str},\n"
        "  lifted: {who: str}}\n"
        "rules:\n"
        "  - {id: barred, when: [{ban: {who: $w}}], then: [{barred: {who: $w}}]}\n"
        "  - {id: lifted, when: [{ban: {who: $w, until: 2024-06-01}}], then: [{lifted: {who: $w}}]}\n",
        encoding="utf-8",
    )
    case = Case(load_pack(file), [], as_of=dt.date(2025, 1, 1))
    found = what_if(case, assert_=["ban(who=A, until=2024-06-01)", "ban(who=B)"])
    [outside] = found.not_in_force

    assert [change.standing.text for change in found.gained] == ["barred(who=B)"]
    assert (str(outside.given.fact), outside.reasons[0].kind) == ("ban(who=A, until=2024-06-01)", "ended")
    assert flip(case, "lifted(who=A)").choices == ()
    assert [each.example_text for each in watch(case).indicators] == ["ban(who=some_who)"]
