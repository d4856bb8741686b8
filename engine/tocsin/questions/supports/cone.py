"""What stands below one conclusion in a derivation graph, as positive propositional rules over given facts."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.engine.derivation import DerivationGraph
from tocsin.facts.dataclass import dataclass


@dataclass(frozen=True)
class Cone:
    """The derivations below a fact: each concludes ``heads[d]`` from ``bodies[d]``, sets of facts by number.

    ``leaves`` are the given facts below, each with the bit that stands for it in a set of facts. The fact itself is
    no leaf: nothing supports itself.
    """

    top: int
    heads: list[int]
    bodies: list[frozenset[int]]
    leaves: dict[int, int]

    def facts_of(self, mask: int) -> tuple[int, ...]:
        """The given facts of a set, by number, in ascending order."""
        return tuple(fact for fact, bit in self.leaves.items() if mask & bit)

    @property
    def everything(self) -> int:
        """The set of all leaves."""
        return (1 << len(self.leaves)) - 1


def cone_of(graph: DerivationGraph, top: int) -> Cone:
    """The cone of a derived fact. Time and memory in proportion to what stands below it."""
    heads: list[int] = []
    bodies: list[frozenset[int]] = []
    seen = {top}
    waiting = [top]
    while waiting:
        fact = waiting.pop()
        for derivation in graph.by_conclusion.get(fact, ()):
            # Of a total that runs through recursion one way to be enough, of which there may be more.
            body = frozenset(graph.suffices(derivation))
            if top in body or fact in body:
                continue  # it would rest on itself
            heads.append(fact)
            bodies.append(body)
            fresh = body - seen
            seen |= fresh
            waiting.extend(fresh)
    given = sorted(fact for fact in seen if fact < graph.given and fact != top)
    return Cone(top, heads, bodies, {fact: 1 << position for position, fact in enumerate(given)})


class Chaining:
    """Says what follows in a cone from some of its leaves, by forward chaining (Dowling and Gallier 1984)."""

    def __init__(self, cone: Cone) -> None:
        self._cone = cone
        self._using: dict[int, list[int]] = {}
        self._unconditional: list[int] = []
        for number, body in enumerate(cone.bodies):
            for fact in body:
                self._using.setdefault(fact, []).append(number)
            if not body:
                self._unconditional.append(number)

    def follows(self, mask: int) -> bool:
        """True if the top follows from this set of leaves. Time in proportion to what they lead to."""
        cone = self._cone
        reached: set[int] = set()
        waiting = [*cone.facts_of(mask), *(cone.heads[number] for number in self._unconditional)]
        missing: dict[int, int] = {}
        while waiting:
            fact = waiting.pop()
            if fact in reached:
                continue
            if fact == cone.top:
                return True
            reached.add(fact)
            for number in self._using.get(fact, ()):
                left = missing.get(number, len(cone.bodies[number])) - 1
                missing[number] = left
                if not left:
                    waiting.append(cone.heads[number])
        return False


def members(mask: int) -> Iterable[int]:
    """The bits of a set, one by one, the lowest first."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
