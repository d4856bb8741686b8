"""What a set of worlds must be able to do, whatever it is made of."""

from __future__ import annotations

from typing import Final, Protocol, TypeVar

from tocsin.facts.problems import TocsinError

W = TypeVar("W")
MOST_STATES: Final = 4096
"""How many different sets of contributions one group may have over all worlds."""


class TooManyValues(TocsinError):
    """A group takes more values over the worlds than can be followed up."""


class Algebra(Protocol[W]):
    """Sets of worlds: union, intersection, difference. ``none`` and ``all`` are told by identity."""

    @property
    def none(self) -> W:
        """No world."""

    @property
    def all(self) -> W:
        """Every world."""

    def meet(self, left: W, right: W) -> W:
        """The worlds in both; ``none`` itself if there are none."""

    def join(self, left: W, right: W) -> W:
        """The worlds in either."""

    def minus(self, left: W, right: W) -> W:
        """The worlds in the first and not in the second; ``none`` itself if there are none."""

    def within(self, left: W, right: W) -> bool:
        """True if every world of the first is one of the second."""
