"""What a conclusion comes down to: the given facts below its best derivations."""

from __future__ import annotations

from tocsin.engine import Assessment, Conclusion, Derivation, FactInForce
from tocsin.engine.plan import STRENGTH


def leaves(assessment: Assessment, identity: str) -> tuple[FactInForce, ...]:
    """The given facts that make a fact as strong as it is, those below first premises first.

    Where a fact is both given and derived, it is as strong as the stronger of the two; of two alike, a premise counts
    as given and what is asked about as derived.
    """
    found: dict[str, FactInForce] = {}
    seen: set[str] = set()
    waiting = [identity]
    while waiting:
        fact = waiting.pop()
        if fact in seen:
            continue
        seen.add(fact)
        given, conclusion = assessment.fact(fact), assessment.conclusion(fact)
        if given is not None and (conclusion is None or _counts_as_given(given, conclusion, fact != identity)):
            found[fact] = given
        elif conclusion is not None:
            waiting.extend(reversed(conclusion.best.premises))
    return tuple(found.values())


def _counts_as_given(given: FactInForce, conclusion: Conclusion, premise: bool) -> bool:
    as_given, as_derived = STRENGTH[given.qualifier], STRENGTH[conclusion.best.qualifier]
    return as_given > as_derived or (premise and as_given == as_derived)


def trace(derivation: Derivation) -> str:
    """The derivation as one can look it up: its conclusion's id, the rule, and the ids of its premises.

    ``b9eeb4096e30 by rule-id(c1e924a1492a, …)``
    """
    return f"{derivation.conclusion} by {derivation.rule.id}({', '.join(dict.fromkeys(derivation.premises))})"
