"""The constants that are worth trying in each field: those the rules name there, their neighbours, and a few others.

Fields that variables join, or comparisons hold against each other, take the same values. A field that no pattern reads
says nothing to any rule: it has an example, or is absent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, Literal, TypeAlias

from tocsin.engine.plan import AggregatePlan, Condition, MatchPlan, PatternPlan, RulePlan
from tocsin.facts.converting import KindError
from tocsin.facts.days import DateRange
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.quantity import Quantity
from tocsin.questions.minimal_edits.candidate_facts import Filler
from tocsin.rules import expression
from tocsin.rules.expression.tree import Literal as Constant
from tocsin.rules.expression.tree import Logical, Node, Not, children, walk

Node_: TypeAlias = "tuple[str, str | int, str | int]"
"""A field (``("f", type, position)``) or a variable of a rule (``("v", rule, name)``)."""
Class: TypeAlias = Literal["number", "day", "text", "bool"]
_CLASSES: Final[Mapping[str, Class]] = {
    "int": "number", "float": "number", "quantity": "number", "date": "day", "date_range": "day",
    "str": "text", "enum": "text", "bool": "bool",
}  # fmt: skip
_YEARS: Final = range(1900, 2101)
MOST_MEMBERS: Final = 8
MOST_FIGURES: Final = 24
"""Of numbers and of days, each field takes so many at most."""
_DAY: Final = dt.date(2024, 1, 15)


def class_of(kind: Kind) -> Class:
    """What values of a kind can be held against."""
    return _CLASSES[kind.name]


class Constants:
    """The values of each field of some types, as some rules and patterns read them."""

    def __init__(self, types: Mapping[str, FactType], counted: frozenset[str], examples: int) -> None:
        self._types = types
        self._counted = counted
        self._examples = examples
        self._parents: dict[Node_, Node_] = {}
        self._named: dict[Node_, dict[Value, None]] = {}
        self._read: set[tuple[str, int]] = set()
        self._measured: list[tuple[Node_, Node_]] = []
        self._filler = Filler(types, _DAY)

    # -- what the rules name and join -----------------------------------------------------

    def note_rule(self, rule: RulePlan, offset: int = 0) -> None:
        """Take in what a rule names and what it joins."""
        scope = offset + rule.index
        self._note_patterns(rule.patterns, scope)
        for aggregate in rule.aggregates:
            self.note_match(aggregate.match, scope, rule.kinds)
            self._note_aggregate(aggregate, scope)
        for entry in rule.unless:
            self.note_match(entry, scope, rule.kinds)
        for head in rule.heads:
            for at, (value, name) in enumerate(head.terms):
                if name is not None:
                    self._join(("f", head.type, at), ("v", scope, name))
                elif value is not None:
                    self._name(("f", head.type, at), value)
        for step in (*rule.early, *rule.late):
            found: list[Node_] = [] if isinstance(step, Condition) else [("v", scope, step.variable)]
            self._note_node(step.node, scope, rule.kinds, found)

    def note_match(self, match: MatchPlan, scope: int, kinds: Mapping[str, Kind] | None = None) -> None:
        """Take in what a conjunction names and joins."""
        self._note_patterns(match.patterns, scope)
        local = dict(kinds or {})
        for pattern in match.patterns:
            for at, name in pattern.variables:
                local.setdefault(name, self._types[pattern.type].fields[at].kind)
        for condition in (*match.early, *match.late):
            self._note_node(condition.node, scope, local, [])

    def _note_patterns(self, patterns: Iterable[PatternPlan], scope: int) -> None:
        for pattern in patterns:
            for at, values in pattern.constants:
                self._read.add((pattern.type, at))
                for value in values:
                    self._name(("f", pattern.type, at), value)
            for at, name in pattern.variables:
                self._read.add((pattern.type, at))
                self._join(("f", pattern.type, at), ("v", scope, name))

    def _note_aggregate(self, aggregate: AggregatePlan, scope: int) -> None:
        if aggregate.variable is not None:
            self._join(("v", scope, aggregate.variable), ("v", scope, aggregate.result))

    def _note_node(self, node: Node, scope: int, kinds: Mapping[str, Kind], beside: list[Node_]) -> None:
        """Join the variables that stand in one comparison, and name its constants for them."""
        if isinstance(node, Logical | Not):
            for part in children(node):
                self._note_node(part, scope, kinds, beside)
            return
        by_class: dict[Class, list[Node_]] = {}
        for name in expression.variables(node):
            by_class.setdefault(class_of(kinds[name]), []).append(("v", scope, name))
        for key in beside:
            by_class.setdefault(class_of(kinds[str(key[2])]), []).append(key)
        for members in by_class.values():
            for other in members[1:]:
                self._join(members[0], other)
        if "number" in by_class and "day" in by_class:
            self._measured.append((by_class["number"][0], by_class["day"][0]))
        for part in walk(node):
            if isinstance(part, Constant):
                for own, members in by_class.items():
                    for value in _as_class(part.value, own):
                        self._name(members[0], value)

    def _join(self, one: Node_, other: Node_) -> None:
        root, top = self._root(one), self._root(other)
        if root != top:
            self._parents[top] = root
            self._named.setdefault(root, {}).update(self._named.pop(top, {}))

    def _name(self, key: Node_, value: Value | None) -> None:
        if value is not None:
            self._named.setdefault(self._root(key), {})[value] = None

    def _root(self, key: Node_) -> Node_:
        while key in self._parents:
            key = self._parents[key]
        return key

    # -- what a field takes ---------------------------------------------------------------

    def columns(self, name: str) -> tuple[tuple[Value | None, ...], ...]:
        """The values of each field of facts of a type."""
        while self._measured:  # what is asked of a distance, or of a year, asks for days
            number, day = self._measured.pop()
            for value in list(self._named.get(self._root(number), {})):
                for figure in (value.low, value.high) if isinstance(value, Quantity) else (value,):
                    for found in _as_class(figure, "day") if figure is not None else ():
                        self._name(day, found)
        fact_type = self._types[name]
        return tuple(self._column(fact_type, at, field) for at, field in enumerate(fact_type.fields))

    def _column(self, fact_type: FactType, at: int, field: FieldType) -> tuple[Value | None, ...]:
        related = any(field in (one, fact_type.by_name[relation.field]) for one, relation in fact_type.relations)
        # What is counted is told apart by what it must say.
        tells_apart = fact_type.name in self._counted and not (field.optional and self._has_required(fact_type))
        is_read = (fact_type.name, at) in self._read or tells_apart or field.name in (*fact_type.key, *fact_type.period)
        if not is_read:
            if field.optional:
                return (None,)
            return tuple(self._examples_of(field, 3 if related else 1))
        key: Node_ = ("f", fact_type.name, at)
        values = tuple(_admitted(field, self._suiting(field, self._named.get(self._root(key), {}))))
        return (*values, None) if field.optional else values

    def _has_required(self, fact_type: FactType) -> bool:
        return not all(field.optional for field in fact_type.fields)

    def _suiting(self, field: FieldType, named: Mapping[Value, None]) -> Iterator[Value]:
        match class_of(field.kind):
            case "bool":
                yield from (True, False)
            case "text":
                yield from (value for value in named if isinstance(value, str))
                members = field.kind.values if field.kind.name == "enum" else ()
                free = [member for member in members if member not in named]
                yield from free if len(members) <= MOST_MEMBERS else free[: self._examples]
                if not members:
                    yield from self._others(field, named)
            case "number":
                yield from _figures([v for v in named if isinstance(v, int | float | Quantity)], field)
            case _:
                yield from _days([v for v in named if isinstance(v, dt.date | DateRange)], field)

    def _others(self, field: FieldType, named: Mapping[Value, None]) -> Iterator[Value]:
        """A few texts that no rule names: the same for all fields that are joined."""
        if field.codes is not None:
            free = [code for code in field.codes.proposed if code not in named]
            yield from free[: self._examples]
            return
        yield from (f"some_{number}" for number in range(1, self._examples + 1))

    def _examples_of(self, field: FieldType, count: int) -> Iterator[Value]:
        found = dict.fromkeys(self._filler.example(field, number) for number in range(1, count + 1))
        yield from _admitted(field, found) if count > 1 else found


def _as_class(value: Value, own: Class) -> Iterator[Value]:
    """A constant as it bears on variables of a class: the days that a year, a month or a distance of days leads to."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if own == "day" and is_number and isinstance(value, int | float):
        with suppress(ValueError, OverflowError):
            if value in _YEARS:
                yield from (dt.date(int(value), 1, 1), dt.date(int(value), 12, 31))
                return
            yield _DAY
            if 1 <= value <= 12 and value == int(value):
                yield dt.date(_DAY.year, int(value), 1)
            if abs(value) <= 150:
                yield _DAY.replace(year=_DAY.year + int(value))
            yield _DAY + dt.timedelta(days=int(value))
    elif (
        (own == "number" and is_number)
        or (own == "day" and isinstance(value, dt.date))
        or (own == "text" and isinstance(value, str))
    ):
        yield value


