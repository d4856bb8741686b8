"""The facts of one evaluation: numbered, each once, and found by what stands in a field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tocsin.engine.plan import PatternPlan
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value

Bindings = dict[str, Value]


class Memory:
    """Facts in the order they were added. An index on a field is made when it is first asked for."""

    def __init__(self) -> None:
        self.types: list[str] = []
        self.rows: list[Row] = []
        self._numbers: dict[str, dict[Row, int]] = {}
        self._members: dict[str, list[int]] = {}
        self._indexes: dict[str, dict[int, dict[Value | None, list[int]]]] = {}

    def add(self, type_name: str, row: Row) -> int:
        """The number of the fact, which is in the memory from now on if it was not before."""
        numbers = self._numbers.setdefault(type_name, {})
        number = numbers.get(row)
        if number is None:
            number = numbers[row] = len(self.rows)
            self.types.append(type_name)
            self.rows.append(row)
            self._members.setdefault(type_name, []).append(number)
            for position, index in self._indexes.get(type_name, {}).items():
                index.setdefault(row[position], []).append(number)
        return number

    def members(self, type_name: str) -> Sequence[int]:
        """The facts of a type."""
        return self._members.get(type_name, ())

    def with_value(self, type_name: str, position: int, value: Value) -> Sequence[int]:
        """The facts of a type that hold a value at a position."""
        indexes = self._indexes.setdefault(type_name, {})
        if position not in indexes:
            index: dict[Value | None, list[int]] = {}
            for number in self.members(type_name):
                index.setdefault(self.rows[number][position], []).append(number)
            indexes[position] = index
        return indexes[position].get(value, ())


def bind(pattern: PatternPlan, row: Row, bound: Mapping[str, Value]) -> Bindings | None:
    """The bindings together with those of the pattern, or None if a row of its type does not match it.

    What is absent matches no variable, and no constant but ``None``.
    """
    for position, values in pattern.constants:
        if row[position] not in values:
            return None
    found = dict(bound)
    for position, name in pattern.variables:
        value = row[position]
        if value is None or found.setdefault(name, value) != value:
            return None
    return found
