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


def test_what_blocks_a_rule_is_not_named_and_what_has_nothing_to_block_is(tmp_path):
    found = not_used(storm_case(tmp_path, "- radar: {place: Ribe}\n- calm: {place: Ribe}\n- calm: {place: Oslo}"))

    assert [(which, why) for _, which, why in told_unused(found)] == [
        (
            "calm(place=Oslo)",
            "it fits an exception of rule storm-raises-alarm, and blocks nothing: there is no storm(place=Oslo)",
        )
    ]
    [told] = found.to_json()["not_used"]
    assert (told["why"], told["nearest"]["role"]) == ("lacks", "exception")


STOPPED = """
pack: stops
types:
  holds: {owner: str, asset: str, share: {kind: quantity, at_least: 0}}
  tainted: {node: str}
  stopped: {ship: str}
  waiver: {ship: str, until: date, by: str}
  seen: {ship: str, day: date}
rules:
  - id: enough
    when:
      - {sum: $share, over: [tainted: {node: $o}, holds: {owner: $o, asset: $a, share: $share}], by: [$a], as: $total}
      - $total >= 25
    then: [tainted: {node: $a}]
  - id: stop
    when: [seen: {ship: $s, day: $day}]
    unless: [[waiver: {ship: $s, until: $until, by: $who}, $until >= $day]]
    then: [stopped: {ship: $s}]
"""


def told_of(tmp_path, *facts):
    (tmp_path / "stops.yaml").write_text(STOPPED, encoding="utf-8")
    return {which: why for _, which, why in told_unused(not_used(Case(load_pack(tmp_path / "stops.yaml"), facts)))}


def test_what_a_sum_does_not_take_is_told_by_what_it_lacks_and_not_by_the_total(tmp_path):
    counted, left_out = "holds(owner=W1, asset=A, share=20)", "holds(owner=W2, asset=A, share=30)"
    told = told_of(tmp_path, "tainted(node=W1)", counted, left_out)

    assert told[counted] == "it fits rule enough, but this does not hold: total 20 ≥ 25"
    assert told[left_out] == "it fits what rule enough takes the sum of, but there is no tainted(node=W2)"


def test_why_an_exception_blocks_nothing_is_told(tmp_path):
    past, other, blocking = (
        f"waiver(ship={ship}, until={until}, by=Ida)"
        for ship, until in (("S", "2019-01-01"), ("B", "2021-01-01"), ("T", "2021-01-01"))
    )
    told = told_of(tmp_path, "seen(ship=S, day=2020-01-01)", "seen(ship=T, day=2020-01-01)", past, other, blocking)

    start = "it fits an exception of rule stop, and blocks nothing: "
    assert told[past] == f"{start}this does not hold: until 2019-01-01 ≥ day 2020-01-01"
    assert told[other] == f"{start}there is no seen(ship=B)"
    assert blocking not in told


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
