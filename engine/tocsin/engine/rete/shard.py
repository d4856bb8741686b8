"""One ruleset of durable-rules: what it matches, and how facts are written for it.

Each piece becomes one durable rule over facts such as ``{"id": "7", "one": 1, "t3": 1, "t3_0": 12, "t3_2": 5}``:
``t3`` says the type, ``t3_0`` is field 0 of type 3 with its value interned, absent fields are left out. Types are told
apart by what fields there are, which durable-rules looks up, and not by a value, which it would hold against each type
in turn. Only presence and equality are ever tested, and leaving a test out is always safe, because every match is
checked again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import count
from typing import Final

from tocsin.engine.plan import PatternPlan
from tocsin.engine.rete import limits
from tocsin.engine.rete.identity import RESERVED, DistinctNames, Interned
from tocsin.engine.rete.rule_network import Piece
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Kind, Value
from tocsin.rules.rule import ABSENT

FIRST, ALWAYS, FIRST_ID = "k", "one", "0"
Test = dict[str, object]
_WAITS: Final = json.dumps({"all": [{"m0": {FIRST: 0}}], "count": 1})
"""The rule that every ruleset begins with, for a fact of our own."""


@dataclass
class Encoding:
    """How facts of one type are written for one ruleset: a field for each position and for each set of values.

    ``type`` is the field that says the type.
    """

    number: int
    type: str
    kinds: tuple[Kind, ...]
    fields: dict[int, str] = field(default_factory=dict)
    markers: dict[tuple[int, frozenset[Value]], str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many fields it takes."""
        return len(self.fields) + len(self.markers)

    def write(self, identity: str, row: Sequence[Value | None], interned: Interned) -> str:
        """The fact as JSON: ASCII, small ints, what is absent left out."""
        parts = [f'{{"id":"{identity}","{ALWAYS}":1,"{self.type}":1']
        for position, name in self.fields.items():
            value = row[position]
            if value is not None:
                parts.append(f'"{name}":{interned.number(self.kinds[position], value)}')
        if self.markers:
            parts += [f'"{name}":1' for (position, values), name in self.markers.items() if row[position] in values]
        return ",".join(parts) + "}"


