"""A graph of very many derivations as arrays: what is worked out of all of them at once takes no value for each.

A graph of a few thousand derivations is sooner gone through one by one. Tests hold what arrays give against what
values give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, MutableSequence, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from tocsin.engine.record_columns import RecordColumns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tocsin.engine.evaluation import Block, Records

    Numbers: TypeAlias = NDArray[np.int32]
    Places: TypeAlias = NDArray[np.int64]
    Mask: TypeAlias = NDArray[np.bool_]

MANY, BEFORE_NUMPY = 20_000, 5
"""Derivations from which on arrays pay, and how many times as many where NumPy is still to be loaded."""
_NARROW, _SOME = 100, 50
"""A height that fewer facts have is sooner gone through by values; after so many such heights the others are."""


class Settling(NamedTuple):
    """How far heights are found: those known, else -1, what has the next one, and what waits for what.

    ``alone`` has for each fact what follows from it alone, ``uses`` the derivations that wait for others too, and
    ``waiting`` for how many premises.
    """

    heights: list[int]
    level: int
    ready: list[int]
    alone: Sequence[Sequence[int]]
    uses: Mapping[int, Sequence[int]]
    waiting: MutableMapping[int, int] | MutableSequence[int]


class GraphArrays:
    """Derivations by number: ``conclusion`` has the fact concluded, of ``facts`` facts.

    The premises of all of them stand one after the other in ``premises``, those of a derivation from
    ``starts[derivation]`` up to ``starts[derivation + 1]``; ``grouped`` says of which an aggregate is part.
    """

    def __init__(self, facts: int, conclusion: Numbers, premises: Numbers, starts: Places, grouped: Mask) -> None:
        self.facts = facts
        self.conclusion = conclusion
        self.premises = premises
        self.starts = starts
        self.grouped = grouped

    @classmethod
    def of(cls, facts: int, blocks: Sequence[tuple[Block, Records]]) -> GraphArrays:
        """The derivations of these blocks, each with its records that count."""
        import numpy as np

        conclusions, premises, widths = [], [], []
        for block, records in blocks:
            if isinstance(records, RecordColumns):
                conclusions.append(records.columns[0])
                premises.append(np.stack(records.columns[1:], axis=1).ravel())
                widths.append(np.full(len(records), len(records.columns) - 1))
            else:
                found = [block.premises(record) for record in records]
                conclusions.append(np.array([record[0] for record in records], np.int32))
                premises.append(np.fromiter(chain.from_iterable(found), np.int32))
                widths.append(np.fromiter(map(len, found), np.int64, len(found)))
        starts = np.concatenate([[0], np.cumsum(np.concatenate(widths))])
        grouped = np.concatenate([np.full(len(records), bool(block.groups)) for block, records in blocks])
        return cls(facts, np.concatenate(conclusions), np.concatenate(premises), starts, grouped)

    def concluded(self, given: int) -> list[int]:
        """The derived facts, each once: those of the ``given`` ones that are derived too, and all others."""
        import numpy as np

        both = np.unique(self.conclusion[self.conclusion < given])
        return [*both.tolist(), *range(given, self.facts)]

    def premise(self, derivations: Places, part: int) -> Numbers:
        """The premise of one pattern in each of these derivations."""
        found: Numbers = self.premises[self.starts[derivations] + part]
        return found

    def premise_column(self, derivations: Sequence[int], part: int) -> list[int]:
        """The same as values."""
        import numpy as np

        if isinstance(derivations, range):
            found = np.arange(derivations.start, derivations.stop)
        else:
            found = np.array(derivations, np.int64)
        return list(self.premise(found, part).tolist())

    @cached_property
    def _of(self) -> Places:
        """The derivation of each premise."""
        import numpy as np

        return np.repeat(np.arange(len(self.conclusion)), np.diff(self.starts))

    def greatest(self, values: Iterable[int]) -> Places:
        """For each derivation the greatest of these values of its premises, which are given by fact; 0 without any."""
        return self._over_premises("maximum", values, 0)

    def least(self, values: Iterable[int], otherwise: int) -> Places:
        """For each derivation the least of these values of its premises, which are given by fact."""
        return self._over_premises("minimum", values, otherwise)

    def _over_premises(self, operation: str, values: Iterable[int], otherwise: int) -> Places:
        import numpy as np

        found = np.full(len(self.conclusion), otherwise, np.int64)
        some = self.starts[1:] > self.starts[:-1]
        if some.any():
            of_premises = np.array(values, np.int64)[self.premises]
            found[some] = getattr(np, operation).reduceat(of_premises, self.starts[:-1][some])
        return found

    def best(self, strengths: Sequence[int], settled: Sequence[int], rules: Sequence[int]) -> Places:
        """The derivations to show first: the strongest, of these those that settle first, and those of the first rule.

        ``strengths`` and ``rules`` are given by derivation, ``settled`` by fact. Some are of one conclusion.
        """
        import numpy as np

        order, begins, counts = self._grouped
        best = np.ones(len(order), np.bool_)
        for values in (-np.array(strengths), self.greatest(settled), np.array(rules)):
            if values.min() == values.max():
                continue
            found = np.where(best, values[order], np.int64(np.iinfo(np.int64).max))
            best = found == np.repeat(np.minimum.reduceat(found, begins), counts)
        return order[best]

    @cached_property
    def _grouped(self) -> tuple[Places, Places, Places]:
        """The derivations conclusion by conclusion, where those of each begin, and how many there are."""
        import numpy as np

        counts = np.bincount(self.conclusion, minlength=self.facts)
        counts = counts[counts > 0]
        return np.argsort(self.conclusion, kind="stable"), np.cumsum(counts) - counts, counts

    def by_conclusion(self) -> dict[int, list[int]]:
        """The derivations of each conclusion."""
        order, begins, _ = self._grouped
        numbers = order.tolist()
        concluded = self.conclusion[order[begins]].tolist()
        ends = [*begins.tolist(), len(numbers)]
        return {fact: numbers[begin:end] for fact, (begin, end) in zip(concluded, pairwise(ends), strict=True)}

    def in_order(self, derivations: Places, keys: Sequence[Numbers | Places], ranks: Places) -> Places:
        """These derivations by the keys, each of which has a number above -1 for each, and then by premises.

        ``ranks`` are the places of facts in the order in which premises are compared. Where there is an aggregate they
        are not: they stand in an order of the engine's own.
        """
        import numpy as np

        starts = self.starts[derivations]
        ends = np.where(self.grouped[derivations], starts, self.starts[derivations + 1])
        columns = list(keys)
        for at in range(int((ends - starts).max(initial=0))):
            found = ranks[self.premises[np.minimum(starts + at, len(self.premises) - 1)]]
            columns.append(np.where(starts + at < ends, found + 1, 0))
        packed, room = [np.zeros(len(derivations), np.int64)], 63
        for column in columns:
            bits = int(column.max(initial=0)).bit_length()
            if bits > room:
                packed.append(np.zeros(len(derivations), np.int64))
                room = 63
            room -= bits
            packed[-1] = (packed[-1] << bits) | column
        return derivations[np.lexsort(packed[::-1])]

    def settling(self, leaf: Sequence[bool], counted: Sequence[bool] | None) -> Settling:
        """Least heights, leaves at 0, as far as very many facts have the same; ``counted`` derivations alone count."""
        import numpy as np

        heights = np.where(leaf, 0, -1)
        is_open = heights[self.premises] < 0
        if counted is not None:
            counts = np.array(counted, np.bool_)
            is_open &= counts[self._of]
        waiting = np.bincount(self._of[is_open], minlength=len(self.conclusion))
        at_once = waiting == 0
        ready = self.conclusion[at_once if counted is None else at_once & counts]
        edges = np.flatnonzero(is_open)
        of, premises, is_alone = self._of[edges], self.premises[edges], waiting[self._of[edges]] == 1
        alone = _Following(premises[is_alone], self.conclusion[of[is_alone]], self.facts)
        uses = _Following(premises[~is_alone], of[~is_alone], self.facts)
        level = narrow = 0
        while len(ready) and narrow < _SOME:
            level += 1
            narrow += len(ready) < _NARROW
            fresh = np.unique(ready[heights[ready] < 0])
            heights[fresh] = level
            used, times = np.unique(uses.of(fresh), return_counts=True)
            waiting[used] -= times
            ready = np.concatenate([alone.of(fresh), self.conclusion[used[waiting[used] == 0]]])
        known = heights.tolist()
        if not len(ready):
            return Settling(known, level, [], (), {}, [])
        used_by = {fact: found for fact, found in enumerate(uses.lists()) if found}
        return Settling(known, level, ready.tolist(), alone.lists(), used_by, waiting.tolist())

    def among(self, facts: Sequence[int]) -> tuple[Numbers, Numbers]:
        """Which of these facts rests on which of them: two arrays, edge by edge."""
        import numpy as np

        asked = np.zeros(self.facts, np.bool_)
        asked[np.array(facts, np.int64)] = True
        whole, parts = self.conclusion[self._of], self.premises
        inside = asked[whole] & asked[parts]
        return whole[inside], parts[inside]


class _Following:
    """What follows from each fact: numbers, kept fact by fact."""

    def __init__(self, facts: Numbers, numbers: Numbers | Places, count: int) -> None:
        import numpy as np

        self._numbers = numbers[np.argsort(facts, kind="stable")]
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(facts, minlength=count))])

    def of(self, facts: Places) -> Places:
        """What follows from these."""
        import numpy as np

        begin, end = self._starts[facts], self._starts[facts + 1]
        counts = end - begin
        offsets = np.repeat(begin - (np.cumsum(counts) - counts), counts)
        found: Places = self._numbers[np.arange(len(offsets)) + offsets]
        return found

    def lists(self) -> list[list[int]]:
        """What follows from each, by fact."""
        numbers = self._numbers.tolist()
        return [numbers[begin:end] for begin, end in pairwise(self._starts.tolist())]
