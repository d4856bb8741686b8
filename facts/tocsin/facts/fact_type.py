"""Fact types: what may be said, field by field, and how a row of values is written and identified."""

from __future__ import annotations

import hashlib
import keyword
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tocsin.facts.kinds import Kind, KindError, Value, convert, exact_float, shape_of, to_json, value_json
from tocsin.facts.problems import suggestion

DIGITS = 12
"""Of an id, where no other fact has the same."""
MORE_DIGITS = 24
"""Of the ids of facts that agree in the first 12 digits."""

_OF_EVERY_FACT = frozenset(("example", "fact_type", "id", "row"))


def attribute_of(name: str) -> str:
    """The attribute of a field's name on a model: itself, unless Python or the base of all facts has taken it."""
    from pydantic import BaseModel

    taken = keyword.iskeyword(name) or name.startswith("model_") or name in _OF_EVERY_FACT or hasattr(BaseModel, name)
    return f"{name}_" if taken else name


@dataclass(frozen=True, slots=True)
class Codes:
    """Annotation that limits a ``str`` field to an open-ended list of codes (states, blocs, currencies).

    Unlike an enumeration such a field stays a ``str``: it joins with every other ``str``.
    """

    name: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class FieldType:
    """One field of a fact type: its kind, whether it may be absent, what it means and in what unit.

    ``attribute`` is its name on the pydantic model: the field's own, with an underscore appended where
    Python or pydantic has taken the name (``id``, ``from``, ``copy``).
    """

    name: str
    kind: Kind
    optional: bool = False
    meaning: str = ""
    unit: str = ""
    codes: Codes | None = None
    attribute: str = ""

    def __post_init__(self) -> None:
        if not self.attribute:
            object.__setattr__(self, "attribute", attribute_of(self.name))

    def convert(self, value: object) -> Value:
        """``value`` as a canonical value of this field. Raises KindError.

        A whole number for a float must be one that a float holds exactly: what is given is never rounded in silence.
        """
        if self.kind.name == "float" and shape_of(value) == "whole":
            value = exact_float(value)  # type: ignore[arg-type]
        result = convert(value, self.kind)
        if self.codes is not None and result not in self.codes.members:
            raise KindError(
                f"{result!r} is not a known {self.codes.name} code",
                suggestion(str(result), self.codes.members, "codes"),
            )
        return result

    def __str__(self) -> str:
        return f"{self.kind}?" if self.optional else str(self.kind)


@dataclass(frozen=True)
class FactType:
    """A fact type: its name and fields, in the order declared, and the pydantic model behind it."""

    name: str
    fields: tuple[FieldType, ...]
    meaning: str = ""
    example: str = ""
    declared_model: type[Any] | None = None

    @cached_property
    def by_name(self) -> dict[str, FieldType]:
        """The fields by name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def positions(self) -> dict[str, int]:
        """The place of each field in a row."""
        return {field.name: position for position, field in enumerate(self.fields)}

    @cached_property
    def _json_order(self) -> tuple[tuple[str, int], ...]:
        """The opening of each field in canonical JSON with its position, in the order of the names."""
        return tuple((f"{value_json(name)}:", self.positions[name]) for name in sorted(self.positions))

    def fields_json(self, row: tuple[Value | None, ...]) -> str:
        """The canonical JSON text of a row's fields, absent optionals left out."""
        parts = []
        for opening, position in self._json_order:
            value = row[position]
            if value is not None:
                parts.append(opening + value_json(value))
        return "{" + ",".join(parts) + "}"

    def canonical_fields(self, row: tuple[Value | None, ...]) -> dict[str, object]:
        """The JSON-ready fields of a row, absent optionals left out."""
        return {field.name: to_json(value) for field, value in zip(self.fields, row, strict=True) if value is not None}

    def identity(self, row: tuple[Value | None, ...], digits: int = DIGITS) -> str:
        """The content id of a row: the first 12 hex digits of the SHA-256 of its canonical JSON.

        Where two facts meet that agree in these, they go by more ``digits``.
        """
        content = f'{{"fields":{self.fields_json(row)},"type":"{self.name}"}}'
        return hashlib.sha256(content.encode("utf-8")).hexdigest()[:digits]

    def describe(self) -> dict[str, str]:
        """Field name to kind, as in a pack's ``types:`` section."""
        return {field.name: str(field) for field in self.fields}
