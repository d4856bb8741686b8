"""What a conclusion comes down to: the given facts below its best derivations."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.engine import Assessment, Conclusion, Derivation, FactInForce
from tocsin.engine.facts_by_id import Facts
from tocsin.facts.accounts import accounts, thing_of
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


def denials(assessment: Assessment) -> dict[str, tuple[tuple[Given, Report], ...]]:
    """Every fact that somebody denies, as is known at the time assessed, in force or not, by id, with the denials.

    Whoever denies one account of a thing denies the others with it, unless he gives one of them himself.
    """
    known = {"as_of": assessment.as_of, "known_by": assessment.known_by}
    things: dict[object, list[Given]] = {}
    for given in assessment.given:
        things.setdefault(thing_of(given.fact) or given.fact.key, []).append(given)
    found: dict[str, tuple[tuple[Given, Report], ...]] = {}
    for members in things.values():
        if not any(report.status == "denied" for given in members for report in given.reports):
            continue
        held = list(accounts(members, **known))
        for given, own in held:
            vouch = {report.source.name for report in own.supporting}
            denied = [(other, report) for other, each in held for report in each.of("denies")
                      if other is given or report.source.name is None or report.source.name not in vouch]  # fmt: skip
            if denied:
                found[assessment.numbered.id_of(given.fact.key)] = tuple(denied)
    return found


def _premises(facts: Facts, number: int) -> list[int]:
    """The premises of the best derivation, the first last."""
    return [facts.numbers[premise] for premise in reversed(Conclusion(facts, number).best.premises)]


def trace(derivation: Derivation) -> str:
    """The derivation as one can look it up: its conclusion's id, the rule, and the ids of its premises.

    ``b9eeb4096e30 by rule-id(c1e924a1492a, …)``
    """
    return f"{derivation.conclusion} by {derivation.rule.id}({', '.join(dict.fromkeys(derivation.premises))})"
