"""The comparison language: parsed, typed, evaluated, printed back exactly."""

from tocsin.rules.expression.evaluate import FAILURES, holds, value_of
from tocsin.rules.expression.kinds import KindMismatch, involves_quantity, is_condition, kind_of
from tocsin.rules.expression.parse import ExpressionError, parse
from tocsin.rules.expression.tree import Node, may_fail, variables

__all__ = [
    "FAILURES",
    "ExpressionError",
    "KindMismatch",
    "Node",
    "holds",
    "involves_quantity",
    "is_condition",
    "kind_of",
    "may_fail",
    "parse",
    "value_of",
    "variables",
]
