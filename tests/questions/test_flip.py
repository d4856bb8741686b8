"""What removes a conclusion or brings it about, against every choice of edits there is."""

import datetime as dt
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.judgement.world import case as storm_case
from tests.questions.cases import assessed, losses, small_programs
from tests.questions.judge import holds_after
from tocsin.cli.flip_text import lines_of
from tocsin.cli.output import Terminal
from tocsin.engine import Case, load_pack
from tocsin.explain import resolve
from tocsin.explain.answers.edits import edit_words
from tocsin.facts.model import fact_of
from tocsin.facts.partial import PartialFact
from tocsin.facts.printing import format_row
from tocsin.facts.quantity import Quantity
from tocsin.questions import what_if
from tocsin.questions.differences.edits import Alter, Assert, Edit, Retract, Switch, Tune, edited
from tocsin.questions.goal import sought_in
from tocsin.questions.minimal_edits.candidate_edits import edit_space
from tocsin.questions.minimal_edits.flip import FlipInterrupted, _nearest, flip
from tocsin.questions.minimal_edits.thresholds import ends
from tocsin.rules.read import pack_from_text


def holds(assessment, sought):
    graph = assessment.graph
    return any(map(sought.matches, graph.types, graph.rows))


def fits(choice):
    touched = [(edit.type, edit.row) for edit in choice if isinstance(edit, Retract | Alter)]
    return len(touched) == len(set(touched))


def by_brute_force(assessment, sought, space, at_most):
    """Every minimal choice, by making every choice of so many edits and deriving everything again."""
    now = holds(assessment, sought)
    found: list[tuple] = []
    for size in range(at_most + 1):
        for choice in combinations(space, size):
            larger = any(set(smaller) <= set(choice) for smaller in found)
            if fits(choice) and not larger and holds(edited(assessment, choice), sought) != now:
                found.append(choice)
    return {frozenset(choice) for choice in _nearest(map(frozenset, found))}


@st.composite
def questions(draw):
    """A program, and a fact to ask about: often one that is derived."""
    program = draw(small_programs())
    assessment = assessed(program)
    graph = assessment.graph
    facts = [PartialFact.of_row(graph.types[n], graph.rows[n]) for n in graph.by_conclusion]
    heads = sorted({head.type for rule in assessment.plan.rules for head in rule.heads})
    asked = [*facts, *(PartialFact(name) for name in heads)] or [PartialFact("bell")]
    return program, assessment, draw(st.sampled_from(asked))


@settings(max_examples=25)
@given(questions())
def test_every_minimal_choice_of_edits_is_found_and_no_other(question):
    _, assessment, sought = question
    space = edit_space(assessment, sought)[:40]
    found = flip(assessment, sought, at_most=2 if len(space) <= 25 else 1, space=space)

    assert found.stopped_at is None
    assert by_brute_force(assessment, sought, space, found.at_most) == {frozenset(choice) for choice in found.choices}


@settings(max_examples=30)
@given(questions())
def test_retractions_and_switches_are_those_of_the_naive_evaluator(question):
    """Over every given fact and every assumption, whether or not a search would look at them."""
    _, assessment, sought = question
    switches = [Switch(name, not on) for name, on in assessment.assumptions.items()]
    every: list[Edit] = [*(Retract(*fact.fact.key) for fact in assessment.facts), *switches]
    now = holds_after(assessment, sought, ())

    expected = {frozenset([edit]) for edit in every if holds_after(assessment, sought, [edit]) != now}
    found = flip(assessment, sought, at_most=1)
    singles = {frozenset(choice) for choice in found.choices if isinstance(choice[0], Retract | Switch)}
    if found.choices and not found.choices[0]:
        return
    assert expected == singles


# -- a world that can be read -----------------------------------------------------------------------------------------

FACTS = """
- sighting: {place: Skagen, force: 9..11}
- sighting: {place: Ribe, force: 5..6}
- calm: {place: Ribe}
- radar: {place: Thy}
"""


def words(tmp_path, fact, at_most=2):
    assessment = storm_case(tmp_path, FACTS).assess(engine="seminaive")
    found = flip(assessment, fact, at_most=at_most)
    return [[edit_words(edit, assessment) for edit in choice] for choice in found.choices]


