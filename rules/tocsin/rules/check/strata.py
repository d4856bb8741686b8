"""Strata: which types depend on which, and in what order rules may be evaluated.

A program is stratified if no type depends on its own negation or aggregation (Apt, Blair and
Walker 1988). Components by Tarjan's algorithm (1972), without recursion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tocsin.facts.problems import Place
from tocsin.rules import codes
from tocsin.rules.rule import Pattern, Rule, Variable
from tocsin.rules.shape import Reading

Node = TypeVar("Node", int, str)


@dataclass(frozen=True)
class Strata:
    """The stratum of every type, from 0, and the component of mutually dependent types it lies in."""

    stratum: Mapping[str, int]
    component: Mapping[str, int]
    cyclic: frozenset[int]

    def of_rule(self, rule: Rule) -> int:
        """The first stratum in which all that the rule needs complete is complete."""
        positive = [self.stratum[name] for name in rule.positive_types()]
        closed = [self.stratum[name] + 1 for name in rule.closed_types()]
        return max([0, *positive, *closed])

    def is_recursive(self, rule: Rule) -> bool:
        """True if some conclusion may feed the rule's own patterns again."""
        bodies = {self.component[name] for name in rule.positive_types()} & self.cyclic
        return any(self.component[head.type] in bodies for head in rule.then)


def stratify(rules: Iterable[Rule]) -> Strata:
    """The strata of stratified rules (``check_stratified`` says whether they are)."""
    rules = tuple(rules)
    edges = _edges(rules)
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


def _edges(rules: Iterable[Rule]) -> dict[str, dict[str, int]]:
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
                lowest = min(reached, lowest)
            else:
                low[name] = lowest
                work.pop()
                if lowest == index:
                    groups.append(_pop(stack, name, low, done))
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[name])
    return groups


def _pop(stack: list[Node], last: Node, low: dict[Node, int], done: int) -> list[Node]:
    group: list[Node] = []
    while not group or group[-1] != last:
        group.append(stack.pop())
        low[group[-1]] = done
    return sorted(group)


def check_stratified(rules: tuple[Rule, ...], reading: Reading) -> Strata:
    """The strata, with every negation or aggregation through recursion noted, its cycle named."""
    edges = _edges(rules)
    component, _, _ = _components(edges)
    seen: set[tuple[str, str]] = set()
    for rule in rules:
        for head in rule.then:
            for name in rule.closed_types():
                if component[name] == component[head.type] and (head.type, name) not in seen:
                    seen.add((head.type, name))
                    _report_cycle(reading, rule, head.type, name, edges)
    strata = stratify(rules)
    for rule in rules:
        _check_lets(reading, rule, strata)
    return strata


def _report_cycle(reading: Reading, rule: Rule, head: str, closed: str, edges: Mapping[str, Mapping[str, int]]) -> None:
    path = _path(closed, head, edges)
    through = (
        "not "
        if any(item.type == closed for entry in rule.unless for item in entry if isinstance(item, Pattern))
        else "aggregate of "
    )
    steps = [head, through + closed, *path[1:]]
    message = f"{head} depends on its own negation or aggregation: {' <- '.join(steps)}"
    hint = "break the cycle: negate or aggregate only what is complete before this rule fires"
    reading.report(codes.NOT_STRATIFIED, message, _place_of(rule, closed), hint)


def _place_of(rule: Rule, type_name: str) -> Place:
    for entry in rule.unless:
        for item in entry:
            if isinstance(item, Pattern) and item.type == type_name:
                return item.place
    for aggregate in rule.aggregates:
        if any(pattern.type == type_name for pattern in (*aggregate.patterns, *aggregate.outer)):
            return aggregate.place
    return rule.place


def _path(start: str, goal: str, edges: Mapping[str, Mapping[str, int]]) -> list[str]:
    """A shortest chain of dependencies from ``start`` to ``goal``, which is known to exist."""
    previous: dict[str, str | None] = {start: None}
    frontier = [start]
    while frontier and goal not in previous:
        following = []
        for name in frontier:
            for body in sorted(edges[name]):
                if body not in previous:
                    previous[body] = name
                    following.append(body)
        frontier = following
    path: list[str] = []
    step: str | None = goal
    while step is not None:
        path.append(step)
        step = previous[step]
    return path[::-1]


def _check_lets(reading: Reading, rule: Rule, strata: Strata) -> None:
    """Refuse computed values in the head of a recursive rule: they might grow without end."""
    if not rule.lets or not strata.is_recursive(rule):
        return
    bound = {name for pattern in rule.patterns for name in pattern.variables}
    bound |= {name for aggregate in rule.aggregates for name in (*aggregate.by, aggregate.result)}
    # What a pattern or an aggregate binds as well takes no new values from a let.
    computed = {let.variable for let in rule.lets} - bound
    for head in rule.then:
        for field, term in head.terms.items():
            if isinstance(term, Variable) and term.name in computed:
                message = (
                    f"${term.name} is computed and reaches {head.type}.{field} in the recursive rule {rule.id}, "
                    "which might not end"
                )
                hint = "compute it in a rule of its own, after the recursion"
                reading.report(codes.UNBOUNDED_LET, message, head.place, hint)
