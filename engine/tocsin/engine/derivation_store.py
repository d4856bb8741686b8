"""Facts and derivations by number, read out of what an engine recorded."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import count, pairwise

from tocsin.engine.evaluation import Block, Evaluation, Record, Records
from tocsin.engine.gc_pause import paused_collection
from tocsin.engine.graph_arrays import BEFORE_NUMPY, MANY, GraphArrays
from tocsin.engine.plan import Plan
from tocsin.engine.record_columns import RecordColumns, has_numpy
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value


class Derivations:
    """Facts by number (the given ones first) and derivations by number.

    Derivations of multi-conclusion rules that conclude the same fact twice count once.
    """

    def __init__(self, plan: Plan, evaluation: Evaluation) -> None:
        self.plan = plan
        self.evaluation = evaluation
        self.rows: list[Row] = evaluation.rows
        self.types: list[str] = evaluation.types
        self.given = evaluation.given
        self._starts: list[int] = []
        self._kept: dict[int, list[int]] = {}
        self._number_derivations()

    def _number_derivations(self) -> None:
        """Number the records block by block: each block has the derivations from its start on."""
        count = 0
        seen: set[tuple[object, ...]] = set()
        for position, block in enumerate(self.evaluation.blocks):
            self._starts.append(count)
            if block.head in block.plan.alike:
                kept = [n for n, record in enumerate(block.records) if _first((block.plan.index, *record), seen)]
                self._kept[position] = kept
                count += len(kept)
            else:
                count += len(block.records)
        self._count = count

    def __len__(self) -> int:
        return self._count

    @cached_property
    def arrays(self) -> GraphArrays | None:
        """The derivations as arrays; None where they are too few for that."""
        blocks = self.evaluation.blocks
        few = self._count < MANY * (1 if "numpy" in sys.modules else BEFORE_NUMPY)
        # What a total that runs through recursion needs is not told by its premises.
        if few or not self._count or self.plan.has_totals or not has_numpy():
            return None
        counting = [(block, self.records_of(position)) for position, block in enumerate(blocks)]
        return GraphArrays.of(len(self.rows), [(block, records) for block, records in counting if records])

    @cached_property
    def conclusion(self) -> list[int]:
        """The fact concluded, by derivation."""
        if self.arrays is not None:
            return list(self.arrays.conclusion.tolist())
        found: list[int] = []
        for position, block in enumerate(self.evaluation.blocks):
            if isinstance(block.records, RecordColumns) and position not in self._kept:
                found.extend(block.records.columns[0].tolist())
            else:
                found.extend([record[0] for record in self.records_of(position)])
        return found

    @cached_property
    def premises(self) -> list[tuple[int, ...]]:
        """The facts a derivation rests on: pattern by pattern, then each aggregate's contributions."""
        found: list[tuple[int, ...]] = []
        with paused_collection():
            for position, block in enumerate(self.evaluation.blocks):
                if block.groups:
                    found.extend([block.premises(record) for record in self.records_of(position)])
                elif isinstance(block.records, RecordColumns) and position not in self._kept:
                    found.extend(zip(*[column.tolist() for column in block.records.columns[1:]], strict=True))
                else:
                    width = len(block.plan.patterns) + 1
                    found.extend([record[1:width] for record in self.records_of(position)])
        return found

    def premise_column(self, derivations: Sequence[int], part: int) -> list[int]:
        """The premise of one pattern in each of these derivations."""
        if self.arrays is not None:
            return self.arrays.premise_column(derivations, part)
        return [self.premises[derivation][part] for derivation in derivations]

    def records_of(self, position: int) -> Records:
        """The records of a block that count as derivations."""
        records = self.evaluation.blocks[position].records
        kept = self._kept.get(position)
        return records if kept is None else [records[number] for number in kept]

    def placed_records(self, position: int) -> Iterable[tuple[int, Record]]:
        """The records of a block that count as derivations, each with its position in the block."""
        return zip(self._kept.get(position, count()), self.records_of(position), strict=False)

    def numbered_blocks(self) -> Iterator[tuple[Block, range]]:
        """Each block that has derivations, with their numbers."""
        for block, (start, end) in zip(self.evaluation.blocks, pairwise([*self._starts, self._count]), strict=True):
            if start < end:
                yield block, range(start, end)

    def recorded(self) -> Iterator[tuple[int, Block, Record]]:
        """Each derivation by number, with its block and the engine's record of it."""
        number = 0
        for position, block in enumerate(self.evaluation.blocks):
            for record in self.records_of(position):
                yield number, block, record
                number += 1

    def _place(self, derivation: int) -> tuple[int, int]:
        """Where a derivation's record is: its block, and its position in there."""
        block = bisect_right(self._starts, derivation) - 1
        number = derivation - self._starts[block]
        return block, self._kept[block][number] if block in self._kept else number

    def block(self, derivation: int) -> Block:
        """The block a derivation's record is in."""
        return self.evaluation.blocks[bisect_right(self._starts, derivation) - 1]

    def record(self, derivation: int) -> Record:
        """The engine's record of a derivation."""
        block, number = self._place(derivation)
        return self.evaluation.blocks[block].records[number]

    def bindings(self, derivation: int) -> dict[str, Value]:
        """The bindings of a derivation's variables."""
        return self.block(derivation).bindings(self.record(derivation), self.rows)

    @cached_property
    def boundaries(self) -> list[bool]:
        """For each derivation, whether some comparison was only possible."""
        found: list[bool] = []
        for position, block in enumerate(self.evaluation.blocks):
            if isinstance(block.records, RecordColumns) and block.records.boundary is None:
                found.extend([False] * len(self._kept.get(position, block.records)))
            else:
                found.extend([bool(record[-1]) for record in self.records_of(position)])
        return found

    def boundary(self, derivation: int) -> bool:
        """True if some comparison of the derivation was only possible."""
        return self.boundaries[derivation]

    def strengthened_by(self, derivation: int) -> tuple[int, ...] | None:
        """The facts that matched the rule's ``stronger_if``; None if it did not match."""
        return self.evaluation.strengthened.get(self._place(derivation))

    @cached_property
    def concluded(self) -> list[int]:
        """The derived facts, each once: those that are given too, and all that are not given."""
        given = self.given
        if self.arrays is not None:
            return self.arrays.concluded(given)
        return [*sorted({fact for fact in self.conclusion if fact < given}), *range(given, len(self.rows))]

    @cached_property
    def by_conclusion(self) -> dict[int, list[int]]:
        """The derivations of each derived fact."""
        if self.arrays is not None:
            return self.arrays.by_conclusion()
        found: dict[int, list[int]] = {}
        for derivation, fact in enumerate(self.conclusion):
            if fact in found:
                found[fact].append(derivation)
            else:
                found[fact] = [derivation]
        return found

    @cached_property
    def uses(self) -> list[list[int]]:
        """The derivations each fact is a premise of, once for each time."""
        uses: list[list[int]] = [[] for _ in self.rows]
        for derivation, premises in enumerate(self.premises):
            for premise in premises:
                uses[premise].append(derivation)
        return uses


def _first(item: tuple[object, ...], seen: set[tuple[object, ...]]) -> bool:
    if item in seen:
        return False
    seen.add(item)
    return True
