"""Words and sources of given facts that differ from others in how they are written alone: to rules they are two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from tocsin.engine import codes
from tocsin.engine.assessment import FactInForce, Warned
from tocsin.facts.backing import independent, named
from tocsin.facts.near_names import one_slip_apart, plainly
from tocsin.facts.printing import format_value
from tocsin.facts.values import kept_with
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
        said.setdefault((spot, plainly(value)), {}).setdefault(value, f"{name}.{field}={format_value(value)}")
    for key, spellings in said.items():
        for word in named.get(key, ()):
            spellings.setdefault(word, f"a rule's {format_value(word)}")
        if len(spellings) > 1:
            told = " and ".join(told for _, told in sorted(spellings.items()))
            but = "capitals" if len(set(map(str.casefold, spellings))) == 1 else "capitals, accents, quotes and dashes"
            message = f"{told} are two words, alike but for {but}; if one is meant, write one"
            yield Warned(codes.TWO_SPELLINGS, message)


def warnings_of_sources(pack: Pack, facts: Iterable[FactInForce]) -> Iterator[Warned]:
    """A warning for each source of a fact that may be another of its sources misspelt, where a rule counts them."""
    counted = _counted_types(pack)
    for fact in facts if counted else ():
        if fact.type not in counted or len(fact.supporting) < 2:
            continue
        by_name = {name: voice for voice in independent(fact.supporting) for name in voice.names}
        counts = Counter(name for report in fact.supporting for name in named(report) if name in by_name)
        for name, like in one_slip_apart(counts):
            if by_name[name] is not by_name[like]:
                one, other = sorted((name, like))
                message = (
                    f"the sources {one!r} and {other!r} of {fact.fact} may be one, misspelt, and a rule counts two"
                )
                yield Warned(codes.TWO_SPELLINGS, f"{message}; if one is meant, write one")


@kept_with
def _counted_types(pack: Pack) -> frozenset[str]:
    """The types of facts that a rule wants backed by several independent sources."""
    asked = (item for rule in pack.rules for _, items in rule.conjunctions for item in items)
    return frozenset(
        item.type
        for item in asked
        if isinstance(item, Pattern) and item.backed_by is not None and item.backed_by.sources > 1
    )


@kept_with
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
        named.setdefault((found(spot), plainly(word)), {})[word] = None
    return {spot: found(spot) for spot in list(stands)}, {key: tuple(each) for key, each in named.items()}
