"""An assessment as the ledger records it: enough to make it again from the ledger alone, and to compare the content."""

from __future__ import annotations

import datetime as dt
import platform
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tocsin.engine import Assessment
from tocsin.engine.assess import EngineChoice, engine_notes
from tocsin.engine.assessment_header import moment_json
from tocsin.engine.result_json import BESIDE
from tocsin.facts.arguments import accounted, checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import as_date
from tocsin.facts.json_values import canonical_json
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.ledger.entry import Draft
from tocsin.ledger.packs import text_digest


@dataclass(frozen=True)
class Record:
    """One recorded assessment: of the case after ``at`` entries, under the pack with that text, as it was asked for.

    ``digest`` is that of its content, and ``counts`` how many conclusions it had by qualifier. Which ``engines`` ran,
    on which ``python`` and by which ``tocsin``, stands beside it. Earlier records have ``result`` instead of
    ``digest``: the SHA-256 of the canonical JSON as it was then, engines included.
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
    digest: str | None
    counts: Mapping[str, int]
    tocsin: str
    python: str | None
    result: str | None = None

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
            assessment.digest,
            dict(Counter(conclusion.qualifier for conclusion in assessment.conclusions)),
            tocsin_version(),
            platform.python_version(),
        )

    @classmethod
    @accounted
    def from_json(cls, content: Mapping[str, Any]) -> Record:
        """The record that the content of an entry states."""
        return cls(
            content["at"],
            content["pack"],
            content["pack_digest"],
            as_date(content["as_of"]),
            as_date(content["known_by"]),
            content["assumptions"],
            content["engine"],
            tuple(content["engines"]),
            content.get("digest"),
            content["conclusions"],
            content["tocsin"],
            content.get("python"),
            content.get("result"),
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
            "digest": self.digest,
            "conclusions": dict(self.counts),
            "tocsin": self.tocsin,
            "python": self.python,
        }
        return Draft("assessment", content, reason)

    @checked()
    def is_of(self, assessment: Assessment) -> bool:
        """Whether what it records is what the assessment says, whichever engines ran then and now."""
        if self.digest is not None:
            return self.digest == assessment.digest
        return any(self.result == result for result in _results_of_before(assessment, self))


def _results_of_before(assessment: Assessment, record: Record) -> Iterator[str]:
    """The SHA-256 of the JSON of the assessment as it was before the digest covered the content alone.

    It named the engines, and among the warnings why one did not run, which depends on the Python: each such warning is
    tried.
    """
    data = assessment.to_data()
    for key in BESIDE & data.keys():
        del data[key]
    for notes in engine_notes(record.engines):
        warnings = [*data["warnings"], *(note.to_json() for note in notes)]
        warnings.sort(key=lambda warning: (warning["code"], warning["message"]))
        then = {**data, "engines": list(record.engines), "warnings": warnings}
        yield text_digest(canonical_json({**then, "digest": text_digest(canonical_json(then))}))


def tocsin_version() -> str:
    """The version of Tocsin that is running."""
    try:
        return version("tocsin")
    except PackageNotFoundError:
        return "unknown"
