"""What a conclusion comes down to: the given facts below its best derivations."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.engine import Assessment, Conclusion, Derivation, FactInForce
from tocsin.engine.conclusions import Facts
from tocsin.facts.accounts import accounts
from tocsin.facts.model import Given
from tocsin.facts.reports import Report


def leaves(assessment: Assessment, identity: str) -> tuple[FactInForce, ...]:
    """The given facts that make a fact as strong as it is, those below first premises first."""
    return tuple(fact for _, fact in footing(assessment, identity) if fact is not None)


def footing(assessment: Assessment, identity: str) -> Iterator[tuple[str, FactInForce | None]]:
    """Every fact that makes a fact as strong as it is, itself among them, by id, and as given if it counts as given.

    Where a fact is both given and derived, it is as strong as the stronger of the two; of two alike, a premise counts
    as given and what is asked about as derived.
    """
    facts, graph = assessment.numbered, assessment.graph
    root = facts.numbers[identity]
    waiting, seen = [root], set[int]()
    if not graph.is_firmer_given(root):
        yield identity, None
        waiting = _premises(facts, root)
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        leaf = graph.is_leaf(number)
        yield facts.ids[number], assessment.fact(facts.ids[number]) if leaf else None
        if not leaf:
            waiting += _premises(facts, number)


def denials(assessment: Assessment) -> dict[str, tuple[Given, tuple[Report, ...]]]:
    """Every fact that somebody denies, as is known at the time assessed, in force or not, by id, with the denials."""
    denied = [given for given in assessment.given if any(report.status == "denied" for report in given.reports)]
    found = {}
    for given, held in accounts(denied, as_of=assessment.as_of, known_by=assessment.known_by):
        if reports := held.of("denies"):
            found[assessment.numbered.id_of(given.fact.key)] = given, reports
    return found


def _premises(facts: Facts, number: int) -> list[int]:
    """The premises of the best derivation, the first last."""
    return [facts.numbers[premise] for premise in reversed(Conclusion(facts, number).best.premises)]


def trace(derivation: Derivation) -> str:
    """The derivation as one can look it up: its conclusion's id, the rule, and the ids of its premises.

    ``b9eeb4096e30 by rule-id(c1e924a1492a, …)``
    """
    return f"{derivation.conclusion} by {derivation.rule.id}({', '.join(dict.fromkeys(derivation.premises))})"
