"""Which variables and fields a join really needs, so that tables carry no more than that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from tocsin.bulk.lowering.columns import Column, TooWide, columns_of, value_sql
from tocsin.engine.plan import (
    AggregatePlan,
    Computation,
    Condition,
    MatchPlan,
    PatternPlan,
    Plan,
    RulePlan,
    Step,
)
from tocsin.facts.fact_type import FactType
from tocsin.rules.expression import variables
from tocsin.rules.expression.tree import Literal, walk


def possible_types(plan: Plan, active: Iterable[int], given: Iterable[str]) -> frozenset[str]:
    """The types that may have facts: those given, and what rules conclude that look for nothing else.

    From what is given upwards, and so none of ``questions.relevance``, which goes from what is asked down.
    """
    found = frozenset(given)
    waiting = set(active)
    while True:
        firing = {index for index in waiting if may_fire(plan.rules[index], found)}
        if not firing:
            return found
        waiting -= firing
        found |= concluded_types(plan, firing)


def may_fire(rule: RulePlan, possible: Collection[str]) -> bool:
    """True if all that a rule looks for may be there."""
    matches = [aggregate.match.patterns for aggregate in rule.aggregates]
    return all(_are_possible(patterns, possible) for patterns in (rule.patterns, *matches))


def has_effect(rule: RulePlan, possible: Collection[str]) -> bool:
    """True if a rule may fire, or an aggregate of it may have no value, which is told whether the rule fires or not."""
    return may_fire(rule, possible) or any(
        _are_possible(aggregate.match.patterns, possible) and _may_fail(aggregate) for aggregate in rule.aggregates
    )


def _may_fail(aggregate: AggregatePlan) -> bool:
    """True if a condition within the aggregate, or its result, may have no value: a sum that no double holds."""
    return bool(aggregate.match.late) or (aggregate.operation == "sum" and aggregate.kind.name != "int")


def _are_possible(patterns: Iterable[PatternPlan], possible: Collection[str]) -> bool:
    return all(pattern.type in possible for pattern in patterns)


def is_ground(rule: RulePlan, possible: Collection[str]) -> bool:
    """True if one fact's content alone decides whether and what the rule concludes from it.

    An exception that looks for a type without facts decides nothing.
    """
    dead = all(any(pattern.type not in possible for pattern in entry.patterns) for entry in rule.asked)
    return len(rule.patterns) == 1 and not rule.aggregates and dead


def concluded_types(plan: Plan, active: Iterable[int]) -> frozenset[str]:
    """The types that some active rule concludes."""
    return frozenset(head.type for index in active for head in plan.rules[index].heads)


def stated_texts(plan: Plan, active: Iterable[int]) -> set[str]:
    """The texts that active rules state in their conclusions or compute: all that can come to those of the facts."""
    found: set[object] = set()
    for index in active:
        rule = plan.rules[index]
        found.update(value for head in rule.heads for value, _ in head.terms)
        computed = [step.node for step in rule.late if isinstance(step, Computation)]
        found.update(node.value for root in computed for node in walk(root) if isinstance(node, Literal))
    return {value for value in found if isinstance(value, str)}


def stated_heads(plan: Plan, active: Iterable[int]) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
    """The conclusions that active rules state without a variable: rule, place in it, type, and fields in SQL."""
    for index in sorted(active):
        for position, head in enumerate(plan.rules[index].heads):
            if any(variable is not None for _, variable in head.terms):
                continue
            pairs = zip(head.terms, head.kinds, strict=True)
            # A number too wide for columns is refused where the rule fires; one that does not fire refuses nothing.
            with suppress(TooWide):
                values = tuple(sql for (value, _), kind in pairs for sql in value_sql(value, kind))
                yield index, position, head.type, values or ("TRUE",)


def trimmed_rule(rule: RulePlan, types: Mapping[str, FactType]) -> tuple[PatternPlan, ...]:
    """The patterns of a rule without the variables that bind once and are not needed to find matches."""
    needed = {name for head in rule.heads for _, name in head.terms if name is not None}
    needed |= _read([*rule.early, *rule.late])
    for match in rule.asked:
        needed.update(match.outer)
    grouped = [name for aggregate in rule.aggregates for name in aggregate.columns]
    return _trimmed(rule.patterns, needed, grouped, types)


def trimmed_match(
    match: MatchPlan, types: Mapping[str, FactType], extra: Iterable[str] = ()
) -> tuple[PatternPlan, ...]:
    """The patterns of a conjunction without the variables that are not needed to find matches."""
    needed = _read([*match.early, *match.late]) | {*match.outer, *extra}
    return _trimmed(match.patterns, needed, [], types)


def extra_of(aggregate: AggregatePlan) -> tuple[str, ...]:
    """The variables an aggregate takes from a match: its groups', and the one it aggregates."""
    return aggregate.taken


def held_against(rule: RulePlan, at: int) -> tuple[str, ...]:
    """The variables, other than those of its group, that a total through recursion is held against."""
    read = {name for condition in rule.thresholds[at] for name in condition.reads}
    return tuple(sorted(read - {*rule.aggregates[at].columns}))


def _read(steps: Iterable[Step | Condition]) -> set[str]:
    found: set[str] = set()
    for step in steps:
        found.update(variables(step.node))
        if not isinstance(step, Condition):
            found.add(step.variable)
    return found


def _trimmed(
    patterns: tuple[PatternPlan, ...], needed: set[str], others: Iterable[str], types: Mapping[str, FactType]
) -> tuple[PatternPlan, ...]:
    times = Counter([*(name for pattern in patterns for _, name in pattern.variables), *others])
    return tuple(
        replace(
            pattern,
            variables=tuple(
                (position, name)
                for position, name in pattern.variables
                if times[name] > 1 or name in needed or types[pattern.type].fields[position].optional
            ),
        )
        for pattern in patterns
    )


def carried_columns(plan: Plan, active: Iterable[int], possible: Collection[str]) -> dict[str, tuple[Column, ...]]:
    """For each type, the fields that joins over its members look at."""
    positions: dict[str, set[int]] = {}
    for index in active:
        rule = plan.rules[index]
        if is_ground(rule, possible):
            continue
        patterns = list(trimmed_rule(rule, plan.types))
        for match in rule.asked:
            patterns += trimmed_match(match, plan.types)
        for aggregate in rule.aggregates:
            patterns += trimmed_match(aggregate.match, plan.types, extra_of(aggregate))
            for pattern in aggregate.match.patterns if aggregate.things else ():
                if plan.types[pattern.type].key:
                    positions.setdefault(pattern.type, set()).update(plan.types[pattern.type].thing_positions)
        for pattern in patterns:
            found = positions.setdefault(pattern.type, set())
            found.update(position for position, _ in (*pattern.constants, *pattern.variables))
    return {
        name: tuple(
            column
            for position in sorted(found)
            for column in columns_of(
                f"f{position}", plan.types[name].fields[position].kind, plan.types[name].fields[position].optional
            )
        )
        for name, found in positions.items()
    }
