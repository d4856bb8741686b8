"""The values of the functions of numbers and of text: exact ones, and those of intervals."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

from tocsin.facts.days import DateRange
from tocsin.facts.interval import Interval
from tocsin.facts.problems import TocsinError
from tocsin.facts.quantity import ANYTHING, OpenEndError, Quantity, ends, interval


class NoValueError(TocsinError, ArithmeticError):
    """A function that has no value for its arguments; the text says why."""


Found = TypeVar("Found", Quantity, DateRange)


def absorbing(anything: Found) -> Callable[[Callable[..., Found]], Callable[..., Found]]:
    """What could be anything makes the value anything, and is not looked at further."""

    def decorate(function: Callable[..., Found]) -> Callable[..., Found]:
        def value(*arguments: Interval[Any]) -> Found:
            for each in arguments:
                if each.low is None and each.high is None:
                    return anything
            return function(*arguments)

        return value

    return decorate


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


def absolute(value: Quantity) -> Quantity:
    """The interval of absolute values."""
    if value.is_anything:
        return ANYTHING
    if value.low is not None and value.low >= 0:
        return value
    if value.high is not None and value.high <= 0:
        return -value
    return Quantity(0, None if value.low is None or value.high is None else max(-value.low, value.high))


def extreme(choose: Callable[..., Any]) -> Callable[..., Quantity]:
    """The least or greatest of intervals, bound by bound."""

    def bound_by_bound(*intervals: Quantity) -> Quantity:
        if any(each.is_anything for each in intervals):
            return ANYTHING
        least, greatest = (choose(bounds) for bounds in zip(*map(ends, intervals), strict=True))
        return interval(None if math.isinf(least) else least, None if math.isinf(greatest) else greatest)

    return bound_by_bound


# -- whole numbers ----------------------------------------------------------------------------------------------------


def rounded(value: int | float) -> int:
    """The nearest whole number; of two that are as near the one further from nothing: 2.5 is 3, and -2.5 is -3."""
    whole = math.floor(abs(value))
    whole += abs(value) - whole >= 0.5
    return whole if value >= 0 else -whole


def end_by_end(of_end: Callable[[Any], int]) -> Callable[[Quantity], Quantity]:
    """What a function that never falls makes of an interval."""

    def both_ends(value: Quantity) -> Quantity:
        low, high = value.low, value.high
        return interval(None if low is None else of_end(low), None if high is None else of_end(high))

    return both_ends


def between(least: int | float, most: int | float) -> Quantity:
    """The range from one number to another. Raises NoValueError if the first is the greater."""
    if least > most:
        raise NoValueError("a range that ends below its beginning")
    return Quantity(least, most)


@absorbing(ANYTHING)
def between_ranges(least: Quantity, most: Quantity) -> Quantity:
    """The range from the least of one to the greatest of the other; anything if some numbers of theirs make none."""
    if ends(least)[0] > ends(most)[1]:
        raise NoValueError("a range that ends below its beginning")
    return ANYTHING if ends(least)[1] > ends(most)[0] else interval(least.low, most.high)


# -- parameters -------------------------------------------------------------------------------------------------------


def in_force(name: str, day: dt.date, *steps: Any) -> Any:
    """Of days and values by turns, in the order of the days, the value of the last day that has come by this one.

    Raises NoValueError before the first.
    """
    found: Any = None
    for at in range(0, len(steps), 2):
        if steps[at] > day:
            break
        found = steps[at + 1]
    if found is None:
        raise NoValueError(f"{name} has none on {day}")
    return found


def in_force_during(name: str, days: DateRange, *steps: Any) -> Any:
    """The interval that holds every value in force on one of the days; anything if there is none on some of them."""
    last = days.high or dt.date.max
    values = [
        steps[at + 1]
        for at in range(0, len(steps), 2)
        if steps[at].low <= last and (at + 2 >= len(steps) or days.low is None or steps[at + 2].low > days.low)
    ]
    if not values:
        raise NoValueError(f"{name} has none {days.in_words()}")
    if days.low is None or days.low < steps[0].low:
        return type(values[0]).anything()
    return type(values[0])(min(value.low for value in values), max(value.high for value in values))


# -- text -------------------------------------------------------------------------------------------------------------


def lower(text: str) -> str:
    """The text in lower case, as text is stored."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text.lower())


def contains(text: str, part: str) -> bool:
    """Whether the part stands anywhere in the text, letter by letter."""
    return part in text