class Shard:
    """One ruleset: what it matches, and how facts are written for it."""

    def __init__(self) -> None:
        self.encodings: dict[str, Encoding] = {}
        self._rules: dict[int, str] = {}
        """By the index of a piece the rule that matches it, as durable-rules reads it."""
        self._patterns: dict[str, int] = {}
        self._names = DistinctNames((*RESERVED, FIRST, ALWAYS))

    def has_room_for(self, piece: Piece) -> bool:
        """Whether the piece can be added without reaching one of durable-rules' limits."""
        if len(self._rules) >= limits.PIECES:
            return False
        here: dict[str, list[PatternPlan]] = {}
        for pattern in piece.patterns:
            here.setdefault(pattern.type, []).append(pattern)
        if len(self.encodings.keys() | here.keys()) > limits.TYPES:
            return False
        return all(self._type_has_room_for(name, patterns) for name, patterns in here.items())

    def _type_has_room_for(self, name: str, patterns: list[PatternPlan]) -> bool:
        if self._patterns.get(name, 0) + len(patterns) > limits.PATTERNS_OF_A_TYPE:
            return False
        encoding = self.encodings.get(name)
        tests = {test for pattern in patterns for test in _tested(pattern)}
        known = set() if encoding is None else encoding.fields.keys() | encoding.markers.keys()
        return len(known | tests) <= limits.FIELDS or not known

    def add(self, piece: Piece, types: Mapping[str, FactType], numbers: Mapping[str, int], interned: Interned) -> None:
        """Match the piece here."""
        first: dict[str, tuple[int, str]] = {}
        tests: list[dict[str, Test]] = []
        for position, pattern in enumerate(piece.patterns):
            self._patterns[pattern.type] = self._patterns.get(pattern.type, 0) + 1
            encoding = self.encodings.get(pattern.type)
            if encoding is None:
                kinds = tuple(field.kind for field in types[pattern.type].fields)
                number = numbers[pattern.type]
                name = self._names.first_free(f"t{number}" + "x" * tries for tries in count())
                encoding = self.encodings[pattern.type] = Encoding(number, name, kinds)
            alone = self._constant_tests(pattern, encoding, types, interned)
            fields = types[pattern.type].fields
            surely = frozenset(at for at, field in enumerate(fields) if not field.optional and len(piece.patterns) == 1)
            joins = self._variable_tests(position, pattern, encoding, first, surely)
            # Every join ends in an equality that always holds: it keeps durable-rules within its memory (decision 3).
            last: list[Test] = [{ALWAYS: {"m0": ALWAYS}}] if position else []
            tests.append({f"m{position}": {"$and": [*alone, *joins, *last]}})
        # dist 0: one fact may match several patterns. cap: matches are handed over in batches.
        several = {"dist": 0} if len(tests) > 1 else {}
        rule = {"all": tests, **several, "cap": limits.BATCH}
        self._rules[piece.index] = f'"c{piece.index}":{json.dumps(rule, separators=(",", ":"))}'

    def definition(self, pieces: Iterable[Piece]) -> str:
        """The ruleset that matches these of the pieces, as durable-rules reads it."""
        return "{" + ",".join([f'"start":{_WAITS}', *[self._rules[piece.index] for piece in pieces]]) + "}"

    def _constant_tests(
        self, pattern: PatternPlan, encoding: Encoding, types: Mapping[str, FactType], interned: Interned
    ) -> list[Test]:
        tests: list[Test] = [{"$ex": {encoding.type: 1}}]
        for position, values in pattern.constants[: limits.TESTS]:
            if values == ABSENT.values:
                continue  # what is absent is no field of a message; ``bind`` looks at the row
            if len(values) == 1:
                name = self._field(encoding, position)
                number = interned.number(types[pattern.type].fields[position].kind, values[0])
                tests += [{name: number}] if name else []
            else:
                name = self._marker(encoding, position, frozenset(values))
                tests += [{name: 1}] if name else []
        return tests

    def _variable_tests(
        self,
        alias: int,
        pattern: PatternPlan,
        encoding: Encoding,
        first: dict[str, tuple[int, str]],
        surely: frozenset[int],
    ) -> list[Test]:
        """Presence of every variable's field, then equality with the pattern that binds the variable first.

        Of fields that are ``surely`` there it is not asked: every test of every rule is read anew in each evaluation.
        """
        present: list[Test] = []
        joins: list[Test] = []
        for position, variable in pattern.variables[: limits.TESTS]:
            name = None if position in surely else self._field(encoding, position)
            if name is None:
                continue
            # Without this a join with an absent field may end the whole run with error 311.
            present.append({"$ex": {name: 1}})
            earlier = first.setdefault(variable, (alias, name))
            if earlier[0] != alias:
                joins.append({name: {f"m{earlier[0]}": earlier[1]}})
        return [*present, *joins]

    def _field(self, encoding: Encoding, position: int) -> str | None:
        if position not in encoding.fields and encoding.size < limits.FIELDS:
            candidates = (f"t{encoding.number}_{position}" + "x" * tries for tries in count())
            encoding.fields[position] = self._names.first_free(candidates)
        return encoding.fields.get(position)

    def _marker(self, encoding: Encoding, position: int, values: frozenset[Value]) -> str | None:
        key = (position, values)
        if key not in encoding.markers and encoding.size < limits.FIELDS:
            candidates = (f"t{encoding.number}_{position}_s{tries}" for tries in count())
            encoding.markers[key] = self._names.first_free(candidates)
        return encoding.markers.get(key)


def _tested(pattern: PatternPlan) -> Iterable[int | tuple[int, frozenset[Value]]]:
    """The fields and sets of values that a pattern wants tested."""
    for position, values in pattern.constants[: limits.TESTS]:
        yield position if len(values) == 1 else (position, frozenset(values))
    yield from (position for position, _ in pattern.variables[: limits.TESTS])
