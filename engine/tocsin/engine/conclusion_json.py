"""Conclusions with all their derivations as canonical JSON.

A result can hold hundreds of thousands of derivations. Their text is therefore put together column by
column from the engine's records, a template for each rule, and not object by object; tests hold it against
``json.dumps`` of the same data read from the public objects.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeAlias

from tocsin.engine.conclusion_columns import ConclusionColumns
from tocsin.engine.conclusions import Derivation, qualifier_of
from tocsin.engine.plan import CERTAIN
from tocsin.facts.json_values import canonical_json, value_json
from tocsin.facts.kinds import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tocsin.engine.evaluation import Block
    from tocsin.engine.facts_by_id import Facts

_BOOLEAN = ("false", "true")
_QUALIFIERS = tuple(map(qualifier_of, range(CERTAIN + 1)))
AT_ONCE = 2_000
"""Conclusions to a piece."""
ByNumber: TypeAlias = "Callable[[NDArray[np.int64]], NDArray[np.object_]]"
"""The texts that stand in one place of derivations, which are given by number."""
Column: TypeAlias = "list[str] | ByNumber"
"""What stands in one place of the texts of a rule's derivations, in their order or by their numbers."""
_BlockText: TypeAlias = tuple[range, str, list[Sequence[str]]]
"""The derivations of a rule: their numbers, the text they share, and the columns that fill it."""


