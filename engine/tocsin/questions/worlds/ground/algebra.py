"""What a set of worlds must be able to do, whatever it is made of."""

from __future__ import annotations

from typing import Protocol, TypeVar

W = TypeVar("W")


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
