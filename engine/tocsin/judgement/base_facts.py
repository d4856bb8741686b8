"""What a conclusion comes down to: the given facts below its best derivations."""

from __future__ import annotations

from tocsin.engine import Assessment, Derivation, FactInForce
from tocsin.facts.reports import SUPPORTING, Report


def leaves(assessment: Assessment, identity: str) -> tuple[FactInForce, ...]:
    """The given facts that the best derivation of a fact rests on, those below first premises first."""
    found: dict[str, FactInForce] = {}
    seen: set[str] = set()
    waiting = [identity]
    while waiting:
        fact = waiting.pop()
        if fact in seen:
            continue
        seen.add(fact)
        given, conclusion = assessment.fact(fact), assessment.conclusion(fact)
        if given is not None and (fact != identity or conclusion is None):
            found[fact] = given
        elif conclusion is not None:
            waiting.extend(reversed(conclusion.best.premises))
    return tuple(found.values())


def supporting(fact: FactInForce) -> tuple[Report, ...]:
    """The reports that support the fact."""
    return tuple(report for report in fact.reports if report.status in SUPPORTING)


def trace(derivation: Derivation) -> str:
    """The derivation as one can look it up: its conclusion's id, the rule, and the ids of its premises.

    ``b9eeb4096e30 by rule-id(c1e924a1492a, …)``
    """
    return f"{derivation.conclusion} by {derivation.rule.id}({', '.join(dict.fromkeys(derivation.premises))})"
