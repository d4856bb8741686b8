"""Closed intervals of anything ordered, and the one definition of how two of them compare.

A comparison of intervals has three answers (``Truth``): certain, possible (they straddle each other), or false. The
three-valued connectives are Kleene's strong ones (1952). ``Quantity`` is an interval of numbers, ``DateRange`` of days.
"""

from __future__ import annotations

import reprlib
from enum import IntEnum
from functools import total_ordering
from typing import Any, Generic, Self, TypeVar

from tocsin.facts.codes import WRONG_ARGUMENT
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import ArgumentError, Place, Problem

Bound = TypeVar("Bound")


class Truth(IntEnum):
    """What a comparison says: ordered, so that ``min`` is *and* and ``max`` is *or*."""

    FALSE = 0
    POSSIBLE = 1
    CERTAIN = 2

    def negate(self) -> Truth:
        """Kleene negation: possible stays possible."""
        return Truth(2 - self)


@total_ordering
@dataclass(frozen=True, slots=True)
class Interval(Generic[Bound]):
    """What lies between ``low`` and ``high``, both ends included; None leaves an end open."""

    low: Bound | None
    high: Bound | None

    @classmethod
    def exactly(cls, value: Bound) -> Self:
        """The interval that holds one value."""
        return cls(value, value)

    @classmethod
    def anything(cls) -> Self:
        """The interval that tells nothing, which a value worked out can be and none that is given."""
        found = object.__new__(cls)
        for bound in ("low", "high"):
            object.__setattr__(found, bound, None)
        return found

    @property
    def is_exact(self) -> bool:
        """True if the interval holds one value."""
        return self.low is not None and self.low == self.high

    @property
    def is_anything(self) -> bool:
        """True if it tells nothing: a value worked out from open ends, which no fact that is given can have."""
        return self.low is None and self.high is None

    def __lt__(self, other: Self) -> bool:
        """A total order for sorting only (open low ends first); not a comparison of reports."""
        return _place(self) < _place(other)

    def less_than(self, other: Self) -> Truth:
        """Whether every / some / no pair of values satisfies ``self < other``."""
        low: Any = self.low
        high: Any = self.high
        try:
            if high is not None and other.low is not None and high < other.low:
                return Truth.CERTAIN
            if low is not None and other.high is not None and low >= other.high:
                return Truth.FALSE
        except (AttributeError, TypeError):  # looked at only where it fails: engines compare here without end
            raise _not_alike(self, other) from None
        return Truth.POSSIBLE

    def greater_than(self, other: Self) -> Truth:
        """Whether every / some / no pair of values satisfies ``self > other``."""
        if not isinstance(other, type(self)):
            raise _not_alike(self, other)
        return other.less_than(self)

    def equal_to(self, other: Self) -> Truth:
        """Certain only if both hold the same single value; false only if they do not overlap."""
        if not isinstance(other, type(self)):
            raise _not_alike(self, other)
        if self.is_exact and other.is_exact:
            return Truth.CERTAIN if self.low == other.low else Truth.FALSE
        if self.less_than(other) == Truth.CERTAIN or other.less_than(self) == Truth.CERTAIN:
            return Truth.FALSE
        return Truth.POSSIBLE

    def lies_within(self, other: Self) -> bool:
        """True if every value that it may have is one that the other may have, so that it says no less."""
        if not isinstance(other, type(self)):
            raise _not_alike(self, other)
        low: Any = self.low
        high: Any = self.high
        begins = other.low is None or (low is not None and low >= other.low)
        return begins and (other.high is None or (high is not None and high <= other.high))


def _not_alike(interval: object, other: object) -> ArgumentError:
    kind = type(interval).__name__
    message = f"a {kind} is compared with a {kind}, found {reprlib.repr(other)}"
    return ArgumentError([Problem(WRONG_ARGUMENT, message, Place("other"), f"give {kind}.exactly(…)")])


def _place(interval: Interval[Any]) -> tuple[Any, ...]:
    """Both ends in order; an open one stands before or after all others and is compared with none."""
    low, high = interval.low, interval.high
    return (low is not None, *(() if low is None else (low,)), high is None, *(() if high is None else (high,)))
