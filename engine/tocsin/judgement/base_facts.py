"""What a conclusion comes down to: the given facts below its best derivations."""

from __future__ import annotations

from tocsin.engine import Assessment, Conclusion, Derivation, FactInForce
from tocsin.engine.conclusions import Facts


def leaves(assessment: Assessment, identity: str) -> tuple[FactInForce, ...]:
    """The given facts that make a fact as strong as it is, those below first premises first.

    Where a fact is both given and derived, it is as strong as the stronger of the two; of two alike, a premise counts
    as given and what is asked about as derived.
    """
    facts, graph = assessment.numbered, assessment.graph
    root = facts.numbers[identity]
    found: dict[str, FactInForce] = {}
    seen: set[int] = set()
    waiting = [root] if graph.is_firmer_given(root) else _premises(facts, root)
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        if not graph.is_leaf(number):
            waiting += _premises(facts, number)
        elif (given := assessment.fact(facts.ids[number])) is not None:
            found[given.id] = given
    return tuple(found.values())


def _premises(facts: Facts, number: int) -> list[int]:
    """The premises of the best derivation, the first last."""
    return [facts.numbers[premise] for premise in reversed(Conclusion(facts, number).best.premises)]


def trace(derivation: Derivation) -> str:
    """The derivation as one can look it up: its conclusion's id, the rule, and the ids of its premises.

    ``b9eeb4096e30 by rule-id(c1e924a1492a, …)``
    """
    return f"{derivation.conclusion} by {derivation.rule.id}({', '.join(dict.fromkeys(derivation.premises))})"
