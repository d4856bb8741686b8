"""One thing counts once, whoever reports it how often; figures for days that overlap are not added."""

import datetime as dt
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.questions.worlds import brute_force
from tocsin.engine import Case, load_pack
from tocsin.engine.assess import EngineChoice
from tocsin.engine.incremental import LiveCase
from tocsin.engine.rete import available
from tocsin.explain import to_text, why
from tocsin.facts.model import Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.quantity import Quantity
from tocsin.facts.reports import Report, Source
from tocsin.proof import Refused, certify, read_certificate, verify
from tocsin.proof.certify import digest_of
from tocsin.questions import compare, flip, sweep
from tocsin.questions.differences.edits import Alter, edited

ENGINE: EngineChoice = "both" if available() else "seminaive"
relaxed = settings(suppress_health_check=list(HealthCheck), deadline=None)
PACK = """
pack: oil
types:
  delivery:
    fields: {{donor: str, barrels: quantity, first: date, last: date, note: str?}}
    key: [donor]
    period: [first, last]
    cumulative: {cumulative}
  number: {{donor: str, things: int, least: quantity, greatest: quantity}}
  total: {{donor: str, barrels: quantity}}
  breach: {{donor: str}}
rules:
  - id: total
    when: [{{sum: $b, over: [{{delivery: {{donor: $d, barrels: $b}}}}], by: [$d], as: $t}}]
    then: [{{total: {{donor: $d, barrels: $t}}}}]
  - id: number
    when:
      - {{count: true, over: [{{delivery: {{donor: $d}}}}], by: [$d], as: $n}}
      - {{min: $b, over: [{{delivery: {{donor: $d, barrels: $b}}}}], by: [$d], as: $least}}
      - {{max: $c, over: [{{delivery: {{donor: $d, barrels: $c}}}}], by: [$d], as: $greatest}}
    then: [{{number: {{donor: $d, things: $n, least: $least, greatest: $greatest}}}}]
  - id: breach
    when: [{{total: {{donor: $d, barrels: $t}}}}, $t > 500_000]
    then: [{{breach: {{donor: $d}}}}]
"""
MONTHS = {"March": "2024-03-31", "April": "2024-04-30", "May": "2024-05-31"}


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("packs")
    for cumulative in ("false", "true"):
        (folder / f"{cumulative}.yaml").write_text(PACK.format(cumulative=cumulative), encoding="utf-8")
    return {flag == "true": load_pack(folder / f"{flag}.yaml") for flag in ("false", "true")}


def delivery(barrels, last="2024-12-31", first="2024-01-01", donor="RUS", note=""):
    noted = f', note="{note}"' if note else ""
    return f"delivery(donor={donor}, barrels={barrels}, first={first}, last={last}{noted})"


def assessed(pack, *facts):
    return Case(pack, list(facts)).assess(engine=ENGINE)


def said(text, who, vocabulary):
    return Given(parse_fact(text, vocabulary), (Report(Source(publisher=who, date=dt.date(2024, 11, 1))),))


def told(assessment, name):
    """What conclusions of a type say, apart from who the donor is."""
    return [
        {field: str(value) for field, value in zip(c.fact.fact_type().by_name, c.fact.row, strict=True)}
        for c in assessment.conclusions
        if c.type == name
    ]


SERIES = [delivery(165_000, MONTHS["March"]), delivery(190_000, MONTHS["April"]), delivery(200_000, MONTHS["May"])]
RIVALS = [delivery(300_000), delivery(280_000)]


def test_a_series_reported_as_it_grew_is_no_more_than_possibly_its_sum(packs):
    assessment = assessed(packs[False], *SERIES)
    assert told(assessment, "total") == [{"donor": "RUS", "barrels": "200000..555000"}]
    assert [c.qualifier for c in assessment.conclusions if c.type == "breach"] == ["possible"]


def test_of_a_cumulative_series_the_longest_period_takes_in_the_others(packs):
    assessment = assessed(packs[True], *SERIES)
    assert told(assessment, "total") == [{"donor": "RUS", "barrels": "200000"}]
    assert told(assessment, "breach") == []


@pytest.mark.parametrize("cumulative", [False, True])
def test_two_accounts_of_one_delivery_are_one_delivery_between_the_two(packs, cumulative):
    assessment = assessed(packs[cumulative], *RIVALS)
    assert told(assessment, "total") == [{"donor": "RUS", "barrels": "280000..300000"}]
    assert told(assessment, "breach") == []
    assert told(assessment, "number") == [
        {"donor": "RUS", "things": "1", "least": "280000..300000", "greatest": "280000..300000"}
    ]