def _figures(named: Sequence[Value], field: FieldType) -> Iterator[Value]:
    """The numbers named, those just beside them, and for a quantity a range over them all."""
    ends = {
        end
        for value in named
        for end in ((value.low, value.high) if isinstance(value, Quantity) else (value,))
        if isinstance(end, int | float)
    } or {1}
    whole = field.is_whole or (field.kind.name == "quantity" and all(end == int(end) for end in ends))
    step = 1 if whole else 0.5
    ordered = sorted({end + more for end in ends for more in (-step, 0, step)})
    ordered = sorted(ordered, key=lambda each: (each not in ends, each < 0, abs(each)))[:MOST_FIGURES]
    if field.kind.name != "quantity":
        yield from (int(each) if field.kind.name == "int" and each == int(each) else each for each in sorted(ordered))
        return
    yield from map(Quantity.exactly, sorted(ordered))
    yield from (value for value in named if isinstance(value, Quantity))
    least = field.limits.at_least if field.limits is not None and field.limits.at_least is not None else None
    low = min(ordered) if least is None else max(least, min(ordered))
    yield Quantity(low, max(ordered))


def _days(named: Sequence[Value], field: FieldType) -> Iterator[Value]:
    """The days named, those just beside them, and for a range of days one over them all."""
    ends = {
        end
        for value in named
        for end in ((value.low, value.high) if isinstance(value, DateRange) else (value,))
        if isinstance(end, dt.date)
    } or {_DAY}
    found: dict[dt.date, None] = {}
    for days in (0, -1, 1):
        for end in sorted(ends):
            with suppress(OverflowError):
                found[end + dt.timedelta(days=days)] = None
    ordered = sorted(list(found)[:MOST_FIGURES])
    if field.kind.name == "date":
        yield from ordered
        return
    yield from map(DateRange.exactly, ordered)
    yield from (value for value in named if isinstance(value, DateRange))
    yield DateRange(ordered[0], ordered[-1])


def _admitted(field: FieldType, values: Iterable[Value]) -> Iterator[Value]:
    """The values, each once, that the field takes as they are."""
    seen: dict[Value, None] = {}
    for value in values:
        if field.codes is not None and value not in field.codes.members:
            continue  # to ask what is meant instead takes long
        with suppress(KindError, ArithmeticError, ValueError):
            seen.setdefault(field.convert(value))
    yield from seen
