"""Aggregates through recursion: which of them have one meaning, and why the others have none.

``sum``, ``count`` and ``max`` only grow as facts are added, if nothing they add can be negative. A rule that asks no
more of such a total than that it reaches something (``>=``, ``>``) goes on firing as facts are added, so that a least
model exists, and it is reached from below (Ross and Sagiv, *Monotonic aggregation in deductive databases*, 1997).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.facts.vocabulary import Vocabulary
from tocsin.rules import expression
from tocsin.rules.expression.tree import Comparison as Compared
from tocsin.rules.expression.tree import Variable as Named
from tocsin.rules.rule import Aggregate, Comparison, Let, Pattern, Rule, Variable
from tocsin.rules.strata import is_over

GROWING: Final = ("sum", "count", "max")
_REACHED: Final = {(">=", 0), (">", 0), ("<=", 1), ("<", 1)}
"""The signs of a comparison that asks for enough, each with the side on which the total stands."""
Fault = tuple[str, str]
"""Why an aggregate has no one meaning through recursion, and what to write."""


def recursive_results(rule: Rule, component: frozenset[str]) -> frozenset[str]:
    """The results of the rule's aggregates over types of a component."""
    return frozenset(each.result for each in rule.aggregates if is_over(each, component))


def fault_of(rule: Rule, aggregate: Aggregate, component: frozenset[str], vocabulary: Vocabulary) -> Fault | None:
    """What keeps an aggregate over types of its own component from having one meaning; None if it has one."""
    faults = (*_of_values(aggregate, component, vocabulary), *_of_uses(rule, aggregate, component))
    return next(iter(faults), None)


def _of_values(aggregate: Aggregate, component: frozenset[str], vocabulary: Vocabulary) -> Iterator[Fault]:
    operation, own = aggregate.operation, sorted({each.type for each in aggregate.patterns} & component)
    if aggregate.outer:
        hint = "bind it under over, too, and add it to by:"
        yield "what it ranges over has a variable from outside it", hint
    if aggregate.distinct:
        hint = "count matches (count: true) through recursion, and distinct values in a rule after it"
        yield "distinct values are not counted through recursion", hint
    if operation not in GROWING:
        hint = f"take sum, count or max through recursion, or conclude {own[0]} before this rule fires"
        yield f"the least value falls as more {own[0]} follow", hint
    for name in own:
        if vocabulary.type(name).key:
            hint = f"leave out the key of {name}, or take the accounts together in a rule before the recursion"
            yield f"{name} has a key, so that a rival account of one thing may lower the {operation}", hint
    for name in sorted({each.type for each in aggregate.patterns}):
        if vocabulary.type(name).cumulative:
            hint = f"leave out cumulative of {name}, or take its figures together in a rule before the recursion"
            yield f"{name} is cumulative, so that a longer period may lower the {operation}", hint
    fields = [
        (pattern.type, vocabulary.type(pattern.type).by_name[name])
        for pattern in aggregate.patterns
        for name, term in pattern.terms.items()
        if isinstance(term, Variable) and term.name == aggregate.variable
    ]
    numbers = [(name, field) for name, field in fields if field.kind.is_numeric]
    least = [field.limits.at_least for _, field in numbers if field.limits is not None]
    if operation != "count" and numbers and not any(each is not None and each >= 0 for each in least):
        name, field = numbers[0]
        hint = f"if {field.name} cannot be negative, declare it so: {field.name}: {{kind: {field.kind}, at_least: 0}}"
        yield f"${aggregate.variable} ({name}.{field.name}) may be negative, which lowers the {operation}", hint


def _of_uses(rule: Rule, aggregate: Aggregate, component: frozenset[str]) -> Iterator[Fault]:
    """What asks of the total anything but that it reaches something that does not depend on it."""
    total = aggregate.result
    totals = recursive_results(rule, component)
    for item in rule.when:
        if isinstance(item, Comparison) and total in expression.variables(item.node):
            yield from _of_comparison(item, total, totals)
        elif isinstance(item, Let) and total in (item.variable, *expression.variables(item.node)):
            yield f"${total} goes into the computed value ${item.variable}", _compare_only(total)
        elif isinstance(item, Pattern) and total in item.variables:
            yield f"${total} joins the pattern on {item.type}", _compare_only(total)
        elif isinstance(item, Aggregate) and item is not aggregate and total in (*item.by, item.result):
            yield f"${total} joins another aggregate", _compare_only(total)
    for what, items in (("unless", [i for entry in rule.unless for i in entry]), ("stronger_if", rule.stronger_if)):
        for item in items:
            names = item.variables if isinstance(item, Pattern) else expression.variables(item.node)
            if total in names:
                yield f"${total} is asked about under {what}", _compare_only(total)
    for head in rule.then:
        if any(isinstance(term, Variable) and term.name == total for term in head.terms.values()):
            yield f"${total} is concluded, and is not known before all {head.type} are", _compare_only(total)


def _of_comparison(item: Comparison, total: str, totals: frozenset[str]) -> Iterator[Fault]:
    node = item.node
    sides = [node.left, node.right] if isinstance(node, Compared) else []
    at = next((side for side, each in enumerate(sides) if each == Named(total)), None)
    if at is None or not isinstance(node, Compared):
        hint = f"write the total alone on one side: - ${total} >= …; several conditions as several comparisons"
        yield f"{item.text!r} does more with ${total} than hold it against something", hint
    elif (node.operator, at) not in _REACHED:
        hint = f"ask with >= or > whether ${total} is enough, and the rest in a rule after the recursion"
        yield f"{item.text!r} may cease to hold as ${total} grows", hint
    elif others := sorted(totals.intersection(expression.variables(sides[1 - at]))):
        hint = f"hold ${total} against what is known before: a number, or a variable of a pattern"
        yield f"{item.text!r} holds ${total} against ${others[0]}, which grows as well", hint


def _compare_only(total: str) -> str:
    return f"use ${total} in comparisons by >= or > only; for what else needs it, sum up again after the recursion"
