"""The value of an expression under bindings, by walking its tree.

This is the reference: the set-at-a-time engine compiles expressions to Python instead
(``tocsin.engine.seminaive``), and tests hold the two against each other.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from tocsin.facts.interval import Interval, Truth
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Quantity
from tocsin.rules.expression.functions import as_interval
from tocsin.rules.expression.tree import (
    Arithmetic,
    Call,
    Comparison,
    Literal,
    Logical,
    Membership,
    Negative,
    Node,
    Not,
    Variable,
    is_partial,
)

FAILURES = (ArithmeticError, ValueError)
"""What evaluation raises where there is no value: division by zero, overflow, no bound left."""


def holds(node: Node, bindings: Mapping[str, Value]) -> Truth:
    """Whether a comparison is certain, possible or false. Raises one of FAILURES.

    >>> holds(Comparison(">", Variable("n"), Literal(10_000)), {"n": Quantity(9_000, 12_000)})
    <Truth.POSSIBLE: 1>
    """
    match node:
        case Comparison(sign, left, right):
            return compare(sign, value_of(left, bindings), value_of(right, bindings))
        case Membership(operand, items, negated):
            found = member(value_of(operand, bindings), [value_of(item, bindings) for item in items])
            return found.negate() if negated else found
        case Not(operand):
            return holds(operand, bindings).negate()
        case Logical("and", operands):
            return _conjunction(operands, bindings)
        case Logical(_, operands):
            return _disjunction(operands, bindings)
        case _:
            return Truth.CERTAIN if value_of(node, bindings) else Truth.FALSE


def value_of(node: Node, bindings: Mapping[str, Value]) -> Any:
    """The value of a computed expression. Raises one of FAILURES."""
    if type(node) is Variable:  # nearly all are these two, and to match a class takes long
        return bindings[node.name]
    if type(node) is Literal:
        return node.value
    match node:
        case Negative(operand):
            return -value_of(operand, bindings)
        case Arithmetic(sign, left, right):
            return arithmetic(sign, value_of(left, bindings), value_of(right, bindings))
        case Call(_, arguments):
            return node.definition(*(value_of(argument, bindings) for argument in arguments))
        case _:
            return holds(node, bindings) == Truth.CERTAIN


def has_value(node: Node, value: Value) -> Truth:
    """How sure it is that an expression has a value, this being the one that was worked out.

    Only possible for what could be anything because some figures leave none: see ``is_partial``.
    """
    unsure = isinstance(value, Interval) and value.is_anything and is_partial(node)
    return Truth.POSSIBLE if unsure else Truth.CERTAIN


def _conjunction(operands: tuple[Node, ...], bindings: Mapping[str, Value]) -> Truth:
    result = Truth.CERTAIN
    for operand in operands:
        result = min(result, holds(operand, bindings))
        if result == Truth.FALSE:
            break
    return result


def _disjunction(operands: tuple[Node, ...], bindings: Mapping[str, Value]) -> Truth:
    result = Truth.FALSE
    for operand in operands:
        result = max(result, holds(operand, bindings))
        if result == Truth.CERTAIN:
            break
    return result


def compare(sign: str, left: Value, right: Value) -> Truth:
    """One comparison of two values; with an interval on either side it may be only possible."""
    if isinstance(left, Interval) or isinstance(right, Interval):
        return _compare_intervals(sign, as_interval(left), as_interval(right))
    return Truth.CERTAIN if _EXACT[sign](left, right) else Truth.FALSE


def member(value: Value, items: list[Value]) -> Truth:
    """Whether the value equals one of the items."""
    return max((compare("==", value, item) for item in items), default=Truth.FALSE)


_EXACT: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compare_intervals(sign: str, left: Interval[Any], right: Interval[Any]) -> Truth:
    match sign:
        case "==":
            return left.equal_to(right)
        case "!=":
            return left.equal_to(right).negate()
        case "<":
            return left.less_than(right)
        case "<=":
            return left.greater_than(right).negate()
        case ">":
            return left.greater_than(right)
        case _:
            return left.less_than(right).negate()


def arithmetic(sign: str, left: Any, right: Any) -> Any:
    """``+ - * /`` on numbers and quantities; ``/`` is true division."""
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        left, right = as_interval(left), as_interval(right)
    match sign:
        case "+":
            result = left + right
        case "-":
            result = left - right
        case "*":
            result = left * right
        case _:
            result = left / right
    if isinstance(result, float) and not math.isfinite(result):
        raise OverflowError("the result is not a finite number")
    return result
