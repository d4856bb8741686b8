"""The functions of days against Python's own calendar, and their ranges against every world that they allow."""

import datetime as dt
import operator
from random import Random
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tocsin.facts.converting import KindError, convert
from tocsin.facts.days import ANY_DAY, DateRange
from tocsin.facts.kinds import DATE, DATE_RANGE, INT, QUANTITY, STR
from tocsin.facts.quantity import Quantity, Truth
from tocsin.rules.expression import FAILURES, FUNCTIONS, KindMismatch, holds, kind_of, parse, value_of
from tocsin.rules.expression.faults import ExpressionError
from tocsin.rules.expression.functions import as_interval

pytestmark = pytest.mark.soak
WORLDS = 6
EDGES = [dt.date(2024, 2, 29), dt.date(2023, 2, 28), dt.date(2024, 1, 31), dt.date(1900, 2, 28), dt.date(1999, 12, 31)]
days = st.one_of(st.sampled_from(EDGES), st.dates(dt.date(1890, 1, 1), dt.date(2110, 12, 31)))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def value(text: str, **bindings: Any) -> Any:
    return value_of(parse(text), bindings)


# -- exact days -------------------------------------------------------------------------------------------------------


@given(days, st.integers(-40_000, 40_000))
def test_days_are_added_as_python_adds_them(start, count):
    assert start + dt.timedelta(count) == value("add_days($d, $n)", d=start, n=count)
    assert count == value("days($d, add_days($d, $n))", d=start, n=count)


@given(days, st.integers(-600, 600))
@example(day("2024-01-31"), 1)
@example(day("2024-02-29"), 12)
def test_months_are_added_to_the_same_day_or_the_last_of_a_shorter_month(start, count):
    first = start.replace(day=1)
    for _ in range(abs(count)):  # month by month, over the days between
        first = (first + dt.timedelta(31)).replace(day=1) if count > 0 else (first - dt.timedelta(1)).replace(day=1)
    last = (first + dt.timedelta(31)).replace(day=1) - dt.timedelta(1)

    found = value("add_months($d, $n)", d=start, n=count)
    assert min(first + dt.timedelta(start.day - 1), last) == found


@given(days, days)
@example(day("2000-02-29"), day("2018-02-28"))
@example(day("2000-02-29"), day("2018-03-01"))
def test_a_year_is_completed_on_its_anniversary(start, end):
    def anniversary(year: int) -> dt.date:
        try:
            return dt.date(year, start.month, start.day)
        except ValueError:  # of a 29 February, where there is none
            return dt.date(year, 3, 1)

    assume(start <= end)
    completed = sum(anniversary(year) <= end for year in range(start.year + 1, end.year + 1))
    assert completed == value("years($a, $b)", a=start, b=end)
    assert -completed == value("years($b, $a)", a=start, b=end)


@pytest.mark.parametrize(
    "born,on,age",
    [
        ("2006-11-20", "2024-11-19", 17),
        ("2006-11-20", "2024-11-20", 18),
        ("2004-02-29", "2022-02-28", 17),
        ("2004-02-29", "2022-03-01", 18),
        ("2004-02-29", "2024-02-29", 20),
        ("2024-02-29", "2024-02-28", 0),
    ],
)
def test_somebody_is_18_on_the_birthday(born, on, age):
    assert age == value("years($born, $on)", born=day(born), on=day(on))


short = st.dates(dt.date(2024, 2, 20), dt.date(2024, 3, 20))


@given(short, short, short, short)
def test_an_overlap_counts_the_days_that_both_periods_have(start, end, other_start, other_end):
    def inside(first: dt.date, last: dt.date) -> set[int]:
        return {*range(first.toordinal(), last.toordinal() + 1)}

    both = inside(start, end) & inside(other_start, other_end)
    bindings = {"a": start, "b": end, "c": other_start, "d": other_end}
    assert len(both) == value("overlap($a, $b, $c, $d)", **bindings)


@given(st.integers(-3, 10_003), st.integers(-2, 15), st.integers(-2, 34))
@example(2023, 2, 29)
def test_a_date_is_that_of_python_or_none(year, month, number):
    try:
        expected = dt.date(year, month, number)
    except ValueError:
        with pytest.raises(FAILURES):
            value("date($y, $m, $d)", y=year, m=month, d=number)
    else:
        assert expected == value("date($y, $m, $d)", y=year, m=month, d=number)


