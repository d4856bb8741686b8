"""Which given facts a question is about: named, partly named, or by the grade or status of their reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tocsin.engine import codes
from tocsin.facts.naming import Identified, named
from tocsin.facts.problems import Problem, ProblemError
from tocsin.facts.reports import GRADE, STATUSES, SUPPORTING, Report

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment

_UNKNOWN = "F6"
"""The marks of the two axes that mean *unknown*."""


def givens_named(assessment: Assessment, text: str) -> tuple[str, ...]:
    """The ids of the given facts in force that ``text`` names.

    ``text`` is an id (six digits of it will do), a type, or a fact with any fields left out. Raises ProblemError for a
    type or field that the pack does not know, and where no given fact matches.
    """
    given = (Identified(fact.id, *fact.fact.key) for fact in assessment.facts)
    found = named(text, assessment.pack.vocabulary, given).ids
    if not found:
        message = f"no given fact in force matches {text.strip()}"
        hint = "only given facts can be uncertain; tocsin assess --json lists them under facts"
        raise ProblemError([Problem(codes.NO_GIVEN, message, None, hint)])
    return found


def givens_graded(assessment: Assessment, grade: str) -> tuple[str, ...]:
    """The ids of the given facts all of whose supporting reports are graded, and none better than ``grade``.

    A report is better if its source is more reliable, or what it says more credible. F and 6 mean unknown: nothing
    shows such a report to be better. Raises ProblemError for what is no grade, and where there is no such fact.
    """
    wanted = grade.strip().upper()
    if GRADE.fullmatch(wanted) is None:
        message = f"{grade!r} is no grade"
        raise ProblemError([Problem(codes.NO_UNCERTAIN, message, None, "write a letter A to F and a digit 1 to 6: C3")])

    def counts(report: Report) -> bool:
        return report.grade is not None and all(
            mark >= least or mark in _UNKNOWN for mark, least in zip(report.grade, wanted, strict=True)
        )

    return _all_supports(assessment, counts, f"every supporting report graded {wanted} or worse")


def givens_of_status(assessment: Assessment, status: str) -> tuple[str, ...]:
    """The ids of the given facts all of whose supporting reports have this status.

    For ``denied`` and ``retracted``: that some report denies or retracts. A fact without reports counts as assumed.
    Raises ProblemError for what is no status, and where there is no such fact.
    """
    wanted = status.strip().lower()
    if wanted not in STATUSES:
        message = f"{status!r} is no status of a report"
        raise ProblemError([Problem(codes.NO_UNCERTAIN, message, None, f"statuses: {', '.join(STATUSES)}")])
    if wanted in SUPPORTING:
        return _all_supports(
            assessment, lambda r: r.status == wanted, f"all its support {wanted}", bare=wanted == "assumed"
        )
    found = tuple(f.id for f in assessment.facts if any(report.status == wanted for report in f.reports))
    return _some(found, f"a report {wanted}")


def _all_supports(
    assessment: Assessment, counts: Callable[[Report], bool], what: str, bare: bool = False
) -> tuple[str, ...]:
    found = []
    for fact in assessment.facts:
        reports = fact.supporting
        if all(map(counts, reports)) if reports else bare:
            found.append(fact.id)
    return _some(tuple(found), what)


def _some(found: tuple[str, ...], what: str) -> tuple[str, ...]:
    if not found:
        hint = "name facts with --uncertain, or choose another grade or status"
        raise ProblemError([Problem(codes.NO_UNCERTAIN, f"no given fact in force has {what}", None, hint)])
    return found


def every(texts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """All ids, each once, in the order of first mention."""
    return tuple(dict.fromkeys(identity for found in texts for identity in found))
