"""What an aggregate of a rule binds, and what it has from the rest of the rule."""

from __future__ import annotations

from dataclasses import replace

from tocsin.facts.kinds import INT, QUANTITY, Kind
from tocsin.rules import codes, expression
from tocsin.rules.check.scope import Scope
from tocsin.rules.rule import (
    Aggregate,
    Comparison,
    Constant,
    Pattern,
    Rule,
    Variable,
)


def _bound_outside(rule: Rule, aggregate: Aggregate) -> dict[str, str]:
    """What to write inside an aggregate in the place of a variable that a let or another aggregate binds."""
    results = {each.result for each in rule.aggregates if each is not aggregate}
    lets = {let.variable: f"write what it is in its place: {let.text}" for let in rule.lets}
    return {**dict.fromkeys(results, "compare it outside over, with the result of this aggregate"), **lets}


def grouped(rule: Rule) -> Rule:
    """The rule whose aggregates are grouped by what they have from the rest of the rule.

    A variable that is bound outside an aggregate and stands in one of its patterns is the same inside: so there is a
    group for each value of it. One that only a comparison has is bound by a pattern beside the aggregate.
    """
    if not rule.aggregates:
        return rule
    when = []
    for item in rule.when:
        if isinstance(item, Aggregate):
            inside = {name for pattern in item.patterns for name in pattern.variables}
            shared = sorted(inside & _outside(rule, item) - {*item.by, *item.operands})
            outer = _outer_patterns(rule, item, inside)
            names = sorted({name for pattern in outer for name in pattern.variables} - {*item.by})
            if shared or outer:
                item = replace(item, by=(*item.by, *shared, *names), outer=outer)  # noqa: PLW2901
        when.append(item)
    return replace(rule, when=tuple(when))


def _outer_patterns(rule: Rule, aggregate: Aggregate, inside: set[str]) -> tuple[Pattern, ...]:
    """The patterns that bind what the comparisons of an aggregate have from outside, with just that."""
    read = {n for item in aggregate.over if isinstance(item, Comparison) for n in expression.variables(item.node)}
    wanted = (read | {*aggregate.by}) - inside
    found = []
    for pattern in rule.patterns:
        terms = {
            field: term for field, term in pattern.terms.items() if isinstance(term, Constant) or term.name in wanted
        }
        names = {term.name for term in terms.values() if isinstance(term, Variable)}
        if names:
            found.append(replace(pattern, terms=terms))
            wanted -= names
    return tuple(found)


def _outside(rule: Rule, aggregate: Aggregate) -> set[str]:
    """The variables that the rest of the rule binds."""
    others = {n for each in rule.aggregates if each is not aggregate for n in (*each.by, each.result)}
    patterns = {name for pattern in rule.patterns for name in pattern.variables}
    return others | patterns | {let.variable for let in rule.lets}


def bind_aggregate(scope: Scope, rule: Rule, aggregate: Aggregate) -> None:
    """Bind what an aggregate of the rule binds. What is aggregated is the aggregate's own."""
    reading, place = scope.reading, aggregate.place
    inner = Scope(reading, unread=scope.unread)
    inner.outside = _bound_outside(rule, aggregate)
    inner.bind_patterns(aggregate.over)
    inner.bind_patterns(aggregate.outer)
    for item in aggregate.over:
        if isinstance(item, Comparison):
            inner.check_comparison(item)
    for name in sorted({*aggregate.operands} & _outside(rule, aggregate) - {*aggregate.by}):
        message = f"${name} inside the aggregate is not the ${name} outside it"
        reading.report(codes.AGGREGATE, message, place, f"add ${name} to by:, or rename it inside over:")
    if not inner.unbound(aggregate.by, "by", place):
        for name in aggregate.by:
            if inner.kinds[name].is_interval:
                message = f"${name} is a {inner.kinds[name]} and cannot form groups"
                reading.report(codes.QUANTITY_JOIN, message, place, "group by a field of another kind")
            else:
                scope.bind(name, inner.kinds[name], place)
    if aggregate.result in aggregate.by:
        message = f"${aggregate.result} is both what the groups are formed by and the result"
        reading.report(codes.AGGREGATE, message, place, "give the result a name of its own in as:")
        return
    kind = _aggregate_kind(inner, aggregate)
    if kind is not None:
        scope.bind(aggregate.result, kind, place)


def _aggregate_kind(inner: Scope, aggregate: Aggregate) -> Kind | None:
    if aggregate.distinct:
        _check_distinct(inner, aggregate)
    if aggregate.operation == "count" or aggregate.variable is None:
        return INT
    if inner.unbound([aggregate.variable], aggregate.operation, aggregate.place):
        return None
    kind = inner.kinds[aggregate.variable]
    if kind.name in ("int", "float") and _is_interval(inner, aggregate):
        return QUANTITY
    if kind.is_numeric or (kind.name == "date" and aggregate.operation != "sum"):
        return kind
    needs = "numbers" if aggregate.operation == "sum" else "numbers or dates"
    message = f"{aggregate.operation} needs {needs}; ${aggregate.variable} is of kind {kind}"
    hint = "to count matches, write count: true"
    if kind.name == "date_range":
        hint = f"{hint}; to take the {aggregate.operation} of days, declare the field as a date"
    inner.reading.report(codes.AGGREGATE, message, aggregate.place, hint)
    return None


def _check_distinct(inner: Scope, aggregate: Aggregate) -> None:
    """What is counted once each has one value: no range, and nothing in which accounts of a thing may differ."""
    inner.unbound(aggregate.distinct, "distinct", aggregate.place)
    for name in aggregate.distinct:
        kind = inner.kinds.get(name)
        if kind is not None and kind.is_interval:
            message = f"${name} is a {kind}, and whether two ranges are one value is not known"
            inner.reading.report(codes.AGGREGATE, message, aggregate.place, "count another field, or low($q) of it")
        elif kind is not None and _accounts_differ(inner, aggregate, name):
            message = f"accounts of one thing may differ in ${name}, so that its values cannot be counted"
            hint = "count fields of the type's key, or things with count: true"
            inner.reading.report(codes.AGGREGATE, message, aggregate.place, hint)


def _is_interval(inner: Scope, aggregate: Aggregate) -> bool:
    """Whether plain numbers come to an interval: accounts of one thing may differ in them, or their periods overlap."""
    patterns = [item for item in aggregate.over if isinstance(item, Pattern)]
    types = {pattern.type: inner.reading.vocabulary.type(pattern.type) for pattern in patterns}
    if aggregate.operation == "sum" and any(fact_type.period for fact_type in types.values()):
        return True
    return _accounts_differ(inner, aggregate, aggregate.variable or "")


def _accounts_differ(inner: Scope, aggregate: Aggregate, variable: str) -> bool:
    """Whether a variable stands only for fields that are no part of a key, so that accounts may differ in it."""
    fields = [
        (inner.reading.vocabulary.type(pattern.type).key, name)
        for pattern in aggregate.patterns
        for name, term in pattern.terms.items()
        if isinstance(term, Variable) and term.name == variable
    ]
    return all(key and name not in key for key, name in fields)