@pytest.mark.parametrize("text", ["add_days(9999-12-31, 1)", "add_months(0001-01-31, -1)", "add_days(2024-01-01, $n)"])
def test_a_day_past_the_calendar_is_no_day(text):
    with pytest.raises(FAILURES):
        value(text, n=10**400)


# -- ranges -----------------------------------------------------------------------------------------------------------


@st.composite
def ranges(draw):
    first, last = sorted((draw(days), draw(st.one_of(days, st.just(dt.date(2024, 3, 1))))))
    last = min(last, first + dt.timedelta(draw(st.sampled_from([0, 1, 20, 400, 90_000]))))
    ends = draw(st.sampled_from([(first, last), (first, last), (first, None), (None, last)]))
    return DateRange(*ends)


@st.composite
def counts(draw):
    low = draw(st.integers(-30, 40))
    ends = draw(st.sampled_from([(low, low), (low, low + 1), (low, low + 30), (low, None), (None, low)]))
    return Quantity(*ends)


def exactly(dice: Random, interval):
    """A value of an interval: one of its ends or between; some way into what is open."""
    unit = dt.timedelta(1) if isinstance(interval, DateRange) else 1
    low = interval.high - 500 * unit if interval.low is None else interval.low
    high = low + 500 * unit if interval.high is None else interval.high
    apart = (high - low).days if isinstance(interval, DateRange) else high - low
    return dice.choice([low, high, low + dice.randint(0, apart) * unit])


CALLS = [
    "year($p)", "quarter($p)", "month($p)", "day($p)", "weekday($p)", "days($p, $q)", "years($p, $q)",
    "overlap($p, $q, $r, $s)", "add_days($p, $m)", "add_months($p, $m)", "date($y, 2, 28)", "date($y, $m, $n)",
    "date(2024, $m, 29)", "date($y, 2, $n)", "range($m, $n)", "day(add_months($p, $m))", "years($p, add_days($q, $n))",
]  # fmt: skip


@given(st.sampled_from(CALLS), st.tuples(ranges(), ranges(), ranges(), ranges()), counts(), counts(), st.data())
def test_the_value_of_every_world_lies_in_that_of_the_ranges(text, four, m, n, data):
    dice = Random(data.draw(st.integers(0, 2**32)))
    year = data.draw(
        st.sampled_from([Quantity(2024, 2024), Quantity(2023, 2024), Quantity(1896, 1904), Quantity(2020, None)])
    )
    uncertain = dict(zip("pqrs", four, strict=True)) | {"m": m, "n": n, "y": year}
    try:
        told = value(text, **uncertain)
    except FAILURES:
        told = None
    for _ in range(WORLDS):
        world = {name: exactly(dice, each) for name, each in uncertain.items()}
        try:
            found = as_interval(value(text, **world))
        except FAILURES:
            # Where one has no value, nothing that is said of the ranges is certain.
            assert told is None or told.is_anything, (text, world)
            continue
        assert told is not None, (text, world)
        for inside in (operator.ge, operator.le):
            bound = told.low if inside is operator.ge else told.high
            end = found.low if inside is operator.ge else found.high
            assert bound is None or inside(end, bound), (text, world, found)


@pytest.mark.parametrize(
    "text,told",
    [
        ("add_months(2024-01-30..2024-01-31, 1)", "2024-02-29"),
        ("add_months(2024-01-31, 0..1)", "2024-01-31..2024-02-29"),
        ("add_days(2024-02, 1)", "2024-02-02..2024-03-01"),
        ("add_days(2024-02-28.., 2)", "2024-03-01.."),
        ("date(2023..2024, 2, 28)", "2023-02-28..2024-02-28"),
        ("date(2024.., 2, 28)", "2024-02-28.."),
    ],
)
def test_ranges_of_days_move_end_by_end(text, told):
    name, arguments = text.removesuffix(")").split("(")
    kinds = [DATE_RANGE if taken == "date" else QUANTITY for taken in FUNCTIONS[name].takes]
    given_ = [convert(each, kind) for each, kind in zip(arguments.split(", "), kinds, strict=True)]

    assert DateRange.parse(told) == FUNCTIONS[name](*given_)


