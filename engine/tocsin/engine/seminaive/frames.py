"""Frames: the matches of some of a rule's patterns as arrays, a column for each variable and each premise."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.seminaive.codes import Codes
from tocsin.engine.seminaive.relations import Places
from tocsin.facts.dataclass import dataclass

_AT_ONCE = 1_000_000
"""Matches worked out at once; a join with more goes on in parts, so that what conditions drop takes no memory."""


@dataclass
class Frame:
    """Matches of some of a rule's patterns: a code for each variable, a fact number for each pattern."""

    length: int
    variables: dict[str, Codes]
    premises: dict[int, NDArray[np.int32]]
    boundary: NDArray[np.int8] | None = None
    judged: frozenset[str] = frozenset()

    def take(self, at: NDArray[np.bool_] | Places | slice, length: int) -> Frame:
        """The matches at some places."""
        return Frame(
            length,
            {name: codes[at] for name, codes in self.variables.items()},
            {part: numbers[at] for part, numbers in self.premises.items()},
            None if self.boundary is None else self.boundary[at],
            self.judged,
        )

    def bounded(self, possible: NDArray[np.int8]) -> Frame:
        """The same matches, a boundary also where ``possible`` is 1."""
        return replace(self, boundary=possible if self.boundary is None else self.boundary | possible)

    def keep(self, mask: NDArray[np.bool_]) -> Frame:
        """The matches where the mask is true."""
        count = int(np.count_nonzero(mask))
        return self if count == self.length else self.take(np.flatnonzero(mask), count)


def both(mask: NDArray[np.bool_] | None, other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What is true in both; no mask is true throughout."""
    return other if mask is None else mask & other


def stretches(counts: Places) -> list[tuple[int, int]]:
    """Stretches of the counts, each with a sum of at most ``_AT_ONCE`` unless it is a single one."""
    total = int(counts.sum())
    if total <= _AT_ONCE:
        return [(0, len(counts))]
    sums = np.cumsum(counts)
    ends = np.searchsorted(sums, np.arange(_AT_ONCE, total, _AT_ONCE), "right").tolist()
    return list(pairwise(sorted({0, *ends, len(counts)})))


def expanded(begin: Places, counts: Places) -> tuple[Places, Places]:
    """For each single match: which key it is of, and its place in the run."""
    total = int(counts.sum())
    matches = np.repeat(np.arange(len(counts)), counts)
    offsets = begin - (np.cumsum(counts) - counts)
    return matches, np.arange(total) + offsets[matches]