def test_deliveries_in_separate_days_are_added_as_ever(packs):
    parts = [delivery(300_000, "2024-06-30"), delivery(250_000, "2024-12-31", "2024-07-01")]
    assessment = assessed(packs[False], *parts, delivery(7, donor="CHN"))
    assert told(assessment, "total") == [{"donor": "CHN", "barrels": "7"}, {"donor": "RUS", "barrels": "550000"}]
    assert [c.qualifier for c in assessment.conclusions if c.type == "breach"] == ["certain"]


def test_a_longer_period_takes_in_what_lies_within_it_and_nothing_that_reaches_beyond(packs):
    quarter, half = delivery(3, "2024-03-31"), delivery(5, "2024-06-30")
    later = delivery(7, "2024-09-30", "2024-04-01")
    assert told(assessed(packs[True], quarter, half), "total") == [{"donor": "RUS", "barrels": "5"}]
    assert told(assessed(packs[True], quarter, half, later), "total") == [{"donor": "RUS", "barrels": "7..12"}]


def test_accounts_that_leave_a_figure_without_bounds_give_a_sum_of_any_number(packs):
    assessment = assessed(packs[False], delivery("..5"), delivery("10.."))
    assert told(assessment, "total") == [{"donor": "RUS", "barrels": ".."}]
    assert [each.qualifier for each in assessment.conclusions if each.type == "total"] == ["certain"]


def test_the_derivation_lists_each_account_and_says_in_words_how_it_was_taken(packs):
    vocabulary = packs[False].vocabulary
    facts = [said(text, who, vocabulary) for text, who in zip(RIVALS, ("Source A", "Source B"), strict=True)]
    assessment = assessed(packs[False], *facts)
    (total,) = [c for c in assessment.conclusions if c.type == "total"]
    assert {fact.id for fact in assessment.facts} == set(total.derivations[0].premises)
    text = " ".join(to_text(why(assessment, total.id), width=300, colour=False).split())
    assert "Source A" in text
    assert "Source B" in text
    assert "from 2 accounts of one thing" in text
    series = assessed(packs[False], *SERIES)
    (sum_,) = [c for c in series.conclusions if c.type == "total"]
    assert "3 figures are for days that overlap, so they are not added" in " ".join(
        to_text(why(series, sum_.id), width=300, colour=False).replace("│", " ").split()
    )


def test_accounts_of_one_date_differ_without_a_hull_to_tell(tmp_path):
    """A date has none; and of how many things there are, accounts do not differ by what they say of each."""
    (tmp_path / "visits.yaml").write_text(
        "pack: visits\n"
        "types: {visit: {fields: {who: str, day: date, guests: quantity}, key: [who]}, end: {day: date, n: int}}\n"
        "rules: [{id: end, then: [{end: {day: $d, n: $n}}], when: [\n"
        "  {max: $s, over: [{visit: {day: $s}}], by: [], as: $d},\n"
        "  {count: true, over: [{visit: {guests: $g}}], by: [], as: $n}]}]\n",
        encoding="utf-8",
    )
    facts = ["visit(who=A, day=2024-03-01, guests=1..2)", "visit(who=A, day=2024-03-05, guests=7)"]
    assessment = assessed(load_pack(tmp_path / "visits.yaml"), *facts)
    [end] = why(assessment, assessment.conclusions[0].id).nodes[0].steps
    assert [
        (each.value, each.accounts and (each.accounts.things, each.accounts.rivals)) for each in end.aggregates
    ] == [
        ("2024-03-05", (1, ())),
        ("1", (1, ())),
    ]


# -- whatever the accounts --------------------------------------------------------------------------------------------

DAYS = [dt.date(2024, 1, day) for day in range(1, 6)]
ends = st.integers(-3, 9)
figures = st.one_of(
    st.tuples(ends, ends).map(lambda pair: Quantity(min(pair), max(pair))),
    ends.map(lambda low: Quantity(low, None)),
    ends.map(lambda high: Quantity(None, high)),
)
periods = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(lambda pair: (min(pair), max(pair)))
accounts = st.lists(st.tuples(periods, figures), min_size=1, max_size=6)


def by_trial(told_: list, cumulative: bool) -> tuple[float, float]:
    """The least and the greatest sum, by trying each value an account allows and each set of separate periods."""
    inf = float("inf")
    hulls: dict = {}
    for period, figure in told_:
        low, high = hulls.get(period, (inf, -inf))
        hulls[period] = (
            min(low, -inf if figure.low is None else figure.low),
            max(high, inf if figure.high is None else figure.high),
        )
    if cumulative:
        hulls = {
            p: ends_ for p, ends_ in hulls.items() if not any(q != p and q[0] <= p[0] and p[1] <= q[1] for q in hulls)
        }

    def separate(chosen):
        days = [day for first, last in chosen for day in DAYS if first <= day <= last]
        return len(days) == len(set(days))

    def least(signed):
        sets = [c for size in range(len(signed) + 1) for c in combinations(signed, size) if separate(c)]
        return sum(min(0, end) for end in signed.values()) + max(sum(max(0, signed[p]) for p in c) for c in sets)

    return least({p: low for p, (low, _) in hulls.items()}), -least({p: -high for p, (_, high) in hulls.items()})


