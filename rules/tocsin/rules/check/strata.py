"""Whether rules are stratified: nothing depends on its own negation or aggregation, but where that only grows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.facts.problems import Place
from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules import codes
from tocsin.rules.check.monotone import fault_of
from tocsin.rules.rule import Pattern, Rule, Variable
from tocsin.rules.shape import Reading
from tocsin.rules.strata import Strata, dependencies, is_over, stratify


def check_stratified(rules: tuple[Rule, ...], reading: Reading) -> Strata:
    """The strata, with every negation or aggregation through recursion noted, its cycle named, but monotone ones."""
    edges = dependencies(rules)
    strata = stratify(rules)
    seen: set[tuple[str, str]] = set()
    for rule in rules:
        for head in rule.then:
            own = strata.members[strata.component[head.type]]
            for place, name, through, fault in _closed_in(rule, own, reading.vocabulary):
                if (head.type, name) not in seen:
                    seen.add((head.type, name))
                    steps = [head.type, f"{through}{name}", *_path(name, head.type, edges)[1:]]
                    message = f"{head.type} depends on its own negation or aggregation: {' <- '.join(steps)}"
                    reading.report(codes.NOT_STRATIFIED, message + fault[0], place, fault[1])
        _check_lets(reading, rule, strata)
    return strata


def _closed_in(
    rule: Rule, own: frozenset[str], vocabulary: Vocabulary
) -> Iterator[tuple[Place, str, str, tuple[str, str]]]:
    """The types of a component that the rule needs complete: where, how, and why that cannot be."""
    hint = "break the cycle: negate or aggregate only what is complete before this rule fires"
    for item in [item for entry in rule.unless for item in entry]:
        if isinstance(item, Pattern) and item.type in own:
            yield item.place, item.type, "not ", ("", hint)
    for aggregate in rule.aggregates:
        if is_over(aggregate, own) and (fault := fault_of(rule, aggregate, own, vocabulary)):
            for name in [pattern.type for pattern in (*aggregate.patterns, *aggregate.outer) if pattern.type in own]:
                yield aggregate.place, name, "aggregate of ", (f"; {fault[0]}", fault[1])


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
