"""The comparison language: parsed, typed, evaluated, printed back exactly; with the values it speaks of."""

from tocsin.facts.converting import worked_out
from tocsin.facts.days import DateRange
from tocsin.facts.json_values import to_json
from tocsin.facts.kinds import Kind
from tocsin.facts.problems import TocsinError
from tocsin.facts.quantity import Quantity, Truth, ends, interval
from tocsin.rules.expression.evaluate import FAILURES, has_value, holds, value_of
from tocsin.rules.expression.faults import ExpressionError
from tocsin.rules.expression.functions import FUNCTIONS
from tocsin.rules.expression.kinds import KindMismatch, involves_interval, is_condition, kind_of
from tocsin.rules.expression.own_functions import OwnFunction
from tocsin.rules.expression.parse import parse, reader
from tocsin.rules.expression.tree import Node, is_partial, may_fail, own_functions, variables
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
    "OwnFunction",
    "Quantity",
    "TocsinError",
    "Truth",
    "ends",
    "has_value",
    "holds",
    "interval",
    "involves_interval",
    "is_condition",
    "is_partial",
    "kind_of",
    "may_fail",
    "own_functions",
    "parse",
    "reader",
    "to_json",
    "value_of",
    "variables",
    "worked_out",
]
