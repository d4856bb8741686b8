"""Conclusions with all their derivations as canonical JSON.

A result can hold hundreds of thousands of derivations. Their text is therefore put together column by
column from the engine's records, a template for each rule, and not object by object; tests hold it against
``json.dumps`` of the same data read from the public objects.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeAlias

from tocsin.engine.conclusion_columns import ConclusionColumns
from tocsin.engine.conclusions import Derivation, qualifier_of
from tocsin.engine.plan import CERTAIN
from tocsin.facts.kinds import Value, canonical_json, value_json

if TYPE_CHECKING:
    from tocsin.engine.conclusions import Facts
    from tocsin.engine.evaluation import Block

_BOOLEAN = ("false", "true")
_AT_ONCE = 2_000
_BlockText: TypeAlias = tuple[range, str, list[Sequence[str]]]
"""The derivations of a rule: their numbers, the text they share, and the columns that fill it."""


class ConclusionWriter:
    """Writes the conclusions of a graph, so many at a time that their texts take little room."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._graph = graph = facts.graph
        self._all_certain = min(graph.derivation_strengths, default=CERTAIN) == CERTAIN
        self._uniform = self._all_certain and not any(graph.boundaries)
        # All that is read out of facts is so in their order, as they lie in memory: conclusions are written by id.
        self._blocks = [self._block(block, numbers) for block, numbers in graph.numbered_blocks()]

    def write(self, order: list[int]) -> Iterator[str]:
        """The pieces that make up the array of the conclusions, which are given by fact number."""
        reads = self._reads(sorted(order))
        yield "["
        for start in range(0, len(order), _AT_ONCE):
            yield ("," if start else "") + ",".join(self._written(order[start : start + _AT_ONCE], reads))
        yield "]"

    def _written(self, numbers: list[int], reads: dict[int, str]) -> Iterator[str]:
        graph, ids, fields = self._graph, self._facts.ids, self._facts.fields
        strengths, boundaries, depths, names = graph.derivation_strengths, graph.boundaries, graph.depth, graph.types
        found = list(map(self._by_conclusion.__getitem__, numbers))
        texts = self._derivations(sorted(chain.from_iterable(found)))
        qualifiers = [qualifier_of(strength) for strength in range(4)]
        strength, boundary = CERTAIN, False
        for number, derivations in zip(numbers, found, strict=True):
            if not self._uniform:
                strength = max([strengths[derivation] for derivation in derivations])
                boundary = all([boundaries[d] for d in derivations if strengths[d] == strength])  # noqa: C419  (hot)
            depth = depths[number] or graph.conclusion_depth(number)
            yield (
                f'{{"boundary":{_BOOLEAN[boundary]},"depth":{depth},"derivations":['
                f"{','.join([texts[derivation] for derivation in derivations])}"
                f'],"fields":{fields[number]},"id":"{ids[number]}","qualifier":"{qualifiers[strength]}",'
                f'"reads":{value_json(reads[number])},"type":"{names[number]}"}}'
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
            return list(self._premise_columns(block, numbers))
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
        rule, span = block.plan.rule, slice(numbers.start, numbers.stop)
        qualifiers = [qualifier_of(strength) for strength in range(4)]
        parts: list[str | Sequence[str]] = [f'{{"assumes":{canonical_json(list(rule.assumes))},"bindings":{{']
        for at, (name, column) in enumerate(self._binding_columns(block, numbers)):
            parts += [f"{',' if at else ''}{value_json(name)}:", column]
        parts += ['},"boundary":', [_BOOLEAN[boundary] for boundary in self._graph.boundaries[span]]]
        parts.append(f',"cites":{canonical_json(list(rule.cites))},')
        if rule.parameters:
            parts.append([self._parameters(number) for number in numbers])
        parts.append('"premises":[')
        for at, column in enumerate(self._premise_columns(block, numbers)):
            parts += ["," if at else "", column]
        parts += ['],"qualifier":"', [qualifiers[strength] for strength in self._graph.derivation_strengths[span]]]
        parts.append(f'","rule":{value_json(rule.id)}')
        if rule.stronger_if or rule.unless:
            parts.append([self._extras(number) for number in numbers])
        parts.append(f',"warrant":"{rule.warrant}"}}')
        # What is the same in all of them needs no column.
        parts = [part if isinstance(part, str) or len(set(part)) > 1 else part[0] for part in parts]
        template = "".join([part.replace("%", "%%") if isinstance(part, str) else "%s" for part in parts])
        return numbers, template, [part for part in parts if not isinstance(part, str)]

    def _premise_columns(self, block: Block, numbers: range) -> Iterator[list[str]]:
        """The ids of the premises as JSON: those of each pattern, or all of them where there are aggregates."""
        if block.groups:
            found = (Derivation(self._facts, number).premises for number in numbers)
            yield [",".join([f'"{premise}"' for premise in premises]) for premises in found]
            return
        premises = self._graph.premises[numbers.start : numbers.stop]
        yield from (list(map(self._quoted.__getitem__, column)) for column in zip(*premises, strict=True))

    @cached_property
    def _quoted(self) -> list[str]:
        """The ids of all facts as JSON."""
        return [f'"{identity}"' for identity in self._facts.ids]

    def _binding_columns(self, block: Block, numbers: range) -> Iterator[tuple[str, list[str]]]:
        """Each variable, by name, with the JSON of its value in every derivation."""
        plan, graph = block.plan, self._graph
        names = sorted(plan.variables)
        if plan.aggregates or plan.computed:
            bindings = [graph.bindings(number) for number in numbers]
            yield from ((name, [value_json(found[name]) for found in bindings]) for name in names)
            return
        places = {n: (part, at) for part, pattern in enumerate(plan.patterns) for at, n in pattern.variables}
        rows, premises = graph.rows, graph.premises[numbers.start : numbers.stop]
        for name in names:
            part, at = places[name]
            values: list[Value] = [rows[each[part]][at] for each in premises]  # type: ignore[misc]
            # A column holds one kind, so equal values are the same value and need writing only once.
            written = {value: value_json(value) for value in set(values)}
            yield name, [written[value] for value in values]

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
