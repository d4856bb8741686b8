"""Matches of a conjunction by backtracking: exceptions and what strengthens.

These need complete types under given bindings, which durable-rules cannot do (its negation fires though blocked).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tocsin.engine.plan import Condition, MatchPlan, PatternPlan
from tocsin.engine.rete.conditions import Attempts, conjunction, staged
from tocsin.engine.rete.memory import Bindings, Memory, bind
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Truth

_FEW = 8
"""So many facts of a type are tried one by one: to find fewer by what stands in a field would take longer."""


class SearchPlan:
    """A conjunction, and which of its conditions can be decided after how many patterns: the same every time."""

    def __init__(self, match: MatchPlan) -> None:
        self.match = match
        self.types = tuple(dict.fromkeys([pattern.type for pattern in match.patterns]))
        bound = [frozenset(match.outer)]
        for part in match.order:
            bound.append(bound[-1] | match.patterns[part].names)
        self.stages: list[tuple[Condition, ...]] = staged(match.early, bound)


class Search:
    """Finds every match of one conjunction under the bindings of a rule."""

    def __init__(self, plan: SearchPlan, memory: Memory, attempts: Attempts) -> None:
        self._match = plan.match
        self._types = plan.types
        self._memory = memory
        self._attempts = attempts
        self._stages = plan.stages

    def matches(self, bindings: Mapping[str, Value]) -> Iterator[tuple[tuple[int, ...], Truth]]:
        """The facts of each match, in the order the patterns are written, and how far it holds (never false)."""
        outer = {name: bindings[name] for name in self._match.outer}
        truth = conjunction(self._stages[0], outer)
        if truth != Truth.FALSE:
            yield from self._extend(0, [0] * len(self._match.patterns), outer, truth)

    def certainty(self, bindings: Mapping[str, Value]) -> Truth:
        """How far the best match holds. Every match is tried, so that the failures noted depend on no order."""
        if not all(map(self._memory.members, self._types)):
            return Truth.FALSE
        return max((truth for _, truth in self.matches(bindings)), default=Truth.FALSE)

    def _extend(
        self, depth: int, chosen: list[int], bound: Bindings, truth: Truth
    ) -> Iterator[tuple[tuple[int, ...], Truth]]:
        match = self._match
        if depth == len(match.order):
            final = min(truth, self._attempts.all_hold(match.late, bound))
            if final != Truth.FALSE:
                yield tuple(chosen), final
            return
        part = match.order[depth]
        pattern = match.patterns[part]
        for number in self._candidates(pattern, bound):
            extended = bind(pattern, self._memory.rows[number], bound)
            if extended is None:
                continue
            now = min(truth, conjunction(self._stages[depth + 1], extended))
            if now != Truth.FALSE:
                chosen[part] = number
                yield from self._extend(depth + 1, chosen, extended, now)

    def _candidates(self, pattern: PatternPlan, bound: Mapping[str, Value]) -> Sequence[int]:
        """The facts that may match: the fewest that agree with the pattern in one known field."""
        members = self._memory.members(pattern.type)
        if len(members) <= _FEW:
            return members
        known = [(position, values[0]) for position, values in pattern.constants if len(values) == 1]
        known += [(position, bound[name]) for position, name in pattern.variables if name in bound]
        if not known:
            return members
        found = (self._memory.with_value(pattern.type, position, value) for position, value in known)
        return min(found, key=len)