class ConclusionWriter:
    """Writes the conclusions of a graph, so many at a time that their texts take little room."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._graph = graph = facts.graph
        self._all_certain = min(graph.derivation_strengths, default=CERTAIN) == CERTAIN
        self._uniform = self._all_certain and not any(graph.boundaries)

    @cached_property
    def _blocks(self) -> list[_BlockText]:
        # All that is read out of facts is so in their order, as they lie in memory: conclusions are written by id.
        return [self._block(block, numbers) for block, numbers in self._graph.numbered_blocks()]

    def write(self, order: list[int]) -> Iterator[str]:
        """The pieces that make up the array of the conclusions, which are given by fact number."""
        reads = self._reads(sorted(order))
        yield "["
        for start in range(0, len(order), AT_ONCE):
            yield ("," if start else "") + ",".join(self._written(order[start : start + AT_ONCE], reads))
        yield "]"

    def _written(self, numbers: list[int], reads: dict[int, str]) -> Iterator[str]:
        found = list(map(self._by_conclusion.__getitem__, numbers))
        texts = self._derivations(sorted(chain.from_iterable(found)))
        strengths, boundaries = self._graph.derivation_strengths, self._graph.boundaries
        strength, boundary = CERTAIN, False
        for number, derivations in zip(numbers, found, strict=True):
            if not self._uniform:
                strength = max([strengths[derivation] for derivation in derivations])
                boundary = all([boundaries[d] for d in derivations if strengths[d] == strength])  # noqa: C419  (hot)
            told = ",".join([texts[derivation] for derivation in derivations])
            yield f"{self.opening(number, boundary)}{told}{self.closing(number, strength, reads[number])}"

    def opening(self, number: int, boundary: bool) -> str:
        """What stands before the derivations of a conclusion."""
        depth = self._graph.depth[number] or self._graph.conclusion_depth(number)
        return f'{{"boundary":{_BOOLEAN[boundary]},"depth":{depth},"derivations":['

    def closing(self, number: int, strength: int, reads: str) -> str:
        """What stands behind the derivations of a conclusion."""
        return (
            f'],"fields":{self._facts.fields[number]},"id":"{self._facts.ids[number]}",'
            f'"qualifier":"{_QUALIFIERS[strength]}","reads":{value_json(reads)},"type":"{self._graph.types[number]}"}}'
        )

    def _reads(self, numbers: list[int]) -> dict[int, str]:
        """The sentences of the conclusions."""
        worded = any(block.plan.rule.reads is not None for block, _ in self._graph.numbered_blocks())
        if not worded and self._all_certain:
            return {number: self._facts.notation(number) for number in numbers}
        return dict(zip(numbers, ConclusionColumns(self._facts).reads(numbers), strict=True))

    @cached_property
    def _by_conclusion(self) -> dict[int, list[int]]:
        """The derivations of each conclusion, by rule, then by premises and bindings."""
        keys: list[tuple[object, ...]] = []
        for block, numbers in self._graph.numbered_blocks():
            keys.extend(zip(repeat(block.plan.index, len(numbers)), *self._order_columns(block, numbers), strict=True))
        found = self._graph.by_conclusion
        return {n: each if len(each) == 1 else sorted(each, key=keys.__getitem__) for n, each in found.items()}

    def _order_columns(self, block: Block, numbers: range) -> list[Sequence[object]]:
        """By what derivations of one rule are sorted."""
        if not block.groups:
            return [column for column in self._premise_columns(block, numbers) if isinstance(column, list)]
        derivations = [Derivation(self._facts, number) for number in numbers]
        return [[derivation.premises for derivation in derivations], [derivation.tie for derivation in derivations]]

    def _derivations(self, wanted: list[int]) -> dict[int, str]:
        """The texts of derivations."""
        texts: dict[int, str] = {}
        for numbers, template, columns in self._blocks:
            here = wanted[bisect_left(wanted, numbers.start) : bisect_left(wanted, numbers.stop)]
            if here:
                at = [number - numbers.start for number in here]
                picked = zip(*(map(column.__getitem__, at) for column in columns), strict=True)
                texts.update(zip(here, map(template.__mod__, picked if columns else repeat((), len(at))), strict=True))
        return texts

    def _block(self, block: Block, numbers: range) -> _BlockText:
        """What the rule fixes of the derivations of a block, and the columns that fill it."""
        parts = self.parts(block, numbers)
        template = "".join([part.replace("%", "%%") if isinstance(part, str) else "%s" for part in parts])
        return numbers, template, [part for part in parts if isinstance(part, list)]

    def parts(self, block: Block, numbers: range) -> list[str | Column]:
        """What the texts of a block's derivations are made of: what they share, and columns of what they do not."""
        rule, span = block.plan.rule, slice(numbers.start, numbers.stop)
        parts: list[str | Column] = [f'{{"assumes":{canonical_json(list(rule.assumes))},"bindings":{{']
        for at, (name, column) in enumerate(self._binding_columns(block, numbers)):
            parts += [f"{',' if at else ''}{value_json(name)}:", column]
        parts += ['},"boundary":', [_BOOLEAN[boundary] for boundary in self._graph.boundaries[span]]]
        parts.append(f',"cites":{canonical_json(list(rule.cites))},')
        if rule.parameters:
            parts.append([self._parameters(number) for number in numbers])
        parts.append('"premises":[')
        for at, column in enumerate(self._premise_columns(block, numbers)):
            parts += ["," if at else "", column]
        parts += ['],"qualifier":"', [_QUALIFIERS[strength] for strength in self._graph.derivation_strengths[span]]]
        parts.append(f'","rule":{value_json(rule.id)}')
        if rule.stronger_if or rule.unless:
            parts.append([self._extras(number) for number in numbers])
        parts.append(f',"warrant":"{rule.warrant}"}}')
        # What is the same in all of them needs no column.
        return [part[0] if isinstance(part, list) and len(set(part)) == 1 else part for part in parts]

    def _premise_columns(self, block: Block, numbers: range) -> Iterator[Column]:
        """The ids of the premises as JSON: those of each pattern, or all of them where there are aggregates."""
        if block.groups:
            found = (Derivation(self._facts, number).premises for number in numbers)
            yield [",".join([f'"{premise}"' for premise in premises]) for premises in found]
            return
        for part in range(len(block.plan.patterns)):
            yield self._premise_column(numbers, part)

    def _premise_column(self, numbers: range, part: int) -> Column:
        """The ids of the premises that one pattern has in these derivations, as JSON."""
        return list(map(self._quoted.__getitem__, self._graph.premise_column(numbers, part)))

    @cached_property
    def _quoted(self) -> list[str]:
        """The ids of all facts as JSON."""
        return [f'"{identity}"' for identity in self._facts.ids]

    def _binding_columns(self, block: Block, numbers: range) -> Iterator[tuple[str, Column]]:
        """Each variable, by name, with the JSON of its value in every derivation."""
        plan, graph = block.plan, self._graph
        names = sorted(plan.variables)
        if plan.aggregates or plan.computed:
            bindings = [graph.bindings(number) for number in numbers]
            yield from ((name, [value_json(found[name]) for found in bindings]) for name in names)
            return
        places = {n: (part, at) for part, pattern in enumerate(plan.patterns) for at, n in pattern.variables}
        for name in names:
            yield name, self._value_column(block, numbers, *places[name])

    def _value_column(self, block: Block, numbers: range, part: int, at: int) -> Column:
        """The JSON of the values that premises of one pattern have in a field."""
        rows = self._graph.rows
        return in_json([rows[premise][at] for premise in self._graph.premise_column(numbers, part)])

    def _parameters(self, number: int) -> str:
        """``parameters``: only for a rule that reads some."""
        found = [each.to_json() for each in Derivation(self._facts, number).parameters]
        return f'"parameters":{canonical_json(found)},'

    def _extras(self, number: int) -> str:
        """``strengthened_by`` and ``unless``: only for a rule that has a ``stronger_if`` or an ``unless``."""
        derivation = Derivation(self._facts, number)
        text = ""
        if derivation.rule.stronger_if:
            strengtheners = derivation.strengthened_by
            text = f',"strengthened_by":{canonical_json(None if strengtheners is None else list(strengtheners))}'
        if derivation.rule.unless:
            text += f',"unless":{canonical_json(list(derivation.unless))}'
        return text


def in_json(values: Sequence[Value | None]) -> list[str]:
    """The JSON of the values of a column, which holds one kind: so equal values need writing only once."""
    written = {value: "null" if value is None else value_json(value) for value in set(values)}
    return [written[value] for value in values]
