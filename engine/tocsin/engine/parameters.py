"""The parameters that a derivation read: read off its rule and its bindings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value
from tocsin.rules import expression
from tocsin.rules.model import Pack
from tocsin.rules.parameter import Parameter, ParameterValue
from tocsin.rules.rule import Rule


@dataclass(frozen=True)
class ParameterUsed:
    """A value of a parameter that a derivation rests on; several where the day is uncertain or is not one day."""

    parameter: Parameter
    value: ParameterValue

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"name": self.parameter.name, "unit": self.parameter.unit, **self.value.to_json()}


def used(pack: Pack, rule: Rule, bindings: Mapping[str, Value]) -> tuple[ParameterUsed, ...]:
    """The values that a rule read under these bindings, by name and day; within an aggregate all that it may have."""
    found: dict[tuple[str, dt.date], ParameterUsed] = {}
    for name, day in rule.parameters:
        parameter = pack.parameters.get(name)
        if parameter is not None:
            for value in _values(parameter, day, bindings):
                found[name, value.day] = ParameterUsed(parameter, value)
    return tuple(found[key] for key in sorted(found))


def _values(parameter: Parameter, day: expression.Node, bindings: Mapping[str, Value]) -> tuple[ParameterValue, ...]:
    if not set(expression.variables(day)) <= bindings.keys():
        return parameter.values
    try:
        return parameter.in_force(expression.value_of(day, bindings))
    except expression.FAILURES:
        return ()


def outdated(pack: Pack, rules: Iterator[Rule], day: dt.date | None) -> list[Parameter]:
    """The parameters that these rules read and that nobody has reviewed since before the day, by name."""
    names = {name for rule in rules for name, _ in rule.parameters}
    known = [pack.parameters[name] for name in sorted(names & pack.parameters.keys())]
    return [each for each in known if day is not None and each.reviewed is not None and each.reviewed < day]
