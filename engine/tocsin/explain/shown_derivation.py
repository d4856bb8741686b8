"""Which derivation of each fact to show first, so that following them always ends at given facts.

``Conclusion.best`` sees to it for derived facts; a fact that is given as strongly as it holds needs care, since its
derivations may rest on the fact itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.engine.conclusions import Conclusion, Derivation

if TYPE_CHECKING:
    from tocsin.engine.derivation import DerivationGraph
    from tocsin.engine.facts_by_id import Facts


class Grounding:
    """The derivations to show first."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._graph: DerivationGraph = facts.graph
        self._first: dict[int, Derivation] = {}

    def first(self, fact: int) -> Derivation:
        """The derivation to show first: the best one, and for a given fact one that does not rest on it."""
        if fact not in self._first:
            conclusion = Conclusion(self._facts, fact)
            self._first[fact] = self._first_of_given(conclusion) if self.is_leaf(fact) else conclusion.best
        return self._first[fact]

    def is_leaf(self, fact: int) -> bool:
        """True if the fact is given, and no derivation makes it stronger."""
        return self._graph.is_leaf(fact)

    def _first_of_given(self, conclusion: Conclusion) -> Derivation:
        """Of the strongest derivations of a given fact, the shallowest that does not rest on the fact itself."""
        graph, strongest = self._graph, self._graph.conclusion_strength(conclusion.number)
        candidates = [d for d in conclusion.derivations if graph.derivation_strength(d.number) == strongest]
        candidates.sort(key=lambda found: graph.height(found.number))
        own = (found for found in candidates if not self._rests_on(conclusion.number, found))
        return next(own, candidates[0])

    def _rests_on(self, fact: int, derivation: Derivation) -> bool:
        waiting, seen = list(self._graph.needed(derivation.number)), set()
        while waiting:
            premise = waiting.pop()
            if premise == fact:
                return True
            if premise not in seen and not self.is_leaf(premise):
                seen.add(premise)
                waiting.extend(self._graph.needed(self.first(premise).number))
        return False
