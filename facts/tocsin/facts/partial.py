"""A fact named in part: by a type and some of its fields, or all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.facts.arguments import accounted
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.json_values import to_json
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.facts.printing import format_value

ANYTHING: Final = "any"
"""Stands for the value of a field that must be given, whatever it says."""


@dataclass(frozen=True)
class PartialFact:
    """Facts of a type whose fields, by position, have one of some values.

    Fields not named are free; of a ``whole`` fact they are absent, so that it means itself and no other. Those
    ``needed`` must be given, whatever they say, and those ``alike`` must say the same as the first of their group.
    """

    type: str
    values: tuple[tuple[int, tuple[Value, ...]], ...] = ()
    whole: bool = False
    needed: tuple[int, ...] = ()
    alike: tuple[tuple[int, ...], ...] = ()

    @classmethod
    @accounted
    def of_row(cls, type_name: str, row: Row) -> PartialFact:
        """Just the fact with this row."""
        values = tuple((at, (value,)) for at, value in enumerate(row) if value is not None)
        return cls(type_name, values, whole=True)

    @accounted
    def matches(self, type_name: str, row: Row) -> bool:
        """True if a fact is one of those meant."""
        return type_name == self.type and self.matches_row(row)

    @accounted
    def matches_row(self, row: Row) -> bool:
        """True if a row of this type is one of those meant."""
        return not self.differing(row)

    @accounted
    def differing(self, row: Row) -> tuple[int, ...]:
        """The positions at which a row of this type is not as it should be."""
        found = [position for position, allowed in self.values if row[position] not in allowed]
        found += [position for position in self.needed if row[position] is None]
        for first, *others in self.alike:
            found += [at for at in others if None not in (row[first], row[at]) and row[at] != row[first]]
        if self.whole:
            named = {position for position, _ in self.values}
            found += [position for position, value in enumerate(row) if value is not None and position not in named]
        return tuple(sorted(set(found)))

    @accounted
    def text(self, types: Mapping[str, FactType]) -> str:
        """In the notation for facts, with the fields that are free left out.

        A field that may say anything, and must be given, says so; those that must say the same share a ``$name``.
        """
        fields = types[self.type].fields
        said = {at: "|".join(map(format_value, allowed)) for at, allowed in self.values}
        said.update(dict.fromkeys(self.needed, ANYTHING))
        said.update((at, f"${fields[group[0]].name}") for group in self.alike for at in group)
        told = ", ".join(f"{fields[at].name}={text}" for at, text in sorted(said.items()))
        return f"{self.type}({told})" if told else self.type

    @accounted
    def to_json(self, types: Mapping[str, FactType]) -> dict[str, object]:
        """As JSON-ready data: the type, and the fields, each with its value or its alternatives."""
        fields = types[self.type].fields
        said = {
            fields[at].name: to_json(allowed[0]) if len(allowed) == 1 else {"any": [to_json(v) for v in allowed]}
            for at, allowed in self.values
        }
        return {"type": self.type, "fields": said}
