"""The values of the functions of days: of exact days, and of ranges of days, of which any day may be the right one.

A range's value holds the value of every day in it. Where some of those days have a value and others have none (a 30th
of *February or March*), it is any day or any number, so that whatever is compared with it is only possible. An open end
stays open: the end of Python's calendar is not taken for what was meant.
"""

from __future__ import annotations

import datetime as dt
import math
from calendar import isleap, monthrange
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Final

from tocsin.facts.days import ANY_DAY, DateRange, date_range
from tocsin.facts.quantity import ANYTHING, Quantity
from tocsin.rules.expression.values import NoValueError, absorbing

# -- parts of a date --------------------------------------------------------------------------------------------------


def quarter(day: dt.date) -> int:
    """The quarter of a day, 1 to 4."""
    return (day.month + 2) // 3


@absorbing(ANYTHING)
def years_of(days: DateRange) -> Quantity:
    """The years that the days lie in."""
    return Quantity(None if days.low is None else days.low.year, None if days.high is None else days.high.year)


def _in_one_cycle(
    part: Callable[[dt.date], int], cycle: Callable[[dt.date], object], most: int
) -> Callable[..., Quantity]:
    """The interval of a part of the date that begins anew at 1 with each cycle: all of it past the end of one."""

    @absorbing(ANYTHING)
    def parts(days: DateRange) -> Quantity:
        if days.low is None or days.high is None or cycle(days.low) != cycle(days.high):
            return Quantity(1, most)
        return Quantity(part(days.low), part(days.high))

    return parts


_YEAR: Final = attrgetter("year")
months_of = _in_one_cycle(attrgetter("month"), _YEAR, 12)
quarters_of = _in_one_cycle(quarter, _YEAR, 4)
weekdays_of = _in_one_cycle(dt.date.isoweekday, lambda day: day.isocalendar()[:2], 7)


@absorbing(ANYTHING)
def days_of_month(days: DateRange) -> Quantity:
    """The days of the month that the days are."""
    if days.low is None or days.high is None:
        return Quantity(1, 31)
    apart = 12 * (days.high.year - days.low.year) + days.high.month - days.low.month
    if apart == 0:
        return Quantity(days.low.day, days.high.day)
    # Of any two months in a row one has 31 days.
    return Quantity(1, 31 if apart > 1 else max(monthrange(days.low.year, days.low.month)[1], days.high.day))


# -- between days -----------------------------------------------------------------------------------------------------


def days(start: dt.date, end: dt.date) -> int:
    """The days from one day to another, negative where that lies before it."""
    return (end - start).days


_CALENDAR: Final = (dt.date.max - dt.date.min).days


@absorbing(ANYTHING)
def days_apart(start: DateRange, end: DateRange) -> Quantity:
    """The days from any day of one range to any of the other; as many as the calendar has where nothing bounds them."""
    least = None if end.low is None or start.high is None else days(start.high, end.low)
    most = None if end.high is None or start.low is None else days(start.low, end.high)
    return Quantity(-_CALENDAR, _CALENDAR) if least is None and most is None else Quantity(least, most)


def years(start: dt.date, end: dt.date) -> int:
    """The completed years: one more on each anniversary, of a 29 February on 1 March where the year has no such day."""
    if end < start:
        return -years(end, start)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


@absorbing(ANYTHING)
def years_apart(start: DateRange, end: DateRange) -> Quantity:
    """The completed years from any day of one range to any of the other."""
    least = None if end.low is None or start.high is None else years(start.high, end.low)
    most = None if end.high is None or start.low is None else years(start.low, end.high)
    return Quantity(-9998, 9998) if least is None and most is None else Quantity(least, most)


def overlap(start: dt.date, end: dt.date, other_start: dt.date, other_end: dt.date) -> int:
    """How many days two periods share, the first and last day of each included; one that ends before it begins none."""
    return max(0, days(max(start, other_start), min(end, other_end)) + 1)


@absorbing(ANYTHING)
def overlap_of(start: DateRange, end: DateRange, other_start: DateRange, other_end: DateRange) -> Quantity:
    """How many days two periods share whose first and last days are uncertain."""
    least, most = 0, None
    latest, earliest = (start.high, other_start.high), (end.low, other_end.low)
    if None not in (*latest, *earliest):
        least = overlap(start.high, end.low, other_start.high, other_end.low)  # type: ignore[arg-type]
    first, last = _known(max, (start.low, other_start.low)), _known(min, (end.high, other_end.high))
    if first is not None and last is not None:
        most = max(0, days(first, last) + 1)
    return Quantity(least, most)


