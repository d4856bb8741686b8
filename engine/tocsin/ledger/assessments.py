"""An assessment as the ledger records it: enough to make it again from the ledger alone, and to compare the bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tocsin.engine import Assessment
from tocsin.engine.assess import EngineChoice
from tocsin.engine.assessment_header import moment_json
from tocsin.facts.arguments import accounted, checked
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.ledger.entry import Draft


@dataclass(frozen=True)
class Record:
    """One recorded assessment: of the case after ``at`` entries, under the pack with that text, as it was asked for.

    ``result`` is the SHA-256 of the canonical JSON of the content, byte by byte; ``counts`` how many conclusions it had
    by qualifier.
    """

    __repr__ = short_repr
    __hash__ = hash_of_fields

    at: int
    pack: str
    pack_digest: str
    as_of: dt.date | None
    known_by: dt.date | None
    assumptions: Mapping[str, bool]
    engine: EngineChoice
    engines: tuple[str, ...]
    result: str
    counts: Mapping[str, int]
    tocsin: str

    @classmethod
    @checked()
    def of(cls, assessment: Assessment, at: int, pack: str, engine: EngineChoice = "auto") -> Record:
        """The record of an assessment of the case after ``at`` entries, under the pack whose text has that digest."""
        return cls(
            at,
            pack,
            assessment.pack.digest,
            assessment.as_of,
            assessment.known_by,
            dict(assessment.assumptions),
            engine,
            assessment.engines,
            result_digest(assessment),
            dict(Counter(conclusion.qualifier for conclusion in assessment.conclusions)),
            tocsin_version(),
        )

    @classmethod
    @accounted
    def from_json(cls, content: Mapping[str, Any]) -> Record:
        """The record that the content of an entry states."""
        return cls(
            content["at"],
            content["pack"],
            content["pack_digest"],
            _date(content["as_of"]),
            _date(content["known_by"]),
            content["assumptions"],
            content["engine"],
            tuple(content["engines"]),
            content["result"],
            content["conclusions"],
            content["tocsin"],
        )

    @checked()
    def draft(self, reason: str | None = None) -> Draft:
        """The entry that records it."""
        content = {
            "at": self.at,
            "pack": self.pack,
            "pack_digest": self.pack_digest,
            **moment_json(self.as_of, self.known_by),
            "assumptions": dict(self.assumptions),
            "engine": self.engine,
            "engines": list(self.engines),
            "result": self.result,
            "conclusions": dict(self.counts),
            "tocsin": self.tocsin,
        }
        return Draft("assessment", content, reason)


def result_digest(assessment: Assessment) -> str:
    """``sha256:…`` over the bytes of the canonical JSON, without the grades and names told beside the content."""
    whole = hashlib.sha256()
    for piece in assessment.content_pieces():
        whole.update(piece.encode("utf-8"))
    return f"sha256:{whole.hexdigest()}"


def tocsin_version() -> str:
    """The version of Tocsin that is running."""
    try:
        return version("tocsin")
    except PackageNotFoundError:
        return "unknown"


def _date(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
