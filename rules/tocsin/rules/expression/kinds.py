"""The static kind of an expression: every comparison is typed when its pack is loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from tocsin.facts.kinds import BOOL, DATE, DATE_RANGE, FLOAT, INT, QUANTITY, STR, Kind
from tocsin.facts.problems import TocsinError, did_you_mean
from tocsin.rules.expression.functions import FUNCTIONS, Function
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
    children,
)


class KindMismatch(TocsinError, ValueError):
    """An expression whose parts do not fit together; ``hint`` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def kind_of(node: Node, variables: Mapping[str, Kind]) -> Kind:  # noqa: PLR0911  (one for each form)
    """The kind of a node's value. Raises KindMismatch.

    >>> str(kind_of(Comparison(">", Variable("n"), Literal(3)), {"n": QUANTITY}))
    'bool'
    """
    match node:
        case Literal(value):
            return _literal_kind(value)
        case Variable(name):
            return variables[name]
        case Negative(operand):
            return _numeric(kind_of(operand, variables), "-", operand)
        case Arithmetic():
            return _arithmetic(node, variables)
        case Call():
            return _call(node, variables)
        case Comparison(operator, left, right):
            _comparable(operator, (left, kind_of(left, variables)), (right, kind_of(right, variables)))
            return BOOL
        case Membership(operand, items):
            kind = kind_of(operand, variables)
            for item in items:
                _comparable("in", (operand, kind), (item, kind_of(item, variables)))
            return BOOL
        case Not(operand):
            return _boolean(operand, kind_of(operand, variables), "not")
        case Logical(operator, operands):
            for operand in operands:
                _boolean(operand, kind_of(operand, variables), operator)
            return BOOL


def involves_interval(node: Node, variables: Mapping[str, Kind]) -> bool:
    """True if some operand is an interval, so that the answer can be *possible*."""
    if isinstance(node, Variable):
        return variables[node.name].is_interval
    return any(involves_interval(child, variables) for child in children(node))


def is_condition(node: Node) -> bool:
    """True for what is certain, possible or false, as against an operand that has a value."""
    return isinstance(node, Comparison | Membership | Not | Logical)


def _literal_kind(value: str | int | float | bool | dt.date) -> Kind:
    match value:
        case bool():
            return BOOL
        case int():
            return INT
        case float():
            return FLOAT
        case str():
            return STR
        case _:
            return DATE


def _numeric(kind: Kind, operator: str, operand: Node) -> Kind:
    if not kind.is_numeric:
        hint = "use days(from, to) for the time between two dates" if kind.is_calendar else ""
        raise KindMismatch(f"{operand} is of kind {kind}; {operator} needs numbers", hint)
    return kind


def _wider(kinds: list[Kind]) -> Kind:
    for kind in (QUANTITY, FLOAT):
        if kind in kinds:
            return kind
    return INT


def _arithmetic(node: Arithmetic, variables: Mapping[str, Kind]) -> Kind:
    operands = (node.left, node.right)
    kinds = [_numeric(kind_of(operand, variables), node.operator, operand) for operand in operands]
    wider = _wider(kinds)
    return FLOAT if node.operator == "/" and wider == INT else wider


_COUNTS = ("no", "one", "two", "three", "four")


def _call(node: Call, variables: Mapping[str, Kind]) -> Kind:
    function = FUNCTIONS[node.function]
    kinds = [kind_of(argument, variables) for argument in node.arguments]
    if not {"number", "ordered"} & {*function.takes}:
        if tuple("date" if kind.is_calendar else kind.name for kind in kinds) != function.takes:
            raise KindMismatch(
                f"{function.name}({', '.join(function.takes)}) was given ({', '.join(str(kind) for kind in kinds)})"
            )
        return QUANTITY if DATE_RANGE in kinds else function.gives or kinds[0]
    _counted(function, len(kinds))
    takes = function.takes + function.takes[-1:] * (len(kinds) - len(function.takes))
    if {*takes} == {"ordered"} and all(kind == DATE for kind in kinds):
        return DATE
    for argument, kind, taken in zip(node.arguments, kinds, takes, strict=True):
        if taken in ("number", "ordered"):
            _numeric(kind, function.name, argument)
        elif kind.name != taken:
            raise KindMismatch(f"{argument} is of kind {kind}; {function.name} needs a {taken} there")
    return function.gives or _wider(kinds)


def _counted(function: Function, found: int) -> None:
    least = len(function.takes)
    if found < least or (found > least and not function.repeats):
        count = _COUNTS[least] + (" or more" if function.repeats else "")
        plural = "argument" if count == "one" else "arguments"
        raise KindMismatch(f"{function.name} takes {count} {plural}, found {found}")


def _boolean(node: Node, kind: Kind, operator: str) -> Kind:
    if kind != BOOL:
        raise KindMismatch(f"{node} is of kind {kind}; {operator} needs a comparison", f"compare it: {node} == …")
    return BOOL


def _comparable(operator: str, left: tuple[Node, Kind], right: tuple[Node, Kind]) -> None:
    (left_node, left_kind), (right_node, right_kind) = left, right
    for node in (left_node, right_node):
        if is_condition(node):
            raise KindMismatch(f"{node} is a condition, not a value to compare", "join conditions with and, or, not")
    if (left_kind.is_numeric and right_kind.is_numeric) or (left_kind.is_calendar and right_kind.is_calendar):
        return
    textual = ("str", "enum")
    if left_kind.name in textual and right_kind.name in textual:
        _known_member(left_kind, right_node)
        _known_member(right_kind, left_node)
        if operator not in ("==", "!=", "in") and "enum" in (left_kind.name, right_kind.name):
            raise KindMismatch(
                f"{left_node} {operator} {right_node} orders an enumeration, whose values have no order",
                "use == or in [...]",
            )
        return
    if left_kind.name != right_kind.name:
        raise KindMismatch(
            f"{left_node} is of kind {left_kind} and {right_node} of kind {right_kind}; {operator} needs one kind",
            _mismatch_hint(left, right) or _mismatch_hint(right, left),
        )
    if left_kind == BOOL and operator not in ("==", "!=", "in"):
        raise KindMismatch(f"{left_node} {operator} {right_node} orders true and false", "use == or !=")


def _known_member(kind: Kind, node: Node) -> None:
    if kind.name == "enum" and isinstance(node, Literal) and node.value not in kind.values:
        raise KindMismatch(
            f"{node} is not a value of {kind}, so the comparison is always the same",
            did_you_mean(str(node.value), kind.values),
        )


def _mismatch_hint(left: tuple[Node, Kind], right: tuple[Node, Kind]) -> str:
    node, kind = left
    if kind == STR and isinstance(node, Literal):
        if right[1].is_calendar:
            return "write dates without quotes: 2024-11-20"
        if right[1].is_numeric:
            return "write numbers without quotes"
    return ""
