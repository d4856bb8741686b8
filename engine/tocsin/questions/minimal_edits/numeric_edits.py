"""The figures of given facts and values of parameters that, moved just across a threshold, turn a comparison."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias, cast

from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.evaluation import Group
from tocsin.engine.plan import AggregatePlan, Computation, Condition, PatternPlan, RulePlan
from tocsin.engine.things import hull
from tocsin.facts.kinds import FLOAT, INT, Value
from tocsin.facts.quantity import Quantity
from tocsin.questions.differences.edits import Alter, Tune
from tocsin.questions.minimal_edits.candidate_facts import as_kind
from tocsin.questions.minimal_edits.substitution import substituted
from tocsin.questions.minimal_edits.thresholds import Turn, Way, ends, turns
from tocsin.rules import expression
from tocsin.rules.expression.tree import Call, Variable, mapped, walk
from tocsin.rules.parameter import ParameterValue, name_of

Spot: TypeAlias = tuple[int, int]
"""A field of a fact: the fact's number and the field's position."""
Move: TypeAlias = tuple[Spot, int | float]
"""A field of a fact with the value that it is to have."""
_SPOTS = 400


class Figures:
    """Finds figures to move in the facts of a derivation graph."""

    def __init__(self, graph: DerivationGraph) -> None:
        self._graph = graph
        self._types = graph.plan.types

    def of_rule(
        self,
        plan: RulePlan,
        step: Condition,
        bindings: Mapping[str, Value],
        premises: Sequence[int | None],
        groups: Sequence[Group | None],
    ) -> Iterator[Alter | Tune]:
        """Each figure that, moved alone, turns a comparison of a rule: matched, computed from, or counted in."""
        if not step.reads <= bindings.keys():
            return
        places = places_of(plan.patterns, premises)
        yield from self.of_places(step.node, bindings, places)
        for aggregate, group in zip(plan.aggregates, groups, strict=True):
            if group is not None and aggregate.result in step.reads:
                yield from self._contributions(step, bindings, aggregate, group)
        computed = _uncomputed(plan, step)
        if set(expression.variables(computed)) <= bindings.keys():
            if computed is not step.node:
                yield from self.of_places(computed, bindings, places)
            yield from self._parameters(computed, bindings)

    def of_places(
        self, node: expression.Node, bindings: Mapping[str, Value], places: Mapping[str, Spot]
    ) -> Iterator[Alter | Tune]:
        """Each figure that, moved alone, turns a comparison whose variables are bound at these places."""
        for name in sorted(set(expression.variables(node)) & places.keys()):
            fact, position = places[name]
            kind = self._types[self._graph.types[fact]].fields[position].kind
            if kind.is_numeric:
                # What other variables have from the same figure moves with it.
                alike = {other: Variable(name) for other, spot in places.items() if spot == places[name]}
                for turn in turns(substituted(node, alike), name, bindings, kind):
                    yield from self._moves([(places[name], turn.value)], turn)

    def _parameters(self, node: expression.Node, bindings: Mapping[str, Value]) -> Iterator[Tune]:
        """Each value of a parameter that, moved alone, turns a comparison that reads it."""
        for call in dict.fromkeys(part for part in walk(node) if name_of(part) is not None):
            present = self._in_force(call, bindings)
            if present is not None:
                bound = {**bindings, _READ: present.value}
                alone = mapped(node, partial(_in_place, call))
                for turn in turns(alone, _READ, bound, INT if isinstance(present.value, int) else FLOAT):
                    yield _tune(call, present, turn.value, turn)

    def _in_force(self, call: expression.Node, bindings: Mapping[str, Value]) -> ParameterValue | None:
        """The one number in force where a parameter is read; None if there are several, or it is no number."""
        parameter = self._graph.plan.pack.parameters.get(name_of(call) or "")
        if parameter is None or not isinstance(call, Call):
            return None
        try:
            found = parameter.in_force(expression.value_of(call.arguments[1], bindings))
        except expression.FAILURES:
            return None
        numeric = [each for each in found if isinstance(each.value, int | float) and not isinstance(each.value, bool)]
        return numeric[0] if len(numeric) == 1 else None

    def _concluded(self, derivation: int, position: int, value: int | float, turn: Turn) -> Iterator[Tune]:
        """The value of a parameter that a conclusion has in this field, moved."""
        block = self._graph.block(derivation)
        name = block.plan.heads[block.head].terms[position][1]
        for item in block.plan.late:
            if isinstance(item, Computation) and item.variable == name and name_of(item.node) is not None:
                present = self._in_force(item.node, self._graph.bindings(derivation))
                if present is not None:
                    yield _tune(item.node, present, value, turn)

    def _contributions(
        self, step: Condition, bindings: Mapping[str, Value], aggregate: AggregatePlan, group: Group
    ) -> Iterator[Alter | Tune]:
        """Each figure that an aggregate ran over, moved by as much as the result would have to move."""
        if aggregate.operation == "count" or not aggregate.kind.is_numeric:
            return
        for turn in turns(step.node, aggregate.result, bindings, aggregate.kind):
            yield from self._moves(list(self._shares(aggregate, group, bindings[aggregate.result], turn.value)), turn)

    def _moves(self, waiting: list[Move], turn: Turn) -> Iterator[Alter | Tune]:
        """The figures that, moved, give fields of facts these values: copied from them, counted, or in force."""
        seen: set[Move] = set()
        while waiting and len(seen) < _SPOTS:
            move = waiting.pop()
            if move in seen:
                continue
            seen.add(move)
            (fact, position), value = move
            if fact < self._graph.given:
                yield from self._altered(fact, position, value, turn)
            for derivation in self._graph.by_conclusion.get(fact, ()):
                waiting.extend(self._below(derivation, position, value))
                yield from self._concluded(derivation, position, value, turn)

    def _below(self, derivation: int, position: int, value: int | float) -> Iterator[Move]:
        """What the premises would have to say for a conclusion to have this value in this field."""
        block, record = self._graph.block(derivation), self._graph.record(derivation)
        plan, name = block.plan, block.plan.heads[block.head].terms[position][1]
        places = places_of(plan.patterns, record[1:])
        if name in places:
            yield places[name], value
        for at, aggregate in enumerate(plan.aggregates):
            if aggregate.result == name and aggregate.operation != "count":
                group = block.groups[at][record[1 + len(plan.patterns) + at]]
                yield from self._shares(aggregate, group, self._graph.bindings(derivation)[name], value)

    def _shares(self, aggregate: AggregatePlan, group: Group, result: Value, value: int | float) -> Iterator[Move]:
        """For each figure that an aggregate took, what it alone would be for the result to have this value.

        In a sum of intervals there are two such figures: one for either end.
        """
        for number in group.facts:
            for pattern in aggregate.match.patterns:
                if pattern.type == self._graph.types[number]:
                    for position, name in pattern.variables:
                        if name == aggregate.variable:
                            own = self._graph.rows[number][position]
                            figures = _shares_of(aggregate, result, own, value)
                            if aggregate.things:
                                figures = [
                                    *figures,
                                    *self._shares_of_thing(aggregate, group, number, position, result, value),
                                ]
                            for figure in dict.fromkeys(figures):
                                yield (number, position), figure

    def _shares_of_thing(
        self, aggregate: AggregatePlan, group: Group, number: int, position: int, result: Value, value: int | float
    ) -> list[int | float]:
        """What one account of a thing would be for the result to have this value, past the others of that thing.

        Of figures for days that overlap one alone may carry the result, so that the value itself is tried as well.
        """
        name, rows = self._graph.types[number], self._graph.rows
        at = self._types[name].thing_positions
        thing = [rows[number][place] for place in at]
        accounts = [
            rows[other][position]
            for other in group.facts
            if self._graph.types[other] == name and [rows[other][place] for place in at] == thing
        ]
        low, high = hull([account for account in accounts if account is not None])
        if low is None and high is None:
            return [value]
        return [value, *_shares_of(aggregate, result, Quantity(low, high), value)]

    def _altered(self, fact: int, position: int, value: int | float, turn: Turn) -> Iterator[Alter]:
        """The figure of a given fact moved to the value, or to the next that its kind has."""
        fact_type, row = self._types[self._graph.types[fact]], self._graph.rows[fact]
        field, now = fact_type.fields[position], row[position]
        kind, limits = field.kind, field.limits
        if not kind.is_numeric or now is None:
            return
        goes, threshold = _way(value, now, turn.way), value - turn.beyond
        if field.is_whole and goes != "becomes":
            value = math.floor(value) if goes == "falls" else math.ceil(value)
        if not field.is_whole or float(value).is_integer():
            moved = as_kind(value, kind)
            if moved != now and (limits is None or limits.admits(moved)):
                beyond = ends(moved)[0] - threshold if turn.beyond else 0
                yield Alter(fact_type.name, row, position, moved, goes, beyond)


_READ = "the parameter"
"""No variable of a rule has a blank in its name."""


def _in_place(call: expression.Node, part: expression.Node) -> expression.Node:
    return Variable(_READ) if part == call else part


def _tune(call: expression.Node, present: ParameterValue, value: int | float, turn: Turn) -> Tune:
    goes = _way(value, cast(int, present.value), turn.way)
    return Tune(name_of(call) or "", present.day, value, goes, turn.beyond)


def _shares_of(aggregate: AggregatePlan, result: Value, own: Value | None, value: int | float) -> list[int | float]:
    if own is None or aggregate.operation != "sum":
        return [value]
    moved = {value - whole + part for whole, part in zip(ends(result), ends(own), strict=True)}
    return sorted(figure for figure in moved if math.isfinite(figure))


def _way(figure: int | float, now: Value, way: Way) -> Way:
    """Which way a figure goes to this value: that of the comparison, unless it lies on the other side of what is so."""
    least, most = ends(now)
    return way if way == "becomes" or least <= figure <= most else "falls" if figure < least else "rises"


def _uncomputed(plan: RulePlan, step: Condition) -> expression.Node:
    """The comparison with, in the place of computed values, what they are computed from."""
    nodes = {item.variable: item.node for item in plan.late if isinstance(item, Computation) and not item.checks}
    node = step.node
    for _ in nodes:
        if not set(expression.variables(node)) & nodes.keys():
            break
        node = substituted(node, nodes)
    return node


def places_of(patterns: Sequence[PatternPlan], numbers: Sequence[int | None]) -> dict[str, Spot]:
    """For each variable the fact, and the position in it, that binds it first."""
    found: dict[str, Spot] = {}
    for pattern, number in zip(patterns, numbers, strict=False):
        if number is not None:
            for position, name in pattern.variables:
                found.setdefault(name, (number, position))
    return found
