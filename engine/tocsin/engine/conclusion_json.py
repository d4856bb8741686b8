"""Conclusions with all their derivations as canonical JSON.

A result can hold hundreds of thousands of derivations. Their text is therefore put together column by
column from the engine's records, a template for each rule, and not object by object; tests hold it against
``json.dumps`` of the same data read from the public objects.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tocsin.engine.conclusion_columns import ConclusionColumns
from tocsin.engine.conclusions import Derivation, qualifier_of
from tocsin.engine.plan import CERTAIN
from tocsin.facts.kinds import Value, canonical_json, value_json

if TYPE_CHECKING:
    from tocsin.engine.conclusions import Facts
    from tocsin.engine.evaluation import Block

_BOOLEAN = ("false", "true")


class ConclusionWriter:
    """Writes the conclusions of a graph."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._graph = facts.graph
        self._texts: list[str] = []
        self._keys: list[tuple[int, tuple[str, ...], str]] = []
        for block, numbers in self._graph.numbered_blocks():
            self._write_block(block, numbers)

    def write(self, order: list[int]) -> list[str]:
        """The pieces that make up the array of the conclusions, which are given by fact number."""
        graph, ids, fields = self._graph, self._facts.ids, self._facts.fields
        texts, strengths, by_conclusion = self._texts, graph.derivation_strengths, graph.by_conclusion
        boundaries, depths, names = graph.boundaries, graph.depth, graph.types
        qualifiers = [qualifier_of(strength) for strength in range(4)]
        strength, boundary = CERTAIN, False
        uniform = min(strengths, default=CERTAIN) == CERTAIN and not any(boundaries)
        pieces: list[str] = []
        separator = "["
        for number, reads in zip(order, self._reads(order), strict=True):
            derivations = by_conclusion[number]
            if len(derivations) > 1:
                derivations = sorted(derivations, key=self._keys.__getitem__)
            if not uniform:
                strength = max([strengths[derivation] for derivation in derivations])
                boundary = all([boundaries[d] for d in derivations if strengths[d] == strength])  # noqa: C419  (hot)
            depth = depths[number] or graph.conclusion_depth(number)
            pieces.append(f'{separator}{{"boundary":{_BOOLEAN[boundary]},"depth":{depth},"derivations":[')
            separator = ","
            pieces.append(texts[derivations[0]])
            for derivation in derivations[1:]:
                pieces.append(",")
                pieces.append(texts[derivation])
            pieces.append(
                f'],"fields":{fields[number]},"id":"{ids[number]}","qualifier":"{qualifiers[strength]}",'
                f'"reads":{value_json(reads)},"type":"{names[number]}"}}'
            )
        pieces.append("]" if order else "[]")
        return pieces

    def _reads(self, order: list[int]) -> list[str]:
        """The sentences of the conclusions."""
        if not self._worded and min(self._graph.derivation_strengths, default=CERTAIN) == CERTAIN:
            return [self._facts.notation[number] for number in order]
        return ConclusionColumns(self._facts).reads(order)

    @cached_property
    def _worded(self) -> bool:
        """True if some rule that fired has a sentence of its own."""
        return any(block.plan.rule.reads is not None for block, _ in self._graph.numbered_blocks())

    def _write_block(self, block: Block, numbers: range) -> None:
        """Append the texts of a block's derivations: a template of what the rule fixes, filled by columns."""
        rule = block.plan.rule
        premises, columns = self._premise_columns(block, numbers)
        names, bindings = self._binding_columns(block, numbers)
        strengths, boundaries = self._graph.derivation_strengths, self._graph.boundaries
        qualifiers = [qualifier_of(strength) for strength in range(4)]
        slots = "%s" if block.groups else ",".join(['"%s"'] * len(columns))
        template = "".join(
            (
                _fixed(f'{{"assumes":{canonical_json(list(rule.assumes))},"bindings":{{'),
                ",".join(_fixed(f"{value_json(name)}:") + "%s" for name in names),
                '},"boundary":%s,',
                _fixed(f'"cites":{canonical_json(list(rule.cites))},'),
                f'%s"premises":[{slots}],"qualifier":"%s",',
                f'"rule":{_fixed(value_json(rule.id))}%s,"warrant":"{rule.warrant}"}}',
            )
        )
        extra = rule.stronger_if or rule.unless
        values = zip(
            *bindings,
            [_BOOLEAN[boundary] for boundary in boundaries[numbers.start : numbers.stop]],
            [self._parameters(number) for number in numbers] if rule.parameters else [""] * len(numbers),
            *columns,
            [qualifiers[strength] for strength in strengths[numbers.start : numbers.stop]],
            [self._extras(number) for number in numbers] if extra else [""] * len(numbers),
            strict=True,
        )
        index = block.plan.index
        ties = [Derivation(self._facts, number).tie for number in numbers] if block.groups else [""] * len(numbers)
        self._keys.extend(zip([index] * len(numbers), premises, ties, strict=True))
        self._texts.extend([template % each for each in values])

    def _premise_columns(self, block: Block, numbers: range) -> tuple[list[tuple[str, ...]], list[list[str]]]:
        """The premises' ids of every derivation, and the columns of text that fill the template with them."""
        if block.groups:
            found = [Derivation(self._facts, number).premises for number in numbers]
            return found, [[",".join(f'"{premise}"' for premise in premises) for premises in found]]
        ids, premises = self._facts.ids, self._graph.premises[numbers.start : numbers.stop]
        columns = [[ids[each[part]] for each in premises] for part in range(len(block.plan.patterns))]
        return list(zip(*columns, strict=True)), columns

    def _binding_columns(self, block: Block, numbers: range) -> tuple[list[str], list[list[str]]]:
        """The variables by name, and for each the JSON of its value in every derivation."""
        plan, graph = block.plan, self._graph
        names = sorted(plan.variables)
        if plan.aggregates or plan.computed:
            bindings = [graph.bindings(number) for number in numbers]
            return names, [[value_json(found[name]) for found in bindings] for name in names]
        places = {n: (part, at) for part, pattern in enumerate(plan.patterns) for at, n in pattern.variables}
        rows, premises = graph.rows, graph.premises
        columns = []
        for part, position in (places[name] for name in names):
            values: list[Value] = [rows[premises[number][part]][position] for number in numbers]  # type: ignore[misc]
            # A column holds one kind, so equal values are the same value and need writing only once.
            written = {value: value_json(value) for value in set(values)}
            columns.append([written[value] for value in values])
        return names, columns

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


def _fixed(text: str) -> str:
    return text.replace("%", "%%")
