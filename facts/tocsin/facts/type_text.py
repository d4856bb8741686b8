"""A fact type in words: what a field takes, and what two facts must share to be about one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.facts.fact_type import FactType, FieldType

_FEW: Final = 12
"""So many codes of a list are named; of more only their number is."""


def kind_text(field: FieldType, where: str = "") -> str:
    """The kind of a field, what it is held to, and whether it may be left out.

    ``where`` is put after how many codes a long list has: where they can be seen.
    """
    text = f"one of {', '.join(field.kind.values)}" if field.kind.name == "enum" else field.kind.name
    if field.codes is not None:
        codes = field.codes.proposed
        known = ", ".join(codes) if len(codes) <= _FEW else f"{len(codes):,} are known{where}"
        text += f", a code of {field.codes.name} ({known})"
    return ", ".join([text, *field.restrictions, *(["optional"] if field.optional else [])])


def things_text(fact_type: FactType) -> Iterator[str]:
    """When a fact of the type is in force, which are accounts of one thing, and which figures may be added."""
    if fact_type.validity:
        since, until = fact_type.validity
        yield f"It is in force only from {since} to {until}, where it states them."
    if not fact_type.key:
        return
    told = f"Facts that agree in {', '.join(fact_type.key)} are accounts of one thing."
    if fact_type.period:
        told += f" A figure covers the days from {fact_type.period[0]} to {fact_type.period[1]}; "
        told += (
            "the longest period takes in the shorter ones."
            if fact_type.cumulative
            else "figures of periods that overlap are not added."
        )
    yield told
