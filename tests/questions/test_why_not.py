"""Why a fact does not hold: the gaps named are all the gaps there are, and no instance has fewer."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.judgement.world import case as storm_case
from tests.judgement.world import day
from tests.programs import to_yaml
from tests.questions.cases import assessed, losses, small_programs
from tocsin.engine import Case
from tocsin.engine.matching import Members
from tocsin.explain.answers.why_not import why_not_text
from tocsin.facts import Given, Report, Source, parse_fact
from tocsin.facts.days import DateRange
from tocsin.facts.partial import PartialFact
from tocsin.facts.problems import ProblemError
from tocsin.questions import why_not
from tocsin.questions.differences.edits import edited
from tocsin.questions.goal import concluding
from tocsin.questions.minimal_edits.candidate_facts import Filler
from tocsin.questions.missing.missing_conditions import Lacking
from tocsin.questions.missing.partial_matches import NearSearch
from tocsin.rules.read import pack_from_text, parse_pack


def gaps_of(found, rule):
    """The gaps of the nearest instance of a rule, as kinds."""
    [rules] = [unmet["rules"] for unmet in found.to_json()["unmet"][:1]]
    [nearest] = [each for each in rules if each["rule"] == rule]
    return [gap["kind"] for gap in nearest["instances"][0]["gaps"]]


FACTS = """
- sighting: {place: Skagen, force: 5..6}
- radar: {place: Thisted}
  source: {publisher: Met, date: 2024-03-01}
  valid_to: 2024-03-02
- calm: {place: Ribe}
- sighting: {place: Ribe, force: 9}
"""


def text(found):
    return " ".join(why_not_text(found, width=120, colour=False).split())


def test_a_threshold_that_is_missed_is_told_with_the_margin(tmp_path):
    found = why_not(storm_case(tmp_path, FACTS).assess(engine="seminaive"), "storm(place=Skagen)")

    assert gaps_of(found, "sighting-is-storm") == ["failing"]
    assert "force 5..6 ≥ 8: false; missed by 2" in text(found)


def test_a_fact_no_longer_valid_is_named_with_its_last_day(tmp_path):
    case = storm_case(tmp_path, FACTS)
    found = why_not(case.assess(as_of=day("2024-04-01"), engine="seminaive"), "storm(place=Thisted)")

    assert "radar(place=Thisted) is stated, and is not in force: by Met it held only to 2024-03-02" in text(found)


def test_a_report_not_yet_known_is_named_with_its_date(tmp_path):
    case = storm_case(tmp_path, FACTS)
    found = why_not(case.assess(as_of=day("2024-03-01"), known_by=day("2024-02-01"), engine="seminaive"), "radar")

    assert [reason.kind for idle in found.root.idle for reason in idle.reasons] == ["later"]
    assert "Met reports it only on 2024-03-01" in text(found)


def test_an_exception_is_named_with_the_fact_that_raises_it(tmp_path):
    found = why_not(storm_case(tmp_path, FACTS).assess(engine="seminaive"), "alarm(place=Ribe)")

    assert gaps_of(found, "storm-raises-alarm") == ["blocked"]
    assert "an exception holds: calm(place=Ribe)" in text(found)


HULL = """
pack: hull
types: {draught: {ship: str, metres: quantity}, seen: {ship: str}, deep: {ship: str}, shallow: {ship: str}}
rules:
  - {id: shallow, when: [{draught: {ship: $s, metres: $m}}, $m < 6], then: [{shallow: {ship: $s}}]}
  - {id: deep, when: [{draught: {ship: $s}}, {seen: {ship: $s}}], unless: [{shallow: {ship: $s}}],
     then: [{deep: {ship: $s}}]}
