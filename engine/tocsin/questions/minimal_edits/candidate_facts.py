"""Facts that would fill a gap: a pattern's fields from what is bound, the rest by values that suit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from tocsin.engine.matching import Bindings, truth
from tocsin.engine.plan import Condition, PatternPlan
from tocsin.facts.key import Row
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.model import FactError, FactType, FieldType, build
from tocsin.facts.quantity import Quantity, Truth
from tocsin.questions.differences.edits import Assert
from tocsin.questions.minimal_edits.thresholds import turns
from tocsin.rules import expression
from tocsin.rules.expression.tree import Literal, walk

_TRIED = 256
_DAY = dt.date(2000, 1, 1)


class Filler:
    """Makes facts for patterns; what only needs some value gets an example."""

    def __init__(self, types: Mapping[str, FactType], day: dt.date | None) -> None:
        self._types = types
        self._day = day or _DAY

    def fill(
        self, patterns: Sequence[PatternPlan], conditions: Iterable[Condition], bindings: Mapping[str, Value]
    ) -> tuple[tuple[Assert, ...], Bindings] | None:
        """A fact for each pattern such that they match together, and the conditions hold if values can be found.

        With them come the bindings. None if no such facts can be made.
        """
        fields = self._open(patterns, bindings)
        relevant = [c for c in conditions if c.reads & fields.keys() and c.reads <= bindings.keys() | fields.keys()]
        settled = {name for condition in relevant for name in condition.reads}
        best: tuple[int, Bindings] | None = None
        for values in islice(product(*self._choices(fields, relevant, bindings)), _TRIED):
            bound = {**bindings, **dict(zip(fields, values, strict=True))}
            sure = sum(truth(condition.node, bound) for condition in relevant)
            if best is None or sure > best[0]:
                best = sure, bound
            if sure == Truth.CERTAIN * len(relevant):
                break
        if best is None:
            return None
        bound = best[1]
        facts = [self._fact(pattern, bound, fields.keys() - settled) for pattern in patterns]
        return None if None in facts else (tuple(fact for fact in facts if fact is not None), bound)

    def _open(self, patterns: Sequence[PatternPlan], bindings: Mapping[str, Value]) -> dict[str, FieldType]:
        """The variables still to be bound, each with the field it is first bound from."""
        found: dict[str, FieldType] = {}
        for pattern in patterns:
            for position, name in pattern.variables:
                if name not in bindings:
                    found.setdefault(name, self._types[pattern.type].fields[position])
        return found

    def _choices(
        self, fields: Mapping[str, FieldType], conditions: Sequence[Condition], bindings: Mapping[str, Value]
    ) -> list[list[Value]]:
        examples = {name: self.example(field) for name, field in fields.items()}
        found = []
        for name, field in fields.items():
            values: dict[Value, None] = {examples[name]: None}
            for condition in conditions:
                if name in condition.reads:
                    suits = _suiting(condition.node, name, {**bindings, **examples}, field)
                    values.update(dict.fromkeys(suits))
            found.append(list(values))
        return found

    def _fact(self, pattern: PatternPlan, bound: Bindings, open_names: Iterable[str]) -> Assert | None:
        fact_type = self._types[pattern.type]
        values: dict[int, Value] = {position: allowed[0] for position, allowed in pattern.constants}
        values.update((position, bound[name]) for position, name in pattern.variables)
        names = set(open_names)
        free = {position for position, name in pattern.variables if name in names}
        for position, field in enumerate(fact_type.fields):
            if position not in values and not field.optional:
                values[position] = self.example(field)
                free.add(position)
        try:
            row: Row = build(fact_type, {fact_type.fields[at].name: value for at, value in values.items()}).row
        except FactError:
            return None
        return Assert(pattern.type, row, frozenset(free))

    def example(self, field: FieldType, number: int = 1) -> Value:
        """Some value of the field; others for other numbers, as far as its kind has others."""
        if field.codes is not None:
            members = sorted(field.codes.members)
            return members[(number - 1) % len(members)]
        if field.kind.name == "enum":
            return field.kind.values[(number - 1) % len(field.kind.values)]
        examples: dict[str, Value] = {
            "str": f"some_{field.name}" + ("" if number == 1 else f"_{number}"),
            "int": number,
            "float": float(number),
            "bool": number % 2 == 1,
            "date": self._day - dt.timedelta(days=number - 1),
            "quantity": Quantity.exactly(number),
        }
        return examples[field.kind.name]


def _suiting(node: expression.Node, name: str, bindings: Mapping[str, Value], field: FieldType) -> Iterator[Value]:
    """Values of a field with which a condition may hold: those where it turns, and those it names."""
    kind: Kind = field.kind
    if kind.is_numeric:
        for value, _ in turns(node, name, bindings, kind):
            yield as_kind(value, kind)
    if kind.name == "enum":
        yield from kind.values
    for part in walk(node):
        if isinstance(part, Literal) and type(part.value) is type(bindings[name]):
            yield part.value
            if isinstance(part.value, dt.date):
                yield from (part.value + dt.timedelta(days=days) for days in (-1, 1))


def as_kind(value: int | float, kind: Kind) -> Value:
    """A number as a value of a numeric kind."""
    if kind.name == "quantity":
        return Quantity.exactly(value)
    return float(value) if kind.name == "float" else int(value)