@pytest.mark.parametrize("text", ["date(2023..2024, 2, 29)", "date(2024, 1..13, 1)", "date(2024, 2..3, 30)"])
def test_a_day_that_some_years_lack_may_be_any_day_and_none_that_is_concluded(text):
    name, arguments = text.removesuffix(")").split("(")
    told = FUNCTIONS[name](*(Quantity.parse(each) for each in arguments.split(", ")))

    assert told == ANY_DAY
    assert holds(parse("$d > 1900-01-01"), {"d": told}) == Truth.POSSIBLE
    assert value("year($d)", d=told).is_anything
    with pytest.raises((KindError, *FAILURES)):
        convert(told, DATE_RANGE)


# -- numbers and text -------------------------------------------------------------------------------------------------


@given(st.one_of(st.integers(-(10**20), 10**20), st.floats(-1e16, 1e16), st.integers(-9, 9).map(lambda n: n / 2)))
@example(0.49999999999999994)
@example(-2.5)
def test_rounding_is_to_the_nearest_and_halves_go_away_from_nothing(number):
    from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

    exact = Context(prec=400)
    for name, way in (("round", ROUND_HALF_UP), ("floor", ROUND_FLOOR), ("ceil", ROUND_CEILING)):
        expected = Decimal(number).quantize(Decimal(1), rounding=way, context=exact)
        assert int(expected) == value(f"{name}($x)", x=number)


@pytest.mark.parametrize(
    "text,held",
    [
        ('contains($t, "nord")', False),
        ('contains(lower($t), "nord")', True),
        ('contains($t, "")', True),
        ('starts_with($t, "NORD ")', True),
        ('ends_with(lower($t), " gmbh")', True),
        ('ends_with($t, "KG")', False),
    ],
)
def test_text_is_looked_into_letter_by_letter(text, held):
    assert held == bool(holds(parse(text), {"t": "NORD Öl GmbH"}))


def test_lower_case_is_text_as_it_is_stored():
    assert convert("İÖ".lower(), STR) == value("lower($t)", t="İÖ")


def test_a_range_that_ends_before_it_begins_is_none():
    with pytest.raises(FAILURES):
        value("range(3, 2)")


# -- kinds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    ["2025-02-30", "30.02.2025", "30/02/2025", "30 February 2025", '"2025-02-30"', '"30.02.2025"', '"30 Feb 2025"'],
)
def test_a_day_that_does_not_exist_is_told_so_in_a_comparison(day):
    with pytest.raises((ExpressionError, KindMismatch)) as refused:
        kind_of(parse(f"$d > {day}"), {"d": DATE})
    told = refused.value.hint if "the calendar has" in refused.value.hint else f"{refused.value}: {refused.value.hint}"
    assert told == "the calendar has no 2025-02-30: that month ends with 2025-02-28"


@pytest.mark.parametrize(
    "day,meant", [("2025-05-01", "2025-05-01"), ("1.5.2025", "2025-05-01"), ("soon", "2024-11-20")]
)
def test_a_day_in_quotes_is_told_to_be_written_without_them(day, meant):
    with pytest.raises(KindMismatch) as refused:
        kind_of(parse(f'$d > "{day}"'), {"d": DATE})
    assert refused.value.hint == f"write dates without quotes: {meant}"


@pytest.mark.parametrize(
    "text,hint",
    [
        ('year("2024-11-20")', "write dates without quotes: 2024-11-20"),
        ("years($d)", "write years(date, date)"),
        ('add_days($d, "3")', "write numbers without quotes"),
        ("add_days($d, 1.5)", "make it whole with floor, ceil or round"),
        ("add_months(3, 3)", "give a day, a field of kind date or date_range, or date(year, month, day)"),
        ("low($n)", "give a field of kind quantity, or range(low, high)"),
        ("lower($n)", "give text in quotes, or a field of kind str"),
        ("date(2024, $d, 1)", "give a whole number"),
    ],
)
def test_what_does_not_fit_a_function_is_told_what_does(text, hint):
    with pytest.raises(KindMismatch) as refused:
        kind_of(parse(text), {"d": DATE, "n": INT})

    assert hint == refused.value.hint
