"""Frozen values as bytes, and back again: a table of rows that point to earlier rows.

Equal values are one row, so that what a large pack repeats is written, read and held once. Reading makes the values of
our own dataclasses field by field and runs nothing else: no code is in the bytes, no class of anybody else's is named,
and no ``__init__`` runs, because what is written was checked before. Bytes that are no such table raise ValueError.

A table can go on: what is written after a first root may point into all that was written before, and is read on its
own when it is needed.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from importlib import import_module
from itertools import repeat
from operator import attrgetter
from typing import Any, Final, TypeAlias

from tocsin.facts.problems import TocsinError
from tocsin.facts.value_forms import FORMS, form_of

Kind: TypeAlias = tuple[str, int]
"""What a row is, and how many rows it points to: ``("tuple", 2)``, ``("tocsin.rules.rule:Rule", 16)``."""
_ATOMS: Final = (str, int, float, bool, type(None))
_ITEM: Final = "I"


class Unwritable(TocsinError):
    """A value that no table can hold."""


_Row: TypeAlias = "tuple[Kind, tuple[int, ...]]"


class TableWriter:
    """Writes one root after the other, each as bytes that point into what was written before."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}  # by content
        self._seen: dict[int, int] = {}  # by identity
        self._alive: list[object] = []  # a number of `_seen` means an object only as long as that lives
        self._rows: list[_Row | None] = []  # by provisional number; None is an atom
        self._levels: list[int] = []
        self._atoms: list[Any] = []
        self._fields: dict[type, tuple[str, ...]] = {}
        self._classes: dict[type, tuple[Kind, Callable[[Any], Sequence[object]]]] = {}
        self._place: list[int] = []  # by provisional number, where the reader's table has it

    def write(self, root: object) -> bytes:
        """The root as bytes. Raises Unwritable, and is then of no more use."""
        first = len(self._place)
        self._atoms = []
        try:
            number = self._seen[id(root)] if id(root) in self._seen else self._number(root)
        except RecursionError:
            raise Unwritable("nested too deeply") from None
        new = range(first, len(self._rows))
        self._place += [0] * len(new)
        at = first
        groups: dict[tuple[int, Kind], list[int]] = {}
        for each in new:
            row = self._rows[each]
            if row is None:
                self._place[each] = at
                at += 1
            else:
                groups.setdefault((self._levels[each], row[0]), []).append(each)
        ordered = sorted(groups.items())
        for _, members in ordered:
            for each in members:
                self._place[each] = at
                at += 1
        cells = array(_ITEM)
        for (_, (name, _)), members in ordered:
            rows = [row[1] for row in map(self._rows.__getitem__, members) if row is not None]
            # Fields by column, members of collections by row: as each is read fastest.
            for part in rows if name in _COLLECTIONS else zip(*rows, strict=True):
                cells.extend(map(self._place.__getitem__, part))
        # A later root may point to these, as a reader does who has the whole table: as if they had no height.
        self._levels[first:] = [0] * len(new)
        head = {
            "atoms": self._atoms,
            "groups": [[*kind, len(members)] for (_, kind), members in ordered],
            "fields": {_name_of(kind): names for kind, names in self._fields.items()},
            "first": first,
            "root": self._place[number],
        }
        if sys.byteorder == "big":
            cells.byteswap()
        told = json.dumps(head, separators=(",", ":")).encode("ascii")
        return len(told).to_bytes(4, "little") + told + cells.tobytes()

    def write_aside(self, root: object) -> bytes:
        """The root as bytes into which nothing points that is written later. Raises Unwritable, as ``write`` does."""
        rows, alive = len(self._rows), len(self._alive)
        told = self.write(root)
        for value in self._alive[alive:]:
            del self._seen[id(value)]
        for _ in self._rows[rows:]:
            self._numbers.popitem()
        del self._rows[rows:], self._levels[rows:], self._place[rows:], self._alive[alive:]
        return told

    def _number(self, value: Any) -> int:
        """The provisional number of the row of a value that was not seen yet."""
        kind = type(value)
        if kind in _ATOMS:
            key: object = (kind, repr(value) if kind is float else value)
            found = self._numbers.get(key)
            if found is None:
                self._atoms.append(value)
                found = self._added(key, None, 0)
            if kind is int or kind is float:  # of equal ones there are many, each seen but once
                return found
        else:
            row_kind, members = self._parts(value, kind)
            seen, number = self._seen.get, self._number
            cells = tuple([number(each) if (known := seen(id(each))) is None else known for each in members])
            key = row = (row_kind, cells)
            found = self._numbers.get(key)
            if found is None:
                found = self._added(key, row, 1 + max(map(self._levels.__getitem__, cells), default=0))
        self._seen[id(value)] = found
        self._alive.append(value)
        return found

    def _added(self, key: object, row: _Row | None, level: int) -> int:
        number = self._numbers[key] = len(self._rows)
        self._rows.append(row)
        self._levels.append(level)
        return number

    def _parts(self, value: Any, kind: type) -> tuple[Kind, Iterable[object]]:
        if kind is tuple:
            return ("tuple", len(value)), value
        known = self._classes.get(kind)
        if known is not None:
            return known[0], known[1](value)
        if kind is dict:
            return ("dict", 2 * len(value)), [part for pair in value.items() for part in pair]
        if kind is frozenset:
            return ("frozenset", len(value)), sorted(value, key=repr)
        form = form_of(kind)
        if form is not None:
            try:
                parts = FORMS[form].parts(value)
            except ValueError as error:
                raise Unwritable(str(error)) from None
            return (form, len(parts)), parts
        if not (is_dataclass(kind) and _is_ours(kind.__module__)):
            raise Unwritable(f"a {kind.__qualname__}")
        names = self._fields[kind] = tuple(each.name for each in fields(kind))
        self._classes[kind] = (_name_of(kind), len(names)), _reader(names)
        return self._parts(value, kind)


