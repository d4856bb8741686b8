"""The order in which components are evaluated, and the rules whose ``stronger_if`` is complete in time.

Components come after what they rest on. Where no cycle stands against it they also come after what strengthens
their rules, so that strength is final when a rule fires and nothing has to be lifted afterwards.
"""

from __future__ import annotations

from collections.abc import Set
from graphlib import TopologicalSorter

from tocsin.engine.plan import Plan, RulePlan
from tocsin.facts.dataclass import dataclass


@dataclass(frozen=True)
class Order:
    """Numbers of components in order, and the rules that are lifted as they fire, by index."""

    components: tuple[int, ...]
    lifted: frozenset[int]


def order_of(plan: Plan, active: Set[int]) -> Order:
    """The order of the components that have active rules."""
    rules = {
        number: [plan.rules[index] for index in component.rules if index in active]
        for number, component in enumerate(plan.components)
    }
    makers: dict[str, set[int]] = {}
    for number, found in rules.items():
        for head in (head for rule in found for head in rule.heads):
            makers.setdefault(head.type, set()).add(number)
    before = {number: _makers(makers, body_types(found)) - {number} for number, found in rules.items() if found}
    lifted = set()
    for number, found in rules.items():
        for rule in found:
            if rule.stronger_if is None:
                continue
            wanted = _makers(makers, {pattern.type for pattern in rule.stronger_if.patterns})
            if not any(_rests_on(before, each, number) for each in wanted):
                before[number] |= wanted
                lifted.add(rule.index)
    return Order(tuple(TopologicalSorter(before).static_order()), frozenset(lifted))


def body_types(rules: list[RulePlan]) -> set[str]:
    """The types that rules look at before they fire, exceptions and aggregates included."""
    return {name for rule in rules for name in (*rule.rule.positive_types(), *rule.rule.closed_types())}


def _makers(makers: dict[str, set[int]], types: Set[str]) -> set[int]:
    return {number for name in types for number in makers.get(name, ())}


def _rests_on(before: dict[int, set[int]], component: int, other: int) -> bool:
    seen: set[int] = set()
    waiting = [component]
    while waiting:
        number = waiting.pop()
        if number == other:
            return True
        if number not in seen:
            seen.add(number)
            waiting += before[number]
    return False
