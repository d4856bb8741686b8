"""Which reports of a fact count: held to an account of the rules written apart, report by report."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tocsin.facts import Given, Report, Source
from tocsin.facts.accounts import accounts
from tocsin.facts.days import DateRange
from tocsin.facts.model import Fact
from tocsin.facts.read.merging import merge_given
from tocsin.facts.reports import QUALIFIERS, report_of, source_of
from tocsin.facts.retractions import idle_retractions

JST = dt.timezone(dt.timedelta(hours=9))


class Force(Fact, frozen=True, key=("sender",)):
    "Troops of a state."

    sender: str
    headcount: int


class Regime(Fact, frozen=True, validity=("since", "until")):
    "Sanctions on a state."

    target: str
    since: dt.date | None = None
    until: dt.date | None = None


def day(number):
    return dt.date(2024, 1, number)


DAYS = st.sampled_from([day(number) for number in range(1, 7)])
MOMENTS = st.builds(lambda date, hour: dt.datetime(date.year, date.month, date.day, hour, tzinfo=dt.UTC), DAYS,
                    st.sampled_from([6, 18]))  # fmt: skip
RANGES = st.builds(
    lambda one, other, is_open: DateRange(None if is_open else min(one, other), max(one, other)),
    DAYS,
    DAYS,
    st.booleans(),
)
STATUS = st.sampled_from(["reported", "reported", "confirmed", "assumed", "denied", "retracted"])


@st.composite
def reports(draw):
    status = draw(STATUS)
    dates = DAYS | MOMENTS | RANGES if status == "retracted" else st.none() | DAYS | MOMENTS | RANGES
    begin, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if begin is not None and end is not None:
        begin, end = sorted((begin, end))  # the other way round is no report
    return Report(
        source_of(None, draw(st.sampled_from([None, "P", "Q"])), None, draw(dates)),
        status=status,
        valid_from=begin,
        valid_to=end,
        qualifier=draw(st.none() | st.sampled_from(QUALIFIERS)),
        entry=draw(st.none() | st.integers(1, 4)),
    )


FORCES = st.lists(
    st.tuples(st.sampled_from([Force(sender="PRK", headcount=n) for n in (1, 2)]), st.lists(reports(), max_size=4)),
    max_size=3,
)


# ── the rules once more, as slowly and plainly as they are told ──────────────────────────────────────────────────────


def is_after(one, other):
    """The order of two reports in time: by day, then by time stamp where both have one, then by entry; else unknown.

    Where a report's day is one of several, none of them may say otherwise.
    """
    if one.source.date is None or other.source.date is None:
        return False
    if one.source.at and other.source.at and one.source.at != other.source.at:
        return one.source.at > other.source.at
    pairs = {a > b for a in possible_days(one) for b in possible_days(other)}
    if not any(a == b for a in possible_days(one) for b in possible_days(other)) and len(pairs) == 1:
        return pairs == {True}
    return None not in (one.entry, other.entry) and one.entry > other.entry


def possible_days(report):
    """The days in the month that reports here speak of on which one may have been made; before it there is one more."""
    within = report.source.within
    if within is None:
        return {report.source.date}
    every = {day(1) - dt.timedelta(days=1), *map(day, range(1, 7))}
    return {d for d in every if d <= within.high and (within.low is None or within.low <= d)}


def takes(retraction, report):
    same = retraction.source.publisher in (None, report.source.publisher)
    recorded_after = None not in (retraction.entry, report.entry) and report.entry > retraction.entry
    return same and not recorded_after and (report.source.date is None or is_after(retraction, report))


def days_of(fact, report):
    """Every day of the months that reports here speak of on which this one holds."""
    held = {day(number) for number in range(1, 8)}
    held -= {d for d in held if report.valid_from and d < report.valid_from}
    return held - {d for d in held if report.valid_to and d > report.valid_to}


def expected(givens, as_of, known_by):
    """For each fact what counts, as the rules have it."""
    standing = []
    for item in givens:
        known = [r for r in item.reports if known_by is None or r.source.date is None or r.source.date <= known_by]
        against = [r for r in known if r.status == "retracted"]
        for report in known:
            supports = report.status in ("reported", "confirmed", "assumed")
            if supports and not any(takes(retraction, report) for retraction in against):
                standing.append((item.fact, report))
    kept = [
        (fact, report)
        for fact, report in standing
        if not any(
            other.source.publisher == report.source.publisher is not None
            and is_after(other, report)
            and days_of(fact, report) & days_of(rival, other)
            for rival, other in standing
        )
    ]
    return {
        item.fact: {r for fact, r in kept if fact == item.fact and (as_of is None or as_of in days_of(fact, r))}
        for item in givens
        if item.reports
    }


@pytest.mark.soak
@given(FORCES, st.none() | DAYS, st.none() | DAYS)
def test_what_counts_is_what_the_rules_say(rows, as_of, known_by):
    givens = merge_given(Given(fact, tuple(found)) for fact, found in rows)
    told = expected(givens, as_of, known_by)
    for item, held in accounts(givens, as_of=as_of, known_by=known_by):
        assert told.get(item.fact, set()) == set(held.supporting)
        assert held.in_force == (not item.reports or bool(told[item.fact]))


@given(FORCES, st.none() | DAYS, DAYS)
def test_nothing_known_later_has_any_effect(rows, as_of, known_by):
    givens = merge_given(Given(fact, tuple(found)) for fact, found in rows)
    known = [
        replace(item, reports=tuple(r for r in item.reports if r.date is None or r.date <= known_by))
        for item in givens
    ]  # fmt: skip
    every = accounts(givens, as_of=as_of, known_by=known_by)
    for (_, held), (item, alone) in zip(every, accounts(known, as_of=as_of, known_by=known_by), strict=True):
        if item.reports:  # with none left the fact would count as assumed
            assert replace(held, later=()) == alone


@given(FORCES, reports(), st.none() | DAYS)
def test_a_denial_changes_no_fact_and_makes_none_firmer(rows, denial, as_of):
    givens = [given for given in merge_given(Given(fact, tuple(found)) for fact, found in rows) if given.reports]
    denial = replace(denial, status="denied")
    with_denial = merge_given([*givens, *(Given(given.fact, (denial,)) for given in givens)])
    before = [(held.in_force, held.qualifier) for _, held in accounts(givens, as_of=as_of, known_by=None)]
    assert before == [(held.in_force, held.qualifier) for _, held in accounts(with_denial, as_of=as_of, known_by=None)]


@given(FORCES, reports(), DAYS, st.none() | DAYS)
def test_a_retraction_makes_no_fact_firmer_and_brings_only_replaced_accounts_back(rows, retraction, date, as_of):
    givens = [given for given in merge_given(Given(fact, tuple(found)) for fact, found in rows) if given.reports]
    retraction = replace(retraction, status="retracted", source=replace(retraction.source, date=date, at=None))
    if givens:
        before = {item.fact: held for item, held in accounts(givens, as_of=as_of, known_by=None)}
        first = givens[0].fact
        others = [held for fact, held in before.items() if fact != first]
        more = merge_given([*givens, Given(first, (retraction,))])
        after = {item.fact: held for item, held in accounts(more, as_of=as_of, known_by=None)}
        counted = {report for held in others for report in held.supporting}
        assert counted <= {report for fact, held in after.items() if fact != first for report in held.supporting}
        if (
            not others
            and after[first].in_force
            and not any(t.standing == "corrected" for t in before[first].testimonies)
        ):
            assert QUALIFIERS.index(after[first].qualifier) >= QUALIFIERS.index(before[first].qualifier)


@given(st.lists(st.tuples(FORCES, st.sampled_from(QUALIFIERS)), max_size=3), st.randoms())
def test_it_does_not_matter_in_which_order_or_how_many_steps_reports_come(groups, random):
    givens = [
        Given(fact, tuple(replace(report, qualifier=None) for report in found), qualifier)
        for rows, qualifier in groups
        for fact, found in rows
    ]
    shuffled = list(givens)
    random.shuffle(shuffled)
    step_by_step: tuple[Given, ...] = ()
    for each in shuffled:
        step_by_step = merge_given([*step_by_step, each])
    assert {item.fact: item for item in merge_given(givens)} == {item.fact: item for item in step_by_step}


@given(reports())
@example(report=Report(Source("T", "P", "https://a.example", day(1), origin="O"), "B2", note="n"))
@example(report=Report(Source("T", "P", at=dt.datetime(2024, 1, 1, 8, tzinfo=JST), origin="O"), "F6"))
@example(report=Report(Source("T", "P", within=DateRange(day(1), day(3)), origin="O"), "A1"))
def test_a_report_is_read_back_as_it_was_written(report):
    assert report == report_of(report.to_json())


# ── each rule by itself ──────────────────────────────────────────────────────────────────────────────────────────────


def said(publisher, date, status="reported", **more):
    return Report(source_of(None, publisher, None, date), status=status, **more)


def held(*givens, as_of=None, known_by=None):
    return {str(item.fact): account for item, account in accounts(givens, as_of=as_of, known_by=known_by)}


def test_a_moment_has_its_day_in_utc_and_keeps_its_order_within_it():
    early = said("P", dt.datetime(2024, 11, 20, 8, 30, tzinfo=JST))
    late = said("P", dt.datetime(2024, 11, 20, 9, 30, tzinfo=JST), "retracted")
    assert (dt.date(2024, 11, 19), dt.date(2024, 11, 20)) == (early.date, late.date)
    fact = Force(sender="PRK", headcount=1)
    later = replace(late, status="reported", source=replace(late.source, at=late.source.at + dt.timedelta(hours=1)))
    assert not held(Given(fact, (early, late)))[str(fact)].in_force
    assert held(Given(fact, (early, late, later)))[str(fact)].supporting == (later,)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="date"):
        Source(date=dt.datetime(2024, 11, 20, 9, 30))
    with pytest.raises(ValueError, match="has no zone; add one"):
        Source(at=dt.datetime(2024, 11, 20, 9, 30))


def test_a_report_of_an_uncertain_day_is_known_from_its_last_day_on_and_ordered_where_the_days_do_not_meet():
    fact = Force(sender="PRK", headcount=1)
    first = said("P", DateRange.parse("2024-01-02..2024-01-05"))
    assert not held(Given(fact, (first,)), known_by=day(4))[str(fact)].in_force
    assert held(Given(fact, (first,)), known_by=day(5))[str(fact)].in_force
    for when, stands in (("2024-01-04..2024-01-09", True), ("2024-01-06..2024-01-09", False), ("..2024-01-03", True)):
        retraction = said("P", DateRange.parse(when), "retracted")
        assert (when, stands) == (when, held(Given(fact, (first, retraction)))[str(fact)].in_force)
        assert [first] * stands == [idle.undecided for idle in idle_retractions((first, retraction), None)]


def test_a_report_needs_a_last_day():
    with pytest.raises(ValueError, match="nothing says by when the report was known"):
        said("P", DateRange.parse("2024-01-02.."))
    assert said("P", day(2)) == said("P", DateRange.parse("2024-01-02"))


def test_on_one_day_a_report_stands_unless_something_tells_the_order():
    fact = Force(sender="PRK", headcount=1)
    report, retraction = said("P", day(2)), said("P", day(2), "retracted")
    assert held(Given(fact, (report, retraction)))[str(fact)].in_force
    [idle] = idle_retractions((report, retraction), None)
    assert report == idle.undecided
    numbered = replace(report, entry=3), replace(retraction, entry=4)
    assert not held(Given(fact, numbered))[str(fact)].in_force


def test_a_source_that_did_not_report_takes_nothing_back_and_the_nearest_is_named():
    [idle] = idle_retractions(
        (said("ROK NIS", day(1)), said("TASS", day(1)), said("ROC NIS", day(2), "retracted")), None
    )
    assert idle.nearest == "ROK NIS"


def test_a_later_account_replaces_only_that_of_its_own_source():
    many, few = Force(sender="PRK", headcount=10), Force(sender="PRK", headcount=1)
    first, other, correction = said("NIS", day(1)), said("TASS", day(1)), said("NIS", day(3))
    found = held(Given(many, (first,)), Given(few, (correction,)))
    assert (found[str(many)].in_force, found[str(few)].in_force) == (False, True)
    [replaced] = found[str(few)].replaced
    assert (first, many, correction) == (replaced.report, replaced.account, replaced.by)
    assert held(Given(many, (first, other)), Given(few, (correction,)))[str(many)].supporting == (other,)
    before = held(Given(many, (first,)), Given(few, (correction,)), known_by=day(2))
    assert (before[str(many)].in_force, before[str(few)].in_force) == (True, False)


def test_a_correction_that_is_taken_back_replaces_nothing():
    many, few = Force(sender="PRK", headcount=10), Force(sender="PRK", headcount=1)
    found = held(
        Given(many, (said("NIS", day(1)),)), Given(few, (said("NIS", day(3)), said(None, day(4), "retracted")))
    )
    assert (found[str(many)].in_force, found[str(few)].in_force) == (True, False)


def test_a_report_of_another_time_replaces_nothing():
    fact = Force(sender="PRK", headcount=10)
    spring = said("NIS", day(1), valid_to=day(3))
    autumn = said("NIS", day(5), valid_from=day(5))
    assert held(Given(fact, (spring, autumn)), as_of=day(2))[str(fact)].supporting == (spring,)
    ended = said("NIS", day(5), valid_to=day(2))
    assert not held(Given(fact, (spring, ended)), as_of=day(3))[str(fact)].in_force


def test_a_fact_holds_by_its_own_word_no_longer_than_it_says():
    ended = Regime(target="PRK", since=day(2), until=day(4))
    inside = [held(Given(ended), as_of=day(n))[str(ended)].in_force for n in (1, 2, 4, 5)]
    assert inside == [False, True, True, False]
    assert held(Given(ended))[str(ended)].in_force


def test_a_qualifier_is_known_when_its_report_is():
    fact = Force(sender="PRK", headcount=10)
    both = merge_given([Given(fact, (said("P", day(1)),), "possible"), Given(fact, (said("Q", day(3)),), "likely")])
    assert held(*both, known_by=day(2))[str(fact)].qualifier == "possible"
    assert held(*both)[str(fact)].qualifier == "likely"


def test_what_a_source_said_again_without_a_word_on_firmness_is_as_firm_as_the_fact_is_given():
    fact = Force(sender="PRK", headcount=10)
    again = Given(fact, (said("P", day(1), qualifier="possible"), said("P", day(3))), "likely")
    assert held(again)[str(fact)].qualifier == "likely"
    assert held(again, known_by=day(2))[str(fact)].qualifier == "possible"
