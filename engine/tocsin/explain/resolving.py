"""FACT of the command line -> the ids it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.explain import codes
from tocsin.facts.arguments import checked
from tocsin.facts.naming import Identified, named
from tocsin.facts.problems import Problem, ProblemError

if TYPE_CHECKING:
    from tocsin.engine import Assessment


@checked()
def resolve(assessment: Assessment, text: str) -> tuple[str, ...]:
    """The ids of what ``text`` means: matching conclusions first, then facts given in force; empty if none holds.

    ``text`` is an id (or its beginning, six digits or more), the name of a type, or the notation for facts with
    any fields left out. Raises ProblemError for a type or field that the pack does not know, with the nearest
    names, and for the beginning of an id that fits several facts.
    """
    graph, numbers = assessment.graph, assessment.numbered.numbers
    concluded = (conclusion.id for conclusion in assessment.conclusions)
    order = dict.fromkeys((*concluded, *(fact.id for fact in assessment.facts)))
    facts = (Identified(each, graph.types[numbers[each]], graph.rows[numbers[each]]) for each in order)
    found = named(text, assessment.pack.vocabulary, facts)
    if found.partial is None and len(found.ids) > 1:
        shown = sorted(found.ids)[:5]
        message = f"{len(found.ids)} facts have an id that begins with {found.name}"
        told = "; ".join(f"{identity} is {assessment.fact_text(identity)}" for identity in shown)
        raise ProblemError([Problem(codes.AMBIGUOUS_ID, message, None, f"give more digits: {told}")])
    return found.ids
