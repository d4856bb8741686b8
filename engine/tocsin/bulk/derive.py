"""Given facts of many cases -> everything that follows in each of them, with every derivation, in SQL.

Components of the plan are evaluated in dependency order. Within one,

1. aggregates are gathered and all its rules fired over the members so far;
2. if it is recursive, rounds follow in which rules meet only what the last round found, until nothing is new;
3. strengths and depths of recursive types are settled: least fixpoints, reached by repeating.

A type's members are merged out of its derivations once all rules that conclude it have fired. ``stronger_if``
looks at the complete model: components are ordered so that what it looks at comes first. Where a cycle forbids that,
it comes last; what it lifts is settled again, for the types above alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.bulk.deriving.ground import Ground
from tocsin.bulk.deriving.groups import gather
from tocsin.bulk.deriving.heads import inexact
from tocsin.bulk.deriving.matches import Matches
from tocsin.bulk.deriving.memory import Memory, delta_table
from tocsin.bulk.deriving.needs import is_ground
from tocsin.bulk.deriving.order import body_types, order_of
from tocsin.bulk.deriving.settling import Settling, sources
from tocsin.bulk.executor import Executor
from tocsin.bulk.relations import Relations
from tocsin.engine.plan import Component, Plan, RulePlan


def derive(executor: Executor, plan: Plan, active: frozenset[int], given: Mapping[str, str]) -> Relations:
    """The model of each case under the active rules, with every derivation.

    ``given`` maps types to the executor's tables of given facts: ``case_no`` (whole number), ``f0``, ``f1``… for the
    fields in order (a quantity: ``f0_low`` and ``f0_high``, NULL where open, both where absent), and ``strength``
    (0 possible to 3 certain), one row for each fact of a case. Raises TooWide (T501) for a
    value that columns cannot hold exactly.
    """
    memory = Memory(executor, plan, active)
    try:
        memory.give(given)
        run = _Run(memory, plan, active)
        run.evaluate()
    except BaseException as error:
        wide = inexact(memory, error)
        memory.close()
        if wide is not None:
            raise wide from None
        raise
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

    def evaluate(self) -> None:
        """Evaluate every component, then what needs the complete model."""
        for number in self.order.components:
            component = self.plan.components[number]
            self._component(
                number, component, [self.plan.rules[index] for index in component.rules if index in self.active]
            )
        for name in sorted(self._concluded() | self.memory.based.keys()):
            self._fill(name)
        Settling(self.memory, self.plan, self.ground, self.matches).strengthen(self.order)

    def _concluded(self) -> set[str]:
        found = {block.head for block in self.ground.blocks.values()}
        return found | {head.type for matches in self.matches.values() for head in matches.rule.heads if matches.fired}

    # -- members --------------------------------------------------------------------------

    def _fill(self, name: str) -> None:
        """Merge a type's members, now that all rules that conclude it have fired."""
        if name not in self._complete:
            self._complete.add(name)
            self.memory.fill(name, sources(self.ground, self.matches, name))

    # -- one component --------------------------------------------------------------------

    def _component(self, number: int, component: Component, rules: list[RulePlan]) -> None:
        recursive = component.recursive
        lifted = [rule.stronger_if for rule in rules if rule.stronger_if and rule.index in self.order.lifted]
        for name in sorted(body_types(rules) | {pattern.type for entry in lifted for pattern in entry.patterns}):
            self._fill(name)
        ground = [rule for rule in rules if self._is_ground(rule)]
        alone = {rule.index for rule in ground}
        joins = [
            Matches(self.memory, rule, rule.index in self.order.lifted) for rule in rules if rule.index not in alone
        ]
        joins = [
            matches
            for matches in joins
            if all(gather(self.memory, matches.rule, at) for at in range(len(matches.groups)))
        ]
        fresh: dict[str, list[str]] = {}
        members = {name: f"member_{name}" for name, count in self.memory.members.items() if count}
        self._ground(number, ground, members, fresh)
        for matches in joins:
            self.matches[matches.rule.index] = matches
            if matches.may_match():
                self._note(matches, matches.fire(), fresh)
        round_number = 0
        while True:
            # Δ: from here on only what the last round found is joined, with everything.
            round_number += 1
            delta = {
                name: self.memory.enter(name, found, round_number)
                for name, found in sorted(fresh.items())
                if name in recursive
            }
            delta = {name: count for name, count in delta.items() if count}
            if not delta:
                break
            fresh = {}
            self._ground(number, ground, {name: delta_table(name, round_number) for name in delta}, fresh)
            for matches in joins:
                for position, pattern in enumerate(matches.patterns):
                    if pattern.type in delta and matches.may_match():
                        self._note(matches, matches.fire(position, recursive, round_number), fresh)
        if round_number > 1 or any(name in self._concluded() for name in recursive):
            settling = Settling(self.memory, self.plan, self.ground, self.matches)
            settling.settle(recursive, set(component.rules))
            self._complete |= settling.settled(recursive)

    def _is_ground(self, rule: RulePlan) -> bool:
        """True if one fact's content decides what the rule concludes, seeing that some types have no facts.

        Exceptions look at complete types, and so does what strengthens a rule that is lifted as it fires.
        """
        dead = {
            entry
            for entry in (*rule.unless, *([rule.stronger_if] if rule.index in self.order.lifted else []))
            if entry is not None and not all(self.memory.members.get(pattern.type) for pattern in entry.patterns)
        }
        return is_ground(rule, dead)

    def _ground(
        self, number: int, rules: list[RulePlan], tables: Mapping[str, str], fresh: dict[str, list[str]]
    ) -> None:
        """Evaluate the ground rules over new contents, and note what they derive from these tables of members."""
        self.ground.evaluate(number, rules, tables)
        for (component, head), block in self.ground.blocks.items():
            firings = block.firings(tables) if component == number else None
            if firings is not None:
                fresh.setdefault(head, []).append(firings)

    def _note(self, matches: Matches, table: str | None, fresh: dict[str, list[str]]) -> None:
        """Note a table of new firings, if there are some; it is kept under a name of its own while the round lasts."""
        if table is None:
            return
        for position, head in enumerate(matches.rule.heads):
            fresh.setdefault(head.type, []).append(matches.firings(position, table))
