"""What many conclusions say, worked out column by column: as ``Conclusion`` has it one by one, and far sooner.

Whoever lists hundreds of thousands of conclusions asks here; tests hold the answers against the objects'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import TypeAlias

from tocsin.engine.conclusions import Conclusion, qualifier_of
from tocsin.engine.facts_by_id import Facts
from tocsin.engine.graph_arrays import GraphArrays
from tocsin.engine.plan import RulePlan
from tocsin.engine.sentences import Filler, sentence
from tocsin.facts.kinds import Value
from tocsin.rules.rule import Rule

Signature: TypeAlias = tuple[int, int, int, bool, bool]
"""What tells conclusions apart but for values: rules, best rule, strength, boundary, whether given too."""


class ConclusionColumns:
    """The conclusions of a graph by fact number; each column is worked out once, when first asked for."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._graph = facts.graph
        self._sets: dict[int, tuple[Rule, ...]] = {}

    @cached_property
    def _rule_of(self) -> list[int]:
        """The rule of each derivation, by index."""
        found: list[int] = []
        for block, numbers in self._graph.numbered_blocks():
            found.extend([block.plan.index] * len(numbers))
        return found

    @cached_property
    def _best(self) -> list[int]:
        """The derivation to show first of each conclusion, by fact number; -1 for what is given alone."""
        graph = self._graph
        best = [-1] * len(graph.rows)
        if graph.arrays is not None:
            return self._best_of(graph.arrays)
        if len(set(graph.derivation_strengths)) > 1 or any(b.plan.aggregates for b, _ in graph.numbered_blocks()):
            for number in graph.concluded:
                best[number] = Conclusion(self._facts, number).best.number
            return best
        # All are equally strong, so those are best whose premises settle first: just before the conclusion does.
        lowest, heights = [settled - 1 for settled in graph.settled], self._heights()
        for number in [number for number in graph.concluded if number < graph.given]:
            lowest[number] = min(heights[derivation] for derivation in graph.by_conclusion[number])
        tied: dict[int, list[int]] = {}
        for derivation, (number, height) in enumerate(zip(graph.conclusion, heights, strict=True)):
            if height == lowest[number]:
                if best[number] < 0:
                    best[number] = derivation
                else:
                    tied.setdefault(number, [best[number]]).append(derivation)
        rules, ids, of = self._rule_of, self._facts.ids, graph.premises
        for number, found in tied.items():
            best[number] = min(found, key=lambda each: (rules[each], [ids[premise] for premise in of[each]]))
        return best

    def _best_of(self, arrays: GraphArrays) -> list[int]:
        """The same by arrays."""
        import numpy as np

        graph = self._graph
        first = arrays.best(graph.derivation_strengths, graph.settled, self._rule_of)
        of = arrays.conclusion[first]
        tied = np.bincount(of, minlength=len(graph.rows))[of] > 1
        best = np.full(len(graph.rows), -1)
        best[of[~tied]] = first[~tied]
        # The first of those that are tied is written last.
        in_order = arrays.in_order(first[tied], [of[tied]], self._facts.ranks)[::-1]
        best[arrays.conclusion[in_order]] = in_order
        found: list[int] = best.tolist()
        for derivation in in_order[arrays.grouped[in_order]].tolist():
            number = graph.conclusion[derivation]
            found[number] = Conclusion(self._facts, number).best.number
        return found

    def _heights(self) -> list[int]:
        """When the last premise of each derivation settles; of rules without aggregates."""
        graph, settled = self._graph, self._graph.settled.__getitem__
        found: list[int] = []
        for _, numbers in graph.numbered_blocks():
            columns = zip(*graph.premises[numbers.start : numbers.stop], strict=True)
            parts: list[Iterable[int]] = [map(settled, column) for column in columns]
            found.extend(map(max, *parts) if len(parts) > 1 else parts[0] if parts else repeat(0, len(numbers)))
        return found

    def strengths(self, numbers: Iterable[int]) -> list[int]:
        """How strong these conclusions are, as ordinals."""
        graph, given, strength = self._graph, self._graph.given, self._graph.strength
        return [strength[each] if each >= given else graph.conclusion_strength(each) for each in numbers]

    def signatures(self, numbers: Sequence[int]) -> list[Signature]:
        """What tells these conclusions apart but for values."""
        best_rules = map(self._rule_of.__getitem__, map(self._best.__getitem__, numbers))
        bounds = map(self.boundary, numbers) if self._any_boundary else repeat(False)
        given = map(self._graph.given.__gt__, numbers)
        rules = map(self._rules.__getitem__, numbers)
        return list(zip(rules, best_rules, self.strengths(numbers), bounds, given, strict=False))

    def best_rule(self, number: int) -> Rule:
        """The rule of the derivation to show first."""
        return self._graph.plan.rules[self._rule_of[self._best[number]]].rule

    @cached_property
    def _rules(self) -> list[int]:
        """The rules of each fact's derivations, as the bits of a number."""
        found = [0] * len(self._graph.rows)
        for block, numbers in self._graph.numbered_blocks():
            bit = 1 << block.plan.index
            for number in self._graph.conclusion[numbers.start : numbers.stop]:
                found[number] |= bit
        return found

    def rules(self, number: int) -> tuple[Rule, ...]:
        """The rules of the derivations, each once, by id; one and the same value for the same rules."""
        bits = self._rules[number]
        rules = self._sets.get(bits)
        if rules is None:
            plans = self._graph.plan.rules
            rules = self._sets[bits] = tuple(plans[index].rule for index in set_bits(bits))
        return rules

    def boundary(self, number: int) -> bool:
        """True if every derivation as strong as the conclusion rests on a comparison that is only possible."""
        return self._any_boundary and Conclusion(self._facts, number).boundary

    @cached_property
    def _any_boundary(self) -> bool:
        return any(self._graph.boundaries)

    def reads(self, numbers: Sequence[int]) -> list[str]:
        """The sentences of these conclusions."""
        found = [""] * len(numbers)
        best = list(map(self._best.__getitem__, numbers))
        alike: dict[tuple[int, int], list[int]] = {}
        kinds = list(zip(map(self._rule_of.__getitem__, best), self.strengths(numbers), strict=True))
        for at, kind in enumerate(kinds) if len(set(kinds)) > 1 else ():
            alike.setdefault(kind, []).append(at)
        for (index, stands), places in alike.items() if alike else zip(kinds[:1], [range(len(numbers))], strict=False):
            plan = self._graph.plan.rules[index]
            if plan.rule.reads is None or stands < plan.strength:
                told = [self._hedged(numbers[at]) for at in places]
            else:
                told = self._filled(plan, [best[at] for at in places])
            if len(places) == len(numbers):
                return told
            for at, text in zip(places, told, strict=True):
                found[at] = text
        return found

    def _hedged(self, number: int) -> str:
        """The sentence of a conclusion that is weaker than its rule's word, or whose rule has none."""
        best = self._best[number]
        rule = self.best_rule(number)
        bindings: Mapping[str, Value] = {} if rule.reads is None else self._graph.bindings(best)
        qualifier = qualifier_of(self._graph.conclusion_strength(number))
        return sentence(self._graph.plan, rule, bindings, qualifier, self._facts.notation(number))

    def _filled(self, plan: RulePlan, derivations: Sequence[int]) -> list[str]:
        """The sentence of a rule for each of the derivations, filled in column by column."""
        assert plan.rule.reads is not None
        graph = self._graph
        fill = Filler(plan.rule.reads, graph.plan.pack.spoken, plan.rule.figures)
        places = {name: (part, at) for part, pattern in enumerate(plan.patterns) for at, name in pattern.variables}
        if not all(name in places for name, _ in fill.places):  # it names what is computed or counted
            return [fill(graph.bindings(derivation)) for derivation in derivations]
        rows = graph.rows
        columns = []
        for name, forms in fill.places:
            part, at = places[name]
            values = [rows[premise][at] for premise in graph.premise_column(derivations, part)]
            # A column holds one kind, so equal values are the same value and are put into words only once.
            words = {value: fill.word(name, value, forms) for value in set(values) if value is not None}
            columns.append(list(map(words.__getitem__, values)))  # type: ignore[arg-type]
        return fill.all_in_words(columns, len(derivations))


def set_bits(bits: int) -> Iterator[int]:
    """Where the bits of a number are that are set, from the lowest on; few of many."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
