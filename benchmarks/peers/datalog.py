"""The plan as Datalog text, which clingo and Soufflé read alike: patterns, constants, comparisons of plain values."""

from __future__ import annotations

from benchmarks.peers import Untranslatable
from tocsin.engine.plan import Condition, HeadPlan, PatternPlan, Plan, RulePlan
from tocsin.rules.expression.tree import Comparison, Literal, Node, Variable


def clause(plan: Plan, rule: RulePlan, inequality: str = "!=") -> str:
    """One rule, a line for each conclusion. Raises Untranslatable."""
    if rule.aggregates or rule.unless or any(not isinstance(step, Condition) for step in rule.late):
        raise Untranslatable("more than patterns and comparisons")
    body = [_pattern(plan, pattern) for pattern in rule.patterns]
    body += [_comparison(step.node, inequality) for step in rule.early]
    return "\n".join(f"{_head(head)} :- {', '.join(body)}." for head in rule.heads)


def _pattern(plan: Plan, pattern: PatternPlan) -> str:
    terms = ["_"] * len(plan.types[pattern.type].fields)
    for position, values in pattern.constants:
        if len(values) > 1:
            raise Untranslatable("any of several constants")
        terms[position] = term(values[0])
    for position, name in pattern.variables:
        terms[position] = name.upper()
    return f"{pattern.type}({', '.join(terms)})"


def _head(head: HeadPlan) -> str:
    return f"{head.type}({', '.join(term(v) if name is None else name.upper() for v, name in head.terms)})"


def _comparison(node: Node, inequality: str) -> str:
    if not isinstance(node, Comparison):
        raise Untranslatable(f"the condition {node}")
    sides = []
    for side in (node.left, node.right):
        if isinstance(side, Variable):
            sides.append(side.name.upper())
        elif isinstance(side, Literal):
            sides.append(term(side.value))
        else:
            raise Untranslatable(f"the expression {side}")
    sign = {"==": "=", "!=": inequality}.get(node.operator, node.operator)
    return f"{sides[0]} {sign} {sides[1]}"


def term(value: object) -> str:
    """A constant."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise Untranslatable(f"a constant {value!r}")
