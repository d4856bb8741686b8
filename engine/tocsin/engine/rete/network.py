"""Plan -> what durable-rules is told: conjunctions in pieces it can hold, spread over several rulesets.

Each piece becomes one durable rule over facts such as ``{"id": "7", "one": 1, "k": 3, "t3_0": 12, "t3_2": 5}``:
``k`` says the type, ``t3_0`` is field 0 of type 3 with its value interned, absent fields are left out. Only equality
is ever tested, and leaving a test out is always safe, because every match is checked again. What several rules have in
common, whatever they call the variables, is told once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from tocsin.engine import codes
from tocsin.engine.plan import PatternPlan, Plan
from tocsin.engine.rete import limits
from tocsin.engine.rete.identity import RESERVED, DistinctNames, Interned
from tocsin.engine.rete.rule_network import Conjunction, Form, Piece, RuleNetwork, form_of
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.model import FactType
from tocsin.facts.problems import Problem, ProblemError
from tocsin.rules.rule import ABSENT

TYPE, ALWAYS, FIRST_ID = "k", "one", "0"
Test = dict[str, object]


@dataclass
class Encoding:
    """How facts of one type are written for one ruleset: a field for each position and for each set of values."""

    number: int
    kinds: tuple[Kind, ...]
    fields: dict[int, str] = field(default_factory=dict)
    markers: dict[tuple[int, frozenset[Value]], str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many fields it takes."""
        return len(self.fields) + len(self.markers)

    def write(self, identity: str, row: Sequence[Value | None], interned: Interned) -> str:
        """The fact as JSON: ASCII, small ints, what is absent left out."""
        parts = [f'{{"id":"{identity}","{ALWAYS}":1,"{TYPE}":{self.number}']
        kinds, number = self.kinds, interned.number
        for position, name in self.fields.items():
            value = row[position]
            if value is not None:
                parts.append(f'"{name}":{number(kinds[position], value)}')
        parts += [f'"{name}":1' for (position, values), name in self.markers.items() if row[position] in values]
        return ",".join(parts) + "}"


class Shard:
    """One ruleset: what it matches, and how facts are written for it."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.encodings: dict[str, Encoding] = {}
        self._patterns: dict[str, int] = {}
        self._names = DistinctNames((*RESERVED, TYPE, ALWAYS))
        self._rules: dict[str, object] = {"start": {"all": [{"m0": {TYPE: 0}}], "count": 1}}

    def has_room_for(self, piece: Piece) -> bool:
        """Whether the piece can be added without reaching one of durable-rules' limits."""
        if len(self.pieces) >= limits.PIECES:
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
        self.pieces.append(piece)
        first: dict[str, tuple[int, str]] = {}
        tests: list[dict[str, Test]] = []
        for position, pattern in enumerate(piece.patterns):
            self._patterns[pattern.type] = self._patterns.get(pattern.type, 0) + 1
            encoding = self.encodings.get(pattern.type)
            if encoding is None:
                kinds = tuple(field.kind for field in types[pattern.type].fields)
                encoding = self.encodings[pattern.type] = Encoding(numbers[pattern.type], kinds)
            alone = self._constant_tests(pattern, encoding, types, interned)
            fields = types[pattern.type].fields
            surely = frozenset(at for at, field in enumerate(fields) if not field.optional and len(piece.patterns) == 1)
            joins = self._variable_tests(position, pattern, encoding, first, surely)
            # Every join ends in an equality that always holds: it keeps durable-rules within its memory (decision 3).
            last: list[Test] = [{ALWAYS: {"m0": ALWAYS}}] if position else []
            tests.append({f"m{position}": {"$and": [*alone, *joins, *last]}})
        # dist 0: one fact may match several patterns. cap: matches are handed over in batches.
        several = {"dist": 0} if len(tests) > 1 else {}
        self._rules[f"c{piece.index}"] = {"all": tests, **several, "cap": limits.BATCH}

    def definition(self) -> str:
        """The ruleset as durable-rules reads it."""
        return json.dumps(self._rules, separators=(",", ":"))

    def _constant_tests(
        self, pattern: PatternPlan, encoding: Encoding, types: Mapping[str, FactType], interned: Interned
    ) -> list[Test]:
        tests: list[Test] = [{TYPE: encoding.number}]
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


