"""FACT of the command line -> the ids it means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tocsin.explain import codes
from tocsin.facts.notation import parse_partial
from tocsin.facts.problems import Problem, ProblemError

if TYPE_CHECKING:
    from tocsin.engine import Assessment

_ID = re.compile(r"[0-9a-f]{6,12}")


def resolve(assessment: Assessment, text: str) -> tuple[str, ...]:
    """The ids of what ``text`` means: matching conclusions first, then facts given in force; empty if none holds.

    ``text`` is an id (or its beginning, six digits or more), the name of a type, or the notation for facts with
    any fields left out. Raises ProblemError for a type or field that the pack does not know, with the nearest
    names, and for the beginning of an id that fits several facts.
    """
    wanted = text.strip()
    vocabulary = assessment.pack.vocabulary
    if vocabulary.get(wanted) is None and _ID.fullmatch(wanted.lower()):
        return _by_id(assessment, wanted.lower())
    partial = parse_partial(wanted, vocabulary)
    rows = assessment.graph.rows
    found = [
        conclusion.id
        for conclusion in assessment.conclusions
        if conclusion.type == partial.fact_type.name and partial.matches_row(rows[conclusion.number])
    ]
    found += [
        fact.id
        for fact in assessment.facts
        if fact.type == partial.fact_type.name and partial.matches_row(fact.fact.row)
    ]
    return tuple(dict.fromkeys(found))


def _by_id(assessment: Assessment, beginning: str) -> tuple[str, ...]:
    found = [identity for identity in assessment.numbered.ids if identity.startswith(beginning)]
    if len(found) <= 1:
        return tuple(found)
    shown = sorted(found)[:5]
    message = f"{len(found)} facts have an id that begins with {beginning}"
    hint = "give more digits: " + "; ".join(f"{identity} is {assessment.fact_text(identity)}" for identity in shown)
    raise ProblemError([Problem(codes.AMBIGUOUS_ID, message, None, hint)])
