"""The first line of an answer: which case, when, and by which rules."""

from __future__ import annotations

from tocsin.engine import Assessment
from tocsin.explain.answers import words


def heading(assessment: Assessment) -> str:
    """The case assessed, its dates, and its pack."""
    when = "" if assessment.as_of is None else words.AS_OF.format(date=assessment.as_of)
    if assessment.known_by is not None and assessment.known_by != assessment.as_of:
        when += words.KNOWN_BY.format(date=assessment.known_by)
    pack = assessment.pack
    return words.HEADER.format(case=assessment.name, when=when, pack=pack.name, version=pack.version)
