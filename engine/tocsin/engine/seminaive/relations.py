"""Facts of one type as columns of codes, with what joins need: indexes, and which rows are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.seminaive.codes import Codes, combined

_DENSE = 2**20
_GROWING = 2**24
"""Keys there may be for a table to be worth clearing: at first, and once rows have come that more are added to."""
Positions = tuple[int, ...]
Places = NDArray[np.integer[Any]]
"""Places of facts within their relation: 0 is the first fact of the type."""


class Growing:
    """An array that grows at its end; ``view`` is what it holds."""

    def __init__(self, dtype: Any) -> None:
        self._array: NDArray[Any] = np.empty(256, dtype)
        self.length = 0

    @property
    def view(self) -> NDArray[Any]:
        """What it holds, in place."""
        return self._array[: self.length]

    def extend(self, values: NDArray[Any]) -> None:
        """Add values at the end."""
        needed = self.length + len(values)
        if needed > len(self._array):
            larger = np.empty(max(needed, 2 * len(self._array)), self._array.dtype)
            larger[: self.length] = self.view
            self._array = larger
        self._array[self.length : needed] = values
        self.length = needed


class Known:
    """Which rows a relation has: key -> place. A table if that is not too large beside them, else a dictionary."""

    def __init__(self, space: int) -> None:
        self._space = space
        self._table: NDArray[np.int32] | None = None
        self._places: dict[int, int] = {}
        self._first: Codes = np.empty(0, np.int64)
        """The keys of the first to come, by place, while no others have: nothing needs a dictionary of them yet."""
        self._count = 0

    def enter(self, keys: Codes) -> tuple[Places, Places]:
        """The place of each key, and where in ``keys`` each new one stands first, in the order of their places."""
        most = max(_GROWING if self._count else _DENSE, 16 * (self._count + len(keys)))
        if self._table is None and self._space <= most:
            self._table = np.full(self._space, -1, np.int32)
            self._table[self._first] = np.arange(len(self._first), dtype=np.int32)
            self._table[list(self._places)] = np.arange(len(self._places), dtype=np.int32)
            self._places = {}
        if self._table is not None:
            return self._enter_table(self._table, keys)
        if not self._count:
            return self._enter_first(keys)
        if len(self._first):
            self._places = dict(zip(self._first.tolist(), range(self._count), strict=True))
            self._first = keys[:0]
        places, enter, before = self._places, self._places.setdefault, len(self._places)
        found = np.array([enter(key, len(places)) for key in keys.tolist()], np.int64)
        self._count = len(places)
        if len(places) == before:
            return found, np.empty(0, np.int64)
        # Places rise by one with each new key, so a new key stands first where the greatest place so far rises.
        greatest = np.maximum.accumulate(np.concatenate(([before - 1], found)))
        return found, np.flatnonzero(greatest[1:] > greatest[:-1])

    def _enter_first(self, keys: Codes) -> tuple[Places, Places]:
        found, at, which = np.unique(keys, return_index=True, return_inverse=True)
        order = np.argsort(at)
        self._first, self._count = found[order], len(order)
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        return places[which], at[order]

    def _enter_table(self, table: NDArray[np.int32], keys: Codes) -> tuple[Places, Places]:
        found = table[keys]
        fresh = np.flatnonzero(found < 0)
        if not len(fresh):
            return found, fresh
        wanted = keys[fresh]
        # Every occurrence of a new key writes its own mark; the one that is read back stands for the key.
        marks = -2 - np.arange(len(fresh), dtype=np.int32)
        table[wanted] = marks
        first = np.flatnonzero(table[wanted] == marks)
        table[wanted[first]] = np.arange(self._count, self._count + len(first), dtype=np.int32)
        self._count += len(first)
        found[fresh] = table[wanted]
        return found, fresh[first]


class Run:
    """A stretch of a relation sorted by a key: how many facts have a key, and which."""

    def __init__(self, keys: Codes, low: int, space: int) -> None:
        self.low, self.high = low, low + len(keys)
        order = np.argsort(keys, kind="stable")
        self.places: Places = order + low
        self._starts: Places | None = None
        self._sorted: Codes | None = None
        if space <= 4 * len(keys) + 1024:
            self._starts = np.zeros(space + 1, np.int64)
            np.cumsum(np.bincount(keys, minlength=space), out=self._starts[1:])
        else:
            self._sorted = keys[order]

    def find(self, keys: Codes) -> tuple[Places, Places]:
        """For each key where its facts begin in ``places``, and how many they are."""
        if self._starts is not None:
            begin = self._starts[keys]
            return begin, self._starts[keys + 1] - begin
        assert self._sorted is not None
        begin = np.searchsorted(self._sorted, keys, "left")
        return begin, np.searchsorted(self._sorted, keys, "right") - begin


class Relation:
    """The facts of one type, column by column.

    ``numbers`` are their fact numbers. Facts join from the moment ``reveal`` has been called; those
    revealed last are the Δ of the round, at ``new`` to ``visible``.
    """

    def __init__(self, domains: Sequence[str], sizes: Sequence[int]) -> None:
        self.domains = tuple(domains)
        self.sizes = tuple(sizes)
        self.numbers = Growing(np.int32)
        self.columns = [Growing(np.int64) for _ in domains]
        self.known: Known | None = None
        self.new = self.visible = 0
        self._indexes: dict[Positions, list[Run]] = {}

    @property
    def space(self) -> int:
        """How many different rows there could be."""
        space = 1
        for size in self.sizes:
            space *= size
        return space

    def extend(self, columns: Sequence[Codes], numbers: NDArray[np.int32]) -> None:
        """Add facts, which are not visible yet."""
        self.numbers.extend(numbers)
        for mine, column in zip(self.columns, columns, strict=True):
            mine.extend(column)

    def keys(self, columns: Sequence[Codes], count: int) -> Codes:
        """One number for each row."""
        return combined(columns, self.sizes) if columns else np.zeros(count, np.int64)

    def recognise(self) -> Known:
        """Which rows there are: worked out when a rule first concludes facts of this type."""
        if self.known is None:
            self.known = Known(self.space)
            self.known.enter(self.keys([column.view for column in self.columns], self.numbers.length))
        return self.known

    def reveal(self) -> int:
        """Let the facts added since the last round join; how many they are."""
        self.new, self.visible = self.visible, self.numbers.length
        return self.visible - self.new

    def runs(self, positions: Positions, old: bool) -> list[Run]:
        """The sorted stretches that cover all visible facts, or only those ``old``: not of the last round."""
        runs = self._indexes.setdefault(positions, [])
        covered = runs[-1].high if runs else 0
        # What is new stays a stretch of its own for its round; older ones are merged so that they stay few.
        for high in (self.new, self.visible):
            if covered < high:
                runs.append(self._run(positions, covered, high))
                covered = high
        while len(runs) > 2 and runs[-2].high - runs[-2].low >= (runs[-3].high - runs[-3].low) // 2:
            merged = self._run(positions, runs[-3].low, runs[-2].high)
            runs[-3:-1] = [merged]
        return [run for run in runs if run.high <= self.new] if old else runs

    def _run(self, positions: Positions, low: int, high: int) -> Run:
        sizes = [self.sizes[position] for position in positions]
        space = 1
        for size in sizes:
            space *= size
        columns = [self.columns[position].view[low:high] for position in positions]
        return Run(combined(columns, sizes) if columns else np.zeros(high - low, np.int64), low, space)