"""


@pytest.mark.parametrize(
    "metres, told", [("5..7", "shallow(ship=A) (possible, at the boundary)"), ("5", "shallow(ship=A)")]
)
def test_an_exception_that_only_may_hold_is_told_so(metres, told):
    case = Case(parse_pack({"pack.yaml": HULL}, "hull"), [f"draught(ship=A, metres={metres})", "seen(ship=A)"])
    told_here = why_not_text(why_not(case, "deep(ship=A)"), width=120, colour=False)

    assert told_here.endswith(f"blocked   an exception holds: {told}")


def test_an_exception_that_is_reported_as_possible_is_told_so():
    pack = parse_pack({"pack.yaml": HULL}, "hull")
    fact = Given(parse_fact("shallow(ship=A)", pack.vocabulary), (Report(qualifier="possible"),))
    case = Case(pack, ["draught(ship=A, metres=9)", "seen(ship=A)", fact])

    assert "an exception holds: shallow(ship=A) (possible)" in text(why_not(case, "deep(ship=A)"))


def test_a_report_dated_by_days_it_lies_between_is_told_as_it_is_dated():
    pack = parse_pack({"pack.yaml": HULL}, "hull")
    source = Source(publisher="Pilot", within=DateRange.parse("2025"))
    seen = Given(parse_fact("seen(ship=A)", pack.vocabulary), (Report(source=source),))
    found = why_not(Case(pack, [seen], as_of=day("2025-06-01")), "seen(ship=A)")

    assert "Pilot dates its report 2025, so that it counts only from 2025-12-31 on" in text(found)
    [idle] = found.root.idle
    assert idle.to_json()["reasons"] == [
        {"kind": "later", "source": "Pilot", "date": "2025-12-31", "within": ["2025-01-01", "2025-12-31"]}
    ]


def test_an_assumption_that_is_off_is_named(tmp_path):
    found = why_not(storm_case(tmp_path, FACTS).assess(engine="seminaive"), "repair(place=Ribe)")

    assert gaps_of(found, "damage-brings-repair") == ["off"]
    assert "the assumption repairs-follow is off: Repairs follow damage" in text(found)


def test_what_is_lacking_is_asked_about_in_turn(tmp_path):
    found = why_not(storm_case(tmp_path, FACTS).assess(engine="seminaive"), "damage(place=Skagen)")

    assert [unmet.sought.type for unmet in found.unmet.values()] == ["damage", "storm", "radar"]
    assert text(found).count("sighting-is-storm") == 1


def test_what_no_rule_concludes_is_said_to_be_given_only(tmp_path):
    found = why_not(storm_case(tmp_path, FACTS).assess(engine="seminaive"), "wreck")

    assert found.root.never == "given_only"
    assert "No rule ever concludes wreck" in text(found)


def test_what_does_hold_is_said_to_hold(tmp_path):
    found = why_not(storm_case(tmp_path, FACTS).assess(engine="seminaive"), "storm(place=Ribe)")

    assert len(found.holds) == 1
    assert found.root.rules == ()


@pytest.mark.parametrize(
    "asked,hint", [("abcdef123456", "name the fact"), ("strom", "storm"), ("storm(plaec=a)", "place")]
)
def test_what_cannot_be_meant_is_refused(tmp_path, asked, hint):
    assessment = storm_case(tmp_path, FACTS).assess(engine="seminaive")

    with pytest.raises(ProblemError) as refused:
        why_not(assessment, asked)
    assert [hint in problem.hint for problem in refused.value.problems] == [True]


# -- against brute force ----------------------------------------------------------------------------------------------


def fewest_lacking(assessment, rule, bindings):
    """The fewest parts of a rule without a fact, by trying every combination of facts, or none, for every part."""
    members = Members(assessment.graph.types, assessment.graph.rows)
    search = NearSearch(members, assessment.assumptions)
    choices = [[None, *members.by_type.get(pattern.type, ())] for pattern in rule.patterns]
    choices += [[None, *search.groups(rule, number)] for number in range(len(rule.aggregates))]
    best = len(choices)
    for chosen in product(*choices):
        bound = dict(bindings)
        if all(fits(rule, part, found, members, bound) for part, found in enumerate(chosen) if found is not None):
            best = min(best, sum(found is None for found in chosen))
    return best


def fits(rule, part, found, members, bound):
    """Whether a fact, or group, fits a part under bindings, which it extends."""
    if part >= len(rule.patterns):
        pairs = zip(rule.aggregates[part - len(rule.patterns)].columns, found.values, strict=True)
        return all(bound.setdefault(name, value) == value for name, value in pairs)
    pattern, row = rule.patterns[part], members.rows[found]
    if any(row[at] not in allowed for at, allowed in pattern.constants):
        return False
    return all(row[at] is not None and bound.setdefault(name, row[at]) == row[at] for at, name in pattern.variables)


@settings(max_examples=30)
@given(small_programs(most=8, reported=False), st.data())
def test_no_instance_lacks_fewer_parts_than_the_nearest(program, data):
    assessment = assessed(program)
    graph = assessment.graph
    heads = sorted({head.type for rule in assessment.plan.rules for head in rule.heads})
    if not heads:
        return
    sought = PartialFact(data.draw(st.sampled_from(heads)))
    search = NearSearch(Members(graph.types, graph.rows), assessment.assumptions)
    for rule, head, bindings in concluding(assessment.plan.rules, sought):
        nearest = search.nearest(rule, head, sought, bindings, 1000)
        assert not nearest.cut
        least = min(instance.lacking for instance in nearest.instances)
        assert fewest_lacking(assessment, rule, bindings) == least


@settings(max_examples=30)
@given(small_programs(most=8, reported=False))
def test_a_rule_without_gaps_has_fired_and_one_that_fired_has_none(program):
    assessment = assessed(program)
    graph = assessment.graph
    search = NearSearch(Members(graph.types, graph.rows), assessment.assumptions)
    fired = {graph.block(derivation).plan.index for derivation in range(len(graph))}
    for rule in assessment.plan.rules:
        whole = [found for found in search.instances(rule, frozenset()) if not found.gaps]
        if rule.index in fired:
            assert whole
        elif not any(
            any(head.converts) for head in rule.heads
        ):  # what cannot be converted is no gap, and does not fire
            assert not whole


@settings(max_examples=30)
@given(small_programs(most=8, reported=False))
def test_filling_the_only_gap_brings_the_conclusion_about(program):
    """Where one given fact is all that is lacking, and nothing is left undecided, giving it makes the rule fire."""
    assessment = assessed(program)
    graph = assessment.graph
    search = NearSearch(Members(graph.types, graph.rows), assessment.assumptions)
    filler = Filler(assessment.plan.types, assessment.as_of)
    concluded = {head.type for rule in assessment.plan.rules for head in rule.heads}
    tried = 0
    for rule in assessment.plan.rules:
        closed = set(rule.rule.closed_types())
        for part, pattern in enumerate(rule.patterns):
            if pattern.type in concluded or pattern.type in closed or tried > 3:
                continue
            for instance in search.instances(rule, frozenset((part,))):
                if len(instance.gaps) == 1 and isinstance(instance.gaps[0], Lacking) and not instance.undecided:
                    made = filler.fill([pattern], [], instance.bindings)
                    if made is None or any(any(head.converts) for head in rule.heads):
                        continue
                    tried += 1
                    after = edited(assessment, made[0])
                    rules = {after.graph.block(d).plan.index for d in range(len(after.graph))}
                    assert rule.index in rules or _negated_upstream(assessment.plan, rule)
                    break


def _negated_upstream(plan, rule):
    """True if what the rule takes may fall when a fact comes in."""
    from tocsin.questions.relevance import Upstream

    return not Upstream.of(plan, [pattern.type for pattern in rule.patterns]).is_monotone


def test_what_an_aggregate_has_nothing_of_is_asked_about_in_turn(tmp_path):
    found = why_not(losses(tmp_path), "total(holder=B)")

    assert [sought.text(found.assessment.plan.types) for sought in found.unmet] == [
        "total(holder=B)", "loss(holder=B)", "damage(holder=B)",
    ]  # fmt: skip


WATCHED = {
    "pack": "watched",
    "types": {
        "seen": {"vessel": "str", "crew": "int"},
        "heard": {"vessel": "str"},
        "cleared": {"vessel": "str"},
        "alert": {"vessel": "str"},
    },
}
NAMES = st.sampled_from([None, "P", "Q", "R"])
REPORTS = st.builds(
    lambda name, origin, grade, status: Report(Source(publisher=name, origin=origin), grade, status),
    NAMES,
    st.sampled_from([None, None, "P", "X"]),
    st.sampled_from([None, "A1", "B2", "B3", "C3", "F6"]),
    st.sampled_from(["reported", "reported", "confirmed", "assumed", "denied"]),
)
ASKED = st.none() | st.fixed_dictionaries(
    {"sources": st.sampled_from(["1..", "2..", "3.."])},
    optional={"grade": st.sampled_from(["..B3", "..C4"]), "status": st.sampled_from(["confirmed", "assumed"])},
)


@st.composite
def watches(draw):
    """A case of few facts under a rule that asks how well its premises, and its exception, are backed."""

    def asking(**terms):
        asked = draw(ASKED)
        return terms if asked is None else {**terms, "backed_by": asked}

    when = [{"seen": asking(vessel="$v", crew="$n")}, {"heard": asking(vessel="$v")}]
    rule = {
        "id": "alert",
        "when": when,
        "unless": [{"cleared": asking(vessel="$v")}],
        "then": [{"alert": {"vessel": "$v"}}],
    }
    pack = parse_pack({"watched.yaml": to_yaml({**WATCHED, "rules": [rule]})}, "drawn")
    texts = ["seen(vessel=A, crew=1)", "seen(vessel=A, crew=2)", "heard(vessel=A)", "cleared(vessel=A)"]
    told = draw(
        st.lists(st.tuples(st.sampled_from(texts), st.lists(REPORTS, max_size=4)), unique_by=lambda each: each[0])
    )
    return Case(pack, [Given(parse_fact(text, pack.vocabulary), tuple(reports)) for text, reports in told])


def heard_of(asked, count):
    """So many reports by sources yet unheard, as a rule asks."""
    grade = asked.get("grade", "..")[2:] or None
    return [Report(Source(publisher=f"new {number}"), grade, asked["status"][0]) for number in range(count)]


def filled(gap):
    """The facts any of which, with these reports, would fill a gap."""
    if gap["kind"] == "lacking":
        text = gap["sought"].replace(")", ", crew=7)") if gap["sought"].startswith("seen") else gap["sought"]
        asked = gap.get("asked")
        yield text, [None] if asked is None else heard_of(asked, int(asked["sources"][:-2]))
    for fact in gap["facts"] if gap["kind"] == "unbacked" else ():
        yield fact["fact"], heard_of(gap["asked"], fact["lacking"])


@settings(max_examples=60)
@given(watches())
def test_what_is_said_to_be_missing_of_facts_and_reports_is_enough_and_none_of_it_too_much(case):
    assessment = case.assess(engine="seminaive")
    found = why_not(assessment, "alert(vessel=A)")
    assert bool(found.holds) == bool(assessment.conclusions)
    told: Any = found.to_json()["unmet"]
    [instance, *_] = [{"gaps": []}] if found.holds else told[0]["rules"][0]["instances"]
    blocked = {fact for gap in instance["gaps"] if gap["kind"] == "blocked" for fact in gap["facts"]}
    texts = {given.fact.id: str(given.fact) for given in case.facts}
    ways = [list(filled(gap)) for gap in instance["gaps"] if gap["kind"] != "blocked"]
    for way in product(*ways) if instance["gaps"] else ():
        parts = [(texts.get(fact, fact), each) for fact, reports in way for each in reports]
        tried = [
            (parts, blocked, True),
            *(((*parts[:at], *parts[at + 1 :]), blocked, False) for at in range(len(parts))),
        ]
        for added, taken, follows in [*tried, *([(parts, set(), False)] if blocked else [])]:
            more = [Given(parse_fact(text, case.pack.vocabulary), (each,) if each else ()) for text, each in added]
            kept = [given for given in case.facts if given.fact.id not in taken]
            after = Case(case.pack, [*kept, *more]).assess(engine="seminaive")
            assert bool(after.conclusions) == follows, (instance["gaps"], added)


def test_a_group_that_comes_to_something_else_is_said_to():
    pack = pack_from_text(
        "pack: patrols\n"
        "types: {patrol: {zone: str, day: date}, watched: {zone: str, patrols: int}}\n"
        "rules:\n"
        "  - id: w\n"
        "    when: [{count: true, over: [{patrol: {zone: $z}}], by: [$z], as: $n}, $n >= 2]\n"
        "    then: [{watched: {zone: $z, patrols: $n}}]\n"
    )
    case = Case(pack, ["patrol(zone=A, day=2025-05-01)", "patrol(zone=A, day=2025-05-02)"])

    told = why_not_text(why_not(case, "watched(zone=A, patrols=3)"), width=100, colour=False)
    assert "lacking   the number of patrol(zone=A) is 2, and 3 is looked for" in told
    told = why_not_text(why_not(case, "watched(zone=B, patrols=3)"), width=100, colour=False)
    assert "lacking   no group to take the number of that fits: patrol(zone=B)" in told