def _known(choose: Callable[..., dt.date], ends: Iterable[dt.date | None]) -> dt.date | None:
    """The latest first day, or the earliest last day, among those that are not open."""
    return choose((end for end in ends if end is not None), default=None)


# -- days worked out --------------------------------------------------------------------------------------------------


def add_days(day: dt.date, count: int) -> dt.date:
    """The day so many days later, or earlier for a negative number. Raises NoValueError past the calendar's ends."""
    ordinal = day.toordinal() + count
    if not 1 <= ordinal <= _LAST:
        raise NoValueError(_NO_DAY)
    return dt.date.fromordinal(ordinal)


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day so many months later, or the last of a shorter month. Raises NoValueError past the calendar."""
    year, month = divmod(12 * day.year + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise NoValueError(_NO_DAY)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_LAST: Final = dt.date.max.toordinal()
_NO_DAY: Final = "no such day in the calendar"


def _moved(add: Callable[[dt.date, int], dt.date]) -> Callable[..., DateRange]:
    """Days moved by a whole number; of a range of numbers, the whole ones in it."""

    @absorbing(ANY_DAY)
    def moved(days: DateRange, count: Quantity) -> DateRange:
        least, most = _whole(count)
        try:
            low = None if days.low is None or least is None else add(days.low, least)
            high = None if days.high is None or most is None else add(days.high, most)
        except NoValueError:
            # Past the calendar with every day, or with some: those from its first day on, those up to its last.
            if (least or 0) > 0 and days.low is not None and _fails(add, days.low, least):
                raise
            if (most or 0) < 0 and days.high is not None and _fails(add, days.high, most):
                raise
            return ANY_DAY
        return date_range(low, high)

    return moved


def _fails(add: Callable[[dt.date, int], dt.date], day: dt.date, count: int | None) -> bool:
    try:
        add(day, count or 0)
    except NoValueError:
        return True
    return False


days_added = _moved(add_days)
months_added = _moved(add_months)


def _whole(count: Quantity) -> tuple[int | None, int | None]:
    """The least and the greatest whole number in a quantity. Raises NoValueError if there is none."""
    least = None if count.low is None else math.ceil(count.low)
    most = None if count.high is None else math.floor(count.high)
    if least is not None and most is not None and least > most:
        raise NoValueError("no whole number")
    return least, most


def date(year: int, month: int, day: int) -> dt.date:
    """The day of these numbers. Raises NoValueError if the calendar has none."""
    try:
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        raise NoValueError(_NO_DAY) from None


@absorbing(ANY_DAY)
def date_of(year: Quantity, month: Quantity, day: Quantity) -> DateRange:
    """The days of these numbers: from the first to the last, if the calendar has all of them."""
    (first, last), months, numbers = _whole(year), _whole(month), _whole(day)
    has = [each for each in range(1, 13) if _within(each, months)]
    # A leap year and one that is none, if the years hold them: of eight in a row at least one is each.
    start = max(first if first is not None else (last or 1) - 8, 1)
    sample = range(start, min(last if last is not None else start + 8, start + 8, 9999) + 1)
    longest = [29 if each == 2 and leap else _LENGTHS[each] for each in has for leap in {*map(isleap, sample)}]
    least, most = numbers
    if not longest or (least or 1) > max(longest) or (most is not None and most < 1):
        raise NoValueError(_NO_DAY)
    inside = (first is None or first >= 1) and (last is None or last <= 9999)
    if not (inside and _inside(months, 12) and _inside(numbers, min(longest))):
        return ANY_DAY
    return date_range(
        None if first is None else dt.date(first, months[0] or 1, least or 1),
        None if last is None else dt.date(last, months[1] or 12, most or 28),
    )


_LENGTHS: Final = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _within(value: int, ends: tuple[int | None, int | None]) -> bool:
    low, high = ends
    return (low is None or low <= value) and (high is None or value <= high)


def _inside(ends: tuple[int | None, int | None], most: int) -> bool:
    low, high = ends
    return low is not None and low >= 1 and high is not None and high <= most
