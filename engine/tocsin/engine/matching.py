"""Patterns matched against facts, one row at a time, and the ways in which conjunctions hold in a finished model.

For everybody but the engines, which match by themselves so that they can be compared: tensions, questions, judgements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.evaluation import Contribution, Group, aggregate_value
from tocsin.engine.plan import AggregatePlan, Condition, MatchPlan, PatternPlan, TensionPlan
from tocsin.engine.things import thing_of
from tocsin.engine.totals import total_group
from tocsin.facts.backing import Backing
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Truth
from tocsin.rules import expression
from tocsin.rules.expression import FAILURES

Bindings: TypeAlias = dict[str, Value]
Backed: TypeAlias = Mapping[tuple[str, Backing], Collection[int]]


def match_row(pattern: PatternPlan, row: Row, bindings: Mapping[str, Value]) -> Bindings | None:
    """The bindings extended by matching a pattern against a row; None if it does not match."""
    if any(row[position] not in values for position, values in pattern.constants):
        return None
    extended = dict(bindings)
    for position, name in pattern.variables:
        value = row[position]
        if value is None or extended.setdefault(name, value) != value:
            return None
    return extended


class Members:
    """Facts by number, found by their type and by the values of any of their fields.

    ``backed`` has those that meet demands on reports (``Evaluation.backed``): no other is backed by anything.
    """

    def __init__(self, types: Sequence[str], rows: Sequence[Row], backed: Backed | None = None) -> None:
        self.types = types
        self.rows = rows
        self._backed: Backed = backed or {}
        self._indexes: dict[tuple[str, tuple[int, ...]], dict[tuple[Value | None, ...], list[int]]] = {}

    @classmethod
    def of(cls, graph: DerivationGraph) -> Members:
        """The facts of a finished model."""
        return cls(graph.types, graph.rows, graph.evaluation.backed)

    def is_backed(self, pattern: PatternPlan, number: int) -> bool:
        """True if a fact of the pattern's type is backed by reports as the pattern asks."""
        asked = pattern.backed_by
        return asked is None or number in self._backed.get((pattern.type, asked), ())

    @cached_property
    def by_type(self) -> dict[str, list[int]]:
        """The numbers of the facts of each type."""
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self.types):
            found.setdefault(name, []).append(number)
        return found

    def candidates(self, pattern: PatternPlan, bindings: Mapping[str, Value]) -> Sequence[int]:
        """Facts among which all are that the pattern matches under the bindings."""
        known = {position: bindings[name] for position, name in pattern.variables if name in bindings}
        known.update((position, values[0]) for position, values in pattern.constants if len(values) == 1)
        if not known:
            return self.by_type.get(pattern.type, ())
        positions = tuple(sorted(known))
        index = self._index(pattern.type, positions)
        return index.get(tuple(known[position] for position in positions), ())

    def _index(self, name: str, positions: tuple[int, ...]) -> dict[tuple[Value | None, ...], list[int]]:
        key = (name, positions)
        if key not in self._indexes:
            index: dict[tuple[Value | None, ...], list[int]] = {}
            for number in self.by_type.get(name, ()):
                row = self.rows[number]
                index.setdefault(tuple(row[position] for position in positions), []).append(number)
            self._indexes[key] = index
        return self._indexes[key]

    def matching(self, pattern: PatternPlan, bindings: Bindings) -> Iterator[tuple[int, Bindings]]:
        """Each fact that the pattern matches, with the bindings it adds."""
        for number in self.candidates(pattern, bindings):
            extended = match_row(pattern, self.rows[number], bindings)
            if extended is not None and self.is_backed(pattern, number):
                yield number, extended

    def matches(self, match: MatchPlan, bindings: Bindings) -> Iterator[tuple[tuple[int, ...], Bindings, Truth]]:
        """Every way in which a conjunction holds: the facts in the order written, the bindings, and how surely."""
        for numbers, found in self.joined(match.patterns, bindings, match.order):
            sure = truth_of(match.early + match.late, found)
            if sure != Truth.FALSE:
                yield numbers, found, sure

    def joined(
        self, patterns: Sequence[PatternPlan], bindings: Bindings, order: Sequence[int] | None = None
    ) -> Iterator[tuple[tuple[int, ...], Bindings]]:
        """Every way in which patterns match together: the facts in the order written, and the bindings.

        They are joined in ``order``, or as written, which is slower and gives the first of the facts first.
        """
        return self._joined(patterns, range(len(patterns)) if order is None else order, bindings, {})

    def _joined(
        self, patterns: Sequence[PatternPlan], order: Sequence[int], bindings: Bindings, chosen: dict[int, int]
    ) -> Iterator[tuple[tuple[int, ...], Bindings]]:
        if len(chosen) == len(patterns):
            yield tuple(chosen[part] for part in range(len(patterns))), bindings
            return
        part = order[len(chosen)]
        for number, extended in self.matching(patterns[part], bindings):
            yield from self._joined(patterns, order, extended, {**chosen, part: number})

    def groups(self, aggregate: AggregatePlan) -> list[Group]:
        """The groups of an aggregate; one without a value is left out."""
        gathered: dict[tuple[Value, ...], list[tuple[tuple[int, ...], Bindings, Truth]]] = {}
        for found in self.matches(aggregate.match, {}):
            gathered.setdefault(tuple(found[1][name] for name in aggregate.by), []).append(found)
        groups = []
        for key, members in gathered.items():
            if aggregate.has_outer:
                counted = aggregate.counted
                members = list({n[:counted]: (n[:counted], bound, sure) for n, bound, sure in members}.values())  # noqa: PLW2901
            values: list[Any] = [aggregate.contribution(bound) for _, bound, _ in members]
            things = [
                thing_of(aggregate.things, tuple([self.rows[number] for number in numbers]))
                for numbers, _, _ in (members if aggregate.things else ())
            ]
            if aggregate.recursive:
                told = [
                    Contribution(value, numbers, sure == Truth.POSSIBLE, things[at] if things else None)
                    for at, ((numbers, _, sure), value) in enumerate(zip(members, values, strict=True))
                ]
                groups.append(total_group(aggregate, key, told))
                continue
            try:
                value = aggregate_value(aggregate, values, things)
            except FAILURES:
                continue
            facts = dict.fromkeys(number for numbers, _, _ in members for number in numbers)
            groups.append(Group((*key, value), tuple(facts), any(sure == Truth.POSSIBLE for *_, sure in members)))
        return groups


def truth(node: expression.Node, bindings: Mapping[str, Value]) -> Truth:
    """Whether a comparison holds; one without a value is false, as in both engines."""
    try:
        return expression.holds(node, bindings)
    except FAILURES:
        return Truth.FALSE


def truth_of(conditions: Sequence[Condition], bindings: Mapping[str, Value]) -> Truth:
    """How surely all of some comparisons hold."""
    return min((truth(condition.node, bindings) for condition in conditions), default=Truth.CERTAIN)


def match_tensions(graph: DerivationGraph) -> Iterator[tuple[TensionPlan, tuple[int, ...]]]:
    """Every tension with the facts, by number, that its sides match together."""
    members = Members.of(graph)
    for plan in graph.plan.tensions:
        for numbers, _, _ in members.matches(plan.match, {}):
            yield plan, numbers
