"""The functions of the comparison language, each defined once.

An entry has everything a function is: what it takes and gives, whether it always has a value, its value, and how it is
said in words. The parser, the kinds, the evaluator, the engines' compiled comparisons, the explanations and the random
programs of the tests read this table; nothing else lists functions, but for two that a test holds to it: the SQL of
those that bulk lowers (``tocsin.bulk.lowering.functions``) and the documentation.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, Literal, TypeAlias

from tocsin.facts.kinds import BOOL, FLOAT, INT, Kind
from tocsin.facts.quantity import ANYTHING, OpenEndError, Quantity, ends, interval

Parameter: TypeAlias = Literal["date", "quantity", "number", "ordered"]
"""What an argument may be: ``number`` is any numeric kind, ``ordered`` a number, or a date where all are dates."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language.

    ``value`` works on exact values (and on quantities where a parameter is one). A function of numbers has an
    ``interval`` besides: its value where an argument is a quantity, the others being exact ones.
    """

    name: str
    takes: tuple[Parameter, ...]
    gives: Kind | None
    """The kind of the result; None: the widest kind among the arguments."""
    value: Callable[..., Any]
    says: str
    """The call in words: ``{0}``, ``{1}`` are its arguments, ``{all}`` is the list of them."""
    total: bool = True
    """True if there is a value for all arguments."""
    interval: Callable[..., Any] | None = None
    repeats: bool = False
    """True if the last parameter may be given again and again."""

    def __call__(self, *values: Any) -> Any:
        """The value for these arguments, whichever of them are quantities."""
        if self.interval is not None and any(isinstance(value, Quantity) for value in values):
            return self.interval(*map(as_interval, values))
        return self.value(*values)


def as_interval(value: Any) -> Quantity:
    """The value as a quantity; a plain number becomes an exact one."""
    return value if isinstance(value, Quantity) else Quantity.exactly(value)


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


FUNCTIONS: Final[dict[str, Function]] = {
    each.name: each
    for each in (
        Function("year", ("date",), INT, attrgetter("year"), "the year of {0}"),
        Function("quarter", ("date",), INT, _quarter, "the quarter of {0}"),
        Function("month", ("date",), INT, attrgetter("month"), "the month of {0}"),
        Function("day", ("date",), INT, attrgetter("day"), "the day of the month of {0}"),
        Function("weekday", ("date",), INT, dt.date.isoweekday, "the day of the week of {0}, Monday being 1"),
        Function("days", ("date", "date"), INT, _days, "the days from {0} to {1}"),
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