def _reader(names: tuple[str, ...]) -> Callable[[Any], Sequence[object]]:
    """What gives the values of these fields of a value."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: [getattr(value, name) for name in names]


def read_table(data: bytes, before: Sequence[Any] = ()) -> tuple[Any, list[Any]]:
    """The root of what was written, and every row: those ``before`` it, and its own.

    Raises ValueError if the bytes are no such table.
    """
    try:
        table = list(before)
        return _read(data, table), table
    except (LookupError, TypeError, AttributeError, ImportError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"this is no table of values: {error}") from error


def _read(data: bytes, table: list[Any]) -> Any:
    length = int.from_bytes(data[:4], "little")
    head = json.loads(data[4 : 4 + length])
    if head["first"] != len(table):
        raise ValueError("it goes on from another table")
    cells = array(_ITEM)
    cells.frombytes(data[4 + length :])
    if sys.byteorder == "big":
        cells.byteswap()
    table += head["atoms"]
    at = 0
    for name, width, count in head["groups"]:
        end = at + width * count
        found = list(map(table.__getitem__, cells[at:end]))
        at = end
        if len(found) != width * count or (count > 1 and not width):
            raise ValueError("there are not as many cells as rows")
        if name in _COLLECTIONS:
            rows = zip(*[iter(found)] * width, strict=True) if width else repeat((), count)
            table += map(_COLLECTIONS[name], rows)
            continue
        columns = [found[start : start + count] for start in range(0, width * count, count)]
        if name in FORMS:
            table += map(FORMS[name].make, *columns)
        else:
            table += _made(_class_of(name), head["fields"][name], columns, count)
    if at != len(cells):
        raise ValueError("there are cells of no row")
    return table[head["root"]]


def _made(kind: type, names: Sequence[str], columns: Sequence[list[Any]], count: int) -> list[Any]:
    """Values of a dataclass from its fields by column, without its ``__init__``."""
    if [each.name for each in fields(kind)] != names or len(columns) != len(names):
        raise ValueError(f"{kind.__qualname__} has other fields")
    made: list[Any] = list(map(object.__new__, repeat(kind, count)))
    for name, column in zip(names, columns, strict=True):
        deque(map(object.__setattr__, made, repeat(name), column), maxlen=0)
    return made


def _pairs(row: tuple[Any, ...]) -> dict[Any, Any]:
    return dict(zip(row[::2], row[1::2], strict=True))


_COLLECTIONS: Final[dict[str, Callable[[tuple[Any, ...]], Any]]] = {
    "tuple": tuple,
    "frozenset": frozenset,
    "dict": _pairs,
}


def _name_of(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _is_ours(module: str) -> bool:
    return module.startswith("tocsin.") and all(part.isidentifier() for part in module.split("."))


def _class_of(name: str) -> type:
    """The dataclass of ours with that name. Raises ValueError if there is none."""
    module, _, qualified = name.partition(":")
    kind = getattr(import_module(module), qualified, None) if _is_ours(module) else None
    if not (isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module):
        raise ValueError(f"{name} is no value of ours")
    return kind
