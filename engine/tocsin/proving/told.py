"""What a search came to, as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.facts.model import Fact
    from tocsin.proving.witness import Found


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


def _fact_json(fact: Fact) -> dict[str, object]:
    fact_type = fact.fact_type()
    return {"type": fact_type.name, "fields": fact_type.canonical_fields(fact.row)}
