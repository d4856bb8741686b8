"""The static kind of an expression: every comparison is typed when its pack is loaded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeGuard

from tocsin.facts.days import NO_DAY
from tocsin.facts.kinds import BOOL, DATE, DATE_RANGE, FLOAT, INT, QUANTITY, STR, Kind
from tocsin.facts.problems import TocsinError, did_you_mean
from tocsin.rules.expression.functions import PARAMETER, Function, Parameter
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
    as_written,
    children,
)

if TYPE_CHECKING:
    from tocsin.rules.expression.own_functions import OwnFunction


class KindMismatch(TocsinError, ValueError):
    """An expression whose parts do not fit together; ``hint`` says what to do.

    ``text`` is the text in quotes that does not fit, if that is what is wrong.
    """

    def __init__(self, message: str, hint: str = "", text: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.text = text


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
    if isinstance(node, Call) and node.definition.gives in (QUANTITY, DATE_RANGE):
        return True
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
        raise KindMismatch(f"{as_written(operand)} is of kind {kind}; {operator} needs numbers", hint)
    return kind


def _wider(kinds: list[Kind]) -> Kind:
    for kind in (QUANTITY, FLOAT):
        if kind in kinds:
            return kind
    return INT


def _arithmetic(node: Arithmetic, variables: Mapping[str, Kind]) -> Kind:
    operands = (node.left, node.right)
    _no_days(node, [kind_of(operand, variables) for operand in operands])
    kinds = [_numeric(kind_of(operand, variables), node.operator, operand) for operand in operands]
    wider = _wider(kinds)
    return FLOAT if node.operator == "/" and wider == INT else wider


def _no_days(node: Arithmetic, kinds: list[Kind]) -> None:
    """Raise for a sum or a difference with days: what to call for it instead."""
    left, right = kinds
    if not left.is_calendar or node.operator not in ("+", "-"):
        return
    message = f"{node.left} is of kind {left}; {node.operator} needs numbers"
    if right.is_numeric:
        number = node.right if node.operator == "+" else Negative(node.right)
        raise KindMismatch(message, f"write {Call('add_days', (node.left, number))}, if days are meant")
    if right.is_calendar and node.operator == "-":
        raise KindMismatch(message, f"write {Call('days', (node.right, node.left))}")


_COUNTS = ("no", "one", "two", "three", "four")


def _call(node: Call, variables: Mapping[str, Kind]) -> Kind:
    function = node.definition
    kinds = [kind_of(argument, variables) for argument in node.arguments]
    if node.function == PARAMETER:
        return _parameter(node, kinds)
    if node.own is not None:
        return _own_call(node, node.own, kinds)
    if not {"number", "ordered"} & {*function.takes}:
        takes = function.takes
        if len(kinds) != len(takes) or not all(map(_may_be, kinds, takes)):
            given = ", ".join(str(kind) for kind in kinds)
            raise KindMismatch(f"{function.name}({', '.join(takes)}) was given ({given})", _given_hint(function, kinds))
    else:
        _counted(function, len(kinds))
        takes = function.parameters(len(kinds))
        if {*takes} == {"ordered"} and all(kind == DATE for kind in kinds):
            return DATE
        for argument, kind in zip(node.arguments, kinds, strict=True):
            _numeric(kind, function.name, argument)
    uncertain = function.interval is not None and any(kind.is_interval for kind in kinds)
    return _UNCERTAIN.get(function.gives, QUANTITY) if uncertain else function.gives or _wider(kinds)


def _parameter(node: Call, kinds: list[Kind]) -> Kind:
    """The kind of a parameter's values, which are of one kind, on a day or a range of days."""
    if len(kinds) < 4 or len(kinds) % 2 or not isinstance(node.arguments[0], Literal) or kinds[0] != STR:
        raise KindMismatch(
            "param takes the name of a parameter and a day, found other arguments", "write param(name, $day)"
        )
    if not kinds[1].is_calendar:
        raise KindMismatch(f"{node.arguments[1]} is of kind {kinds[1]}; param needs a day there", _INSTEAD["date"])
    values = kinds[3::2]
    kind = _wider(values) if all(each.is_numeric for each in values) else values[0]
    if any(each != DATE for each in kinds[2::2]) or not all(kind.accepts(each) for each in values):
        raise KindMismatch(f"the values of {node.arguments[0]} are not of one kind", "give a day and a value by turns")
    if kinds[1] != DATE_RANGE:
        return kind
    if not (kind.is_numeric or kind == DATE):
        hint = f"only numbers and days have ranges; a value of kind {kind} needs a field of kind date"
        raise KindMismatch(f"{node.arguments[1]} may be several days, and {node.arguments[0]} one value only", hint)
    return _UNCERTAIN.get(kind, QUANTITY)