def ends_of(value: object) -> tuple:
    assert isinstance(value, Quantity)
    return value.low, value.high


def sum_of(packs, told_: list, cumulative: bool) -> tuple[float, float]:
    facts = [delivery(figure, last, first, note=f"n{at}") for at, ((first, last), figure) in enumerate(told_)]
    found = Case(packs[cumulative], facts).assess(engine="seminaive")
    [total] = [c.fact.row[1] for c in found.conclusions if c.type == "total"]
    low, high = ends_of(total)
    return float("-inf") if low is None else low, float("inf") if high is None else high


@given(accounts, st.booleans())
@relaxed
def test_a_sum_is_what_trying_every_choice_of_separate_periods_gives(packs, told_, cumulative):
    assert by_trial(told_, cumulative) == sum_of(packs, told_, cumulative)


@given(accounts, figures, st.data(), st.booleans())
@relaxed
def test_one_more_account_of_the_same_thing_never_makes_a_sum_surer(packs, told_, figure, data, cumulative):
    before = sum_of(packs, told_, cumulative)
    period = data.draw(st.sampled_from([period for period, _ in told_]))
    after = sum_of(packs, [*told_, (period, figure)], cumulative)
    assert after[0] <= before[0]
    assert before[1] <= after[1]


# -- everywhere the same ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cumulative,facts", list(product([False, True], [SERIES, RIVALS, [*SERIES, *RIVALS]])))
def test_a_live_case_stands_where_a_fresh_assessment_does_account_by_account(packs, cumulative, facts):
    live = LiveCase(Case(packs[cumulative]))
    for at, fact in enumerate(facts, 1):
        live.assert_given([Given(Case(packs[cumulative], [fact]).facts[0].fact)])
        fresh = Case(packs[cumulative], facts[:at]).assess(engine="seminaive")
        expected = {(c.type, c.fact.row) for c in fresh.conclusions}
        assert expected == {key for key, _ in live.memory.conclusions()}
    live.withdraw([live.case.facts[0].fact])
    expected = {(c.type, c.fact.row) for c in Case(packs[cumulative], facts[1:]).assess(engine="seminaive").conclusions}
    assert expected == {key for key, _ in live.memory.conclusions()}


def test_a_certificate_proves_the_hull_and_no_other_sum(packs):
    text = certify(assessed(packs[False], *RIVALS))
    certificate = read_certificate(text)
    verify(certificate, packs[False])
    assert {"delivery"} == certificate["things"].keys()
    forged = {name: part for name, part in certificate.items() if name != "things"}
    forged["digest"] = digest_of({**forged, "digest": None})
    with pytest.raises(Refused):
        verify(forged)
    for other in ({"key": ["donor", "note"], "period": ["first", "last"]}, {"key": ["donor"], "period": []}):
        changed = {**certificate, "things": {"delivery": {**other, "cumulative": False}}}
        changed["digest"] = digest_of({**changed, "digest": None})
        with pytest.raises(Refused, match=r"is not as the pack has it|does not follow|is missing"):
            verify(changed, packs[False])


@pytest.mark.parametrize("cumulative", [False, True])
@pytest.mark.parametrize(
    "facts",
    [
        SERIES,
        [*SERIES[1:], *RIVALS],
        [delivery(0.5, "2024-03-31"), delivery("0.25..0.75", "2024-06-30", "2024-04-01")],
        [delivery(900, "2024-03-31"), delivery(500, "2024-05-31", "2024-02-01")],
    ],
    ids=["series", "rivals", "fractions", "overlap"],
)
def test_a_certificate_of_things_is_accepted(packs, cumulative, facts):
    verify(read_certificate(certify(assessed(packs[cumulative], *facts))), packs[cumulative])


@pytest.mark.parametrize("facts", [SERIES, RIVALS, [*SERIES[1:], *RIVALS]])
def test_a_sweep_counts_the_worlds_in_which_the_accounts_come_to_what(packs, facts):
    case = Case(packs[False], facts)
    found = sweep(case.assess(engine="seminaive"), [fact.fact.id for fact in case.facts])
    worlds = brute_force(case, tuple(fact.id for fact in found.uncertain), ())
    expected = {name: sum(name in world for world in worlds) for world in worlds for name in world}
    assert expected == {conclusion.id: conclusion.worlds for conclusion in found.conclusions}


@pytest.mark.parametrize("facts", [[*SERIES, delivery(9)], [delivery(480_000), delivery(450_000)]])
def test_every_choice_that_flips_a_sum_over_things_does_so_when_made(packs, facts):
    now = assessed(packs[False], *facts)
    found = flip(now, "breach")
    assert found.choices
    for choice in found.choices:
        assert bool(told(edited(now, choice), "breach")) != bool(told(now, "breach"))


