"""Nodes -> parameters by name, each with its values in the order of their days."""

from __future__ import annotations

import datetime as dt
import math
from contextlib import suppress
from itertools import pairwise

from tocsin.facts.annotations import SNAKE_CASE
from tocsin.facts.converting import describe
from tocsin.facts.days import NO_DAY, as_date, parse_date
from tocsin.facts.problems import Place, suggestion
from tocsin.facts.quantity import Quantity, parse_number
from tocsin.facts.tree import Mapping, Node, Scalar, Sequence
from tocsin.rules import codes, expression
from tocsin.rules.expression.functions import PARAMETER
from tocsin.rules.expression.tree import Call, walk
from tocsin.rules.parameter import Parameter, ParameterValue, name_of, with_values
from tocsin.rules.read.instead import parameter_instead
from tocsin.rules.shape import Reading, pairs

PARAMETER_KEYS = ("unit", "values", "reviewed")
VALUE_KEYS = ("from", "value", "cites", "reference")
_UNTIL = "leave it out: a value holds until the day from which the next one does"


def read_parameters(reading: Reading, node: Node) -> dict[str, Parameter]:
    """The parameters under the key ``parameters``."""
    mapping = reading.mapping(node, "parameters")
    found = {}
    for name, place, inner in [] if mapping is None else pairs(mapping):
        if SNAKE_CASE.fullmatch(name) is None:
            hint = "use lower-case words joined by underscores"
            reading.report(codes.PARAMETER, f"{name!r} is no name for a parameter", place, hint)
            continue
        parameter = _parameter(reading, name, place, inner)
        if parameter is not None:
            found[name] = parameter
        else:
            reading.unread_parameters.add(name)
    if isinstance(node, Sequence):
        listed = [item for item in node.items if isinstance(item, Mapping)]
        reading.unread_parameters.update(name for item in listed for name in item.entries)
    return found


def _parameter(reading: Reading, name: str, place: Place, node: Node) -> Parameter | None:
    what = f"the parameter {name}"
    alone = node.entries.get("value") if isinstance(node, Mapping) and "values" not in node.entries else node
    if isinstance(alone, Scalar) and alone.value is not None:
        form = f"values: [{{from: 2018-01-01, value: {alone.value}}}]"
        hint = f"write {form if isinstance(node, Mapping) else f'{{{form}}}'}, with the day from which it is in force"
        reading.report(codes.WRONG_SHAPE, f"{what} has a value and no day: {alone.value}", alone.place, hint)
        return None
    mapping = reading.mapping(node, what)
    if mapping is None:
        return None
    mapping = reading.known_keys(mapping, PARAMETER_KEYS, what)
    listed = reading.required(mapping, "values", what)
    read = (
        [] if listed is None else [_value(reading, what, item) for item in reading.items(listed, f"values of {what}")]
    )
    values = [each for each in read if each is not None]
    if listed is not None and isinstance(listed, Sequence) and not listed.items:
        reading.report(codes.PARAMETER, f"{what} has no values", listed.place, "write - {from: 2018-01-01, value: 1}")
    _one_kind(reading, what, values)
    values.sort(key=lambda each: each.day)
    for before, after in pairwise(values):
        if before.day == after.day:
            reading.report(codes.PARAMETER, f"{what} has two values from {after.day}", after.place, "keep one of them")
    reviewed = as_date(reading.date(mapping, "reviewed", what))
    unit = reading.optional_text(mapping, "unit", what)
    return Parameter(name, tuple(values), place, unit, reviewed) if values else None


def _value(reading: Reading, what: str, node: Node) -> ParameterValue | None:
    mapping = reading.mapping(node, f"a value of {what}")
    if mapping is None:
        return None
    mapping = reading.known_keys(mapping, VALUE_KEYS, f"a value of {what}", {"to": _UNTIL, "until": _UNTIL})
    if reading.required(mapping, "from", f"a value of {what}") is None:
        return None
    day = as_date(reading.date(mapping, "from", f"a value of {what}"))
    value = _plain(reading, what, mapping)
    if day is None or value is None:
        return None
    cites = tuple(text for text, _ in reading.texts(mapping, "cites", f"a value of {what}"))
    reference = reading.optional_text(mapping, "reference", f"a value of {what}")
    return ParameterValue(day, value, mapping.place, cites, reference)


def _plain(reading: Reading, what: str, mapping: Mapping) -> str | int | float | bool | dt.date | None:
    node = reading.required(mapping, "value", f"a value of {what}")
    value: object = node.value if isinstance(node, Scalar) else None
    if isinstance(value, str) and isinstance(node, Scalar) and not node.quoted:
        for meant in (parse_number, parse_date):  # 500_000 and 2018-01-01, which YAML takes for text
            with suppress(ValueError):
                return meant(value)
        with suppress(ValueError):
            Quantity.parse(value)
            message = f"a value of {what} is one number, found the range {value}"
            hint = "write one number, and the other end of the range as a parameter of its own"
            reading.report(codes.PARAMETER, message, node.place, hint)
            return None
        from tocsin.facts.written.dates import date_hint

        if (no_day := date_hint(value)).startswith(NO_DAY):
            message = f"a value of {what} is a day that does not exist, {value}"
            reading.report(codes.PARAMETER, message, node.place, f'{no_day}; if text is meant, quote it: "{value}"')
            return None
    if isinstance(value, str | int | float | bool | dt.date) and not (
        isinstance(value, float) and not math.isfinite(value)
    ):
        return value
    if node is not None:
        found = describe(value) if isinstance(node, Scalar) else "something else"
        message = f"a value of {what} is a number, a day, a text, true or false; found {found}"
        reading.report(codes.PARAMETER, message, node.place, "write value: 500_000")
    return None


def _one_kind(reading: Reading, what: str, values: list[ParameterValue]) -> None:
    kinds = [_kind(each.value) for each in values]
    for value, kind in zip(values, kinds, strict=True):
        if kind != kinds[0]:
            message = f"{what} has a {kinds[0]} from {values[0].day} and a {kind} from {value.day}"
            reading.report(codes.PARAMETER, message, value.place, "give values of one kind")


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "truth value"
    return "number" if isinstance(value, int | float) else "text" if isinstance(value, str) else "day"


def with_parameters(reading: Reading, node: expression.Node, place: Place) -> expression.Node | None:
    """The expression with the values of the parameters it reads; None, with a problem, if the pack lacks one."""
    calls = [part for part in walk(node) if isinstance(part, Call) and part.function == PARAMETER]
    faults = reading.faults
    for call in calls:
        name = name_of(call)
        if name is None:
            reading.report(codes.PARAMETER, f"{call} does not say which parameter", place, _FORM)
        elif len(call.arguments) == 1:
            hint = parameter_instead(reading, name)
            reading.report(codes.PARAMETER, f"param({name}) does not say for which day", place, hint)
        elif name in reading.unread_parameters:
            reading.passed_over += 1
        elif len(call.arguments) == 2 and name not in reading.parameters:
            hint = suggestion(name, reading.parameters, "parameters") or "declare it under parameters"
            reading.report(codes.PARAMETER, f"there is no parameter {name}", place, hint)
    if reading.faults > faults:
        return None
    return with_values(node, reading.parameters) if calls else node


_FORM = "write param(name, $day)"
