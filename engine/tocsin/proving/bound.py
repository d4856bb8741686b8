"""Within which bound a witness is sought: how many facts, of which types, with which constants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.json_values import to_json
from tocsin.facts.kinds import Value

MOST_FACTS: Final = 4
"""So many facts at most, unless more is asked for."""
EXAMPLES: Final = 2
"""So many values that no rule names, of each kind of thing."""


@dataclass(frozen=True)
class Bound:
    """What sets of facts are tried: at most so many facts, of these types, each field one of these values.

    ``constants`` has the values by type and position; None among them means that the field may be absent. The number of
    rounds is not bounded: whatever follows, in any number of steps, is followed.
    """

    facts: int
    constants: Mapping[str, tuple[tuple[Value | None, ...], ...]]

    @property
    def types(self) -> tuple[str, ...]:
        """The types of the facts, by name."""
        return tuple(sorted(self.constants))

    def kinds(self, types: Mapping[str, FactType]) -> dict[str, int]:
        """How many different constants of each kind there are."""
        found: dict[str, set[Value]] = {}
        for name, columns in self.constants.items():
            for field, values in zip(types[name].fields, columns, strict=True):
                kind = "code" if field.codes is not None else field.kind.name
                found.setdefault(kind, set()).update(value for value in values if value is not None)
        return {kind: len(values) for kind, values in sorted(found.items())}

    def to_json(self, types: Mapping[str, FactType]) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "facts": self.facts,
            "rounds": None,
            "constants": {
                name: {
                    field.name: [None if value is None else to_json(value) for value in values]
                    for field, values in zip(types[name].fields, self.constants[name], strict=True)
                }
                for name in self.types
            },
        }
