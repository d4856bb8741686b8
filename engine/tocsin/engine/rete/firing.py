"""From the matches of a rule's positive part to its conclusions: joins, late steps, exceptions, heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tocsin.engine.evaluation import Failure, Group, Record
from tocsin.engine.plan import AggregatePlan, Computation, HeadPlan
from tocsin.engine.rete.conditions import Attempts, conjunction
from tocsin.engine.rete.join import Entry, Join, Part
from tocsin.engine.rete.matches import Matches, holding
from tocsin.engine.rete.memory import Bindings, Memory
from tocsin.engine.rete.rule_network import Match, RuleNetwork
from tocsin.engine.rete.search import Search
from tocsin.engine.rete.totals import anew
from tocsin.engine.totals import is_boundary
from tocsin.facts.converting import worked_out
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Truth
from tocsin.rules.expression.evaluate import FAILURES, has_value


class Firing:
    """Fires one rule: each match that passes leaves one record for each conclusion."""

    def __init__(self, network: RuleNetwork, memory: Memory, failures: set[Failure]) -> None:
        plan = self._plan = network.plan
        self.records: tuple[list[Record], ...] = tuple([[] for _ in plan.heads])
        self._memory = memory
        self._attempts = Attempts(plan.rule.id, failures)
        self._exceptions = [Search(each, memory, self._attempts) for each in network.exceptions]

    def fire(self, members: tuple[int, ...], bindings: Bindings, truth: Truth, groups: Sequence[Group] = ()) -> None:
        """Conclude from a match, unless a late step or an exception stands against it.

        ``members`` are the premises and then the groups; ``bindings`` may be changed. ``groups`` are given if one of
        them is of a total that runs through recursion.
        """
        plan = self._plan
        if plan.late:
            truth = min(truth, self._late(bindings))
        if groups and truth == Truth.CERTAIN and is_boundary(plan, groups, bindings):
            truth = Truth.POSSIBLE
        if truth != Truth.FALSE and self._exceptions:
            truth = min(truth, self._not_excepted(bindings))
        if truth == Truth.FALSE:
            return
        rows = self._conclusions(bindings)
        if rows is None:
            return
        rest = (*members, *[bindings[name] for name in plan.computed], int(truth == Truth.POSSIBLE))
        for head, row, records in zip(plan.heads, rows, self.records, strict=True):
            records.append((self._memory.add(head.type, row), *rest))

    def _late(self, bindings: Bindings) -> Truth:
        """How far the late steps hold, in order; computed values are bound on the way."""
        truth = Truth.CERTAIN
        for step in self._plan.late:
            if isinstance(step, Computation):
                truth = min(truth, self._compute(step, bindings))
            else:
                truth = min(truth, self._attempts.holds(step, bindings))
            if truth == Truth.FALSE:
                break
        return truth

    def _compute(self, step: Computation, bindings: Bindings) -> Truth:
        value = self._attempts.value(step, bindings)
        if value is None or (step.checks and value != bindings[step.variable]):
            return Truth.FALSE
        if not step.checks:
            bindings[step.variable] = value
        return has_value(step.node, value)

    def _not_excepted(self, bindings: Mapping[str, Value]) -> Truth:
        """Kleene's negation of the exceptions; those after one that certainly holds are not tried."""
        truth = Truth.CERTAIN
        for exception in self._exceptions:
            truth = min(truth, exception.certainty(bindings).negate())
            if truth == Truth.FALSE:
                break
        return truth

    def _conclusions(self, bindings: Mapping[str, Value]) -> list[Row] | None:
        """The row of every conclusion; None if one has no value."""
        try:
            return [_row(head, bindings) for head in self._plan.heads]
        except FAILURES as error:
            self._attempts.note("the conclusion", error)
            return None


