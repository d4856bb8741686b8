"""Words of given facts that no rule can match: said, because what rests on them would be missing without a sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tocsin.engine import codes
from tocsin.engine.assessment import FactInForce, Warned
from tocsin.engine.two_spellings import warnings_of_spellings
from tocsin.facts.fact_type import FieldType
from tocsin.facts.printing import format_value
from tocsin.facts.problems import nearest
from tocsin.rules.model import Pack

_SHOWN = 8
_Words = Mapping[tuple[str, str], frozenset[str]]


def warnings_of_words(pack: Pack, facts: Iterable[FactInForce]) -> list[Warned]:
    """A warning for each word that no pattern on its field names or no open list knows, or that has two spellings."""
    known = pack.known_words
    found: dict[tuple[str, str, str], FieldType] = {}
    for fact in facts:
        fact_type = fact.fact.fact_type()
        for field, value in zip(fact_type.fields, fact.fact.row, strict=True):
            # The name of a fact type is no misspelling, whether a rule asks for it or not.
            if isinstance(value, str) and _is_word(field) and value not in pack.vocabulary.types:
                found.setdefault((fact_type.name, field.name, value), field)
    unlisted = [key for key, field in found.items() if field.open_list is None and key[:2] not in known]
    return [
        *(warned for (name, _, value), field in found.items() for warned in _warned(name, field, value, known)),
        *warnings_of_spellings(pack, unlisted),
    ]


def _is_word(field: FieldType) -> bool:
    return field.kind.name == "str" and field.codes is None


def _warned(name: str, field: FieldType, value: str, known: _Words) -> Iterator[Warned]:
    shown = f"{name}.{field.name}={format_value(value)}"
    words = known.get((name, field.name))
    if words is not None and value not in words:
        yield Warned(codes.UNKNOWN_WORD, f"no rule knows {shown}; known: {_listed(value, words)}")
    elif words is None and field.open_list is not None and value not in field.open_list.words:
        listed = _listed(value, field.open_list.words)
        yield Warned(codes.UNLISTED_WORD, f"{shown} is taken as it is written; listed: {listed}")


def _listed(value: str, words: Iterable[str]) -> str:
    """The words, the nearest first."""
    every = sorted(words)
    close = nearest(value, every)
    ordered = every if close is None else [close, *(word for word in every if word != close)]
    rest = f" and {len(ordered) - _SHOWN} more" if len(ordered) > _SHOWN else ""
    return ", ".join(map(format_value, ordered[:_SHOWN])) + rest