_UNCERTAIN: Final[Mapping[Kind | None, Kind]] = {DATE: DATE_RANGE}
"""The kind of a value of uncertain arguments, where it is no quantity."""
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("date", "date_range"),
    "quantity": ("quantity",),
    "number": ("int", "float", "quantity"),
    "whole": ("int", "quantity"),
    "text": ("str", "enum"),
}
"""The kinds that an argument may be of."""


def _may_be(kind: Kind, taken: Parameter) -> bool:
    return kind.name in _WORDS[taken]


def _given_hint(function: Function, kinds: list[Kind]) -> str:
    """What to write instead, for the first argument that does not fit."""
    if len(kinds) != len(function.takes):
        return f"write {function.name}({', '.join(function.takes)})"
    kind, taken = next(
        (kind, taken) for kind, taken in zip(kinds, function.takes, strict=True) if not _may_be(kind, taken)
    )
    return {
        ("str", "date"): "write dates without quotes: 2024-11-20",
        ("str", "whole"): "write numbers without quotes",
        ("float", "whole"): "make it whole with floor, ceil or round",
    }.get((kind.name, taken), _INSTEAD[taken].format(kind=kind))


_INSTEAD: Final[Mapping[Parameter, str]] = {
    "date": "give a day, a field of kind date or date_range, or date(year, month, day)",
    "quantity": "give a field of kind quantity, or range(low, high)",
    "whole": "give a whole number",
    "text": "give text in quotes, or a field of kind str",
}


def _own_call(node: Call, own: OwnFunction, kinds: list[Kind]) -> Kind:
    for argument in node.arguments:
        if is_condition(argument):
            raise KindMismatch(
                f"{as_written(argument)} is a condition, and {own.name} takes values", "join conditions with and, or"
            )
    found = own.kind_for(kinds)
    if isinstance(found, str):
        raise KindMismatch(found, f"it is {own}")
    return found


def _counted(function: Function, found: int) -> None:
    least = len(function.takes)
    if found < least or (found > least and not function.repeats):
        count = _COUNTS[least] + (" or more" if function.repeats else "")
        plural = "argument" if count == "one" else "arguments"
        hint = ""
        if function.name in ("min", "max") and found == 1:
            form = f"- {{{function.name}: $v, over: [type: {{field: $v}}], as: $found}}"
            hint = f"the {function.name} of many facts is an aggregate: {form}"
        raise KindMismatch(f"{function.name} takes {count} {plural}, found {found}", hint)


def _boolean(node: Node, kind: Kind, operator: str) -> Kind:
    if kind != BOOL:
        told = as_written(node)
        raise KindMismatch(f"{told} is of kind {kind}; {operator} needs a comparison", f"compare it: {told} == …")
    return BOOL