def test_a_figure_is_moved_just_across_the_threshold(tmp_path):
    assert words(tmp_path, "storm(place=Skagen)") == [
        ["force of sighting(place=Skagen, force=9..11) falls below 8 (reported 9..11; margin 1)"],
        ["sighting(place=Skagen, force=9..11) is not so"],
        ["the assumption sightings-count is not made"],
    ]


def test_a_figure_rises_to_bring_a_conclusion_about(tmp_path):
    found = words(tmp_path, "storm(place=Ribe)")

    assert found[0] == ["force of sighting(place=Ribe, force=5..6) reaches 8 (reported 5..6; margin 2)"]
    assert ["radar(place=Ribe) is so"] in found


def test_an_exception_is_raised_or_lifted(tmp_path):
    assert ["calm(place=Skagen) is so"] in words(tmp_path, "alarm(place=Skagen)")
    assert [
        "calm(place=Ribe) is not so",
        "force of sighting(place=Ribe, force=5..6) reaches 8 (reported 5..6; margin 2)",
    ] in [sorted(choice) for choice in words(tmp_path, "alarm(place=Ribe)")]


def test_what_takes_two_changes_is_not_found_among_single_ones(tmp_path):
    assert words(tmp_path, "repair(place=Ribe)", at_most=1) == []
    assert all(len(choice) == 2 for choice in words(tmp_path, "repair(place=Ribe)", at_most=2))


def test_a_search_that_stops_says_where(tmp_path, monkeypatch):
    monkeypatch.setattr("tocsin.questions.minimal_edits.search.CHOICES", 3)
    found = flip(storm_case(tmp_path, FACTS).assess(engine="seminaive"), "alarm(place=Skagen)")

    assert found.stopped_at is not None


def test_a_search_that_is_interrupted_tells_what_it_had_found(tmp_path):
    assessment = storm_case(tmp_path, FACTS).assess(engine="seminaive")
    whole = flip(assessment, "alarm(place=Skagen)")

    def interrupt(tried, size):
        if size == 1:
            raise KeyboardInterrupt

    with pytest.raises(FlipInterrupted) as caught:
        flip(assessment, "alarm(place=Skagen)", progress=interrupt)

    found = caught.value.partial
    assert found.stopped_at == 1
    assert found.tried < whole.tried
    assert set(found.choices) < set(whole.choices)


def test_a_figure_moves_a_sum_as_far_as_the_other_contributions_leave_it_to(tmp_path):
    assessment = losses(tmp_path).assess(engine="seminaive")
    found = flip(assessment, "beyond(holder=A)", at_most=1)

    moved = [edit for [edit] in found.choices if isinstance(edit, Alter)]
    assert {edit_words(edit, assessment) for edit in moved} == {
        "value of damage(holder=A, value=40..60) turns out to be 50 or less (within the reported 40..60)",
        "value of damage(holder=A, value=50) falls to 40 or less (reported 50; margin 10)",
    }
    for edit in moved:
        assert "beyond" not in {conclusion.type for conclusion in edited(assessment, [edit]).conclusions}
        nearer = replace(edit, value=Quantity.exactly(ends(edit.value)[0] + 1))
        assert "beyond" in {conclusion.type for conclusion in edited(assessment, [nearer]).conclusions}


def test_what_no_rule_concludes_is_said_to_be_given_only(tmp_path):
    assert flip(storm_case(tmp_path, FACTS), "radar(place=Ribe)").never == "given_only"


def test_the_example_of_the_year_answers_exactly_for_every_conclusion():
    assessment = Case.load("examples/chronology.yaml").assess(engine="seminaive")
    for conclusion in assessment.conclusions[::12]:
        found = flip(assessment, conclusion.id, at_most=1)
        sought = sought_in(assessment, conclusion.id)
        assert found.stopped_at is None
        for choice in found.choices:
            assert not holds(edited(assessment, choice), sought)
        assert all(isinstance(edit, Alter | Retract | Switch | Assert) for choice in found.choices for edit in choice)


CROSSED = """
pack: crossed
types: {{load: {{tons: {kind}}}, heavy: {{}}}}
rules: [{{id: heavy, when: [{{load: {{tons: $t}}}}, "$t {sign} 100"], then: [{{heavy: {{}}}}]}}]
"""


