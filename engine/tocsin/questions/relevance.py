"""What bears on facts of some types: the rules and types upstream of them, and which of them through a negation.

Whether facts hold is asked here, from the facts down. Two other questions only look alike: what a certificate has to
hold (``proof.certify.downward``), which takes in what decides how firmly facts hold and all that a rule concludes; and
what a bulk run may leave out (``bulk.deriving.column_pruning``), which goes up from the types that are given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import TypeAlias

from tocsin.engine.plan import Plan, RulePlan
from tocsin.facts.dataclass import dataclass

Reach: TypeAlias = tuple[frozenset[int], frozenset[str]]
"""Rules, by number, and types of facts."""


@dataclass(frozen=True, eq=False)
class Upstream:
    """The rules that can bear on whether facts of some types hold, and the types of facts that can."""

    plan: Plan
    rules: frozenset[int]
    types: frozenset[str]

    @classmethod
    def of(cls, plan: Plan, types: Iterable[str], among: Collection[int] | None = None) -> Upstream:
        """What lies upstream of these types, themselves among them, by all rules or ``among`` some, by number."""
        running = range(len(plan.rules)) if among is None else among
        return cls(plan, *_reach([plan.rules[number] for number in sorted(running)], types))

    @cached_property
    def closed(self) -> dict[int, Reach]:
        """For each rule that negates or aggregates, what lies upstream of the types it needs complete."""
        found = {}
        for number in self.rules:
            types = frozenset(self.plan.rules[number].rule.closed_types())
            if types:
                found[number] = _reach([self.plan.rules[each] for each in sorted(self.rules)], types)
        return found

    @property
    def is_monotone(self) -> bool:
        """True if more facts can only mean more conclusions."""
        return not self.closed

    @cached_property
    def aggregates(self) -> bool:
        """True if one of the rules aggregates."""
        return any(self.plan.rules[number].aggregates for number in self.rules)

    @cached_property
    def assumptions(self) -> frozenset[str]:
        """The assumptions that the rules need."""
        return frozenset(name for number in self.rules for name in self.plan.rules[number].rule.assumes)


def _reach(among: Iterable[RulePlan], types: Iterable[str]) -> Reach:
    by_head: dict[str, list[RulePlan]] = {}
    for rule in among:
        for head in rule.heads:
            by_head.setdefault(head.type, []).append(rule)
    rules: set[int] = set()
    seen = set(types)
    waiting = list(seen)
    while waiting:
        for rule in by_head.get(waiting.pop(), ()):
            if rule.index not in rules:
                rules.add(rule.index)
                new = {*rule.rule.positive_types(), *rule.rule.closed_types()} - seen
                seen |= new
                waiting += new
    return frozenset(rules), frozenset(seen)
