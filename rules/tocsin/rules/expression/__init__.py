"""The comparison language: parsed, typed, evaluated, printed back exactly; with the values it speaks of."""

from tocsin.facts.days import DateRange
from tocsin.facts.kinds import Kind, convert, to_json
from tocsin.facts.problems import TocsinError
from tocsin.facts.quantity import Quantity, Truth, ends
from tocsin.rules.expression.evaluate import FAILURES, holds, value_of
from tocsin.rules.expression.functions import FUNCTIONS
from tocsin.rules.expression.kinds import KindMismatch, involves_interval, is_condition, kind_of
from tocsin.rules.expression.parse import ExpressionError, parse
from tocsin.rules.expression.tree import Node, may_fail, variables
from tocsin.rules.expression.values import NoValueError

__all__ = [
    "FAILURES",
    "FUNCTIONS",
    "DateRange",
    "ExpressionError",
    "Kind",
    "KindMismatch",
    "NoValueError",
    "Node",
    "Quantity",
    "TocsinError",
    "Truth",
    "convert",
    "ends",
    "holds",
    "involves_interval",
    "is_condition",
    "kind_of",
    "may_fail",
    "parse",
    "to_json",
    "value_of",
    "variables",
]
