"""Conclusions as canonical JSON for very many derivations: the same bytes, put together from arrays of texts.

What the derivations of a rule share, and what fills it, stand in a table of references, of which each text is one; a
piece of the result is one joining of such tables. No text is made for a derivation.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.conclusion_columns import ConclusionColumns
from tocsin.engine.conclusion_json import AT_ONCE, ByNumber, Column, ConclusionWriter, in_json

if TYPE_CHECKING:
    from tocsin.engine.evaluation import Block
    from tocsin.engine.facts_by_id import Facts
    from tocsin.engine.graph_arrays import GraphArrays, Places

Texts: TypeAlias = NDArray[np.object_]


class ConclusionArrayWriter(ConclusionWriter):
    """Writes the conclusions of a graph that is kept in arrays."""

    def __init__(self, facts: Facts, arrays: GraphArrays) -> None:
        super().__init__(facts)
        self._arrays = arrays
        self._texts: dict[tuple[str, int], Texts] = {}

    def write(self, order: list[int]) -> Iterator[str]:
        """The pieces that make up the array of the conclusions, which are given by fact number."""
        opening, closing = self._around(sorted(order))
        derivations = self._in_order(order)
        tables = self._tables()
        counts = np.bincount(self._arrays.conclusion, minlength=self._arrays.facts)[order]
        ends = np.concatenate([[0], np.cumsum(counts)])
        yield "["
        for start in range(0, len(order), AT_ONCE):
            numbers = np.array(order[start : start + AT_ONCE])
            before = opening[numbers]
            before[1:] = closing[numbers[:-1]] + "," + before[1:]
            span = ends[start : start + len(numbers) + 1]
            texts = _table(derivations[span[0] : span[-1]], tables, span[:-1] - span[0], before)
            yield ("," if start else "") + "".join([*texts, closing[numbers[-1]]])
        yield "]"

    def _around(self, numbers: list[int]) -> tuple[Texts, Texts]:
        """What stands before and behind the derivations of conclusions, by fact number."""
        opening, closing = np.empty((2, self._arrays.facts), np.object_)
        columns = ConclusionColumns(self._facts)
        kept: dict[str, str] = {}  # a few texts, many times
        bounds = map(columns.boundary, numbers)
        for number, bound in zip(numbers, bounds, strict=True):
            text = self.opening(number, bound)
            opening[number] = kept.setdefault(text, text)
        told = zip(numbers, columns.strengths(numbers), columns.reads(numbers), strict=True)
        closing[numbers] = [self.closing(number, strength, reads) for number, strength, reads in told]
        return opening, closing

    def _in_order(self, order: list[int]) -> Places:
        """The derivations of these conclusions, one after the other: by rule, then by premises and bindings."""
        arrays = self._arrays
        place = np.zeros(arrays.facts, np.int64)
        place[order] = np.arange(len(order))
        rules, within = np.zeros((2, len(arrays.conclusion)), np.int64)
        by_rule: dict[int, list[tuple[tuple[object, ...], int]]] = {}
        for block, numbers in self._graph.numbered_blocks():
            rules[numbers.start : numbers.stop] = block.plan.index
            if block.groups:
                keys = zip(*self._order_columns(block, numbers), strict=True)
                by_rule.setdefault(block.plan.index, []).extend(zip(keys, numbers, strict=True))
        # Where a rule has aggregates, what derivations are sorted by is not the order of their premises.
        for found in by_rule.values():
            within[[number for _, number in sorted(found)]] = np.arange(len(found))
        all_of_them = np.arange(len(arrays.conclusion))
        return arrays.in_order(all_of_them, [place[arrays.conclusion], rules, within], self._facts.ranks)

    # ── what the texts of derivations are made of ────────────────────────────────────────────────────────────────

    def _tables(self) -> list[tuple[range, list[str | ByNumber]]]:
        """For the derivations of each block what stands in the places of their texts, shared or not."""
        return [
            (numbers, [self._by_number(part, numbers.start) for part in self.parts(block, numbers)])
            for block, numbers in self._graph.numbered_blocks()
        ]

    def _by_number(self, part: str | Column, start: int) -> str | ByNumber:
        if not isinstance(part, list):
            return part
        texts = np.array(part, np.object_)
        return lambda derivations: texts[derivations - start]

    def _premise_column(self, numbers: range, part: int) -> ByNumber:
        return lambda derivations: self._quoted_texts[self._arrays.premise(derivations, part)]

    @cached_property
    def _quoted_texts(self) -> Texts:
        return np.array(self._quoted, np.object_)

    def _value_column(self, block: Block, numbers: range, part: int, at: int) -> ByNumber:
        texts, within = self._values(block.plan.patterns[part].type, at), self._facts.within
        return lambda derivations: texts[within[self._arrays.premise(derivations, part)]]

    def _values(self, name: str, at: int) -> Texts:
        """The JSON of a field of all facts of a type, in their order."""
        texts = self._texts.get((name, at))
        if texts is None:
            rows = self._graph.rows
            values = [rows[number][at] for number in self._facts.of_type[name]]
            texts = self._texts[name, at] = np.array(in_json(values), np.object_)
        return texts


def _table(
    derivations: Places, tables: list[tuple[range, list[str | ByNumber]]], firsts: Places, before: Texts
) -> list[str]:
    """The texts of derivations one after the other in their parts, with a comma before each but the ``firsts``.

    What stands before these is ``before``.
    """
    blocks = np.searchsorted([numbers.stop for numbers, _ in tables], derivations, "right")
    widths = np.array([len(parts) + 1 for _, parts in tables])[blocks]
    begins = np.cumsum(widths) - widths
    flat = np.empty(int(widths.sum()), np.object_)
    for block in np.unique(blocks).tolist():
        parts = tables[block][1]
        here = np.flatnonzero(blocks == block)
        table = np.empty((len(here), len(parts) + 1), np.object_)
        table[:, 0] = ","
        for at, part in enumerate(parts, 1):
            table[:, at] = part if isinstance(part, str) else part(derivations[here])
        flat[(begins[here][:, None] + np.arange(len(parts) + 1)).ravel()] = table.ravel()
    flat[begins[firsts]] = before
    return flat.tolist()
