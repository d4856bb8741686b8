"""Comparisons and patterns in words, with what is bound filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from tocsin.engine.plan import PatternPlan
from tocsin.explain import words
from tocsin.facts.counting import listed
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Value
from tocsin.facts.partial import ANYTHING
from tocsin.facts.printing import format_value, plain
from tocsin.facts.quantity import Quantity, format_number
from tocsin.rules import expression
from tocsin.rules.expression import FAILURES
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
)
from tocsin.rules.parameter import Parameter, ParameterValue, name_of

_GROUPED_FROM = 10_000
"""Numbers from here on get separators between thousands: years stay as they are."""


@dataclass(frozen=True)
class Speaker:
    """Says expressions of one rule: its bindings, a label for each variable, and names for codes.

    ``folds`` puts the value in place of every part that has one, instead of saying how it comes about. A value of one
    of the ``parameters`` is said with the day since when it is in force and its reference.
    """

    bindings: Mapping[str, Value]
    labels: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    folds: bool = False
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def say(self, node: Node, grouped: bool = False) -> str:
        """The expression in words."""
        folded = self._folded(node)
        if folded is not None:
            return self.figure(folded, grouped)
        match node:
            case Literal(value):
                return self.figure(value, grouped)
            case Variable(name):
                return self._variable(name, grouped)
            case Negative(operand):
                return words.MINUS.format(operand=self._inner(operand, grouped))
            case Arithmetic(sign, left, right):
                return f"{self._inner(left, grouped)} {sign} {self._inner(right, grouped)}"
            case Call(_, arguments) if name_of(node) is None:
                said = [self._argument(argument, grouped) for argument in arguments]
                return node.definition.says.format(*said, all=listed(said))
            case Call():
                return self._parameter(node)
            case _:
                return self._condition(node)

    def _parameter(self, node: Call) -> str:
        """The name of a parameter, with what is in force on the day if the day is known."""
        name, day = name_of(node) or "", node.arguments[1]
        label, when = field_label(name), self.value(day)
        known = self.parameters.get(name)
        values = self._values(node)
        said = [self._in_force(value, known) for value in values]
        if not said:
            return node.definition.says.format(label, self._argument(day, False))
        told = listed(said, words.OR)
        # What the day is worked out from is said beside it where it has no value alone.
        dated = self._argument(day, False) if isinstance(day, Variable | Literal) else self.figure(when, False)
        return words.PARAMETER.format(name=label, day=dated, values=told)

    def _values(self, node: Call) -> Sequence[ParameterValue]:
        """What of the parameter may be in force on the day that is asked for; nothing if the day is not known."""
        known, when = self.parameters.get(name_of(node) or ""), self.value(node.arguments[1])
        return [] if known is None or when is None else known.in_force(when)

    def _in_force(self, value: ParameterValue, parameter: Parameter | None) -> str:
        figure = self.figure(value.value, grouped=True)
        told = figure if parameter is None else parameter.with_unit(figure)
        if value.day > dt.date.min:
            told = words.PARAMETER_VALUE.format(value=told, day=plain(value.day))
        rests_on = ", ".join(filter(None, (value.reference, *value.cites)))
        return words.PARAMETER_REFERENCE.format(value=told, reference=rests_on) if rests_on else told

    def _condition(self, node: Node) -> str:
        match node:
            case Comparison(sign, left, right):
                grouped = any(isinstance(self.value(side), Quantity) for side in (left, right))
                return f"{self.side(left, grouped)} {words.OPERATORS[sign]} {self.side(right, grouped)}"
            case Membership(operand, items, negated):
                said = listed([self.say(item) for item in items], words.OR)
                return (words.IN_NONE if negated else words.IN_ANY).format(value=self.side(operand, False), items=said)
            case Not(operand):
                return words.NOT.format(condition=self._operand(operand))
            case Logical(operator, operands):
                return f" {words.CONNECTIVES[operator]} ".join(self._operand(operand) for operand in operands)
            case _:
                return self.say(node)

    def _operand(self, node: Node) -> str:
        return f"({self.say(node)})" if isinstance(node, Logical | Not) else self.say(node)

    def _argument(self, node: Node, grouped: bool) -> str:
        said = self.say(node, grouped)
        return f"({said})" if isinstance(node, Call) and self._folded(node) is None else said

    def _inner(self, node: Node, grouped: bool) -> str:
        """A part of a sum, a product or a negation, in brackets where it would run into what stands beside it."""
        said = self.say(node, grouped)
        if isinstance(node, Variable):
            value = self.bindings.get(node.name)
            negative = not isinstance(value, str | None) and plain(value).startswith("-")
            return self._labelled(node.name, self.figure(value, grouped), True) if negative else said
        bare = isinstance(node, Literal) or self._folded(node) is not None
        return said if bare and not said.startswith("-") else f"({said})"

    def _folded(self, node: Node) -> Any:
        """The value that is said in the place of an expression; None if it is said in full."""
        value = self.value(node) if self.folds and not isinstance(node, Variable | Literal) else None
        return None if isinstance(value, bool) else value

    def side(self, node: Node, grouped: bool) -> str:
        """One side of a comparison: in words, with its value where it is worked out."""
        said = self.say(node, grouped)
        if isinstance(node, Literal | Variable) or self.folds:
            return said
        if self.tells_value(node):
            return said
        value = self.value(node)
        return said if value is None else words.THAT_IS.format(text=said, value=self.figure(value, grouped))

    def tells_value(self, node: Node) -> bool:
        """True for a parameter that has one value on the day: what is said of it has the value in it."""
        return isinstance(node, Call) and name_of(node) is not None and len(self._values(node)) == 1

    def _variable(self, name: str, grouped: bool) -> str:
        label = self.labels.get(name, name)
        if name not in self.bindings:
            return label
        value = self.bindings[name]
        said = self.figure(value, grouped)
        return self._labelled(name, said, isinstance(value, str | bool))

    def _labelled(self, name: str, said: str, bracketed: bool) -> str:
        form = words.LABELLED_TEXT if bracketed else words.LABELLED
        return form.format(label=self.labels.get(name, name), value=said)

    def value(self, node: Node) -> Any:
        """The value of an expression all of whose variables are bound; None if it has none."""
        if not set(expression.variables(node)) <= self.bindings.keys():
            return None
        try:
            return expression.value_of(node, self.bindings)
        except FAILURES:
            return None

    def figure(self, value: Any, grouped: bool = False) -> str:
        """A value for people: codes by their names, thousands grouped where they help."""
        if isinstance(value, str):
            return self.names.get(value, value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number(value, grouped or abs(value) >= _GROUPED_FROM)
        return plain(value)


def number(value: int | float, grouped: bool = True) -> str:
    """A number for people: thousands grouped, without the noise of binary fractions."""
    if isinstance(value, float):
        if value in (float("inf"), float("-inf")):
            return words.UNBOUNDED
        rounded = float(f"{value:.12g}")
        value = int(rounded) if rounded.is_integer() else rounded
    return format_number(value, grouped=grouped)


def pattern_text(
    fact_type: FactType, pattern: PatternPlan, bindings: Mapping[str, Value], shared: frozenset[str] = frozenset()
) -> str:
    """A pattern in the notation for facts, what is bound filled in.

    A variable of its own is named only if it is ``shared`` with another pattern, or stands in two fields; otherwise its
    field is left out, or said to hold anything where the fact type lets it be absent.
    """
    said: dict[int, str] = {}
    names = [name for _, name in pattern.variables]
    for position, values in pattern.constants:
        said[position] = f" {words.OR} ".join(format_value(value) for value in values)
    for position, name in pattern.variables:
        if name in bindings:
            said[position] = format_value(bindings[name])
        elif name in shared or names.count(name) > 1:
            said[position] = f"${name}"
        elif fact_type.fields[position].optional:
            said[position] = ANYTHING
    inside = ", ".join(f"{fact_type.fields[position].name}={text}" for position, text in sorted(said.items()))
    return (
        f"{pattern.type}({inside})" if pattern.backed_by is None else f"{pattern.type}({inside}), {pattern.backed_by}"
    )


def noun(type_name: str, names: Mapping[str, str]) -> str:
    """A fact type's name as words, with the codes in it as codes are written.

    >>> noun("un_authorisation", {"UN": "the UN"})
    'UN authorisation'
    """
    parts = type_name.split("_")
    return " ".join(part.upper() if part.upper() in names else part for part in parts)


def field_label(name: str) -> str:
    """A field's name as words."""
    return name.replace("_", " ")
