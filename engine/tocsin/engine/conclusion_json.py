"""Conclusions with all their derivations as canonical JSON.

A result can hold hundreds of thousands of derivations. Their text is therefore put together column by
column from the engine's records, a template for each rule, and not object by object; tests hold it against
``json.dumps`` of the same data read from the public objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from tocsin.engine.conclusions import Derivation, qualifier_of
from tocsin.engine.derivation import CERTAIN
from tocsin.engine.sentences import sentence
from tocsin.facts.kinds import Value, canonical_json, value_json
from tocsin.facts.notation import format_value

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

    def write(self, order: list[int]) -> Iterator[str]:
        """The text of each conclusion, given by fact number."""
        graph, ids, fields = self._graph, self._facts.ids, self._facts.fields
        texts, strengths, by_conclusion = self._texts, graph.derivation_strengths, graph.by_conclusion
        boundaries = graph.boundaries
        qualifiers = [qualifier_of(strength) for strength in range(4)]
        for number in order:
            derivations = by_conclusion[number]
            if len(derivations) > 1:
                derivations = sorted(derivations, key=self._keys.__getitem__)
                strength = max([strengths[derivation] for derivation in derivations])
                boundary = all(boundaries[d] for d in derivations if strengths[d] == strength)
                written = ",".join([texts[derivation] for derivation in derivations])
            else:
                [only] = derivations
                strength, boundary, written = strengths[only], boundaries[only], texts[only]
            reads = value_json(self._reads(number, derivations, strength))
            yield (
                f'{{"boundary":{_BOOLEAN[boundary]},"depth":{graph.conclusion_depth(number)},'
                f'"derivations":[{written}],"fields":{fields[number]},"id":"{ids[number]}",'
                f'"qualifier":"{qualifiers[strength]}","reads":{reads},'
                f'"type":"{graph.types[number]}"}}'
            )

    def _reads(self, number: int, derivations: list[int], strength: int) -> str:
        graph = self._graph
        if strength == CERTAIN and not self._worded:
            return self._notation[number]
        best = derivations[0]
        if len(derivations) > 1:
            best = min(derivations, key=lambda d: (-graph.derivation_strengths[d], graph.height(d)))
        rule = graph.block(best).plan.rule
        bindings = {} if rule.reads is None else graph.bindings(best)
        return sentence(graph.plan, rule, bindings, qualifier_of(strength), self._notation[number])

    @cached_property
    def _worded(self) -> bool:
        """True if some rule that fired has a sentence of its own."""
        return any(block.plan.rule.reads is not None for block, _ in self._graph.numbered_blocks())

    @cached_property
    def _notation(self) -> list[str]:
        """Every fact in its notation; values that recur in a column are written once."""
        known: dict[tuple[str, int], dict[object, str]] = {}
        types = self._graph.plan.types
        texts = []
        for name, row in zip(self._graph.types, self._graph.rows, strict=True):
            parts = []
            for position, value in enumerate(row):
                if value is not None:
                    column = known.setdefault((name, position), {})
                    if value not in column:
                        column[value] = f"{types[name].fields[position].name}={format_value(value)}"
                    parts.append(column[value])
            texts.append(f"{name}({', '.join(parts)})")
        return texts

    def _write_block(self, block: Block, numbers: range) -> None:
        """Append the texts of a block's derivations: a template of what the rule fixes, filled by columns."""
        rule = block.plan.rule
        premises = self._premise_columns(block, numbers)
        names, bindings = self._binding_columns(block, numbers)
        strengths = self._graph.derivation_strengths
        qualifiers = [qualifier_of(strength) for strength in range(4)]
        extra = [self._extras(number) for number in numbers] if rule.stronger_if or rule.unless else None
        template = "".join(
            (
                _fixed(f'{{"assumes":{canonical_json(list(rule.assumes))},"bindings":{{'),
                ",".join(_fixed(f"{value_json(name)}:") + "%s" for name in names),
                '},"boundary":%s,',
                _fixed(f'"cites":{canonical_json(list(rule.cites))},'),
                f'"premises":[%s],"qualifier":"%s","rule":{_fixed(value_json(rule.id))}',
                "" if extra is None else "%s",
                f',"warrant":"{rule.warrant}"}}',
            )
        )
        columns = [
            *bindings,
            [_BOOLEAN[self._graph.boundaries[number]] for number in numbers],
            ['"' + '","'.join(found) + '"' if found else "" for found in premises],
            [qualifiers[strengths[number]] for number in numbers],
            *([] if extra is None else [extra]),
        ]
        index = block.plan.index
        ties = [Derivation(self._facts, number).tie for number in numbers] if block.groups else [""] * len(numbers)
        self._keys.extend([(index, found, tie) for found, tie in zip(premises, ties, strict=True)])
        self._texts.extend([template % values for values in zip(*columns, strict=True)])

    def _premise_columns(self, block: Block, numbers: range) -> list[tuple[str, ...]]:
        if block.groups:
            return [Derivation(self._facts, number).premises for number in numbers]
        ids, premises = self._facts.ids, self._graph.premises
        return [tuple([ids[premise] for premise in premises[number]]) for number in numbers]

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