def _comparable(operator: str, left: tuple[Node, Kind], right: tuple[Node, Kind]) -> None:
    (left_node, left_kind), (right_node, right_kind) = left, right
    for node in (left_node, right_node):
        if is_condition(node):
            told = as_written(node)
            raise KindMismatch(f"{told} is a condition, not a value to compare", "join conditions with and, or, not")
    if (left_kind.is_numeric and right_kind.is_numeric) or (left_kind.is_calendar and right_kind.is_calendar):
        return
    textual = ("str", "enum")
    if left_kind.name in textual and right_kind.name in textual:
        _known_member(left_kind, right_node)
        _known_member(right_kind, left_node)
        if operator not in ("==", "!=", "in") and "enum" in (left_kind.name, right_kind.name):
            told = f"{as_written(left_node)} {operator} {as_written(right_node)}"
            raise KindMismatch(
                f"{told} orders an enumeration, whose values have no order",
                "use == or in [...]",
            )
        return
    if left_kind.name != right_kind.name:
        raise KindMismatch(
            f"{_told(left)} and {_told(right, again=True)}; {operator} needs one kind",
            _mismatch_hint(left, right) or _mismatch_hint(right, left),
            next((str(node.value) for node in (left_node, right_node) if _is_text(node)), ""),
        )
    if left_kind == BOOL and operator not in ("==", "!=", "in"):
        told = f"{as_written(left_node)} {operator} {as_written(right_node)}"
        raise KindMismatch(f"{told} orders true and false", "use == or !=")


def _known_member(kind: Kind, node: Node) -> None:
    if kind.name == "enum" and isinstance(node, Literal) and node.value not in kind.values:
        raise KindMismatch(
            f"{node} is not a value of {kind}, so the comparison is always the same",
            did_you_mean(str(node.value), kind.values),
        )


def _told(operand: tuple[Node, Kind], *, again: bool = False) -> str:
    node, kind = operand
    return f"{as_written(node)} {'' if again else 'is '}of kind {kind}"


def _is_text(node: Node) -> TypeGuard[Literal]:
    return isinstance(node, Literal) and isinstance(node.value, str)


_NUMBERED = {
    "weekday": "days of the week are numbers, from 1 for Monday to 7 for Sunday",
    "month": "months are numbers, from 1 for January to 12 for December",
}


def _unquoted(text: str) -> str:
    """What to write for a day in quotes, which is text."""
    from tocsin.facts.written.dates import date_hint

    hint = date_hint(text)
    found = re.fullmatch(r"write (\d{4}-\d\d-\d\d)", hint)
    return hint if hint.startswith(NO_DAY) else f"write dates without quotes: {found[1] if found else '2024-11-20'}"


def _mismatch_hint(left: tuple[Node, Kind], right: tuple[Node, Kind]) -> str:
    node, kind = left
    if kind == STR and isinstance(node, Call) and node.function == PARAMETER and right[1].is_numeric:
        return _figure_alone(node)
    if kind == STR and isinstance(right[0], Call) and right[0].function in _NUMBERED:
        return _NUMBERED[right[0].function]
    if kind == INT and isinstance(node, Arithmetic) and right[1].is_calendar:
        return "write a whole day such as 2024-11-20; a month is all days from its first to its last"
    if kind == INT and isinstance(node, Literal) and right[1].is_calendar:
        return f"write year({right[0]}) for the year of a day, or a whole day such as 2024-11-20"
    if kind == STR and isinstance(node, Literal):
        if right[1].is_calendar:
            return _unquoted(str(node.value))
        if right[1].is_numeric:
            return "write numbers without quotes"
    return ""


def _figure_alone(call: Call) -> str:
    """What to write for the value of a parameter that is text, where a number is wanted."""
    from tocsin.facts.written.number_hints import number_hint
    from tocsin.facts.written.number_words import SHORT
    from tocsin.facts.written.numbers import unit_of

    name, value = call.arguments[0], call.arguments[3]
    assert isinstance(name, Literal)
    assert isinstance(value, Literal)
    figure, unit = unit_of(str(value.value)) or (str(value.value), "")
    if unit.lower() in SHORT:  # a million, or metres?
        figure, unit = str(value.value), ""
    hint = re.sub(r"\bwrite (?=[-\d.])|(?<=, )(?=[\d._]+ if)", r"\g<0>value: ", number_hint(figure))
    beside = f", with unit: {unit} beside values" if unit else ""
    wanted = "" if hint.startswith("if ") else "if a number is meant, "
    return f"the parameter {name.value} holds the text {value}; {wanted}{hint}{beside}"
