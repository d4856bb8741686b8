"""The shipped chronology holds all 67 reports, gives the right answer on each date, and loses only what must fall."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.engine import Case, rete
from tocsin.engine.assessment import Assessment
from tocsin.engine.conclusions import Conclusion
from tocsin.facts.model import Fact, Given
from tocsin.facts.quantity import Quantity
from tocsin.facts.reports import SUPPORTING, Report, Source

FILE = Path(__file__).parents[2] / "examples" / "chronology.yaml"
NUMBER = re.compile(r"\bRF\d\d\b")
STRICT = ("outside-assessment-confirms",)
# What hangs on confirmation: S25, S26 (two conclusions) and S39.
CONFIRMED = ("sanctions_violation", "un_condemnation", "un_call_for_action", "coordinated_response")

# The 67 reports by number, and the figures each of them gives: (low, high), None where open. () where it gives none.
FIGURES: dict[str, tuple[tuple[float | None, float | None], ...]] = {
    "RF01": ((3_000, None),),
    "RF02": (),
    "RF03": ((8_000, 10_000),),
    "RF04": ((12_000, 12_000),),
    "RF05": (),
    "RF06": ((10_900, 11_000),),
    "RF07": ((1_000, 3_000),),
    "RF08": ((15_000, 15_000),),
    "RF09": ((14_000, None),),
    "RF10": (),
    "RF11": (),
    "RF12": (),
    "RF13": ((6_000, 6_000),),
    "RF14": ((1_000, 6_000),),
    "RF20": (),
    "RF21": ((3_000, None),),
    "RF22": ((1_000, None),),
    "RF23": ((3_000, 3_000), (300, 300), (2_700, 2_700)),
    "RF24": ((4_000, 4_000),),
    "RF25": ((4_700, 4_700), (600, 600)),
    "RF26": ((6_000, None),),
    "RF27": ((2_000, 2_000),),
    "RF28": tuple((n, n) for n in (38_130, 41_980, 45_720, 48_670, 48_240, 36_420)),
    "RF30": (),
    "RF31": (),
    "RF32": (),
    "RF40": ((13_000, None),),
    "RF41": ((20_000, None),),
    "RF42": ((None, 9_000_000),),
    "RF43": ((100, None),),
    "RF44": ((10_000_000, None),),
    "RF45": ((10_000, None), (2_500_000, 2_500_000)),
    "RF46": ((3, 3),),
    "RF47": ((50, 50),),
    "RF50": (),
    "RF51": ((1, None),),
    "RF52": ((1_000_000, None),),
    "RF53": ((165_000, None),),
    "RF54": ((8_000, 8_000),),
    "RF55": ((15_000, 15_000),),
    "RF60": (),
    "RF61": (),
    "RF62": (),
    "RF63": (),
    "RF70": (),
    "RF71": (),
    "RF72": ((400_000_000, 400_000_000),),
    "RF73": ((425_000_000, 425_000_000),),
    "RF74": (),
    "RF75": ((725_000_000, 725_000_000),),
    "RF76": (),
    "RF77": ((19, 19),),
    "RF78": ((84, 84),),
    "RF79": ((26, 26),),
    "RF80": (),
    "RF81": ((12, 12), (7, 7), (2, 2)),
    "RF82": (),
    "RF83": (),
    "RF84": (),
    "RF85": (),
    "RF86": (),
    "RF87": (),
    "RF90": (),
    "RF91": (),
    "RF95": (),
    "RF96": (),
    "RF97": (),
}


@pytest.fixture(scope="module")
def case() -> Case:
    return Case.load(FILE)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def assessed(case: Case, date: str, *, without: tuple[str, ...] = ()) -> Assessment:
    return case.assess(as_of=day(date), without=without, engine="seminaive")


def number_of(report: Report) -> str | None:
    """The number of the report retold: the one its note begins with."""
    found = NUMBER.match(report.note or "")
    return found[0] if found else None


def retold(case: Case) -> dict[str, list[Given]]:
    """The facts that retell each numbered report."""
    facts: dict[str, list[Given]] = defaultdict(list)
    for given in case.facts:
        for number in {number_of(report) for report in given.reports}:
            if number is not None:
                facts[number].append(given)
    return facts


def changed(case: Case, change: Callable[[Given], Given | None]) -> Case:
    """The case with each fact replaced by what ``change`` makes of it; None leaves it out."""
    facts = [new for new in map(change, case.facts) if new is not None]
    return Case(case.pack, facts, name=case.name, as_of=case.as_of, assumptions=case.assumptions)


def with_report(case: Case, chosen: Given, report: Report) -> Case:
    def add(given: Given) -> Given:
        same = given.fact.id == chosen.fact.id
        return Given(given.fact, (*given.reports, report), given.qualifier) if same else given

    return changed(case, add)


def field(fact: Fact, name: str) -> object:
    """The value of a field; None if it is absent."""
    return getattr(fact, name)


def found(assessment: Assessment, name: str, **fields: object) -> Conclusion | None:
    """The one conclusion of a type with these fields, if it was drawn."""
    matching = [c for c in assessment.conclusions if c.type == name and fields.items() <= c.fields.items()]
    assert len(matching) <= 1, f"several conclusions match {name}"
    return matching[0] if matching else None


def drawn(assessment: Assessment, name: str, **fields: object) -> Conclusion:
    """The one conclusion of a type with these fields."""
    conclusion = found(assessment, name, **fields)
    assert conclusion is not None, name
    return conclusion


def warrants(conclusion: Conclusion | None) -> set[str]:
    """On what a conclusion rests: the document, law, or both; empty if it was not drawn."""
    return set() if conclusion is None else {derivation.rule.warrant for derivation in conclusion.derivations}


def follows(assessment: Assessment, name: str) -> bool:
    """Whether one of CONFIRMED follows by the document. A breach by law needs no deployment, and does not count."""
    about = {"sanctions_violation": {"violator": "PRK", "regime": "UN"}, "coordinated_response": {}}
    return "document" in warrants(found(assessment, name, **about.get(name, {"target": "PRK"})))


def names(assessment: Assessment) -> set[str]:
    return {str(conclusion) for conclusion in assessment.conclusions}


def carriers(assessment: Assessment, conclusion: Conclusion, name: str) -> set[str]:
    """Who reported the facts of a type that the strongest derivations of a conclusion rest on."""
    publishers: set[str] = set()
    waiting, seen = [conclusion.id], set()
    while waiting:
        identity = waiting.pop()
        if identity in seen:
            continue
        seen.add(identity)
        fact = assessment.fact(identity)
        if fact is not None and fact.type == name:
            publishers |= {str(report.source.name) for report in fact.reports if report.status in SUPPORTING}
        derived = assessment.conclusion(identity)
        if derived is not None:
            for derivation in derived.derivations:
                if derivation.qualifier == derived.qualifier:
                    waiting += derivation.premises
    return publishers


# ── What it holds ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_67_reports_are_told_and_no_other(case):
    assert len(FIGURES) == 67
    assert set(FIGURES) == set(retold(case))


@pytest.mark.parametrize("number", [number for number in FIGURES if FIGURES[number]])
def test_the_figures_are_those_reported(case, number):
    told = {
        (value.low, value.high)
        for given in retold(case)[number]
        for value in vars(given.fact).values()
        if isinstance(value, Quantity)
    }
    assert set(FIGURES[number]) <= told


@pytest.mark.parametrize("number", [number for number in FIGURES if not FIGURES[number]])
def test_no_figure_is_made_of_a_report_without_one(case, number):
    own = [given for given in retold(case)[number] if {number_of(report) for report in given.reports} == {number}]
    assert [str(g.fact) for g in own if any(isinstance(value, Quantity) for value in vars(g.fact).values())] == []


def test_every_report_names_its_source_date_and_grade_or_is_an_assumption(case):
    for given in case.facts:
        for report in given.reports:
            if number_of(report) is None:
                assert report.status == "assumed", str(given.fact)
                assert report.note, str(given.fact)
            else:
                assert None not in (report.source.publisher, report.date, report.grade), str(given.fact)
                assert report.status != "assumed", str(given.fact)


def test_it_spans_february_2024_to_october_2025(case):
    dates = [report.date for given in case.facts for report in given.reports if report.date]
    assert (day("2024-02-23"), day("2025-10-23")) == (min(dates), max(dates))
    assert case.as_of == day("2025-10-31")


def test_what_is_unverified_is_graded_as_unknown_and_says_so(case):
    (given,) = retold(case)["RF82"]
    (report,) = given.reports
    assert report.grade == "F6"
    assert "UNVERIFIED" in str(report.note)


def test_nothing_rests_on_what_is_unverified(case):
    assessment = assessed(case, "2025-10-31")
    (given,) = retold(case)["RF82"]
    assert [
        str(conclusion)
        for conclusion in assessment.conclusions
        if any(given.fact.id in derivation.premises for derivation in conclusion.derivations)
    ] == []


PARTS = {("RF06", "RF08"), ("RF07", "RF08")}
"""Those of figures without days; where days are known, they say what overlaps."""


def test_a_figure_that_lies_within_another_names_it(case):
    named = {
        (given.fact.fact_type().name, field(given.fact, "figure")): number
        for number, facts in retold(case).items()
        for given in facts
        if getattr(given.fact, "figure", None) is not None
    }
    within = {
        (number, named[given.fact.fact_type().name, field(given.fact, "part_of")])
        for number, facts in retold(case).items()
        for given in facts
        if getattr(given.fact, "part_of", None) is not None
    }
    assert within == PARTS


def test_both_figures_for_days_that_overlap_stand_in_the_derivation_of_their_sum(case):
    assessment = assessed(case, "2025-10-31")
    own = [d for c in assessment.conclusions for d in c.derivations if d.rule.id == "one-supplier-passes-the-cap"]
    assert {"1000000.."} == {str(derivation.bindings["own"]) for derivation in own}
    counted = [c for c in assessment.conclusions if c.id in own[0].premises and c.type == "supply_in_period"]
    assert {"165000..", "1000000.."} == {str(field(c.fact, "volume")) for c in counted}


@pytest.mark.parametrize("date", ["2024-10-31", "2025-02-27", "2025-04-30", "2025-10-31"])
def test_no_head_is_counted_twice(case, date):
    assessment = assessed(case, date)
    reported = {str(field(g.fact, "headcount")) for g in case.facts if g.fact.fact_type().name == "troop_deployment"}
    counted = {
        str(field(c.fact, "headcount"))
        for c in assessment.conclusions
        if c.type in ("combat_deployment", "troop_involvement")
    }
    assert counted <= reported


@pytest.mark.skipif(not rete.available(), reason="durable-rules cannot be imported here")
@pytest.mark.parametrize("date", ["2024-02-23", "2024-10-31", "2024-11-20", "2025-02-27", "2025-04-28", "2025-10-31"])
def test_both_engines_agree(case, date):
    assert tuple(sorted(case.assess(as_of=day(date), engine="both").engines)) == ("rete", "seminaive")


# ── Thresholds over time ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "date, fighting, involved, by",
    [
        ("2024-10-23", None, None, set()),  # 3,000 or more in Russia
        ("2024-10-28", None, None, set()),  # NATO confirms units, and names no number
        ("2024-10-30", None, None, set()),  # 12,000 intended
        ("2024-10-31", None, "boundary", {"US Secretary of State"}),  # 8,000 of 10,000, none said to fight
        ("2024-11-05", None, "boundary", {"US Secretary of State"}),  # battles, of nobody says how many
        ("2024-11-19", None, "boundary", {"US Secretary of State"}),
        ("2024-11-20", "certain", "certain", {"ROK NIS"}),  # 10,900 to 11,000
        ("2025-02-27", "certain", "certain", {"ROK NIS"}),  # and a second wave of 1,000 to 3,000
        ("2025-04-29", "certain", "certain", {"ROK NIS"}),
        ("2025-04-30", "certain", "certain", {"ROK NIS"}),  # 15,000 in all
        ("2025-05-29", "certain", "certain", {"ROK NIS", "MSMT"}),  # 14,000 or more in all
        ("2025-10-31", "certain", "certain", {"ROK NIS", "MSMT"}),
    ],
)
def test_the_thresholds_are_answered_on_each_date_by_the_source_that_carries_it(case, date, fighting, involved, by):
    assessment = assessed(case, date)
    development = found(assessment, "highly_significant_development")
    impact = found(assessment, "significant_impact", scope="conflict")

    def answer(conclusion: Conclusion | None) -> str | None:
        return None if conclusion is None else "boundary" if conclusion.boundary else conclusion.qualifier

    assert (fighting, involved) == (answer(development), answer(impact))
    for conclusion in (development, impact):
        if conclusion is not None:
            assert by == carriers(assessment, conclusion, "troop_deployment")


def test_a_boundary_makes_the_impact_no_more_than_possible(case):
    impact = drawn(assessed(case, "2024-10-31"), "significant_impact", scope="conflict")
    assert (impact.qualifier, impact.boundary) == ("possible", True)


@pytest.mark.parametrize("date", ["2024-11-20", "2025-04-28", "2025-10-31"])
def test_read_to_the_letter_nobody_counts_troops_on_ukraines_soil(case, date):
    literal = assessed(case, date, without=("kursk-counts-as-theatre",))
    assert found(literal, "highly_significant_development") is None
    assert found(literal, "significant_impact", scope="conflict") is None


def test_hindsight_does_not_leak_into_what_was_known(case):
    then = case.assess(as_of=day("2024-11-20"), known_by=day("2024-11-19"), engine="seminaive")
    assert found(then, "highly_significant_development") is None
    now = case.assess(as_of=day("2024-11-20"), known_by=day("2025-10-31"), engine="seminaive")
    assert found(now, "highly_significant_development") is not None


def test_engineers_and_intentions_are_not_counted_as_troops_in_the_war(case):
    counts = {
        str(field(c.fact, "headcount"))
        for c in assessed(case, "2025-10-31").conclusions
        if c.type == "troop_involvement"
    }
    assert {"15000", "14000.."} == counts


# ── Confirmation ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", CONFIRMED)
def test_nothing_follows_before_natos_confirmation_and_all_once_a_figure_is_there(case, name):
    for date in ("2024-10-23", "2024-10-27", "2024-10-28"):
        assert not follows(assessed(case, date), name), date
    for date in ("2024-11-20", "2025-04-25", "2025-10-31"):
        assert follows(assessed(case, date), name), date


@pytest.mark.parametrize("date, confirmed", [("2024-10-27", False), ("2024-10-28", True)])
def test_nato_is_the_first_to_confirm(case, date, confirmed):
    assessment = assessed(case, date)
    conclusion = found(assessment, "confirmed_deployment", sender="PRK")
    assert confirmed == (conclusion is not None)
    if conclusion is not None:
        assert {"NATO"} == carriers(assessment, conclusion, "verification")


def test_a_coordinated_response_is_possible_at_the_boundary_and_likely_over_it(case):
    qualifiers = [
        drawn(assessed(case, date), "coordinated_response").qualifier for date in ("2024-10-31", "2024-11-20")
    ]
    assert qualifiers == ["possible", "likely"]


@pytest.mark.parametrize("name", CONFIRMED)
def test_without_any_outside_confirmation_all_waits_for_an_admission(case, name):
    def unless_outside(given: Given) -> Given | None:
        outside = given.fact.fact_type().name == "verification" and field(given.fact, "method") != "party_admission"
        return None if outside else given

    unconfirmed = changed(case, unless_outside)
    for date, expected in (("2024-11-20", False), ("2025-04-25", False), ("2025-04-26", True)):
        assert expected == follows(assessed(unconfirmed, date), name), date

    nato = next(g for g in retold(case)["RF02"] if g.fact.fact_type().name == "verification")
    assert follows(assessed(unconfirmed.with_facts([nato]), "2024-11-20"), name)


@pytest.mark.parametrize("name", CONFIRMED)
@pytest.mark.parametrize(
    "date, expected",
    [("2024-11-20", False), ("2025-04-25", False), ("2025-04-26", True), ("2025-04-28", True), ("2025-10-31", True)],
)
def test_where_only_an_admission_confirms_all_waits_for_april_2025(case, name, date, expected):
    strict = assessed(case, date, without=STRICT)
    assert expected == follows(strict, name)


def test_the_admissions_carry_the_strict_reading(case):
    for date, by in (
        ("2025-04-26", {"Russian General Staff"}),
        ("2025-04-28", {"Russian General Staff", "Central Military Commission of North Korea"}),
    ):
        strict = assessed(case, date, without=STRICT)
        assert by == carriers(strict, drawn(strict, "confirmed_deployment"), "verification")


def test_the_denial_ends_with_the_admission_and_the_dispute_is_then_over_the_law(case):
    before = {tension.id for tension in assessed(case, "2025-04-27").tensions}
    after = {tension.id for tension in assessed(case, "2025-04-28").tensions}
    assert {"fighting-or-denied"} == before - after
    assert {"breach-or-lawful"} == after - before


def test_sources_that_place_the_troops_differently_are_set_against_each_other(case):
    held = [{t.id for t in assessed(case, date).tensions} for date in ("2025-02-23", "2025-02-24")]
    assert {"t7-places-disagree"} == held[1] - held[0]


# ── Denials and retractions ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("date", ["2024-11-20", "2025-10-31"])
def test_denying_every_fact_changes_no_conclusion(case, date):
    denial = Report(Source(publisher="Somebody", date=day(date)), grade="E5", status="denied")
    denied = changed(case, lambda given: Given(given.fact, (*given.reports, denial), given.qualifier))
    before, after = assessed(case, date), assessed(denied, date)

    def content(assessment: Assessment) -> list[tuple[object, ...]]:
        return [
            (str(c), c.qualifier, c.boundary, [(d.rule.id, d.premises) for d in c.derivations])
            for c in assessment.conclusions
        ]

    assert content(before) == content(after)
    assert all(denial in fact.reports for fact in after.facts)


def test_the_october_denials_stand_beside_what_they_deny(case):
    assessment = assessed(case, "2024-11-01")
    denied = {
        str(field(fact.fact, "headcount"))
        for fact in assessment.facts
        if fact.type == "troop_deployment" and any(report.status == "denied" for report in fact.reports)
    }
    assert {"3000..", "12000", "8000..10000", "None"} == denied


@pytest.mark.parametrize(
    "number, kind, date, without",
    [
        ("RF06", "troop_deployment", "2024-12-01", ()),  # the only figure over 10,000 then
        ("RF03", "troop_deployment", "2024-11-10", ()),
        ("RF08", "troop_deployment", "2025-10-31", ()),  # MSMT's total remains
        ("RF02", "verification", "2024-12-01", ()),  # the American finding remains
        ("RF10", "verification", "2025-04-27", STRICT),  # the only admission then
        ("RF10", "verification", "2025-04-28", STRICT),  # North Korea's remains
        ("RF11", "verification", "2025-04-29", STRICT),  # Russia's remains; on the day of the report it would stand
        ("RF63", "diplomatic_visit", "2024-12-10", ()),
        ("RF50", "technology_transfer", "2024-11-30", ()),
        ("RF82", "sanctions_action", "2025-10-31", ()),
    ],
)
def test_a_retraction_takes_exactly_its_dependants_away(case, number, kind, date, without):
    chosen = next(given for given in retold(case)[number] if given.fact.fact_type().name == kind)
    retracting = case
    for name in dict.fromkeys(report.source.name for report in chosen.reports):
        retracting = with_report(retracting, chosen, Report(Source(publisher=name, date=day(date)), status="retracted"))
    # A level of threat that falls makes way for a lower one, which is new: the scale is left out here.
    without = (*without, "threat-scale")
    before, after = assessed(case, date, without=without), assessed(retracting, date, without=without)
    assert before.fact(chosen.fact.id) is not None
    assert after.fact(chosen.fact.id) is None
    assert standing_without(before, chosen.fact.id) == names(after)


def standing_without(assessment: Assessment, retracted: str) -> set[str]:
    """What still has a derivation that does not rest on a fact, read off the recorded derivations."""
    there = {fact.id for fact in assessment.facts} - {retracted}
    while True:
        more = {
            conclusion.id
            for conclusion in assessment.conclusions
            if conclusion.id not in there
            and any(there.issuperset(derivation.premises) for derivation in conclusion.derivations)
        }
        if not more:
            return {str(conclusion) for conclusion in assessment.conclusions if conclusion.id in there}
        there |= more


def test_retracting_the_only_figure_takes_the_breach_and_leaves_the_confirmation(case):
    chosen = next(g for g in retold(case)["RF06"] if g.fact.fact_type().name == "troop_deployment")
    retraction = Report(Source(publisher="ROK NIS", date=day("2024-12-01")), status="retracted")
    assessment = assessed(with_report(case, chosen, retraction), "2024-12-01")
    assert not follows(assessment, "sanctions_violation")
    assert found(assessment, "significant_impact", scope="conflict") is None
    assert found(assessment, "confirmed_deployment") is not None


# ── Law ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "date, expected",
    [("2024-02-23", {"law"}), ("2024-11-19", {"law"}), ("2024-11-20", {"document", "law"})],
)
def test_the_breach_rests_on_law_before_it_rests_on_the_document(case, date, expected):
    assert expected == warrants(drawn(assessed(case, date), "sanctions_violation", violator="PRK"))


@pytest.mark.parametrize(
    "date, volume, expected",
    [
        ("2024-05-02", "165000..", ("possible", True)),  # March alone: an open end may lie above the cap
        ("2024-11-22", "1000000..", ("certain", False)),  # March to November, March within it: not added
    ],
)
def test_the_barrels_of_march_are_not_added_to_the_million_that_takes_them_in(case, date, volume, expected):
    assessment = assessed(case, date)
    breach = drawn(assessment, "breach_of_provision", violator="RUS", instrument="UNSCR 2397", act="aid_flow")
    assert {volume} == {str(way.bindings["own"]) for way in breach.derivations if "own" in way.bindings}
    assert expected == (breach.qualifier, breach.boundary)


def test_retracting_the_million_lets_march_count_again(case):
    (million,) = retold(case)["RF52"]
    retraction = Report(Source(publisher="Open Source Centre and BBC", date=day("2024-12-01")), status="retracted")
    supply = drawn(assessed(with_report(case, million, retraction), "2024-12-01"), "counted_supply")
    assert str(field(supply.fact, "volume")) == "165000.."


# ── Months ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "date, losses",
    [
        ("2024-10-15", 38_130),
        ("2024-11-15", 41_980),
        ("2024-12-15", 45_720),
        ("2025-01-15", 48_670),
        ("2025-03-15", 48_240),
        ("2025-05-15", 36_420),
    ],
)
def test_a_months_losses_stand_until_the_next_months_and_are_corrected_by_none(case, date, losses):
    for known in (date, "2025-10-31"):
        assessment = case.assess(as_of=day(date), known_by=day(known))
        told = [str(field(each.fact, "quantity")) for each in assessment.facts if each.type == "force_condition"]
        assert str(losses) in told
        assert not [other for other in FIGURES["RF28"] if other[0] != losses and str(other[0]) in told]
