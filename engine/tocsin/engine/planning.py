"""Pack -> Plan: positions for fields, components in dependency order, join orders, early and late steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from tocsin.engine.plan import (
    AggregatePlan,
    Component,
    Computation,
    Condition,
    HeadPlan,
    MatchPlan,
    PatternPlan,
    Plan,
    RulePlan,
    Step,
    TensionPlan,
)
from tocsin.engine.things import thing_plans
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Kind, Value
from tocsin.rules import expression
from tocsin.rules.expression.tree import as_written
from tocsin.rules.model import Pack
from tocsin.rules.rule import Aggregate, Comparison, Conjunction, Constant, Let, Pattern, Rule, Variable
from tocsin.rules.strata import Strata, stratify

_Told = TypeVar("_Told", bound="tuple[object, ...]")


def compile_plan(pack: Pack) -> Plan:
    """The plan of a checked pack; it does not depend on the order in which the rules are written."""
    types = pack.vocabulary.types
    rules = tuple(sorted(pack.rules, key=lambda rule: rule.id))
    strata = stratify(rules)
    plans = tuple(_rule_plan(index, rule, types, strata.own_types(rule)) for index, rule in enumerate(rules))
    tensions = tuple(
        TensionPlan(tension, match_plan(tension.between, {}, types, frozenset()))
        for tension in sorted(pack.tensions, key=lambda tension: tension.id)
    )
    return Plan(pack, types, plans, _components(plans, strata), strata, tensions)


def _components(plans: Iterable[RulePlan], strata: Strata) -> tuple[Component, ...]:
    grouped: dict[int, list[RulePlan]] = {}
    for plan in plans:
        # Every body lies in a component no later than any head's, so the earliest head decides.
        grouped.setdefault(min(strata.component[head.type] for head in plan.heads), []).append(plan)
    return tuple(_component(grouped[number], number, strata) for number in sorted(grouped))


def _component(plans: list[RulePlan], number: int, strata: Strata) -> Component:
    bodies = {pattern.type for plan in plans for pattern in plan.patterns}
    bodies |= {name for plan in plans for aggregate in plan.aggregates for name in aggregate.recursive}
    recursive = frozenset(name for name in bodies if strata.component[name] == number and number in strata.cyclic)
    return Component(tuple(plan.index for plan in plans), recursive)


def with_rule(plan: Plan, rule: Rule) -> Plan:
    """The plan with a rule in the place of its namesake, whose conclusions it has and on no more types than it rests.

    So the order in which components are evaluated stays right.
    """
    [old] = [each for each in plan.rules if each.rule.id == rule.id]
    changed = _rule_plan(old.index, rule, plan.types, plan.strata.own_types(old.rule))
    return replace(plan, rules=(*plan.rules[: old.index], changed, *plan.rules[old.index + 1 :]))


def _rule_plan(index: int, rule: Rule, types: Mapping[str, FactType], own: frozenset[str]) -> RulePlan:
    """The plan of a rule; ``own`` are the types that its conclusions may feed and that may feed these."""
    patterns = tuple(pattern_plan(pattern, types) for pattern in rule.patterns)
    aggregates = tuple(_aggregate_plan(aggregate, rule, types, own) for aggregate in rule.aggregates)
    joined = dict.fromkeys(name for pattern in patterns for _, name in pattern.variables)
    joined.update(dict.fromkeys(name for aggregate in aggregates for name in aggregate.columns))
    early, late, computed = _steps(rule, frozenset(joined))
    variables = (*joined, *(name for name in computed if name not in joined))
    columns = [*(pattern.names for pattern in patterns), *(frozenset(a.columns) for a in aggregates)]
    return RulePlan(
        index=index,
        rule=rule,
        patterns=patterns,
        aggregates=aggregates,
        early=early,
        late=late,
        unless=tuple(match_plan(entry, rule.kinds, types, frozenset(variables)) for entry in rule.unless),
        heads=tuple(_head_plan(head, rule, types) for head in rule.then),
        stronger_if=match_plan(rule.stronger_if, rule.kinds, types, frozenset(variables)) if rule.stronger_if else None,
        variables=variables,
        computed=computed,
        orders=tuple(join_order(columns, range(len(columns)), first=first) for first in range(len(columns))),
        kinds=rule.kinds,
    )


def pattern_plan(pattern: Pattern, types: Mapping[str, FactType]) -> PatternPlan:
    """A pattern with positions for its fields, as ``matching.match_row`` takes it."""
    positions = types[pattern.type].positions
    terms = sorted((positions[name], term) for name, term in pattern.terms.items())
    return PatternPlan(
        pattern.type,
        tuple((position, tuple(term.values)) for position, term in terms if isinstance(term, Constant)),
        _once(tuple((position, term.name) for position, term in terms if isinstance(term, Variable))),
        pattern.backed_by,
    )


@lru_cache(maxsize=1024)
def _once(told: _Told) -> _Told:
    """The first of the tuples equal to this one, of names, positions and kinds: the rules of a large pack repeat them.

    Not for tuples of constants: 1 equals 1.0 and true, and is another value.
    """
    return told


def _condition(comparison: Comparison, kinds: Mapping[str, Kind]) -> Condition:
    node = comparison.node
    return Condition(
        as_written(node),
        node,
        frozenset(expression.variables(node)),
        expression.may_fail(node),
        expression.involves_interval(node, kinds),
    )


def _steps(rule: Rule, joined: frozenset[str]) -> tuple[tuple[Condition, ...], tuple[Step, ...], tuple[str, ...]]:
    """The early conditions, the late steps, and the variables that only computations bind."""
    conditions = [_condition(comparison, rule.kinds) for comparison in rule.comparisons]
    early = tuple(c for c in conditions if not c.may_fail and c.reads <= joined)
    waiting: list[Condition | Let] = [c for c in conditions if c not in early]
    waiting = [*rule.lets, *waiting]
    bound = set(joined)
    late: list[Step] = []
    computed: list[str] = []
    while waiting:
        item = next(item for item in waiting if _reads(item) <= bound)
        waiting.remove(item)
        if isinstance(item, Condition):
            late.append(item)
            continue
        checks = item.variable in bound
        # Of its own kind: a value only held against a variable need not be a member of that one's enumeration.
        kind = expression.kind_of(item.node, rule.kinds)
        late.append(Computation(item.variable, item.text, item.node, kind, checks))
        if not checks:
            bound.add(item.variable)
            computed.append(item.variable)
    return early, tuple(late), tuple(computed)


def _reads(item: Condition | Let) -> frozenset[str]:
    return item.reads if isinstance(item, Condition) else frozenset(expression.variables(item.node))


def match_plan(
    items: Conjunction | tuple[Pattern, ...],
    kinds: Mapping[str, Kind],
    types: Mapping[str, FactType],
    outer: frozenset[str],
) -> MatchPlan:
    """The plan of a conjunction: of variables that ``outer`` binds, and of its own."""
    patterns = tuple(pattern_plan(item, types) for item in items if isinstance(item, Pattern))
    local = dict(kinds)
    for pattern in patterns:
        for position, name in pattern.variables:
            local.setdefault(name, types[pattern.type].fields[position].kind)
    conditions = [_condition(item, local) for item in items if isinstance(item, Comparison)]
    used = {name for pattern in patterns for name in pattern.names} | {n for c in conditions for n in c.reads}
    return MatchPlan(
        patterns,
        tuple(c for c in conditions if not c.may_fail),
        tuple(c for c in conditions if c.may_fail),
        join_order([pattern.names for pattern in patterns], range(len(patterns)), outer),
        tuple(sorted(used & outer)),
    )


def _aggregate_plan(
    aggregate: Aggregate, rule: Rule, types: Mapping[str, FactType], own: frozenset[str]
) -> AggregatePlan:
    match = match_plan((*aggregate.over, *aggregate.outer), {}, types, frozenset())
    kind = rule.kinds[aggregate.result]
    # Distinct values are fields of keys, in which accounts of a thing agree.
    things = () if aggregate.distinct else thing_plans([types[pattern.type] for pattern in aggregate.patterns])
    return AggregatePlan(
        aggregate.operation,
        aggregate.variable,
        match,
        aggregate.by,
        aggregate.result,
        kind,
        things,
        aggregate.distinct,
        len(aggregate.patterns),
        own.intersection(pattern.type for pattern in match.patterns),
    )


def _head_plan(head: Pattern, rule: Rule, types: Mapping[str, FactType]) -> HeadPlan:
    terms: list[tuple[Value | None, str | None]] = []
    converts = []
    fields = types[head.type].fields
    for field in fields:
        term = head.terms.get(field.name)
        if isinstance(term, Variable):
            terms.append(_once((None, term.name)))
            converts.append(
                rule.kinds[term.name].name != field.kind.name and field.kind.name in ("float", "quantity", "date_range")
            )
        else:
            terms.append((None if term is None else term.values[0], None))
            converts.append(False)
    return HeadPlan(head.type, tuple(terms), _once(tuple(field.kind for field in fields)), tuple(converts))


def join_order(
    columns: Sequence[Collection[str]], parts: Iterable[int], bound: Iterable[str] = (), first: int | None = None
) -> tuple[int, ...]:
    """A greedy join order: next the part that shares most variables with what is bound, then the one named first.

    ``columns`` has the variables of every part, ``parts`` are those to be joined; ``first`` is taken before all others.

    >>> join_order([{"x"}, {"y", "z"}, {"x", "y"}], range(3))
    (0, 2, 1)
    >>> join_order([{"x"}, {"y", "z"}, {"x", "y"}], range(3), first=1)
    (1, 2, 0)
    """
    waiting = list(parts)
    known = set(bound)
    order: list[int] = []
    while waiting:
        if first is not None and not order:
            chosen = first
        else:
            chosen = max(waiting, key=lambda part: len(known.intersection(columns[part])))
        waiting.remove(chosen)
        order.append(chosen)
        known.update(columns[chosen])
    return tuple(order)
