"""The functions of the comparison language, each defined once.

An entry has everything a function is: what it takes and gives, whether it always has a value, its value, and how it is
said in words. The parser, the kinds, the evaluator, the engines' compiled comparisons, the explanations and the random
programs of the tests read this table; nothing else lists functions, but for two that a test holds to it: the SQL of
those that bulk lowers (``tocsin.bulk.lowering.functions``) and the documentation.
"""

from __future__ import annotations

import datetime as dt
import math
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, Literal, TypeAlias

from tocsin.facts.days import DateRange
from tocsin.facts.interval import Interval
from tocsin.facts.kinds import BOOL, FLOAT, INT, Kind
from tocsin.facts.quantity import ANYTHING, OpenEndError, Quantity, ends, interval

Parameter: TypeAlias = Literal["date", "quantity", "number", "ordered"]
"""What an argument may be: ``date`` is a day or a range of days, ``number`` any numeric kind, ``ordered`` a number, or
a date where all are dates."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language.

    ``value`` works on exact values (and on quantities where a parameter is one). A function of numbers or of days has
    an ``interval`` besides: its value where an argument is an interval, the others being exact ones.
    """

    name: str
    takes: tuple[Parameter, ...]
    gives: Kind | None
    """The kind of the result, a quantity for uncertain days; None: the widest kind among the arguments."""
    value: Callable[..., Any]
    says: str
    """The call in words: ``{0}``, ``{1}`` are its arguments, ``{all}`` is the list of them."""
    total: bool = True
    """True if there is a value for all arguments."""
    interval: Callable[..., Any] | None = None
    repeats: bool = False
    """True if the last parameter may be given again and again."""

    def __call__(self, *values: Any) -> Any:
        """The value for these arguments, whichever of them are intervals."""
        if self.interval is not None and any(isinstance(value, Interval) for value in values):
            return self.interval(*map(as_interval, values))
        return self.value(*values)


def as_interval(value: Any) -> Any:
    """The value as an interval; a number becomes an exact quantity, and a day a range of one day."""
    if isinstance(value, Interval):
        return value
    return DateRange.exactly(value) if isinstance(value, dt.date) else Quantity.exactly(value)


def low(quantity: Quantity) -> int | float:
    """The lower bound. Raises OpenEndError if there is none."""
    if quantity.low is None:
        raise OpenEndError("the lower end is open")
    return quantity.low


def high(quantity: Quantity) -> int | float:
    """The upper bound. Raises OpenEndError if there is none."""
    if quantity.high is None:
        raise OpenEndError("the upper end is open")
    return quantity.high


def same(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities are the same range, end by end, open ends too; not whether their values are equal."""
    return (first.low, first.high) == (second.low, second.high)


def _absolute(value: Quantity) -> Quantity:
    """The interval of absolute values."""
    if value.is_anything:
        return ANYTHING
    if value.low is not None and value.low >= 0:
        return value
    if value.high is not None and value.high <= 0:
        return -value
    return Quantity(0, None if value.low is None or value.high is None else max(-value.low, value.high))


def _extreme(choose: Callable[..., Any]) -> Callable[..., Quantity]:
    """The least or greatest of intervals, bound by bound."""

    def extreme(*intervals: Quantity) -> Quantity:
        if any(each.is_anything for each in intervals):
            return ANYTHING
        least, greatest = (choose(bounds) for bounds in zip(*map(ends, intervals), strict=True))
        return interval(None if math.isinf(least) else least, None if math.isinf(greatest) else greatest)

    return extreme


def _quarter(day: dt.date) -> int:
    return (day.month + 2) // 3


def _days(start: dt.date, end: dt.date) -> int:
    return (end - start).days


_CALENDAR: Final = (dt.date.max - dt.date.min).days


def _days_between(start: DateRange, end: DateRange) -> Quantity:
    """The days from any day of one range to any of the other; as many as the calendar has where nothing bounds them."""
    least = None if end.low is None or start.high is None else _days(start.high, end.low)
    most = None if end.high is None or start.low is None else _days(start.low, end.high)
    return Quantity(-_CALENDAR, _CALENDAR) if least is None and most is None else Quantity(least, most)


def _years(days: DateRange) -> Quantity:
    return Quantity(None if days.low is None else days.low.year, None if days.high is None else days.high.year)


def _in_one_cycle(
    part: Callable[[dt.date], int], cycle: Callable[[dt.date], object], most: int
) -> Callable[[DateRange], Quantity]:
    """The interval of a part of the date that begins anew at 1 with each cycle: all of it past the end of one."""

    def parts(days: DateRange) -> Quantity:
        if days.low is None or days.high is None or cycle(days.low) != cycle(days.high):
            return Quantity(1, most)
        return Quantity(part(days.low), part(days.high))

    return parts


def _days_of_month(days: DateRange) -> Quantity:
    if days.low is None or days.high is None:
        return Quantity(1, 31)
    apart = 12 * (days.high.year - days.low.year) + days.high.month - days.low.month
    if apart == 0:
        return Quantity(days.low.day, days.high.day)
    # Of any two months in a row one has 31 days.
    return Quantity(1, 31 if apart > 1 else max(monthrange(days.low.year, days.low.month)[1], days.high.day))


_YEAR: Final = attrgetter("year")
_months = _in_one_cycle(attrgetter("month"), _YEAR, 12)
_quarters = _in_one_cycle(_quarter, _YEAR, 4)
_weekdays = _in_one_cycle(dt.date.isoweekday, lambda day: day.isocalendar()[:2], 7)


FUNCTIONS: Final[dict[str, Function]] = {
    each.name: each
    for each in (
        Function("year", ("date",), INT, _YEAR, "the year of {0}", interval=_years),
        Function("quarter", ("date",), INT, _quarter, "the quarter of {0}", interval=_quarters),
        Function("month", ("date",), INT, attrgetter("month"), "the month of {0}", interval=_months),
        Function("day", ("date",), INT, attrgetter("day"), "the day of the month of {0}", interval=_days_of_month),
        Function(
            "weekday",
            ("date",),
            INT,
            dt.date.isoweekday,
            "the day of the week of {0}, Monday being 1",
            interval=_weekdays,
        ),
        Function("days", ("date", "date"), INT, _days, "the days from {0} to {1}", interval=_days_between),
        Function("low", ("quantity",), FLOAT, low, "the lower end of {0}", total=False),
        Function("high", ("quantity",), FLOAT, high, "the upper end of {0}", total=False),
        Function("same", ("quantity", "quantity"), BOOL, same, "{0} is the same range as {1}"),
        Function("abs", ("number",), None, abs, "the size of {0}", interval=_absolute),
        Function(
            "min",
            ("ordered", "ordered"),
            None,
            min,
            "the least of {all}",
            total=False,
            interval=_extreme(min),
            repeats=True,
        ),
        Function(
            "max",
            ("ordered", "ordered"),
            None,
            max,
            "the greatest of {all}",
            total=False,
            interval=_extreme(max),
            repeats=True,
        ),
    )
}
