"""What a search came to, as data, and its witness as a case file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tocsin.facts.kinds import Value
from tocsin.facts.printing import format_value

if TYPE_CHECKING:
    from tocsin.facts.model import Fact
    from tocsin.proving.witness import Found

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NO_WORDS: Final = frozenset(("true", "false", "null"))


def found_json(found: Found) -> dict[str, object]:
    """What a search came to as JSON-ready data; each certificate as the text that it is."""
    outcome = "witness" if found.facts is not None else "undecided" if found.undecided else "none"
    types = found.types
    return {
        "asked": found.goal,
        "outcome": outcome,
        "why": found.undecided or None,
        "facts": None if found.facts is None else [_fact_json(fact) for fact in found.facts],
        "engines": [list(assessment.engines) for assessment in found.assessments],
        "bound": found.bound.to_json(types),
        "tried": found.tried,
        "certificates": [json.loads(certificate) for certificate in found.certificates],
    }


def case_lines(found: Found, pack: str) -> Iterator[str]:
    """The witness as the lines of a case file in YAML that names the pack so."""
    case = found.case
    yield "case: witness"
    yield f"pack: {_yaml(pack)}"
    if case.switched:
        yield "assumptions:"
        yield from (f"  {name}: {'on' if on else 'off'}" for name, on in case.switched.items())
    yield "facts:"
    for given in case.facts:
        fact_type = given.fact.fact_type()
        told = [(f.name, v) for f, v in zip(fact_type.fields, given.fact.row, strict=True) if v is not None]
        yield f"  - {fact_type.name}:" + ("" if told else " {}")
        yield from (f"      {name}: {_yaml(value)}" for name, value in told)


def _yaml(value: Value) -> str:
    if isinstance(value, str):
        plain = _WORD.fullmatch(value) is not None and value.lower() not in _NO_WORDS
        return value if plain else json.dumps(value, ensure_ascii=False)
    return format_value(value)


def _fact_json(fact: Fact) -> dict[str, object]:
    fact_type = fact.fact_type()
    return {"type": fact_type.name, "fields": fact_type.canonical_fields(fact.row)}
