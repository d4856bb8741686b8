"""What may follow what somebody has typed of a fact: its type, its fields, the values of a field that has few."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.vocabulary import Vocabulary

Words: TypeAlias = Mapping[tuple[str, str], Collection[str]]
"""Values to offer beside those that a field's kind has, by type and field, as they are written in a fact."""
_NONE: Final[Words] = {}


def fact_offers(text: str, vocabulary: Vocabulary, *, opened: bool, known: Words = _NONE) -> Iterator[tuple[str, str]]:
    """What may follow ``text``, each as the whole of what would then stand there.

    ``opened`` is for a fact that, unlike one to look for, needs fields. A shell takes a single offer for the end of the
    word and closes its quotes, so that what is not finished yet is never offered alone.
    """
    name, parenthesis, inside = text.partition("(")
    if parenthesis:
        fact_type = vocabulary.get(name.strip())
        if fact_type is not None:
            start, part = _last_part(inside)
            for offer, meaning in _part_offers(part, fact_type, inside[:start], known):
                yield f"{name}({inside[:start]}{offer}", meaning
        return
    matching = [fact_type for fact_type in vocabulary.types.values() if fact_type.name.startswith(name)]
    if opened and len(matching) == 1:
        offers = _part_offers("", matching[0], "", known)
        yield from ((f"{matching[0].name}({offer}", meaning) for offer, meaning in offers)
    else:
        yield from ((fact_type.name + ("(" if opened else ""), fact_type.meaning) for fact_type in matching)


def _last_part(inside: str) -> tuple[int, str]:
    """Where the field being typed begins, and its text; commas within quotes separate nothing."""
    start, quote = 0, ""
    for at, character in enumerate(inside):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == ",":
            start = at + 1
    while start < len(inside) and inside[start] == " ":
        start += 1
    return start, inside[start:]


def _part_offers(part: str, fact_type: FactType, used: str, known: Words) -> Iterator[tuple[str, str]]:
    name, equals, value = part.partition("=")
    if equals:
        field = fact_type.by_name.get(name.strip())
        words = [] if field is None else [word for word in _words(fact_type, field, known) if word.startswith(value)]
        endings = (")", ", ") if len(words) == 1 else ("",)
        yield from ((f"{name}={word}{ending}", "") for word in words for ending in endings)
        return
    unused = (field for field in fact_type.fields if re.search(rf"\b{field.name}\s*=", used) is None)
    fields = [field for field in unused if field.name.startswith(name)]
    for field in fields:
        yield f"{field.name}=", field.meaning or str(field)
    if len(fields) == 1:
        values = _words(fact_type, fields[0], known) or (f"<{fields[0].kind}>",)
        yield from ((f"{fields[0].name}={word}", "") for word in values)


def _words(fact_type: FactType, field: FieldType, known: Words) -> Collection[str]:
    own: Iterable[str] = field.kind.values if field.kind.name == "enum" else ()
    if field.codes is not None:
        own = field.codes.proposed
    elif field.kind.name == "bool":
        own = ("true", "false")
    return tuple(dict.fromkeys((*own, *known.get((fact_type.name, field.name), ()))))
