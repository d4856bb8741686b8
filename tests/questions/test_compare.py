"""Two parties under the same rules: who concludes what, and where they part."""

import pytest
from hypothesis import given, settings

from tests.judgement.world import case as storm_case
from tests.questions.cases import assessed, small_programs
from tocsin.engine import Case, load_pack
from tocsin.facts.problems import ProblemError
from tocsin.questions.differences.compare import compare, of_sources

FACTS = """
- sighting: {place: Skagen, force: 9}
  source: {publisher: Harbour, date: 2024-01-10}
- radar: {place: Skagen}
  source: {publisher: Met, date: 2024-01-12}
- radar: {place: Ribe}
  source: {publisher: Met, date: 2024-01-12}
- calm: {place: Skagen}
  source: {publisher: Harbour, date: 2024-01-11}
"""


def sides(tmp_path):
    case = storm_case(tmp_path, FACTS)
    return compare(of_sources(case, ["Harbour"]), of_sources(case, ["Met"]))


def test_each_party_concludes_from_what_it_accepts(tmp_path):
    rows = {row.standing.text: (row.a and row.a.qualifier, row.b and row.b.qualifier) for row in sides(tmp_path).rows}

    assert rows == {
        "storm(place=Skagen)": ("certain", "certain"),
        "damage(place=Skagen)": ("likely", "likely"),
        "storm(place=Ribe)": (None, "certain"),
        "damage(place=Ribe)": (None, "likely"),
        "alarm(place=Skagen)": (None, "certain"),
        "alarm(place=Ribe)": (None, "certain"),
    }


def test_derivations_part_at_the_fact_that_one_lacks(tmp_path):
    [row] = [row for row in sides(tmp_path).differing if row.standing.text == "damage(place=Ribe)"]

    assert row.parting is not None
    assert (row.parting.firmer, row.parting.text, row.parting.given) == ("b", "radar(place=Ribe)", True)
    assert len(row.parting.path) == 3


def test_derivations_part_at_the_rule_that_an_exception_blocks(tmp_path):
    case = storm_case(tmp_path, FACTS)
    found = compare(of_sources(case, ["Harbour", "Met"]), of_sources(case, ["Met"]))
    [row] = [row for row in found.differing if row.standing.text == "alarm(place=Skagen)"]

    assert row.parting is not None
    assert (row.parting.firmer, row.parting.text, row.parting.rule) == (
        "b",
        "alarm(place=Skagen)",
        "storm-raises-alarm",
    )
    assert [(cause.kind, cause.text) for cause in row.parting.causes] == [("exception", "calm(place=Skagen)")]


def test_sources_that_report_nothing_are_refused_with_the_nearest(tmp_path):
    with pytest.raises(ProblemError, match="did you mean Harbour"):
        of_sources(storm_case(tmp_path, FACTS), ["Harbor"])


def test_cases_under_different_rules_are_not_compared(tmp_path):
    with pytest.raises(ProblemError, match="T434"):
        compare(storm_case(tmp_path, FACTS), Case(load_pack("russia-dprk")))


@settings(max_examples=25)
@given(small_programs())
def test_a_case_compared_with_part_of_itself_differs_where_the_assessments_do(program):
    whole = program.case()
    half = Case(whole.pack, whole.facts[::2], assumptions=whole.assumptions)
    found = compare(whole, half)
    a, b = assessed(program), half.assess(engine="seminaive")
    ranks = [{c.id: (c.qualifier, c.boundary) for c in side.conclusions} for side in (a, b)]

    assert ranks[0].keys() | ranks[1].keys() == {row.standing.id for row in found.rows}
    for row in found.rows:
        one, other = (side.get(row.standing.id) for side in ranks)
        assert row.agreed == (one == other)
        assert row.agreed == (row.parting is None)
        if row.parting is not None:
            held = (a, b)[row.parting.firmer == "b"]
            assert row.parting.fact in held.numbered.numbers
