"""The axis of a chart: dates in their order, evenly, and no more marks than can be read."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.judgement.axis import Axis, axis_of
from tocsin.judgement.chart import axis_svg

DATES = st.dates(dt.date(1950, 1, 1), dt.date(2060, 12, 31))


def axis(first: str, last: str) -> Axis:
    return Axis(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@given(DATES, st.integers(0, 4_000))
def test_names_stand_apart_on_wide_and_narrow_pages(first, days):
    whole = Axis(first, min(first + dt.timedelta(days), dt.date(2062, 1, 1)))
    names = re.findall(
        r'<text( class="wide")? x="([\d.]+)%" dx="-?3" y="14" text-anchor="(\w+)">([^<]+)<', axis_svg(whole)
    )
    for shown, letter in ((names, 1.3), ([name for name in names if not name[0]], 2.0)):
        spans = sorted(
            (float(at) - len(name) * letter, float(at))
            if anchor == "end"
            else (float(at), float(at) + len(name) * letter)
            for _, at, anchor, name in shown
        )
        assert all(left[1] <= right[0] for left, right in pairwise(spans)), shown
    assert bool(names) == bool(list(whole.ticks()))


@pytest.mark.parametrize(
    "first,last,names",
    [
        ("2024-01-01", "2024-01-20", ["4 Jan", "11 Jan", "18 Jan"]),
        ("2024-01-01", "2024-03-01", ["8 Jan", "22 Jan", "5 Feb", "19 Feb"]),
        ("2023-11-15", "2024-03-20", ["Dec 2023", "Jan 2024", "Feb", "Mar"]),
        ("2023-01-01", "2024-06-30", ["Jan 2023", "Mar", "May", "Jul", "Sep", "Nov", "Jan 2024", "Mar", "May"]),
        ("2020-02-01", "2022-12-31", ["Jul 2020", "Jan 2021", "Jul", "Jan 2022", "Jul"]),
        ("2000-05-01", "2009-05-01", [f"Jan {year}" for year in range(2001, 2010)]),
    ],
)
def test_weeks_months_or_years_are_marked_as_there_is_room(first, last, names):
    assert names == [name for _, name in axis(first, last).ticks()]


@given(DATES, DATES)
def test_the_marks_lie_within_the_axis_in_order_and_are_at_most_some_ten(one, other):
    first, last = sorted((one, other))
    ticks = [date for date, _ in Axis(first, last).ticks()]
    assert sorted(set(ticks)) == ticks
    assert all(first <= date <= last for date in ticks)
    assert len(ticks) <= 14


@given(DATES, DATES, st.lists(DATES))
def test_later_dates_stand_further_right_within_the_width(one, other, dates):
    first, last = sorted((one, other))
    places = [Axis(first, last).at(date) for date in sorted(dates)]
    assert all(0 <= place <= 100 for place in places)
    assert all(left <= right for left, right in pairwise(places))
    assert all((place == 0) == (date < first) for date, place in zip(sorted(dates), places, strict=True))
    assert Axis(first, last).at(None, 12.5) == 12.5


def test_the_first_day_and_the_last_leave_a_margin():
    assert [
        axis("2024-01-01", "2024-01-11").at(
            dt.date(2023, 12, 31 if day == 0 else 1) if day == 0 else dt.date(2024, 1, day)
        )
        for day in (0, 1, 6, 11)
    ] == [0.0, 1.5, 49.25, 97.0]


def test_a_few_early_dates_far_from_the_rest_stay_outside():
    day = dt.date(2024, 1, 1)
    rest = [day + dt.timedelta(days=number) for number in range(8)]
    assert axis_of([day - dt.timedelta(days=400), *rest]) == Axis(rest[0], rest[-1])
    assert axis_of([day - dt.timedelta(days=2), *rest]) == Axis(day - dt.timedelta(days=2), rest[-1])
    assert axis_of([day]) == Axis(day, day)
