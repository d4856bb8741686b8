"""Totals that run through recursion, row by row: groups grow round by round, and the rule fires as they reach enough.

While the component runs only what is concluded counts; at its end each group has all contributions of the model, and
the rule is evaluated once more to record its firings.
"""

from __future__ import annotations

from collections.abc import Callable

from tocsin.engine.evaluation import Block, Contribution, Group, Record
from tocsin.engine.seminaive.compile import Compiled, CompiledRule
from tocsin.engine.seminaive.store import Store
from tocsin.engine.seminaive.writer import group_relation
from tocsin.engine.things import thing_of
from tocsin.engine.totals import is_boundary, total_group

_Found = tuple[tuple[object, ...], tuple[int, ...], int]
Failing = Callable[[str], Callable[[str, Exception], None]]


class RunningTotals:
    """The totals of one rule while its component runs."""

    def __init__(self, rule: CompiledRule, store: Store, compiled: Compiled, failing: Failing) -> None:
        self.rule = rule
        self._store = store
        self._compiled = compiled
        self._fail = failing(rule.plan.rule.id)
        self._places: dict[int, dict[tuple[object, ...], int]] = {at: {} for at in rule.plan.totals}
        self._contributions: dict[int, list[list[Contribution]]] = {at: [] for at in rule.plan.totals}
        for at in rule.plan.totals:
            store.regroup(group_relation(rule.plan, at), [])

    def begin(self) -> None:
        """Conclude from the facts there are when the component begins."""
        for at in self.rule.plan.totals:
            aggregate = self.rule.plan.aggregates[at]
            if all(self._store.members[pattern.type] for pattern in aggregate.match.patterns):
                key = self.rule.plan.index, "aggregate", at
                function = self._compiled.collection(key, aggregate.match, aggregate.taken)
                self._store.require(function.indexes)
                found: list[_Found] = []
                function.call(self._store, self._fail, found.append)
                self._add(at, found)
        self._conclude(None, [], 0, frozenset())

    def go_on(self, delta: dict[str, list[int]], start: int, recursive: frozenset[str]) -> None:
        """Conclude from what is new since the last round."""
        plan = self.rule.plan
        touched = {}
        for at in plan.totals:
            found: list[_Found] = []
            for position, pattern in enumerate(plan.aggregates[at].match.patterns):
                if pattern.type in plan.aggregates[at].recursive and pattern.type in delta:
                    function = self._compiled.contributions(plan.index, at, position)
                    self._store.require(function.indexes)
                    function.call(self._store, delta[pattern.type], start, self._fail, found.append)
            touched[at] = self._add(at, found)
        if not self.rule.needs <= self._store.present:
            return
        for at, groups in touched.items():
            if groups:
                self._conclude(len(plan.patterns) + at, groups, start, recursive)
        for position, pattern in enumerate(plan.patterns):
            if pattern.type in recursive and pattern.type in delta:
                self._conclude(position, delta[pattern.type], start, recursive)

    def finish(self, groups: tuple[list[Group], ...]) -> tuple[tuple[list[Group], ...], tuple[list[Record], ...]]:
        """The groups of all the rule's aggregates, ``groups`` being those complete before it, and its firings."""
        plan, before = self.rule.plan, iter(groups)
        every = tuple(
            [
                self._store.groups[group_relation(plan, at)] if at in plan.totals else next(before)
                for at in range(len(plan.aggregates))
            ]
        )
        records = self._conclude(None, [], 0, frozenset())
        if not any(each.boundary for at in plan.totals for group in every[at] for each in group.contributions):
            return every, records
        return every, tuple([self._bounded(head, found, every) for head, found in enumerate(records)])

    def _bounded(self, head: int, records: list[Record], groups: tuple[list[Group], ...]) -> list[Record]:
        """The firings, each a boundary too where only what is possible makes a total enough."""
        plan, block = self.rule.plan, Block(self.rule.plan, head, records, groups)
        start = 1 + len(plan.patterns)
        found = []
        for record in records:
            own = [each[record[start + at]] for at, each in enumerate(groups)]
            straddles = record[-1] or is_boundary(plan, own, block.bindings(record, self._store.rows))
            found.append((*record[:-1], int(straddles)))
        return found

    def _add(self, at: int, found: list[_Found]) -> list[int]:
        """Count contributions in; the groups they belong to."""
        plan = self.rule.plan
        aggregate, rows = plan.aggregates[at], self._store.rows
        width, places, members = len(aggregate.by), self._places[at], self._contributions[at]
        touched: dict[int, tuple[object, ...]] = {}
        for values, premises, boundary in found:
            key = values[:width]
            place = places.setdefault(key, len(places))
            if place == len(members):
                members.append([])
            value = values[width] if len(values) > width else 1
            thing = thing_of(aggregate.things, tuple([rows[n] for n in premises])) if aggregate.things else None
            members[place].append(Contribution(value, premises, bool(boundary), thing))  # type: ignore[arg-type]
            touched[place] = key
        relation = group_relation(plan, at)
        for place, key in touched.items():
            self._store.set_group(relation, place, total_group(aggregate, key, members[place]))  # type: ignore[arg-type]
        return list(touched)

    def _conclude(
        self, delta: int | None, numbers: list[int], start: int, recursive: frozenset[str]
    ) -> tuple[list[Record], ...]:
        """Evaluate the rule; what it concludes is fresh in the store."""
        outs = tuple([list[Record]() for _ in self.rule.plan.heads])
        if self.rule.needs <= self._store.present and all(map(len, self._places.values())):
            function = self.rule.function(delta, recursive)
            self._store.require(function.indexes)
            function.call(self._store, numbers, start, self._fail if function.fails else None, outs)
        return outs
