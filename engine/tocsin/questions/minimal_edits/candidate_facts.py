"""Facts that would fill a gap: a pattern's fields from what is bound, the rest by values that suit."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice, product

from tocsin.engine.matching import Bindings, truth
from tocsin.engine.plan import Condition, PatternPlan
from tocsin.facts.accounts import holds_on
from tocsin.facts.building import FactError, build
from tocsin.facts.converting import KindError, convert
from tocsin.facts.days import DateRange
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.quantity import Quantity, Truth
from tocsin.questions.differences.edits import Assert
from tocsin.questions.minimal_edits.thresholds import turns
from tocsin.rules import expression
from tocsin.rules.expression.tree import Literal, walk
from tocsin.rules.rule import ABSENT

_TRIED = 256
_DAY = dt.date(2000, 1, 1)


class Filler:
    """Makes facts for patterns that hold on a day, if one is given; what only needs some value gets an example."""

    def __init__(self, types: Mapping[str, FactType], day: dt.date | None) -> None:
        self._types = types
        self._as_of = day
        self._day = day or _DAY

    def fill(
        self,
        patterns: Sequence[PatternPlan],
        conditions: Iterable[Condition],
        bindings: Mapping[str, Value],
        number: int = 1,
    ) -> tuple[tuple[Assert, ...], Bindings] | None:
        """A fact for each pattern such that they match together, and the conditions hold if values can be found.

        With them come the bindings. Another ``number`` has other examples. None if no such facts can be made.
        """
        fields = self._open(patterns, bindings)
        relevant = [c for c in conditions if c.reads & fields.keys() and c.reads <= bindings.keys() | fields.keys()]
        settled = {name for condition in relevant for name in condition.reads}
        best: tuple[int, tuple[Assert, ...], Bindings] | None = None
        for values in islice(product(*self._choices(patterns, fields, relevant, bindings, number)), _TRIED):
            bound = {**bindings, **dict(zip(fields, values, strict=True))}
            sure = sum(truth(condition.node, bound) for condition in relevant)
            if best is not None and sure <= best[0]:
                continue
            facts = [self._fact(pattern, bound, fields.keys() - settled, number) for pattern in patterns]
            if None not in facts:
                best = sure, tuple(fact for fact in facts if fact is not None), bound
                if sure == Truth.CERTAIN * len(relevant):
                    break
        return None if best is None else best[1:]

    def _open(self, patterns: Sequence[PatternPlan], bindings: Mapping[str, Value]) -> dict[str, FieldType]:
        """The variables still to be bound, each with the field it is first bound from."""
        found: dict[str, FieldType] = {}
        for pattern in patterns:
            for position, name in pattern.variables:
                if name not in bindings:
                    found.setdefault(name, self._types[pattern.type].fields[position])
        return found

    def _choices(
        self,
        patterns: Sequence[PatternPlan],
        fields: Mapping[str, FieldType],
        conditions: Sequence[Condition],
        bindings: Mapping[str, Value],
        number: int,
    ) -> list[list[Value]]:
        examples = {name: self.example(field, number) for name, field in fields.items()}
        found = []
        for name, field in fields.items():
            values: dict[Value, None] = {examples[name]: None}
            for condition in conditions:
                if name in condition.reads:
                    suits = _suiting(condition.node, name, {**bindings, **examples}, field)
                    values.update(dict.fromkeys(suits))
            if field.relations or field.codes is not None:  # it may have to differ from another, or follow it
                values.setdefault(self.example(field, number + 1))
                values.update(dict.fromkeys(v for v in bindings.values() if _is_of(v, field)))
            found.append([value for value in values if field.limits is None or field.limits.admits(value)])
        # A time ends no earlier than it begins: what suits one day, and what stands beside it, is tried for the others.
        days = dict.fromkeys(
            v for of, field in zip(found, fields.values(), strict=True) for v in of if field.kind.is_calendar
        )
        constants = (allowed[0] for pattern in patterns for _, allowed in pattern.constants)
        days.update(dict.fromkeys(v for v in (*constants, *bindings.values()) if isinstance(v, dt.date | DateRange)))
        for of, field in zip(found, fields.values(), strict=True):
            if field.kind.is_calendar:
                of.extend(day for day in days if day not in of and _is_of(day, field))
        return found

    def _fact(self, pattern: PatternPlan, bound: Bindings, open_names: Iterable[str], number: int) -> Assert | None:
        fact_type = self._types[pattern.type]
        values: dict[int, Value] = {position: allowed[0] for position, allowed in pattern.constants}
        absent = {position for position, allowed in pattern.constants if allowed == ABSENT.values}
        values.update((position, bound[name]) for position, name in pattern.variables)
        names = set(open_names)
        free = {position for position, name in pattern.variables if name in names}
        for position, field in enumerate(fact_type.fields):
            if position not in values and not field.optional:
                values[position] = self._example_beside(field, fact_type, values, number)
                free.add(position)
        try:
            told = {fact_type.fields[at].name: value for at, value in values.items() if at not in absent}
            fact = build(fact_type, told)
        except FactError:
            return None
        if not holds_on(fact, self._as_of):
            return None
        return Assert(pattern.type, fact.row, frozenset(free), pattern.backed_by)

    def _example_beside(self, field: FieldType, fact_type: FactType, values: Mapping[int, Value], number: int) -> Value:
        """Some value of the field that can stand beside the others of its fact, if one of the first few can."""
        beside = {fact_type.fields[at].name: value for at, value in values.items()}
        tried = [*(self.example(field, number + further) for further in range(3)), *beside.values()]
        fitting = (v for v in tried if _is_of(v, field) and not any(fact_type.impossible({**beside, field.name: v})))
        return next(fitting, tried[0])

    def example(self, field: FieldType, number: int = 1) -> Value:
        """Some value of the field; others for other numbers, as far as its kind has others."""
        if field.codes is not None:
            members = field.codes.proposed
            return members[(number - 1) % len(members)]
        if field.limits is not None:
            return _within(field, number)
        if field.kind.name == "enum":
            return field.kind.values[(number - 1) % len(field.kind.values)]
        # As many days before, as far as the calendar goes back.
        day = dt.date.fromordinal(max(self._day.toordinal() - number + 1, 1))
        examples: dict[str, Value] = {
            "str": f"some_{field.name}" + ("" if number == 1 else f"_{number}"),
            "int": number,
            "float": float(number),
            "bool": number % 2 == 1,
            "date": day,
            "quantity": Quantity.exactly(number),
            "date_range": DateRange.exactly(day),
        }
        return examples[field.kind.name]


def _is_of(value: Value, field: FieldType) -> bool:
    """True if the field could hold the value."""
    try:
        return field.convert(value) == value
    except KindError:
        return False


def _within(field: FieldType, number: int) -> Value:
    """The number, or the nearest that the field's limits allow."""
    assert field.limits is not None
    least, most = field.limits.at_least, field.limits.at_most
    value: int | float = number if least is None or number >= least else least + number - 1
    value = value if most is None or value <= most else most
    return as_kind(math.floor(value) if field.is_whole and value == most else value, field.kind)


def _suiting(node: expression.Node, name: str, bindings: Mapping[str, Value], field: FieldType) -> Iterator[Value]:
    """Values of a field with which a condition may hold: those where it turns, and those it names."""
    kind: Kind = field.kind
    if kind.is_numeric:
        for turn in turns(node, name, bindings, kind):
            yield as_kind(turn.value, kind)
    if kind.name == "enum":
        yield from kind.values
    for part in walk(node):
        if not isinstance(part, Literal):
            continue
        if kind.is_calendar and isinstance(part.value, dt.date):
            for days in (0, -1, 1):
                with suppress(OverflowError):  # the calendar ends there
                    yield convert(part.value + dt.timedelta(days=days), kind)
        elif type(part.value) is type(bindings[name]):
            yield part.value


def as_kind(value: int | float, kind: Kind) -> Value:
    """A number as a value of a numeric kind."""
    if kind.name == "quantity":
        return Quantity.exactly(value)
    return float(value) if kind.name == "float" else int(value)