def _row(head: HeadPlan, bindings: Mapping[str, Value]) -> Row:
    row = [constant if variable is None else bindings[variable] for constant, variable in head.terms]
    if any(head.converts):
        for at, ((_, variable), kind, converts) in enumerate(zip(head.terms, head.kinds, head.converts, strict=True)):
            if converts and variable is not None:
                row[at] = worked_out(bindings[variable], kind)
    return tuple(row)


class PlainRun:
    """One rule in this evaluation of which a match is all that there is to it (``RuleNetwork.plain``)."""

    groups: tuple[list[Group], ...] = ()

    def __init__(self, network: RuleNetwork, memory: Memory) -> None:
        self.plan = network.plan
        self.records: tuple[list[Record], ...] = tuple([[] for _ in network.plan.heads])
        self._network = network
        self._add = memory.add
        self._fired = 0

    def fire_each(self, found: list[Match]) -> None:
        """Fire every match at which it has not looked yet; it has looked at those that were there the last time."""
        (piece,) = self._network.own.pieces
        start, self._fired = self._fired, len(found)
        early, add, in_order = self.plan.early, self._add, piece.in_order
        boundary = 0
        for numbers, values in found[start:]:
            if early:
                truth = conjunction(early, dict(zip(piece.names, values, strict=True)))
                if truth == Truth.FALSE:
                    continue
                boundary = int(truth == Truth.POSSIBLE)
            members = in_order(numbers)
            for (name, row_of), records in zip(self._network.conclusions, self.records, strict=True):
                records.append((add(name, row_of(values)), *members, boundary))


class RuleRun:
    """One rule in this evaluation: its pieces and groups as parts of a join, and its firing."""

    def __init__(self, network: RuleNetwork, memory: Memory, failures: set[Failure]) -> None:
        self.network = network
        self.plan = network.plan
        self.firing = Firing(network, memory, failures)
        self.groups: tuple[list[Group], ...] = ()
        self._memory = memory
        self._failures = failures
        self._fired = 0
        """Of a rule that has nothing to join, how many matches it has gone through."""
        self._parts = [Part() for _ in network.own.pieces] if network.joins else []
        self._join: Join | None = None

    @property
    def records(self) -> tuple[list[Record], ...]:
        """What fired, by conclusion."""
        return self.firing.records

    def close(self, groups: tuple[list[Group], ...]) -> None:
        """Take over the groups of the aggregates, now that their types are complete."""
        self.groups = groups
        found = [_part_of(*each) for each in zip(self.plan.aggregates, groups, strict=True)]
        self._join = Join(self.network.own.joined, [*self._parts, *found])

    def advance(self, matches: Matches) -> None:
        """Fire every match of its pieces together, and its groups, that came up since the last time."""
        own, pieces = self.network.own, len(self._parts)
        if self._join is None:
            self.close(())
        assert self._join is not None
        matches.feed(self._parts, own.pieces)
        for chosen, bindings, truth in self._join.fresh():
            groups = tuple([entry.members[0] for entry in chosen[pieces:]])
            totals = [self.groups[at][number] for at, number in enumerate(groups)] if self.plan.totals else []
            self.firing.fire(own.in_order(chosen[:pieces]) + groups, bindings, truth, totals)

    def fire_each(self, found: list[Match]) -> None:
        """Fire every match of its one piece at which it has not looked yet."""
        start, self._fired = self._fired, len(found)
        for members, bindings, truth in holding(self.network.own.pieces[0], self.plan.early, found[start:]):
            self.firing.fire(members, bindings, truth)

    def restart(self, groups: tuple[list[Group], ...]) -> None:
        """Begin anew with groups that have grown: what fired before fires again, with all that contributes now."""
        self.firing = Firing(self.network, self._memory, self._failures)
        self._parts = anew(self._parts)
        self.close(groups)


def _part_of(aggregate: AggregatePlan, groups: list[Group]) -> Part:
    part = Part()
    for number, group in enumerate(groups):
        truth = Truth.POSSIBLE if group.boundary else Truth.CERTAIN
        part.add(Entry((number,), dict(zip(aggregate.columns, group.values, strict=True)), truth))
    return part
