"""FACT, as people name one everywhere: an id or its beginning, a type, or the notation with any fields left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import MORE_DIGITS
from tocsin.facts.key import Row
from tocsin.facts.model import Fact

if TYPE_CHECKING:
    from tocsin.facts.partial import PartialFact
    from tocsin.facts.vocabulary import Vocabulary

_ID = re.compile(r"[0-9a-f]{6,64}")


class Identified(NamedTuple):
    """A fact with the id by which it goes."""

    id: str
    type: str
    row: Row


def identified(facts: Iterable[Fact]) -> list[Identified]:
    """The facts with their ids; facts that agree in the first 12 digits go by 24 of them."""
    held = list(facts)
    first = {fact.key: fact.id for fact in held}
    times = Counter(first.values())
    return [
        Identified(fact.id if times[fact.id] == 1 else fact.fact_type().identity(fact.row, MORE_DIGITS), *fact.key)
        for fact in held
    ]


@dataclass(frozen=True)
class Named:
    """What a name means among some facts. ``partial`` is None if it is the beginning of an id."""

    name: str
    partial: PartialFact | None
    facts: tuple[Identified, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the facts meant, each once."""
        return tuple(dict.fromkeys(fact.id for fact in self.facts))

    @property
    def one(self) -> Identified | None:
        """The only fact meant; None if there is none, or several."""
        return self.facts[0] if len(set(self.facts)) == 1 else None


def named(text: str, vocabulary: Vocabulary, facts: Iterable[Identified]) -> Named:
    """Which of the facts ``text`` means, in their order.

    The beginning of an id has six digits or more; a type that reads like one is a type. Raises ProblemError for types,
    fields and values that the vocabulary does not know, with the nearest names.
    """
    name = text.strip()
    beginning = name.lower()
    if vocabulary.get(name) is None and _ID.fullmatch(beginning):
        found = tuple(fact for fact in facts if fact.id.startswith(beginning))
        # An id is whole though another begins with it.
        return Named(beginning, None, tuple(fact for fact in found if fact.id == beginning) or found)
    from tocsin.facts.notation import parse_partial

    partial = parse_partial(name, vocabulary)
    return Named(name, partial, tuple(fact for fact in facts if partial.matches(fact.type, fact.row)))
