"""Sets of worlds as bits in 64-bit words, so that one operation decides 64 worlds.

In a ``Cube`` the first six facts are told apart within a word and each other fact has an axis of its own, of
length 1 where a set does not depend on it: NumPy's broadcasting then spends nothing on facts that do not matter.
World ``w`` is the one in which fact ``i`` holds if bit ``i`` of ``w`` is 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

WorldSet: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]
IN_WORD = 6
"""How many facts are told apart within one word."""
_WITHIN = (
    0xAAAAAAAAAAAAAAAA,
    0xCCCCCCCCCCCCCCCC,
    0xF0F0F0F0F0F0F0F0,
    0xFF00FF00FF00FF00,
    0xFFFF0000FFFF0000,
    0xFFFFFFFF00000000,
)
_FULL = (1 << 64) - 1


class Bits:
    """Sets of worlds as arrays of words that broadcast to ``shape``; ``all`` has every bit that means a world."""

    def __init__(self, every: WorldSet, shape: tuple[int, ...], count: int) -> None:
        self.all = every
        self.none: WorldSet = np.zeros_like(every)
        self.shape = shape
        self.size = count
        self._words = int(np.prod(shape, dtype=np.int64))

    def meet(self, left: WorldSet, right: WorldSet) -> WorldSet:
        """The worlds in both."""
        if left is self.all or right is self.none or left is right:
            return right
        if right is self.all or left is self.none:
            return left
        return self._found(left & right)

    def join(self, left: WorldSet, right: WorldSet) -> WorldSet:
        """The worlds in either."""
        if left is self.none or right is self.all or left is right:
            return right
        if right is self.none or left is self.all:
            return left
        return left | right

    def minus(self, left: WorldSet, right: WorldSet) -> WorldSet:
        """The worlds in the first and not in the second."""
        if right is self.none or left is self.none:
            return left
        if right is self.all or left is right:
            return self.none
        return self._found(left & ~right)

    def within(self, left: WorldSet, right: WorldSet) -> bool:
        """True if every world of the first is one of the second."""
        return self.minus(left, right) is self.none

    def _found(self, worlds: WorldSet) -> WorldSet:
        return worlds if worlds.any() else self.none

    def count(self, worlds: WorldSet) -> int:
        """How many worlds there are in the set."""
        return int(np.bitwise_count(worlds).sum(dtype=np.int64)) * (self._words // worlds.size)

    def flat(self, worlds: WorldSet) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """For each world, by number, whether it is in the set."""
        words = np.ascontiguousarray(np.broadcast_to(worlds, self.shape)).reshape(-1)
        found = np.unpackbits(words.astype("<u8").view(np.uint8), bitorder="little")
        return found[: self.size].astype(np.bool_)


class Listed(Bits):
    """Worlds as listed: ``holds[w, i]`` says whether in world ``w`` the ``i``-th of some things holds."""

    def __init__(self, holds: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
        count = holds.shape[0]
        self._columns = holds
        words = -(-count // 64)
        super().__init__(self._packed(np.ones(count, dtype=np.bool_), words), (words,), count)

    @staticmethod
    def _packed(column: np.ndarray[Any, np.dtype[np.bool_]], words: int) -> WorldSet:
        padded = np.zeros(words * 64, dtype=np.bool_)
        padded[: column.size] = column
        return np.packbits(padded, bitorder="little").view("<u8").astype(np.uint64)

    def variable(self, number: int) -> WorldSet:
        """The worlds in which this thing holds."""
        return self._found(self._packed(self._columns[:, number], self.shape[0]))


class Cube(Bits):
    """All 2ⁿ worlds over ``n`` facts, each of which holds or does not."""

    def __init__(self, facts: int) -> None:
        self.facts = facts
        self._axes = max(facts - IN_WORD, 0)
        mask = _FULL if facts >= IN_WORD else (1 << (1 << facts)) - 1
        every = np.full((1,) * self._axes, mask, dtype=np.uint64)
        super().__init__(every, (2,) * self._axes, 1 << facts)

    @cached_property
    def _mask(self) -> int:
        return int(self.all.reshape(-1)[0])

    def variable(self, fact: int) -> WorldSet:
        """The worlds in which this fact holds."""
        if fact < IN_WORD:
            return np.full_like(self.all, _WITHIN[fact] & self._mask)
        shape = [1] * self._axes
        shape[self._axis(fact)] = 2
        return np.array([0, _FULL], dtype=np.uint64).reshape(shape)

    def _axis(self, fact: int) -> int:
        return self.facts - 1 - fact

    def sides(self, worlds: WorldSet, fact: int) -> tuple[WorldSet, WorldSet]:
        """The set where the fact does not hold, and where it does, each told by worlds without the fact.

        Both are sets of worlds in which the fact does not hold; a world of the second stands for the one that
        differs from it in the fact alone.
        """
        if fact < IN_WORD:
            lower = np.uint64(~_WITHIN[fact] & self._mask)
            return worlds & lower, (worlds >> np.uint64(1 << fact)) & lower
        axis = self._axis(fact)
        if worlds.shape[axis] == 1:
            return worlds, worlds
        return worlds.take([0], axis), worlds.take([1], axis)

    def count_sides(self, worlds: WorldSet, fact: int) -> int:
        """How many worlds a set such as ``sides`` gives has."""
        found = self.count(worlds)
        return found if fact < IN_WORD else found // 2

    def least(self, worlds: WorldSet) -> Iterator[int]:
        """The numbers of the worlds of the set that have no other world of the set within them, in ascending order."""
        full = np.array(np.broadcast_to(worlds, self.shape))
        upward = full.copy()
        for fact in range(self.facts):
            upward |= self._added(upward, fact)
        above = np.zeros_like(full)
        for fact in range(self.facts):
            above |= self._added(upward, fact)
        yield from (int(world) for world in np.flatnonzero(self.flat(full & ~above)))

    def upward(self, worlds: WorldSet) -> WorldSet:
        """The worlds in which no less holds than in some world of the set."""
        found = np.array(np.broadcast_to(worlds, self.shape))
        for fact in range(self.facts):
            found |= self._added(found, fact)
        return found

    def _added(self, full: WorldSet, fact: int) -> WorldSet:
        """The worlds of the set without the fact, with the fact added."""
        without, _ = self.sides(full, fact)
        if fact < IN_WORD:
            return without << np.uint64(1 << fact)
        return without & self.variable(fact)

    def table(self, worlds: WorldSet, facts: Sequence[int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """The set over some facts alone, for each of their 2ᵐ combinations; it must not depend on others."""
        numbers = np.zeros(1 << len(facts), dtype=np.int64)
        for position, fact in enumerate(facts):
            numbers |= ((np.arange(1 << len(facts)) >> position) & 1) << fact
        words, places = numbers >> IN_WORD, (numbers & 63).astype(np.uint64)
        index = tuple(
            (words >> (self._axes - 1 - axis)) & 1 if worlds.shape[axis] == 2 else 0 for axis in range(self._axes)
        )
        found = worlds[index] if self._axes else np.broadcast_to(worlds, words.shape)
        return ((found >> places) & np.uint64(1)).astype(np.bool_)