@pytest.mark.parametrize("kind", ["int", "float", "quantity", "{kind: quantity, whole: true, at_least: 0}"])
@pytest.mark.parametrize(
    "sign, now, change",
    [
        (">", 120, "falls to 100 or less"),
        (">=", 120, "falls below 100"),
        ("<", 80, "reaches 100"),
        ("<=", 80, "rises above 100"),
    ],
)
def test_a_threshold_is_named_as_the_rule_has_it(tmp_path, kind, sign, now, change):
    (tmp_path / "pack.yaml").write_text(CROSSED.format(kind=kind, sign=sign), encoding="utf-8")
    case = Case(load_pack(tmp_path / "pack.yaml"), [f"load(tons={now})"])
    assessment = case.assess(engine="seminaive")

    told = [edit_words(edit, assessment) for [edit] in flip(assessment, "heavy", at_most=1).choices]
    assert any(f"tons of load(tons={now}" in text and change in text for text in told), told


def test_a_fact_that_a_rule_looks_for_twice_is_to_be_backed_where_it_asks_for_that(tmp_path):
    (tmp_path / "pack.yaml").write_text(
        "pack: twice\ntypes: {tag: {name: str}, pair: {name: str}}\nrules:\n  - id: pair\n"
        "    when: [{tag: {name: $n, backed_by: {sources: 2..}}}, {tag: {name: $n}}]\n    then: [{pair: {name: $n}}]\n",
        encoding="utf-8",
    )
    assessment = Case(load_pack(tmp_path / "pack.yaml"), []).assess(engine="seminaive")

    [[edit]] = flip(assessment, "pair(name=a)", at_most=1).choices
    assert isinstance(edit, Assert)
    assert edit.backed_by is not None
    assert holds(edited(assessment, [edit]), sought_in(assessment, "pair(name=a)"))


@pytest.mark.parametrize("bound", ["period: [first, last], key: [name], fields: {F}", "fields: {F}"])
def test_a_time_is_tried_that_ends_no_earlier_than_it_begins(tmp_path, bound):
    last = "date" if "period" in bound else "{kind: date, not_before: first}"
    fields = f"{{name: str, first: date, last: {last}}}"
    (tmp_path / "pack.yaml").write_text(
        f"pack: times\ntypes: {{per: {{{bound.replace('{F}', fields)}}}, ban: {{name: str}}}}\n"
        "rules:\n  - id: late\n    when: [{per: {name: $n, first: $f, last: $l}}, $f > 2030-01-01]\n"
        "    then: [{ban: {name: $n}}]\n",
        encoding="utf-8",
    )
    assessment = Case(load_pack(tmp_path / "pack.yaml"), []).assess(as_of=dt.date(2024, 2, 1), engine="seminaive")

    [[edit]] = flip(assessment, "ban(name=y)", at_most=1).choices
    assert isinstance(edit, Assert)
    assert str(edit.row[1]) <= str(edit.row[2])


def test_a_field_that_may_say_anything_is_named_as_the_type_has_it(tmp_path):
    (tmp_path / "pack.yaml").write_text(
        "pack: parts\ntypes: {lot: {part_of: str, size: int}, seen: {}}\n"
        "rules: [{id: seen, when: [{lot: {part_of: $p, size: 3}}], then: [{seen: {}}]}]\n",
        encoding="utf-8",
    )
    assessment = Case(load_pack(tmp_path / "pack.yaml"), []).assess(engine="seminaive")

    [[edit]] = flip(assessment, "seen", at_most=1).choices
    assert edit_words(edit, assessment) == "lot(size=3) is so, with any part_of"


LIMITED = """
pack: limited
types: {load: {ship: str, tons: quantity}, permit: {ship: str, tons: quantity}, sails: {ship: str}}
parameters: {most: {values: [{from: 2020-01-01, value: 10}]}}
rules:
  - id: sails
    when: [load: {ship: $s, tons: $t}]
    unless:
      - $t > param(most, 2024-01-01)
      - [permit: {ship: $s, tons: $p}, $p < $t]
    then: [sails: {ship: $s}]
"""


