"""What of a case fed nothing: named with the nearest pattern, and without weight for what follows."""

from hypothesis import given, settings

from tests.judgement.world import case as storm_case
from tests.questions.cases import small_programs
from tests.questions.worlds import derived_from
from tocsin.engine import Case, load_pack
from tocsin.explain.answers.not_used import told_unused
from tocsin.questions import NotUsed, not_used

PACK = """
pack: theatres
types:
  clash: {theatre: str, side: [north, south], dead: "quantity?"}
  weather: {place: str}
  sinking: {ship: str, cause: "str?"}
  remark: {text: str}
  fighting: {theatre: str}
  costly: {theatre: str}
rules:
  - id: clash-is-fighting
    when: [clash: {theatre: [harbour_war, hill_war], side: north}]
    then: [fighting: {theatre: hill_war}]
  - {id: many-dead, when: [clash: {theatre: harbour_war, dead: $d}, $d > 10], then: [costly: {theatre: harbour_war}]}
  - {id: sunk, when: [sinking: {ship: $s, cause: [mine, torpedo]}], then: [costly: {theatre: harbour_war}]}
  - {id: in-rain, when: [weather: {place: $p}, clash: {theatre: $p, side: south}], then: [fighting: {theatre: $p}]}
"""


def told(tmp_path, *facts):
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    return [(which, why) for _, which, why in told_unused(not_used(Case(load_pack(tmp_path / "pack.yaml"), facts)))]


def test_a_value_that_no_rule_looks_for_is_named_beside_those_that_rules_look_for(tmp_path):
    [(which, why)] = told(tmp_path, "clash(theatre=Harbour, side=north)")

    assert which == "clash(theatre=Harbour, side=north)"
    assert why == "theatre is Harbour; rules read harbour_war or hill_war there"


def test_a_field_left_out_is_named(tmp_path):
    [(_, why)] = told(tmp_path, "sinking(ship=Aurora)")

    assert why == "cause is not given; rules read mine or torpedo there"


def test_a_type_that_no_rule_reads_is_said_once_for_all_its_facts(tmp_path):
    assert told(tmp_path, "remark(text=a)", "remark(text=b)") == [
        ("remark, 2 facts", "no rule of theatres reads remark")
    ]


def test_a_conclusion_given_that_nothing_reads_is_said_to_be_one(tmp_path):
    [(_, why)] = told(tmp_path, "costly(theatre=harbour_war)")

    assert why == "no rule of theatres reads costly; rules only conclude it"


def test_a_fact_that_fits_a_rule_is_told_with_what_the_rule_lacks(tmp_path):
    [(_, why)] = told(tmp_path, "weather(place=hill)")

    assert why == "it fits rule in-rain, but there is no clash(theatre=hill, side=south)"


def test_a_threshold_that_is_missed_is_told(tmp_path):
    [(_, why)] = told(tmp_path, "clash(theatre=harbour_war, side=south, dead=4)")

    assert why == "it fits rule many-dead, but this does not hold: dead 4 > 10"


def test_a_fact_is_told_beside_others_rather_than_beside_itself(tmp_path):
    (tmp_path / "pairs.yaml").write_text(
        """
pack: pairs
types: {berth: {ship: str, days: int}, rivals: {one: str, other: str}, long_stay: {ship: str}}
rules:
  - {id: pair, when: [berth: {ship: $a}, berth: {ship: $b}, $a < $b], then: [rivals: {one: $a, other: $b}]}
  - {id: stay, when: [berth: {ship: $a, days: $d}, 100 / $d < 2], then: [long_stay: {ship: $a}]}
""",
        encoding="utf-8",
    )
    [(_, _, why)] = told_unused(not_used(Case(load_pack(tmp_path / "pairs.yaml"), ["berth(ship=Aurora, days=0)"])))

    assert why == "it fits rule stay, but 100 / days 0 < 2: has no value here (division by zero)"


def test_what_feeds_something_is_not_named(tmp_path):
    assert told(tmp_path, "clash(theatre=hill_war, side=north)") == []


def test_what_an_exception_turns_on_is_not_named(tmp_path):
    found = not_used(storm_case(tmp_path, "- radar: {place: Ribe}\n- calm: {place: Ribe}\n- calm: {place: Oslo}"))

    assert len(found) == 0


def test_an_assumption_that_is_off_is_named(tmp_path):
    case = storm_case(tmp_path, "- sighting: {place: Ribe, force: 9}")
    found = not_used(case.assess(without=["sightings-count"], engine="seminaive"))

    [(_, _, why)] = told_unused(found)
    assert why == "it fits rule sighting-is-storm, but the assumption sightings-count is off"
    [group] = found.to_json()["not_used"]
    assert (group["why"], group["nearest"]["rule"]) == ("lacks", "sighting-is-storm")


def test_differences_are_data(tmp_path):
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    found = not_used(Case(load_pack(tmp_path / "pack.yaml"), ["clash(theatre=Harbour, side=north)"]))

    assert isinstance(found, NotUsed)
    [group] = found.to_json()["not_used"]
    assert group["differs"] == {"theatre": {"value": "Harbour", "sought": ["harbour_war", "hill_war"]}}
    [fact] = found.assessment.facts
    assert [(told["id"], told["fields"]["theatre"]) for told in group["facts"]] == [(fact.id, "Harbour")]


@settings(max_examples=30, deadline=None)
@given(small_programs())
def test_without_the_facts_that_fed_nothing_the_same_follows(program):
    case = program.case()
    assessment = case.assess(engine="seminaive")
    found = not_used(assessment)
    idle = [number for group in found.groups() for number in group.facts]

    assert sorted(idle) == sorted((*found.unread, *found.unmatched))
    assert all(which and why for _, which, why in told_unused(found))
    left_out = {assessment.numbered.ids[number] for number in idle}
    kept = [fact.id for fact in assessment.facts if fact.id not in left_out]
    assert derived_from(case, kept) == {c.id: c.qualifier for c in assessment.conclusions}


READ_ELSEWHERE = """
pack: ponds
types: {thin: {pond: str}, cracked: {pond: str}, skated: {pond: str}, unsafe: {pond: str}}
rules: [{id: thin-is-unsafe, when: [{thin: {pond: $p}}], then: [{unsafe: {pond: $p}}]}]
outcomes: [{id: shown, of: {unsafe: {pond: $p}}, observed: [{cracked: {pond: $p}}]}]
hypotheses:
  - id: ice
    question: Does it hold?
    hypotheses: [{id: H, text: It holds}, {id: N, text: It does not}]
    evidence: [{id: e, text: Skaters, pattern: {skated: {}}, ratings: {H: C, N: I}}]
"""


def test_what_no_rule_but_an_outcome_or_evidence_reads_is_said_to_be_read_there(tmp_path):
    (tmp_path / "ponds.yaml").write_text(READ_ELSEWHERE, encoding="utf-8")
    case = Case(load_pack(tmp_path / "ponds.yaml"), ["cracked(pond=East)", "skated(pond=East)"])

    assert [why for _, _, why in told_unused(not_used(case))] == [
        "no rule of ponds reads cracked; outcomes do (tocsin backtest)",
        "no rule of ponds reads skated; evidence on hypotheses does (tocsin hypotheses)",
    ]
