"""durable-rules as its manual has it: rules in its Python notation, one `assert_fact` for each fact."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from benchmarks.packs import Rows, Work, made_by
from benchmarks.peers import Untranslatable
from benchmarks.suite import Trial
from tocsin.engine.plan import PatternPlan, Plan, RulePlan
from tocsin.rules.expression.tree import Comparison, Literal, Variable

_SIGNS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

_made = 0


def by_durable(work: Work, cases: Sequence[Rows] | None = None) -> Trial:
    """A ruleset for each run (a process-wide host keeps its facts), every fact asserted; no derivations.

    Of many cases each is a state of its own. Rules may have patterns, constants, repeated variables, and
    comparisons of a variable with a number.
    """
    facts = [
        {"type": name, "sid": str(number), **dict(zip(_names(work.plan, name), row, strict=True))}
        for number, case in enumerate([work.rows] if cases is None else cases)
        for name, rows in case.items()
        for row in rows
    ]
    states = sorted({fact["sid"] for fact in facts})

    def run() -> list[dict[str, Any]]:
        global _made  # noqa: PLW0603  (names of rulesets must differ within a process)
        from durable.engine import MessageNotHandledException
        from durable.lang import assert_fact, get_facts

        _made += 1
        name = f"rules{_made}"
        _declare(name, work)
        for fact in facts:
            # The library raises where a fact matches no rule, which is no error here.
            with suppress(MessageNotHandledException):
                assert_fact(name, dict(fact))
        return [fact for state in states for fact in get_facts(name, state)]

    def answer(found: list[dict[str, Any]]) -> list[object]:
        made = made_by(work)
        return [
            (
                *(() if cases is None else (int(fact["sid"]),)),
                fact["type"],
                tuple(fact[field] for field in _names(work.plan, fact["type"])),
            )
            for fact in found
            if fact["type"] in made
        ]

    return Trial(run, answer)


def _names(plan: Plan, name: str) -> list[str]:
    return [field.name for field in plan.types[name].fields]


def _declare(name: str, work: Work) -> None:
    from durable.lang import c, ruleset, when_all

    with ruleset(name):
        for index in sorted(work.active):
            rule = work.plan.rules[index]
            if rule.aggregates or rule.unless or rule.late:
                raise Untranslatable("more than patterns")
            seen: dict[str, Any] = {}
            parts = [
                getattr(c, f"p{part}") << _pattern(work.plan, part, pattern, seen, rule)
                for part, pattern in enumerate(rule.patterns)
            ]
            when_all(*parts)(_action(work.plan, rule))


def _pattern(plan: Plan, part: int, pattern: PatternPlan, seen: dict[str, Any], rule: RulePlan) -> Any:
    from durable.lang import c, m

    names = _names(plan, pattern.type)
    test = m.type == pattern.type
    for position, values in pattern.constants:
        test &= getattr(m, names[position]) == values[0]
    for position, variable in pattern.variables:
        if variable in seen:
            earlier, field = seen[variable]
            test &= getattr(m, names[position]) == getattr(getattr(c, f"p{earlier}"), field)
        else:
            seen[variable] = part, names[position]
            test = _compared(test, getattr(m, names[position]), variable, rule)
    return test


def _compared(test: Any, field: Any, variable: str, rule: RulePlan) -> Any:
    for condition in rule.early:
        match condition.node:
            case Comparison(sign, Variable(name), Literal(value)):
                if name == variable:
                    test &= _SIGNS[sign](field, value)
            case _:
                raise Untranslatable(f"the condition {condition.text}")
    return test


def _action(plan: Plan, rule: RulePlan) -> Any:
    where = {name: (part, _names(plan, p.type)[at]) for part, p in enumerate(rule.patterns) for at, name in p.variables}

    def fire(c: Any) -> None:
        for head in rule.heads:
            fact: dict[str, Any] = {"type": head.type}
            for field, (value, variable) in zip(_names(plan, head.type), head.terms, strict=True):
                fact[field] = (
                    value if variable is None else getattr(getattr(c, f"p{where[variable][0]}"), where[variable][1])
                )
            c.assert_fact(fact)

    return fire
