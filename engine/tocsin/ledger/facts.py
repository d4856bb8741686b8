"""FACT of the command line -> the one fact of a case that is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tocsin.facts.model import Fact, Given
from tocsin.facts.notation import parse_partial
from tocsin.facts.problems import Problem, ProblemError
from tocsin.facts.vocabulary import Vocabulary
from tocsin.ledger import codes

_ID: Final = re.compile(r"[0-9a-f]{6,12}")
_SHOWN: Final = 5


def find_fact(givens: Iterable[Given], text: str, vocabulary: Vocabulary) -> Fact:
    """The fact that ``text`` means: by id, or its first six digits; by type; by notation with any fields left out.

    It need not be in force. Raises ProblemError if the case has no such fact, or several.
    """
    facts = [given.fact for given in givens]
    wanted = text.strip()
    if vocabulary.get(wanted) is None and _ID.fullmatch(wanted):
        found = [fact for fact in facts if fact.id.startswith(wanted)]
    else:
        partial = parse_partial(wanted, vocabulary)
        exact = [fact for fact in facts if partial.matches(fact) and str(fact) == str(partial)]
        found = exact or [fact for fact in facts if partial.matches(fact)]
    if len(found) == 1:
        return found[0]
    if not found:
        message = f"the case has no fact {wanted}"
        raise ProblemError([Problem(codes.NO_SUCH_FACT, message, None, _similar(facts, wanted))])
    listed = "; ".join(f"{fact.id} is {fact}" for fact in found[:_SHOWN])
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    message = f"{wanted} may be any of {len(found)} facts"
    raise ProblemError([Problem(codes.AMBIGUOUS_FACT, message, None, f"give an id: {listed}{more}")])


def _similar(facts: Iterable[Fact], wanted: str) -> str:
    """The facts of the same type, as a hint."""
    name = wanted.partition("(")[0].strip()
    same = [f"{fact.id} is {fact}" for fact in facts if fact.fact_type().name == name]
    if not same:
        return "only a fact that was asserted can be confirmed, denied or taken back"
    return f"there is: {'; '.join(same[:_SHOWN])}"