@dataclass(frozen=True)
class Network:
    """Everything that is compiled once for a plan and a choice of active rules.

    ``pieces`` have a form each that durable-rules is told; pieces of several rules that have one form share an index.
    ``components`` are the rules to be evaluated together, with the pieces whose matches let them go on.
    """

    shards: tuple[Shard, ...]
    definitions: tuple[str, ...]
    rules: Mapping[int, RuleNetwork]
    components: tuple[tuple[tuple[RuleNetwork, ...], frozenset[int]], ...]
    pieces: tuple[Piece, ...]
    interned: Interned

    @cached_property
    def aliases(self) -> dict[str, tuple[int, list[str]]]:
        """By the name of each rule of durable-rules the index of its pieces, and what it calls their patterns."""
        return {f"c{each.index}": (each.index, [f"m{at}" for at in range(len(each.patterns))]) for each in self.pieces}


def compile_network(plan: Plan, active: frozenset[int]) -> Network:
    """The network of the active rules. Raises ProblemError if durable-rules could not hold it."""
    forms: dict[Form, int] = {}
    pieces: list[Piece] = []

    def pieces_of(patterns: Sequence[PatternPlan], order: Sequence[int]) -> tuple[Piece, ...]:
        found = []
        for parts in _cut(patterns, order):
            chosen = tuple([patterns[part] for part in parts])
            piece = Piece(forms.setdefault(form_of(chosen), len(forms)), parts, chosen)
            if piece.index == len(pieces):
                pieces.append(piece)
            found.append(piece)
        return tuple(found)

    rules = {}
    for rule in (plan.rules[index] for index in sorted(active)):
        order = [part for part in rule.orders[0] if part < len(rule.patterns)]
        groups = [frozenset(aggregate.columns) for aggregate in rule.aggregates]
        own = Conjunction(pieces_of(rule.patterns, order), groups, rule.early)
        matches = [aggregate.match for aggregate in rule.aggregates]
        within = [Conjunction(pieces_of(match.patterns, match.order), (), match.early) for match in matches]
        rules[rule.index] = RuleNetwork(rule, own, tuple(within))
    _require_room(plan, pieces)
    interned = Interned()
    shards = _spread(plan, pieces, interned)
    definitions = tuple(shard.definition() for shard in shards)
    inside = [tuple([rules[index] for index in each.rules if index in rules]) for each in plan.components]
    components = tuple([(found, frozenset().union(*[rule.growing for rule in found])) for found in inside if found])
    return Network(shards, definitions, rules, components, tuple(pieces), interned)


def _cut(patterns: Sequence[PatternPlan], order: Sequence[int]) -> list[tuple[int, ...]]:
    """A conjunction in pieces: each connected by variables, none with more patterns than durable-rules can hold."""
    pieces: list[list[int]] = []
    bound: frozenset[str] = frozenset()
    for part in order:
        names = patterns[part].names
        if pieces and bound & names and len(pieces[-1]) < limits.PATTERNS_OF_A_PIECE:
            pieces[-1].append(part)
            bound |= names
        else:
            pieces.append([part])
            bound = names
    return [tuple(piece) for piece in pieces]


def _require_room(plan: Plan, pieces: Iterable[Piece]) -> None:
    patterns = sum(len(piece.patterns) for piece in pieces)
    if patterns > limits.PATTERNS:
        message = (
            f"the pack {plan.pack.name} has {patterns:,} patterns; with durable-rules {limits.PATTERNS:,} is the most"
        )
        hint = "use the engine seminaive, or split the pack"
        raise ProblemError([Problem(codes.RETE_LIMIT, message, plan.pack.place, hint)])


def _spread(plan: Plan, pieces: Iterable[Piece], interned: Interned) -> tuple[Shard, ...]:
    """The pieces, each in the first ruleset that has room for it."""
    numbers = {name: number for number, name in enumerate(sorted(plan.types), start=1)}
    shards: list[Shard] = []
    # A ruleset that has no room for one more pattern of a type never has again.
    first: dict[str, int] = {}
    for piece in pieces:
        start = max([first.get(pattern.type, 0) for pattern in piece.patterns])
        at = next((at for at in range(start, len(shards)) if shards[at].has_room_for(piece)), len(shards))
        if at == len(shards):
            shards.append(Shard())
        shards[at].add(piece, plan.types, numbers, interned)
        if len(piece.patterns) == 1:
            first[piece.patterns[0].type] = at
    return tuple(shards)