def test_flip_moves_either_account_of_a_delivery_past_the_threshold(packs):
    found = flip(assessed(packs[False], delivery(480_000), delivery(450_000)), "breach", at_most=1)
    assert {480_000, 450_000} == {
        ends_of(choice[0].row[1])[0] for choice in found.choices if isinstance(choice[0], Alter)
    }


def test_sources_that_differ_about_a_delivery_part_where_it_is_counted(packs):
    found = compare(assessed(packs[False], *RIVALS), assessed(packs[False], RIVALS[0]))
    assert {"number", "total"} == {row.standing.text.partition("(")[0] for row in found.differing}


# -- what sources say of one thing when no single value satisfies both ------------------------------------------------

FINDING = "verification(subject=troop_deployment, actor=PRK, status={}, verifier={}, method=official_assessment)"


def between(pack, *told_):
    """The tensions that the pack does not declare: who is set against whom."""
    facts = [said(text, who, pack.vocabulary) for text, who in told_]
    found = Case(pack, facts).assess(engine="seminaive")
    texts = {fact.id: str(fact.fact) for fact in found.facts}
    return [
        ({texts[each] for each in tension.between}, tension.text)
        for tension in found.tensions
        if tension.id.startswith("accounts-")
    ]


def test_figures_of_two_sources_that_cannot_both_be_right_are_a_tension(packs):
    ((facts, text),) = between(packs[False], (RIVALS[0], "Source A"), (RIVALS[1], "Source B"))
    assert set(RIVALS) == facts
    assert text == "Sources differ about one delivery: barrels is 280,000 by Source B, 300,000 by Source A."


def test_figures_that_one_value_satisfies_or_of_one_source_or_other_things_are_no_tension(packs):
    pack = packs[False]
    assert between(pack, (delivery("1..5"), "Source A"), (delivery("5.."), "Source B")) == []
    assert between(pack, (RIVALS[0], "Source A"), (RIVALS[1], "Source A")) == []
    assert between(pack, (SERIES[0], "Source A"), (SERIES[1], "Source B")) == []
    assert between(pack, (RIVALS[0], "Source A"), (delivery(300_000, note="seen"), "Source B")) == []


def test_uncertain_days_are_a_tension_where_no_day_is_in_both(tmp_path):
    (tmp_path / "pack.yaml").write_text(
        "pack: ships\ntypes: {shipment: {fields: {ship: str, left: date_range}, key: [ship]}}\nrules: []\n",
        encoding="utf-8",
    )
    pack = load_pack(tmp_path / "pack.yaml")
    october, early, later = (
        f"shipment(ship=A, left={day})" for day in ("2024-10", "2024-10-03..2024-10-09", "2024-11..")
    )
    assert between(pack, (october, "Source A"), (early, "Source B")) == []
    ((facts, text),) = between(pack, (october, "Source A"), (later, "Source B"))
    assert facts == {october, "shipment(ship=A, left=2024-11-01..)"}
    assert text == "Sources differ about one shipment: left is 2024-10 by Source A, 2024-11-01.. by Source B."


def test_confirmed_by_one_verifier_and_refuted_by_another_is_a_tension():
    pack = load_pack("russia-dprk")
    confirmed, refuted = FINDING.format("confirmed", "NATO"), FINDING.format("refuted", "USA")
    ((facts, text),) = between(pack, (confirmed, "NATO"), (refuted, "Washington"))
    assert {confirmed, refuted} == facts
    assert text == "Sources differ about one verification: status is confirmed by NATO, refuted by Washington."
    assert between(pack, (confirmed, "NATO"), (FINDING.format("confirmed", "USA"), "Washington")) == []


def test_the_fuel_cap_is_passed_only_possibly_by_a_series_and_not_at_all_by_two_accounts():
    pack = load_pack("russia-dprk")
    flow = ("aid_flow(donor=RUS, recipient=PRK, kind=refined_petroleum, quantity={}, unit=bbl, stage=delivered, "
            "period_from=2024-01-01, period_to={})")  # fmt: skip
    regime = "sanctions_regime(imposed_by=UN, target=PRK)"

    def breaches(*flows):
        found = assessed(pack, regime, *flows)
        return {c.qualifier for c in found.conclusions if c.type in ("breach_of_provision", "sanctions_violation")}

    months = [flow.format(n, last) for n, last in zip((165_000, 190_000, 200_000), MONTHS.values(), strict=True)]
    assert {"possible"} == breaches(*months)
    assert set() == breaches(flow.format(300_000, "2024-12-31"), flow.format(280_000, "2024-12-31"))
    assert {"certain"} == breaches(flow.format(300_000, "2024-06-30"), flow.format(500_001, "2024-12-31"))
