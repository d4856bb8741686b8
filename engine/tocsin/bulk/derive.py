"""Given facts of many cases -> everything that follows in each of them, with every derivation, in SQL.

Components of the plan are evaluated in dependency order, those that do not rest on each other at once. Within one,

1. aggregates are gathered and all its rules fired over the members so far;
2. if it is recursive, rounds follow in which rules meet only what the last round found, until nothing is new;
3. rules whose totals run through recursion are fired over totals that are complete, to be recorded;
4. strengths and depths of recursive types are settled: least fixpoints, reached by repeating.

A type's members are merged out of its derivations once all rules that conclude it have fired. ``stronger_if``
looks at the complete model: components are ordered so that what it looks at comes first. Where a cycle forbids that,
it comes last; what it lifts is settled again, for the types above alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from tocsin.bulk.deriving.column_pruning import is_ground
from tocsin.bulk.deriving.groups import gather
from tocsin.bulk.deriving.heads import inexact
from tocsin.bulk.deriving.load_given import Giving
from tocsin.bulk.deriving.matches import Matches
from tocsin.bulk.deriving.memory import Delta, Memory
from tocsin.bulk.deriving.order import body_types, order_of
from tocsin.bulk.deriving.scheduler import Task, carry_out
from tocsin.bulk.deriving.single_premise_rules import Ground
from tocsin.bulk.deriving.strength_fixpoint import Settling, sources
from tocsin.bulk.deriving.totals import RunningTotals
from tocsin.bulk.executor import Executor
from tocsin.bulk.lowering.columns import TooWide
from tocsin.bulk.relations import Relations
from tocsin.engine.plan import Component, Plan, RulePlan
from tocsin.engine.stopping import counted


def derive(
    executor: Executor, plan: Plan, active: frozenset[int], given: Mapping[str, str], lanes: int | None = None
) -> Relations:
    """The model of each case under the active rules, with every derivation.

    ``given`` maps types to the executor's tables of given facts: ``case_no`` (whole number), ``f0``, ``f1``… for the
    fields in order (a quantity: ``f0_low`` and ``f0_high``, NULL where open, both where absent), and ``strength``
    (0 possible to 3 certain), one row for each fact of a case. A field of an enumeration holds nothing else. Components
    that do not rest on each other are evaluated at once, in as many threads as ``lanes`` or the executor has.
    Raises TooWide (T501) for a value that columns cannot hold exactly.
    """
    lanes = executor.lanes if lanes is None else lanes
    memory = Memory(executor, plan, active, given)
    try:
        with executor.shared(lanes), counted(memory.found):
            Giving(memory, given).give(lanes)
            run = _Run(memory, plan, memory.active)
            run.evaluate(lanes)
    except BaseException as error:
        wide = inexact(memory, error)
        memory.close()
        if wide is None and not isinstance(error, TooWide):
            raise
        if lanes > 1:
            # Which of several such numbers comes up first depends on the threads: one alone always says the same.
            return derive(executor, plan, active, given, 1)
        raise wide or error from None
    return Relations(memory, run.ground, run.matches)


class _Run:
    """One derivation over the given facts that the memory holds."""

    def __init__(self, memory: Memory, plan: Plan, active: frozenset[int]) -> None:
        self.memory = memory
        self.plan = plan
        self.active = active
        self.order = order_of(plan, active)
        self.ground = Ground(memory)
        self.matches: dict[int, Matches] = {}
        self._complete: set[str] = set()

    def evaluate(self, lanes: int) -> None:
        """Evaluate every component, then what needs the complete model."""
        carry_out(self._tasks(), lanes, self.memory.executor.interrupt)
        Settling(self.memory, self.plan, self.ground, self.matches).strengthen(self.order)

    def _tasks(self) -> dict[int | str, Task[int | str]]:
        """A task for each component, by number, and one for each type's members, by name.

        A component waits for the members of the types it looks at, and these for all components that conclude them;
        the types that a component both looks at and concludes are its own affair.
        """
        own: dict[int, list[RulePlan]] = {
            number: [self.plan.rules[index] for index in self.plan.components[number].rules if index in self.active]
            for number in self.order.components
        }
        makers: dict[str, set[int | str]] = {}
        for number, rules in own.items():
            for head in (head for rule in rules for head in rule.heads):
                makers.setdefault(head.type, set()).add(number)
        tasks: dict[int | str, Task[int | str]] = {}
        for number, rules in own.items():
            lifted = [rule.stronger_if for rule in rules if rule.stronger_if and rule.index in self.order.lifted]
            types = body_types(rules) | {pattern.type for entry in lifted for pattern in entry.patterns}
            inner = {name for name in types if number in makers.get(name, ())}
            before = {maker for name in inner for maker in makers[name]} - {number}
            work = partial(self._component, self.plan.components[number], rules, sorted(inner))
            tasks[number] = Task(work, before | (types - inner), len(rules))
        for name in sorted(makers.keys() | self.memory.based.keys()):
            tasks[name] = Task(partial(self._fill, name), makers.get(name, set()))
        return tasks

    # -- members --------------------------------------------------------------------------

    def _fill(self, name: str) -> None:
        """Merge a type's members, now that all rules that conclude it have fired."""
        if name not in self._complete:
            self._complete.add(name)
            self.memory.fill(name, sources(self.memory, self.ground, self.matches, name))

    # -- one component --------------------------------------------------------------------

    def _component(self, component: Component, rules: list[RulePlan], inner: Iterable[str]) -> None:
        """Fire a component's rules; ``inner`` are the types that it both looks at and concludes."""
        for name in inner:
            self._fill(name)
        recursive = component.recursive
        ground = [rule for rule in rules if is_ground(rule, self.memory.possible)]
        alone = {rule.index for rule in ground}
        joins, totals = self._joined([rule for rule in rules if rule.index not in alone], recursive)
        fresh: dict[str, list[str]] = {}
        members = {name: self.memory.member(name) for name, count in self.memory.members.copy().items() if count}
        self._ground(component, ground, members, fresh)
        for matches in joins:
            self.matches[matches.rule.index] = matches
            if matches.may_match():
                self._note(matches, matches.fire(), fresh)
        for matches, table in totals.begin():
            self._note(matches, table, fresh)
        number = 0
        while True:
            # Δ: from here on only what the last round found is joined, with everything.
            number += 1
            delta = self._entered(fresh, recursive, number)
            if not delta:
                break
            fresh = {}
            self._ground(component, ground, {name: self.memory.delta(name, number) for name in delta}, fresh)
            for matches in joins:
                for position, pattern in enumerate(matches.patterns):
                    if pattern.type in delta and matches.may_match():
                        self._note(matches, matches.fire(Delta(position, recursive, number)), fresh)
            for matches, table in totals.go_on(delta, number):
                self._note(matches, table, fresh)
        self._settle(component, totals)

    def _joined(self, rules: list[RulePlan], recursive: frozenset[str]) -> tuple[list[Matches], RunningTotals]:
        """The rules to fire, their aggregates gathered, and those with totals that run through recursion."""
        every = [Matches(self.memory, rule, rule.index in self.order.lifted) for rule in rules]
        # Every aggregate is gathered, also beside one that has no groups: that it has no value somewhere is told.
        gathered = [
            [gather(self.memory, each.rule, at) for at in range(len(each.groups)) if at not in each.rule.totals]
            for each in every
        ]
        able = [matches for matches, groups in zip(every, gathered, strict=True) if all(groups)]
        plain = [matches for matches in able if not matches.rule.totals]
        running, firing = ([matches for matches in some if matches.rule.totals] for some in (every, able))
        return plain, RunningTotals(self.memory, running, firing, recursive)

    def _entered(self, fresh: Mapping[str, list[str]], recursive: frozenset[str], number: int) -> frozenset[str]:
        """The types of which a round has found new facts, which are members now."""
        found = ((name, queries) for name, queries in sorted(fresh.items()) if name in recursive)
        return frozenset([name for name, queries in found if self.memory.enter(name, queries, number)])

    def _settle(self, component: Component, totals: RunningTotals) -> None:
        """Record the firings of rules with totals, and settle the strengths and depths of types that feed back."""
        settling = Settling(self.memory, self.plan, self.ground, self.matches)
        for matches in totals.finish():
            self.matches[matches.rule.index] = matches
            settling.rewrite(matches)
        if component.recursive:
            settling.settle(component.recursive, set(component.rules))
            self._complete |= settling.settled(component.recursive)

    def _ground(
        self, component: Component, rules: list[RulePlan], tables: Mapping[str, str], fresh: dict[str, list[str]]
    ) -> None:
        """Evaluate the ground rules over new contents, and note what they derive from these tables of members."""
        for block in self.ground.evaluate(component, rules, tables):
            for query in block.firings(self.memory, tables):
                fresh.setdefault(block.head, []).append(query)

    def _note(self, matches: Matches, table: str | None, fresh: dict[str, list[str]]) -> None:
        """Note a table of new firings, if there are some; it is kept under a name of its own while the round lasts."""
        if table is None:
            return
        for position, head in enumerate(matches.rule.heads):
            fresh.setdefault(head.type, []).append(matches.firings(position, table))
