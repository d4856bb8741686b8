"""Words of given facts that differ from another's, or from a rule's, in their case alone: to rules they are two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from tocsin.engine import codes
from tocsin.engine.assessment import Warned
from tocsin.facts.printing import format_value
from tocsin.rules.rule import Constant, Pattern, Variable

if TYPE_CHECKING:
    from tocsin.rules.model import Pack

Spot: TypeAlias = tuple[str, str]
"""A field of a type, by their names."""


def warnings_of_spellings(pack: Pack, words: Iterable[tuple[str, str, str]]) -> Iterator[Warned]:
    """A warning for each word that is written in two ways in fields which rules compare with each other.

    ``words`` are type, field and value of each.
    """
    said: dict[tuple[Spot, str], dict[str, str]] = {}
    joined, named = joined_fields(pack)
    for name, field, value in words:
        spot = joined.get((name, field), (name, field))
        said.setdefault((spot, value.casefold()), {}).setdefault(value, f"{name}.{field}={format_value(value)}")
    for key, spellings in said.items():
        for word in named.get(key, ()):
            spellings.setdefault(word, f"a rule's {format_value(word)}")
        if len(spellings) > 1:
            told = " and ".join(told for _, told in sorted(spellings.items()))
            message = f"{told} are two words, alike but for capitals; if one is meant, write one"
            yield Warned(codes.TWO_SPELLINGS, message)


@lru_cache(maxsize=32)
def joined_fields(pack: Pack) -> tuple[Mapping[Spot, Spot], Mapping[tuple[Spot, str], tuple[str, ...]]]:
    """For each field one that stands for all which share a variable with it, and the words that rules name there."""
    stands: dict[Spot, Spot] = {}

    def found(spot: Spot) -> Spot:
        while stands.setdefault(spot, spot) != spot:
            spot = stands[spot]
        return spot

    constants: list[tuple[Spot, str]] = []
    for rule in pack.rules:
        first: dict[str, Spot] = {}
        asked = (item for _, items in rule.conjunctions for item in items if isinstance(item, Pattern))
        for pattern in (*asked, *rule.then):
            for field, term in pattern.terms.items():
                spot = pattern.type, field
                if isinstance(term, Variable):
                    stands[found(spot)] = found(first.setdefault(term.name, spot))
                elif isinstance(term, Constant):
                    constants += ((spot, value) for value in term.values if isinstance(value, str))
    named: dict[tuple[Spot, str], dict[str, None]] = {}
    for spot, word in constants:
        named.setdefault((found(spot), word.casefold()), {})[word] = None
    return {spot: found(spot) for spot in list(stands)}, {key: tuple(each) for key, each in named.items()}
