"""Facts that may or may not hold, and a plan -> a ground program.

Rules run without their exceptions, by the functions that ``seminaive`` compiles, over every fact that holds in
some world; the exceptions, looked up afterwards, say in which worlds each firing happens. Components come in
dependency order, so that what an exception or an aggregate ranges over is settled when it is asked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Generic

from tocsin.engine.backing import lowered
from tocsin.engine.evaluation import Block
from tocsin.engine.gc_pause import paused_collection
from tocsin.engine.plan import Component, Plan, RulePlan, type_of
from tocsin.engine.seminaive.compile import CompiledRule, compiled
from tocsin.engine.seminaive.store import Store
from tocsin.engine.seminaive.totals import RunningTotals
from tocsin.engine.seminaive.writer import group_relation
from tocsin.facts.key import FactKey
from tocsin.facts.values import kept_with
from tocsin.questions.worlds.ground.algebra import Algebra, TooManyValues, W
from tocsin.questions.worlds.ground.conjunctions import Conjunctions, unheard
from tocsin.questions.worlds.ground.program import Firing, GroundProgram, Grouping, Match
from tocsin.questions.worlds.ground.totals import TotalOver, straddling

__all__ = ["TooManyValues", "ground"]


def ground(
    plan: Plan,
    given: Mapping[FactKey, W],
    active: frozenset[int],
    algebra: Algebra[W],
    firmness: Mapping[FactKey, tuple[W, ...]] | None = None,
    running: Mapping[int, W] | None = None,
) -> GroundProgram[W]:
    """The ground program of the facts, each given in the worlds named, under the active rules.

    ``running`` names the worlds in which a rule runs, by its number, for active rules that do not run in all.
    ``firmness`` has, for facts that are not certain wherever they are given, the worlds in which they are given at
    least so firmly, by ordinal (``firmly``). Raises TooManyValues if an aggregate has more values over the worlds than
    can be followed up.
    """
    with paused_collection():
        grounder = _Grounder(plan, given, active, algebra, running or {})
        firm = firmness or {}
        backed = ((key, (type_of(key[0]), key[1])) for key in given)
        # What meets a demand on its reports is as firm as the fact is, where it meets the demand.
        there = {
            key: tuple(algebra.meet(given[key], level) for level in firm[fact]) for key, fact in backed if fact in firm
        }
        return grounder.program({**firm, **there})


@kept_with
def _relaxed(plan: Plan) -> Plan:
    """The plan with the exceptions of its rules left out."""
    return replace(plan, rules=tuple(replace(rule, unless=()) for rule in plan.rules))


class _Grounder(Generic[W]):
    """One grounding."""

    def __init__(
        self,
        plan: Plan,
        given: Mapping[FactKey, W],
        active: frozenset[int],
        algebra: Algebra[W],
        running: Mapping[int, W],
    ) -> None:
        self._running = running
        self._plan = lowered(plan)
        self._relaxed = _relaxed(self._plan)
        self._active = active
        self._algebra = algebra
        self._functions = compiled(self._relaxed)
        self._store = Store()
        rows: dict[str, list[Any]] = {}
        for name, row in given:
            rows.setdefault(name, []).append(row)
        self._store.give(rows)
        self._store.recognise(rows)
        self._given = {self._store.keys[name][row]: worlds for (name, row), worlds in given.items()}
        self._holds: list[W] = [self._given[number] for number in range(len(self._store.rows))]
        self._derived: dict[int, W] = {}
        self._firings: list[Firing[W]] = []
        self._groupings: dict[str, list[Grouping[W]]] = {}
        self._blocks: dict[int, Block] = {}
        self._conjunctions = Conjunctions(self._functions, self._store, self._holds, algebra)

    def program(self, firmness: Mapping[FactKey, tuple[W, ...]]) -> GroundProgram[W]:
        """Ground every component, in dependency order."""
        for component in self._plan.components:
            self._component(component)
        store = self._store
        types = [""] * len(store.rows)
        for name, members in store.members.items():
            for number in members:
                types[number] = type_of(name)
        given_firmly = {store.keys[name][row]: levels for (name, row), levels in firmness.items()}
        return GroundProgram(
            self._algebra,
            types,
            store.rows,
            self._given,
            given_firmly,
            self._holds,
            self._derived,
            self._firings,
            self._strengthening(),
            self._blocks,
        )

    # -- one component --------------------------------------------------------------------

    def _component(self, component: Component) -> None:
        rules = [self._relaxed.rules[index] for index in component.rules if index in self._active]
        records: dict[int, tuple[list[Any], ...]] = {rule.index: tuple([] for _ in rule.heads) for rule in rules}
        totals: dict[int, RunningTotals] = {}
        for rule in rules:
            for number in range(len(rule.aggregates)):
                if number not in rule.totals:
                    self._groupings[group_relation(rule, number)] = self._conjunctions.groups(rule, number)
            if rule.totals:
                made = CompiledRule(rule, self._functions.rule)
                totals[rule.index] = RunningTotals(made, self._store, self._functions, lambda _: unheard)
                totals[rule.index].begin()
            else:
                self._fire(rule, None, component, records, [], 0)
        delta = self._store.flush()
        # Δ: evaluate again only the patterns whose type has facts that are new since the last round.
        while any(name in component.recursive for name in delta):
            start = min(numbers[0] for numbers in delta.values())
            for total in totals.values():
                total.go_on(delta, start, component.recursive)
            for rule in [rule for rule in rules if not rule.totals]:
                for position, pattern in enumerate(rule.patterns):
                    if pattern.type in component.recursive and pattern.type in delta:
                        self._fire(rule, position, component, records, delta[pattern.type], start)
            delta = self._store.flush()
        self._holds.extend([self._algebra.none] * (len(self._store.rows) - len(self._holds)))
        for index, total in totals.items():
            rule = self._relaxed.rules[index]
            known = [number for number in range(len(rule.aggregates)) if number not in rule.totals]
            before = tuple(self._store.groups[group_relation(rule, number)] for number in known)
            _, records[index] = total.finish(before)
        firings = [firing for rule in rules for firing in self._made(rule, records[rule.index])]
        if component.recursive:
            self._settle(firings)
        self._keep(firings)

    def _fire(
        self,
        rule: RulePlan,
        position: int | None,
        component: Component,
        records: dict[int, tuple[list[Any], ...]],
        numbers: list[int],
        start: int,
    ) -> None:
        if not all(self._store.members[pattern.type] for pattern in rule.patterns):
            return
        function = self._functions.rule(rule.index, position, component.recursive)
        self._store.require(function.indexes)
        function.call(self._store, numbers, start, unheard, records[rule.index])

    def _made(self, rule: RulePlan, records: tuple[list[Any], ...]) -> Iterator[Firing[W]]:
        """The firings of a rule that happen in some world, as far as its exceptions and groups decide."""
        algebra = self._algebra
        original = self._plan.rules[rule.index]
        groups = tuple(self._store.groups[group_relation(rule, number)] for number in range(len(rule.aggregates)))
        block = Block(rule, 0, records[0], groups)
        self._blocks[rule.index] = block
        width = 1 + len(rule.patterns)
        for position, record in enumerate(records[0]):
            bindings = block.bindings(record, self._store.rows) if original.unless or rule.totals else {}
            found = tuple(
                self._groupings[group_relation(rule, number)][record[width + number]]
                for number in range(len(groups))
                if number not in rule.totals
            )
            totals = tuple(
                TotalOver(algebra, rule, at, groups[at][record[width + at]].contributions, bindings)
                for at in rule.totals
            )
            straddles = record[-1] if not totals else straddling(rule, bindings)
            worlds, boundary = self._running.get(rule.index, algebra.all), algebra.all if straddles else algebra.none
            for grouping in found:
                worlds = algebra.meet(worlds, grouping.worlds)
                boundary = algebra.join(boundary, grouping.boundary)
            exceptions: list[Match[W]] = []
            for number, entry in enumerate(original.unless):
                for match in self._conjunctions.matches(original.index, "unless", number, entry, bindings):
                    exceptions.append(match)
                    if match.boundary:
                        boundary = algebra.join(boundary, match.worlds)
                    else:
                        worlds = algebra.minus(worlds, match.worlds)
            if worlds is not algebra.none:
                heads = tuple(head[position][0] for head in records)
                premises = record[1:width]
                yield Firing(original, record, heads, premises, found, tuple(exceptions), worlds, boundary, totals)

    def _settle(self, firings: list[Firing[W]]) -> None:
        """Let facts that rest on one another hold where they do: the least fixpoint, by what has changed."""
        algebra, holds = self._algebra, self._holds
        using: dict[int, list[int]] = {}
        for number, firing in enumerate(firings):
            for premise in {*firing.premises, *(fact for total in firing.totals for fact in total.facts)}:
                using.setdefault(premise, []).append(number)
        waiting, queued = deque(range(len(firings))), set(range(len(firings)))
        while waiting:
            number = waiting.popleft()
            queued.discard(number)
            worlds = self._body(firings[number])
            for head in firings[number].heads:
                if not algebra.within(worlds, holds[head]):
                    holds[head] = algebra.join(holds[head], worlds)
                    following = [user for user in using.get(head, ()) if user not in queued]
                    waiting.extend(following)
                    queued.update(following)

    def _keep(self, firings: Iterable[Firing[W]]) -> None:
        """Note where each firing's conclusions hold, and leave out firings that happen nowhere."""
        algebra = self._algebra
        for firing in firings:
            worlds = self._body(firing)
            if firing.totals:
                firing = self._closed(firing, worlds)  # noqa: PLW2901
            if worlds is not algebra.none:
                self._firings.append(firing)
                for head in firing.heads:
                    self._holds[head] = algebra.join(self._holds[head], worlds)
                    self._derived[head] = algebra.join(self._derived.get(head, algebra.none), worlds)

    def _body(self, firing: Firing[W]) -> W:
        worlds = firing.open
        for premise in firing.premises:
            worlds = self._algebra.meet(worlds, self._holds[premise])
        for total in firing.totals:
            worlds = self._algebra.meet(worlds, total.possibly(self._holds.__getitem__))
        return worlds

    def _closed(self, firing: Firing[W], worlds: W) -> Firing[W]:
        """The firing with its totals known: open where they are enough, at a boundary where not surely."""
        boundary, holds = firing.boundary, self._holds.__getitem__
        for total in firing.totals:
            boundary = self._algebra.join(boundary, self._algebra.minus(worlds, total.certainly(holds, holds)))
        return replace(firing, open=self._algebra.meet(firing.open, worlds), boundary=boundary)

    def _strengthening(self) -> dict[int, W]:
        """By position of each firing whose rule has one, where its ``stronger_if`` certainly matches."""
        found: dict[int, W] = {}
        for position, firing in enumerate(self._firings):
            entry = firing.rule.stronger_if
            if entry is not None:
                worlds = self._algebra.none
                bindings = self._blocks[firing.rule.index].bindings(firing.record, self._store.rows)
                for match in self._conjunctions.matches(firing.rule.index, "stronger_if", 0, entry, bindings):
                    if not match.boundary:
                        worlds = self._algebra.join(worlds, match.worlds)
                found[position] = worlds
        return found