@pytest.mark.parametrize(
    "facts,expected",
    [
        (["load(ship=A, tons=3)"], {"load(ship=A, tons=3) rises to 11", "most falls to 2"}),
        (["load(ship=A, tons=8..12)"], {"load(ship=A, tons=8..12) rises to 11", "most falls to 7"}),
        (
            ["load(ship=A, tons=3)", "permit(ship=A, tons=5)"],
            {
                "load(ship=A, tons=3) rises to 6",
                "permit(ship=A, tons=5) falls to 2",
                "most falls to 2",
            },
        ),
        (
            ["load(ship=A, tons=3)", "permit(ship=A, tons=1..5)"],
            {"permit(ship=A, tons=1..5) falls to 2", "most falls to 2"},
        ),
    ],
)
def test_a_figure_that_would_raise_an_exception_is_moved_the_rules_own_too(facts, expected):
    assessment = Case(pack_from_text(LIMITED), facts).assess(engine="seminaive")
    found = flip(assessment, "sails(ship=A)")
    alone = [choice[0] for choice in found.choices if len(choice) == 1]

    def told(edit):
        types = assessment.plan.types
        if isinstance(edit, Alter):
            return f"{format_row(types[edit.type], edit.row)} {edit.way} to {edit.value}"
        return f"{edit.parameter} {edit.way} to {edit.value}"

    moved = {told(edit) for edit in alone if isinstance(edit, Alter | Tune)}
    assert expected <= moved, moved
    for edit in alone:
        assert not resolve(edited(assessment, [edit]), "sails(ship=A)")


LEVELS = """
pack: levels
types: {level: {dam: str, m: quantity}, crest: {dam: str, m: quantity}, high: {dam: str},
  seen: {dam: str, state: [good, fair]}, sound: {dam: str}}
rules:
  - {id: high, when: [{level: {dam: $d, m: $m}}, {crest: {dam: $d, m: $c}}, $m > $c], then: [{high: {dam: $d}}]}
  - {id: sound, when: [{seen: {dam: $d, state: $s}}, $s == "good"], then: [{sound: {dam: $d}}]}
"""


def told_of(facts, asked):
    found = flip(Case(pack_from_text(LEVELS), facts), asked)
    return found, "\n".join(lines_of(found, False, Terminal(width=200, colour=False)))


def test_a_change_after_which_something_is_only_possible_says_so():
    found, told = told_of(["level(dam=A, m=41)", "crest(dam=A, m=100..110)"], "high(dam=A)")

    assert "It would hold, as firmly as is said, if one of these were so" in told
    assert "falls below 41 (reported 100..110; margin 59)\n" in told
    assert "rises above 100 (reported 41; margin 59): then it is possible, at the boundary" in told
    data = found.to_json()
    assert (data["strength"], data["after"]) == (
        None,
        [{"qualifier": "certain", "boundary": False}, {"qualifier": "possible", "boundary": True}],
    )


def test_what_is_only_possible_is_not_said_to_hold():
    found, told = told_of(["level(dam=A, m=105)", "crest(dam=A, m=100..110)"], "high(dam=A)")

    assert "high(dam=A) is possible, at the boundary.\nIt would no longer hold if one of these were so" in told
    assert found.to_json()["strength"] == {"qualifier": "possible", "boundary": True}
    assert set(found.to_json()["after"]) == {None}


def test_where_nothing_is_found_it_is_said_that_words_were_not_varied():
    _, told = told_of(["seen(dam=A, state=fair)"], "sound(dam=A)")

    assert "Other words and dates than those given were not tried; tocsin what-if tries one." in told


def test_what_is_left_open_of_a_fact_that_holds_for_a_time_is_such_that_it_holds(tmp_path):
    (tmp_path / "sailing.yaml").write_text(
        "pack: sailing\n"
        "types:\n  licence: {fields: {ship: str, port: str, since: date, until: date}, validity: [since, until]}\n"
        "  sails: {}\n"
        "rules: [{id: r, when: [{licence: {ship: Ebba}}], then: [{sails: {}}]}]\n",
        encoding="utf-8",
    )
    case = Case(load_pack(tmp_path / "sailing.yaml"), [], as_of=dt.date(2025, 5, 1))
    found = flip(case, "sails")
    [[edit]] = found.choices

    told = "licence(ship=Ebba) is so, with since and until such that it holds on 2025-05-01, with any port"
    assert told == edit_words(edit, found.assessment)
    assert isinstance(edit, Assert)
    fact = fact_of(found.assessment.plan.types[edit.type], edit.row)
    assert [change.standing.text for change in what_if(case, assert_=[fact]).gained] == ["sails()"]
