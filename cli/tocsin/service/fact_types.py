"""Fact types as data: what may be said, field by field, each with an example."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING

from tocsin.facts.quantity import Quantity

if TYPE_CHECKING:
    from tocsin.facts.fact_type import FactType, FieldType
    from tocsin.facts.kinds import Value
    from tocsin.facts.vocabulary import Vocabulary

_SAMPLES = {
    "str": '"text"',
    "int": "1",
    "float": "0.5",
    "bool": "true",
    "date": "2024-11-20",
    "quantity": "100..120",
    "date_range": "2024-11-18..2024-11-20",
}
_WITHIN: dict[str, tuple[Value, ...]] = {
    "int": (1, 100),
    "float": (0.5, 1, 100),
    "quantity": (Quantity(100, 120), Quantity(40, 60), Quantity(5, 7)),
}
"""What is shown of a field with limits: the first that it can hold, else an end of what it can."""


def types_data(
    vocabulary: Vocabulary, concluded: Set[str] = frozenset(), chosen: Iterable[FactType] | None = None
) -> dict[str, object]:
    """The fact types of a vocabulary, or those chosen; ``concluded`` are the types that rules of the pack conclude."""
    types = vocabulary.types.values() if chosen is None else chosen
    return {
        "vocabulary": vocabulary.name,
        "types": {each.name: type_data(each, each.name in concluded) for each in types},
    }


def example_of(fact_type: FactType) -> str:
    """A fact of the type: the one its author chose, else one made up from the kinds of its required fields."""
    if fact_type.example:
        return fact_type.example
    required = [field for field in fact_type.fields if not field.optional]
    return f"{fact_type.name}({', '.join(f'{field.name}={_sample(field)}' for field in required)})"


def _sample(field: FieldType) -> str:
    from tocsin.facts.printing import format_value

    if field.codes is not None:
        return format_value(min(field.codes.proposed))
    if field.kind.name == "enum":
        return format_value(field.kind.values[0])
    limits = field.limits
    if limits is None:
        return _SAMPLES[field.kind.name]
    within = (*_WITHIN[field.kind.name], limits.at_least, limits.at_most)
    return format_value(next(each for each in within if each is not None and limits.admits(each)))


def type_data(fact_type: FactType, concluded: bool) -> dict[str, object]:
    """The type as JSON-ready data; ``concluded`` if rules of the pack conclude it."""
    fields = [_field_data(field) for field in fact_type.fields]
    told = {"meaning": fact_type.meaning, "example": example_of(fact_type), "fields": fields}
    return {**told, **fact_type.identifying(), "concluded": concluded}


def _field_data(field: FieldType) -> dict[str, object]:
    return {
        "name": field.name,
        "kind": field.kind.name,
        "values": list(field.kind.values),
        "codes": None if field.codes is None else {"name": field.codes.name, "members": field.codes.proposed},
        "restrictions": field.restrictions,
        "optional": field.optional,
        "unit": field.unit,
        "meaning": field.meaning,
    }
