"""Parameters: figures that the world sets and changes from a day on, each value with its day and its reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import DateRange, date_range_from
from tocsin.facts.json_values import to_json
from tocsin.facts.problems import Place
from tocsin.rules.expression.functions import PARAMETER
from tocsin.rules.expression.tree import Call, Literal, Negative, Node, mapped, walk


@dataclass(frozen=True)
class ParameterValue:
    """A value in force from a day on, until the day of the next; with the statements or the text it rests on."""

    day: dt.date
    value: str | int | float | bool | dt.date
    place: Place
    cites: tuple[str, ...] = ()
    reference: str | None = None

    def to_json(self) -> dict[str, object]:
        """The value as JSON-ready data."""
        told = {"from": self.day.isoformat(), "value": to_json(self.value)}
        return told | {"cites": list(self.cites), "reference": self.reference}


@dataclass(frozen=True)
class Parameter:
    """A named figure with its values in the order of their days; ``reviewed`` is the day it was last looked up."""

    name: str
    values: tuple[ParameterValue, ...]
    place: Place
    unit: str | None = None
    reviewed: dt.date | None = None

    def with_unit(self, told: str) -> str:
        """What a value is said to be, with its unit; a text that has it has it once."""
        return told if not self.unit or told.endswith(self.unit) else f"{told} {self.unit}"

    def in_force(self, day: object) -> tuple[ParameterValue, ...]:
        """The values in force on a day, or on some day of a range, in order."""
        days = day if isinstance(day, DateRange) else date_range_from(day)
        low, high = days.low, days.high
        following = [each.day for each in self.values[1:]]
        return tuple(
            value
            for value, end in zip(self.values, [*following, None], strict=True)
            if (high is None or value.day <= high) and (end is None or low is None or end > low)
        )

    def with_value(self, day: dt.date, value: int | float) -> Parameter:
        """The parameter with another value in force from the day of one of its values."""
        values = tuple(replace(each, value=value) if each.day == day else each for each in self.values)
        return replace(self, values=values)

    def steps(self) -> tuple[Node, ...]:
        """The days and values by turns, as ``param`` takes them."""
        return tuple(node for each in self.values for node in (Literal(each.day), _literal(each.value)))

    def to_json(self) -> dict[str, object]:
        """The parameter as JSON-ready data, without where it stands."""
        reviewed = None if self.reviewed is None else self.reviewed.isoformat()
        return {"unit": self.unit, "reviewed": reviewed, "values": [value.to_json() for value in self.values]}


def _literal(value: str | int | float | bool | dt.date) -> Node:
    # As it is read back: a number has its sign before it.
    negative = isinstance(value, int | float) and not isinstance(value, bool) and value < 0
    return Negative(Literal(-value)) if negative else Literal(value)  # type: ignore[operator]


def with_values(node: Node, parameters: Mapping[str, Parameter]) -> Node:
    """The expression with every ``param(name, $day)`` having the values that the parameter has here."""

    def told(part: Node) -> Node:
        parameter = parameters.get(name_of(part) or "")
        if parameter is None or not isinstance(part, Call):
            return part
        return Call(PARAMETER, (*part.arguments[:2], *parameter.steps()))

    return mapped(node, told)


def asked_for(name: str, days: Sequence[str]) -> str:
    """What to write for the value of a parameter, where these variables stand for days.

    >>> asked_for("cap", ["day"]), asked_for("cap", ["first", "last"])
    ('write param(cap, $day)', 'write param(cap, $first) or param(cap, $last), whichever day is meant')
    """
    if not days:
        return f"write param({name}, $day), with a variable that stands for the day in question"
    forms = [f"param({name}, ${day})" for day in days[:3]]
    return f"write {forms[0]}" if len(forms) == 1 else f"write {' or '.join(forms)}, whichever day is meant"


def name_of(node: Node) -> str | None:
    """The name of the parameter that a call reads; None for whatever else."""
    if isinstance(node, Call) and node.function == PARAMETER and isinstance(node.arguments[0], Literal):
        return str(node.arguments[0].value)
    return None


def read_in(nodes: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    """Each parameter that the expressions read, by name, with the day it is read for."""
    for node in nodes:
        for part in walk(node):
            name = name_of(part)
            if name is not None and isinstance(part, Call):
                yield name, part.arguments[1]
