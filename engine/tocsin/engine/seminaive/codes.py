"""Values as small integers, so that joins and comparisons run over arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.facts.kinds import Kind, Value

Codes = NDArray[np.int64]
ABSENT = 0


def domain(kind: Kind) -> str:
    """Which values are numbered together: those of one kind, and texts with enumerations, which may hold texts."""
    return "str" if kind.name == "enum" else kind.name


class Coding:
    """The numbers of values, domain by domain; 0 is *absent* in each.

    Numbers are given out while facts are read in; from ``close`` on they are fixed, and ``sizes`` says how many
    there are. 1, 1.0 and true are three values because they lie in three domains.
    """

    def __init__(self) -> None:
        self._codes: dict[str, dict[Value | None, int]] = {}
        self._values: dict[str, list[Value | None]] = {}
        self._objects: dict[str, NDArray[Any]] = {}
        self._numbers: dict[str, NDArray[Any] | None] = {}
        self._table = np.zeros(0, np.int64)
        """The codes of small whole numbers, as far as they were looked up here."""

    def encode(self, name: str, values: Sequence[Value | None]) -> Codes:
        """The codes of a column of values of one domain."""
        known = self._codes.setdefault(name, {None: ABSENT})
        enter = known.setdefault
        if name == "int" and (numbers := _small(values)) is not None:
            # Looked up in a table, so that the dictionary is asked once for a number and not once for each fact.
            self._table = np.pad(self._table, (0, max(int(numbers.max()) + 1 - len(self._table), 0)))
            fresh = np.unique(numbers[self._table[numbers] == ABSENT])
            self._table[fresh] = [enter(value, len(known)) for value in fresh.tolist()]
            return self._table[numbers]
        return np.array([enter(value, len(known)) for value in values], np.int64)

    def code(self, name: str, value: Value | None) -> int:
        """The code of one value."""
        known = self._codes.setdefault(name, {None: ABSENT})
        return known.setdefault(value, len(known))

    def size(self, name: str) -> int:
        """How many codes a domain has by now."""
        return len(self._codes.setdefault(name, {None: ABSENT}))

    def values(self, name: str) -> list[Value | None]:
        """The values of a domain by code. Asked for only when no more are added."""
        if name not in self._values:
            self._values[name] = list(self._codes[name])
        return self._values[name]

    def decode(self, name: str, codes: Codes) -> list[Value | None]:
        """The values of a column of codes."""
        if name not in self._objects:
            values = self.values(name)
            objects = self._objects[name] = np.empty(len(values), object)
            for code, value in enumerate(values):
                # One by one: NumPy would take a quantity for two values.
                objects[code] = value
        found: list[Value | None] = self._objects[name][codes].tolist()
        return found

    def numbers(self, name: str) -> NDArray[Any] | None:
        """For each code a number that compares as the value does; None if the domain has no such numbers."""
        if name not in self._numbers:
            self._numbers[name] = _numbers(name, self.values(name)[1:])
        return self._numbers[name]


def _small(values: Sequence[Any]) -> NDArray[np.int64] | None:
    """The values as an array, if all are there and none is negative or large beside how many there are."""
    try:
        numbers = np.array(values, np.int64)
    except (TypeError, OverflowError):
        return None
    return numbers if len(numbers) and numbers.min() >= 0 and numbers.max() < 16 * len(numbers) else None


def _numbers(name: str, values: Sequence[Any]) -> NDArray[Any] | None:
    if name == "int" and all(-(2**62) < value < 2**62 for value in values):
        return np.array([0, *values], np.int64)
    if name == "float":
        return np.array([0.0, *values], np.float64)
    if name == "date":
        return np.array([0, *[value.toordinal() for value in values]], np.int64)
    return None


def combined(columns: Sequence[Codes], sizes: Sequence[int]) -> Codes:
    """One number for each row of several columns of codes: mixed radix, so that equal rows have equal numbers."""
    keys = columns[0]
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        keys = keys * size + column
    return keys
