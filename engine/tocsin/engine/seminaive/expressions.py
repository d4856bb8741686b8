"""Expressions -> Python source, so that a comparison costs no tree walk.

A condition without intervals becomes a plain Python condition; one with intervals becomes an expression
whose value is 0 (false), 1 (possible) or 2 (certain), with Kleene's connectives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tocsin.engine.seminaive.runtime import exact_name, interval_name
from tocsin.facts.kinds import DATE, Kind
from tocsin.rules.expression.functions import FUNCTIONS, as_interval
from tocsin.rules.expression.kinds import involves_interval, kind_of
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


def variable(name: str) -> str:
    """The Python name of a rule's variable."""
    return f"v_{name}"


def tuple_of(parts: Iterable[str]) -> str:
    """Source of a tuple."""
    return "(" + "".join(f"{part}, " for part in parts) + ")"


def key_of(parts: Sequence[str]) -> str:
    """Source of a key: of one part it is the part itself, of more a tuple."""
    return parts[0] if len(parts) == 1 else tuple_of(parts)


class Constants:
    """Values the generated source refers to by name."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    def name(self, value: object) -> str:
        """A name for a value."""
        name = f"c{len(self.values)}"
        self.values[name] = value
        return name


class ExpressionWriter:
    """Writes the expressions of one rule; ``kinds`` are those of its variables."""

    def __init__(self, constants: Constants, kinds: Mapping[str, Kind]) -> None:
        self._constants = constants
        self._kinds = kinds
        self._temporaries = 0

    def condition(self, node: Node) -> str:
        """Source of a condition: a Python truth value, or 0, 1, 2 if an interval is involved."""
        return self._truth(node) if involves_interval(node, self._kinds) else self._plain(node)

    def value(self, node: Node) -> str:
        """Source of a computed value."""
        return self._interval(node) if self._kind(node).is_interval else self._plain(node)

    def _kind(self, node: Node) -> Kind:
        return kind_of(node, self._kinds)

    def _plain(self, node: Node) -> str:  # noqa: PLR0911  (one return for each form of expression)
        match node:
            case Literal(value):
                return self._constants.name(value)
            case Variable(name):
                return variable(name)
            case Negative(operand):
                return f"(-{self._plain(operand)})"
            case Arithmetic(sign, left, right):
                source = f"({self._plain(left)} {sign} {self._plain(right)})"
                return f"finite{source}" if self._kind(node).name == "float" else source
            case Call(function, arguments):
                return self._call(function, arguments)
            case Comparison(sign, left, right):
                return f"({self._plain(left)} {sign} {self._plain(right)})"
            case Membership(operand, items, negated):
                word = "not in" if negated else "in"
                return f"({self._plain(operand)} {word} ({''.join(self._plain(item) + ',' for item in items)}))"
            case Not(operand):
                return f"(not {self._plain(operand)})"
            case Logical(operator, operands):
                return "(" + f" {operator} ".join(self._plain(operand) for operand in operands) + ")"

    def _call(self, function: str, arguments: tuple[Node, ...]) -> str:
        takes = FUNCTIONS[function].parameters(len(arguments))
        values = [
            self._interval(argument) if taken == "quantity" else self._plain(argument)
            for argument, taken in zip(arguments, takes, strict=True)
        ]
        return f"{exact_name(function)}({', '.join(values)})"

    def _interval(self, node: Node) -> str:
        """Source of an interval; what is a plain number or day becomes an exact one."""
        kind = self._kind(node)
        if not kind.is_interval:
            if isinstance(node, Literal):
                return self._constants.name(as_interval(node.value))
            return f"{'exact_day' if kind == DATE else 'exactly'}({self._plain(node)})"
        match node:
            case Variable(name):
                return variable(name)
            case Negative(operand):
                return f"(-{self._interval(operand)})"
            case Arithmetic(sign, left, right):
                return f"({self._interval(left)} {sign} {self._interval(right)})"
            case Call(function, arguments):
                return f"{interval_name(function)}({', '.join(map(self._interval, arguments))})"
            case _:
                raise TypeError(f"{node} is no interval")

    def _truth(self, node: Node) -> str:
        if not involves_interval(node, self._kinds):
            return f"(2 if {self._plain(node)} else 0)"
        match node:
            case Comparison(sign, left, right):
                return self._comparison(sign, left, right)
            case Membership(operand, items, negated):
                equal = [self._comparison("==", operand, item) for item in items]
                found = f"max(({''.join(source + ',' for source in equal)}))" if equal else "0"
                return f"(2 - {found})" if negated else found
            case Not(operand):
                return f"(2 - {self._truth(operand)})"
            case Logical(operator, operands):
                return self._logical(operator, [self._truth(operand) for operand in operands])
            case Call(function, arguments):
                return f"(2 if {self._call(function, arguments)} else 0)"
            case _:
                raise TypeError(f"{node} is no comparison")

    def _logical(self, operator: str, operands: list[str]) -> str:
        """Kleene's connectives, as flat as they are written: Python refuses deeply nested brackets."""
        names = []
        source = ""
        for operand in operands:
            self._temporaries += 1
            names.append(f"k{self._temporaries}")
            settled = f"({names[-1]} := {operand})"
            source += f"0 if not {settled} else " if operator == "and" else f"2 if {settled} == 2 else "
        return f"({source}{'min' if operator == 'and' else 'max'}({', '.join(names)}))"

    def _comparison(self, sign: str, left: Node, right: Node) -> str:
        if not (self._kind(left).is_interval or self._kind(right).is_interval):
            return f"(2 if {self._plain(Comparison(sign, left, right))} else 0)"
        first, second = self._interval(left), self._interval(right)
        match sign:
            case "==":
                return f"{first}.equal_to({second})"
            case "!=":
                return f"(2 - {first}.equal_to({second}))"
            case "<":
                return f"{first}.less_than({second})"
            case "<=":
                return f"(2 - {first}.greater_than({second}))"
            case ">":
                return f"{first}.greater_than({second})"
            case _:
                return f"(2 - {first}.less_than({second}))"
