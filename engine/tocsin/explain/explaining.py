"""A fact of an assessment -> its explanation, read out of the derivation graph and never worked out again."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from tocsin.engine.conclusions import Conclusion
from tocsin.explain.parts import Parts
from tocsin.explain.shown_derivation import Grounding
from tocsin.explain.tree import Explanation, FactNode, Premise, Role, Shown
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass

if TYPE_CHECKING:
    from tocsin.engine import Assessment, Derivation
    from tocsin.rules.documents import LinkedDocument


@checked()
def why(
    assessment: Assessment, identity: str, *, every: bool = False, document: LinkedDocument | None = None
) -> Explanation:
    """Why the fact of that id holds: the fact and all that it rests on, down to what is given.

    Each conclusion shows one derivation, the strongest and then the shallowest that ends at given facts, and says
    how many others there are; the fact asked about shows one for each warrant; ``every`` shows them all. With a
    linked ``document`` citations carry its sentences.
    Raises UnknownFact (a LookupError) if no fact of the assessment has that id.
    """
    root = assessment.numbered.number_of(identity)
    grounding = Grounding(assessment.numbered)
    walk = _Walk(assessment, grounding, root, every)
    walk.run()
    parts = Parts(assessment, grounding, document)
    return Explanation(
        **assessment.heading_fields,
        documented=bool(assessment.pack.statements),
        every=every,
        root=identity,
        nodes=tuple(_node(parts, visit) for visit in walk.visits),
    )


@dataclass
class _Visit:
    """A fact met for the first time: the derivations to show, and their premises as they are met."""

    fact: int
    derivations: tuple[Derivation, ...]
    waiting: list[tuple[int, int, Role]]
    premises: list[list[Premise]] = field(default_factory=list)


class _Walk:
    """Visits every fact below the root once, depth first, in the order in which it will be read.

    The stack is a list, not Python's own, because a chain may be longer than Python lets functions call each other.
    """

    def __init__(self, assessment: Assessment, grounding: Grounding, root: int, every: bool) -> None:
        self.visits: list[_Visit] = []
        self._facts = assessment.numbered
        self._grounding = grounding
        self._root = root
        self._every = every

    def run(self) -> None:
        """Make all visits."""
        path = [self._visit(self._root)]
        on_path, seen = {self._root}, {self._root}
        while path:
            visit = path[-1]
            if not visit.waiting:
                on_path.discard(path.pop().fact)
                continue
            step, fact, role = visit.waiting.pop()
            shown: Shown = "circular" if fact in on_path else "again" if fact in seen else "here"
            visit.premises[step].append(Premise(self._facts.ids[fact], role, shown))
            if shown == "here":
                path.append(self._visit(fact))
                on_path.add(fact)
                seen.add(fact)

    def _visit(self, fact: int) -> _Visit:
        derivations = self._shown(fact)
        waiting = [(n, premise, role) for n, d in enumerate(derivations) for premise, role in self._below(d)]
        waiting.reverse()
        visit = _Visit(fact, derivations, waiting, [[] for _ in derivations])
        self.visits.append(visit)
        return visit

    def _shown(self, fact: int) -> tuple[Derivation, ...]:
        if fact not in self._facts.graph.by_conclusion:
            return ()
        if self._every:
            return self._ordered(fact)
        if fact == self._root:
            return self._by_warrant(fact)
        return () if self._grounding.is_leaf(fact) else (self._grounding.first(fact),)

    def _by_warrant(self, fact: int) -> tuple[Derivation, ...]:
        """One derivation for each warrant the fact has: whether the document or the law says so is never left out."""
        ordered = self._ordered(fact)
        warrants = Conclusion(self._facts, fact).warrants
        return tuple(next(d for d in ordered if d.warrant == warrant) for warrant in warrants)

    def _ordered(self, fact: int) -> tuple[Derivation, ...]:
        """All derivations of a fact: the one to show first, then the stronger and shallower before the others."""
        graph, first = self._facts.graph, self._grounding.first(fact).number
        found = Conclusion(self._facts, fact).derivations
        return tuple(
            sorted(
                found,
                key=lambda d: (d.number != first, -graph.derivation_strength(d.number), graph.height(d.number)),
            )
        )

    def _below(self, derivation: Derivation) -> list[tuple[int, Role]]:
        """What a derivation rests on, in the order of its premises, then what strengthens it."""
        numbers = self._facts.numbers
        patterns = len(derivation.rule.patterns)
        found: list[tuple[int, Role]] = [
            (numbers[identity], "premise" if position < patterns else "contribution")
            for position, identity in enumerate(derivation.premises)
        ]
        if self._facts.graph.is_lifted(derivation.number):
            found += [(numbers[identity], "strengthens") for identity in derivation.strengthened_by or ()]
        return found


def _node(parts: Parts, visit: _Visit) -> FactNode:
    shown = zip(visit.derivations, visit.premises, strict=True)
    steps = tuple(parts.step(derivation, tuple(premises)) for derivation, premises in shown)
    return parts.fact(visit.fact, steps)
