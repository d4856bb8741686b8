"""FACT of the command line -> the one fact of a case that is meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from tocsin.facts.model import Fact, Given
from tocsin.facts.naming import identified, named
from tocsin.facts.problems import Problem, ProblemError
from tocsin.facts.vocabulary import Vocabulary
from tocsin.ledger import codes

_SHOWN: Final = 5


def find_fact(givens: Iterable[Given], text: str, vocabulary: Vocabulary) -> Fact:
    """The fact that ``text`` means: by id, or its first six digits; by type; by notation with any fields left out.

    It need not be in force. Raises ProblemError if the case has no such fact, or several.
    """
    facts = [given.fact for given in givens]
    wanted = text.strip()
    known = dict(zip(identified(facts), facts, strict=True))
    meant = named(wanted, vocabulary, known)
    found = [known[each] for each in meant.facts]
    if meant.partial is not None:
        whole = replace(meant.partial, whole=True)
        found = [known[each] for each in meant.facts if whole.matches_row(each.row)] or found
    if len(found) == 1:
        return found[0]
    if not found:
        message = f"the case has no fact {wanted}"
        raise ProblemError([Problem(codes.NO_SUCH_FACT, message, None, _similar(facts, wanted))])
    ids = {fact.key: each.id for each, fact in known.items()}
    listed = "; ".join(f"{ids[fact.key]} is {fact}" for fact in found[:_SHOWN])
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    message = f"{wanted} may be any of {len(found)} facts"
    raise ProblemError([Problem(codes.AMBIGUOUS_FACT, message, None, f"give an id: {listed}{more}")])


def _similar(facts: Iterable[Fact], wanted: str) -> str:
    """The facts of the same type, as a hint."""
    name = wanted.partition("(")[0].strip()
    same = [f"{fact.id} is {fact}" for fact in facts if fact.fact_type().name == name]
    if not same:
        return "assert it first; what somebody only denies is asserted with the status denied"
    return f"there is: {'; '.join(same[:_SHOWN])}"
