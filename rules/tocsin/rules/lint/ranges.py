"""Ranges found by their ends, in the order of their positions, without looking at every one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeAlias

from tocsin.facts.dataclass import dataclass

End: TypeAlias = tuple[Any, ...]
"""An end of a range as it sorts: a low one () or (value,), a high one (0, value) or (1,), the first of each open."""
_MIXED: Final = object()
_NOWHERE: Final = (-1,)


@dataclass(frozen=True, slots=True)
class Range:
    """Values between two ends, of which None is open."""

    low: Any = None
    high: Any = None

    @property
    def begins(self) -> End:
        """The low end as it sorts."""
        return () if self.low is None else (self.low,)

    @property
    def ends(self) -> End:
        """The high end as it sorts."""
        return (1,) if self.high is None else (0, self.high)

    def holds(self, other: Range) -> bool:
        """True if the other lies within this one, ends included."""
        return self.begins <= other.begins and other.ends <= self.ends


class RangeIndex:
    """Ranges by their position, to be sought by what they hold or meet (a priority search tree, McCreight 1985).

    Each range has a group, so that a search can pass over those of its own. Raises TypeError if their ends have no
    order.
    """

    def __init__(self, ranges: Sequence[Range], groups: Sequence[object] | None = None) -> None:
        order = sorted(range(len(ranges)), key=lambda at: ranges[at].begins)
        self._begins = [ranges[at].begins for at in order]
        self._leaves = 1 << max(0, len(ranges) - 1).bit_length()
        padding = self._leaves - len(ranges)
        # A node stands above two: the nodes of a level follow each other, and the leaves come last.
        self._first = [0] * self._leaves + order + [len(ranges)] * padding
        self._ends: list[End] = [_NOWHERE] * self._leaves + [ranges[at].ends for at in order] + [_NOWHERE] * padding
        self._group = [_MIXED] * self._leaves + [at if groups is None else groups[at] for at in order]
        self._group += [_MIXED] * padding
        for node in range(self._leaves - 1, 0, -1):
            left, right = 2 * node, 2 * node + 1
            self._first[node] = min(self._first[left], self._first[right])
            self._ends[node] = max(self._ends[left], self._ends[right])
            if self._group[left] == self._group[right]:
                self._group[node] = self._group[left]

    def pairs(self) -> int:
        """How many pairs of ranges meet."""
        ends = self._ends[self._leaves : self._leaves + len(self._begins)]
        return sum(self._begun_by(end) - place - 1 for place, end in enumerate(ends))

    def nested(self) -> int:
        """How many ordered pairs of ranges there are of which the first holds the second."""
        known: list[End] = []
        count = 0
        leaves = zip(self._begins, self._ends[self._leaves :], strict=False)  # the padding is left out
        for _, alike in groupby(leaves, itemgetter(0)):
            ends = [end for _, end in alike]
            for end in ends:
                insort(known, end)
            count += sum(len(known) - bisect_left(known, end) - 1 for end in ends)
        return count

    def holding(self, inner: Range) -> Iterator[int]:
        """The positions of ranges that hold a range, in order."""
        return self._found(bisect_right(self._begins, inner.begins), inner.ends, _MIXED)

    def meeting(self, other: Range, group: object) -> Iterator[int]:
        """The positions of ranges of other groups that meet a range, in order."""
        return self._found(self._begun_by(other.ends), (0, other.low) if other.begins else _NOWHERE, group)

    def _begun_by(self, end: End) -> int:
        """How many of the ranges, by their low ends, begin by a high end."""
        return bisect_right(self._begins, end[1:]) if end[1:] else len(self._begins)

    def _found(self, count: int, end: End, group: object) -> Iterator[int]:
        """Of the ranges that begin first, so many, the positions of those that reach an end, in order."""
        nodes = [(self._first[node], node) for node in self._above(count)]
        heapify(nodes)
        while nodes:
            first, node = heappop(nodes)
            if self._ends[node] < end or (self._group[node] is not _MIXED and self._group[node] == group):
                continue
            if node >= self._leaves:
                yield first
                continue
            for below in (2 * node, 2 * node + 1):
                heappush(nodes, (self._first[below], below))

    def _above(self, count: int) -> Iterator[int]:
        """The fewest nodes that stand above just the first leaves, so many."""
        if count == self._leaves:
            yield 1
            return
        high = self._leaves + count
        while high > 1:  # to the left of a node that is a right one, and of those above it
            if high & 1:
                yield high - 1
            high >>= 1
