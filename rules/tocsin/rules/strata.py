"""Strata: which types depend on which, and in what order rules may be evaluated.

A program is stratified if no type depends on its own negation or aggregation (Apt, Blair and
Walker 1988); an aggregate that only grows may run through recursion all the same (``check/monotone``).
Components by Tarjan's algorithm (1972), without recursion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from tocsin.facts.dataclass import dataclass
from tocsin.rules.rule import Aggregate, Pattern, Rule

Node = TypeVar("Node", int, str)


@dataclass(frozen=True)
class Strata:
    """The stratum of every type, from 0, and the component of mutually dependent types it lies in."""

    stratum: Mapping[str, int]
    component: Mapping[str, int]
    cyclic: frozenset[int]

    @cached_property
    def members(self) -> Mapping[int, frozenset[str]]:
        """The types of each component."""
        found: dict[int, list[str]] = {}
        for name, number in self.component.items():
            found.setdefault(number, []).append(name)
        return {number: frozenset(names) for number, names in found.items()}

    def of_rule(self, rule: Rule) -> int:
        """The first stratum in which all that the rule needs complete is complete."""
        positive = [self.stratum[name] for name in rule.positive_types()]
        own = self.own_types(rule)
        closed = [self.stratum[name] + (name not in own) for name in rule.closed_types()]
        return max([0, *positive, *closed])

    def own_types(self, rule: Rule) -> frozenset[str]:
        """The types that depend on a conclusion of the rule as it depends on them."""
        heads = {self.component[head.type] for head in rule.then} & self.cyclic
        return frozenset().union(*(self.members[number] for number in heads))

    def is_recursive(self, rule: Rule) -> bool:
        """True if some conclusion may feed the rule's own patterns, or aggregates, again."""
        own = self.own_types(rule)
        return not own.isdisjoint(rule.positive_types()) or any(is_over(each, own) for each in rule.aggregates)


def is_over(aggregate: Aggregate, component: frozenset[str]) -> bool:
    """True if the aggregate ranges over some type of the component."""
    return any(pattern.type in component for pattern in (*aggregate.patterns, *aggregate.outer))


def stratify(rules: Iterable[Rule]) -> Strata:
    """The strata of stratified rules (``check_stratified`` says whether they are)."""
    rules = tuple(rules)
    edges = dependencies(rules)
    component, cyclic, order = _components(edges)
    stratum: dict[str, int] = {}
    for members in order:
        level = 0
        for name in members:
            for body, closed in edges[name].items():
                if component[body] != component[name]:
                    level = max(level, stratum[body] + closed)
        stratum.update(dict.fromkeys(members, level))
    return Strata(stratum, component, frozenset(cyclic))


def dependencies(rules: Iterable[Rule]) -> dict[str, dict[str, int]]:
    """Head type -> the types it depends on; 1 if through negation or aggregation, else 0."""
    edges: dict[str, dict[str, int]] = {}
    for rule in rules:
        positive, closed = tuple(rule.positive_types()), tuple(rule.closed_types())
        # All conclusions of a rule appear together, so each waits for what any of them waits for.
        for head in rule.then:
            targets = edges.setdefault(head.type, {})
            for name in positive:
                targets.setdefault(name, 0)
            for name in closed:
                targets[name] = 1
        for name in (*positive, *closed):
            edges.setdefault(name, {})
        for item in rule.stronger_if:
            if isinstance(item, Pattern):
                edges.setdefault(item.type, {})
    return edges


def _components(edges: Mapping[str, Mapping[str, int]]) -> tuple[dict[str, int], set[int], list[list[str]]]:
    """Component numbers, the cyclic components, and the components in dependency order (bodies first)."""
    groups = strongly_connected({name: sorted(edges[name]) for name in sorted(edges)})
    component = {name: number for number, group in enumerate(groups) for name in group}
    cyclic = {number for number, group in enumerate(groups) if len(group) > 1 or group[0] in edges[group[0]]}
    return component, cyclic, groups


def strongly_connected(graph: Mapping[Node, Iterable[Node]]) -> list[list[Node]]:
    """The strongly connected components of a graph, each sorted, successors before predecessors."""
    low: dict[Node, int] = {}
    stack: list[Node] = []
    groups: list[list[Node]] = []
    done = len(graph) + 1  # larger than any index: what lies in a finished component lowers nobody's low point
    for root in graph:
        if root in low:
            continue
        index = low[root] = len(low)
        stack.append(root)
        work = [(root, index, iter(graph[root]))]
        while work:
            name, index, successors = work[-1]
            lowest = low[name]
            for successor in successors:
                reached = low.get(successor)
                if reached is None:
                    low[name] = lowest
                    index = low[successor] = len(low)
                    stack.append(successor)
                    work.append((successor, index, iter(graph[successor])))
                    break
                if reached < lowest:  # noqa: PLR1730  (hot)
                    lowest = reached
            else:
                low[name] = lowest
                work.pop()
                if lowest == index:
                    groups.append(_pop(stack, name, low, done))
                if work:
                    parent = work[-1][0]
                    if low[name] < low[parent]:  # noqa: PLR1730  (hot)
                        low[parent] = low[name]
    return groups


def _pop(stack: list[Node], last: Node, low: dict[Node, int], done: int) -> list[Node]:
    group: list[Node] = []
    while not group or group[-1] != last:
        group.append(stack.pop())
        low[group[-1]] = done
    return sorted(group)
