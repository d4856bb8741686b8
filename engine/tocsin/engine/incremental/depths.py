"""Least heights of conclusions, kept up to date as firings come and go.

The height of a firing is one more than that of its highest premise, that of a conclusion the least over its firings;
what is given has height 0. A conclusion with no finite height rests on nothing but itself. One ``Heights`` counts
only what is at least so strong; the greatest strength at which a fact has a height is its qualifier.

A change is followed through what it bears on and no further (Ramalingam and Reps 1996, *An incremental algorithm for
a generalization of the shortest-path problem*): first, lowest first, the conclusions that lose all support at their
height; then, as Dijkstra and Knuth do it, the least heights of those and of what comes to rest lower than before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from itertools import count

from tocsin.engine.incremental.nodes import Firing, Node
from tocsin.engine.plan import POSSIBLE
from tocsin.engine.totals import BEYOND

Heap = list[tuple[int, int, Node]]


class Heights:
    """The least heights of conclusions that are at least as strong as ``level``.

    ``component`` numbers the place of a type in the order of evaluation; a change is settled component by
    component, and what it means for a later one is noted for then. ``touch`` is told of every fact before its
    height changes. ``raised`` and ``lowered`` hold, by component, what is to be settled.
    """

    def __init__(self, level: int, component: Callable[[str], int], touch: Callable[[Node], None]) -> None:
        self.level = level
        self.of: dict[Node, int] = {}
        self._component = component
        self._touch = touch
        self.raised: dict[int, dict[Node, None]] = {}
        self.lowered: dict[int, dict[Firing, None]] = {}

    # -- what has happened ----------------------------------------------------------------

    def lost(self, firing: Firing) -> None:
        """Note that the firing concludes no longer, or is weaker than it was."""
        for node in firing.conclusions:
            self._raise(node)

    def gained(self, firing: Firing) -> None:
        """Note that the firing concludes, or is stronger than it was."""
        for node in firing.conclusions:
            self.lowered.setdefault(self._component(node.type), {})[firing] = None

    def given(self, node: Node, before: int) -> None:
        """Note that the fact is given otherwise than ``before``."""
        if node.given >= self.level > before:
            for firing in node.firings():
                self.gained(firing)
        elif before >= self.level > node.given:
            for firing in node.firings():
                self.lost(firing)

    def _raise(self, node: Node) -> None:
        self.raised.setdefault(self._component(node.type), {})[node] = None

    @property
    def first_pending(self) -> int | None:
        """The first component in which something is to be settled; None if there is none."""
        return min([*self.raised, *self.lowered], default=None)

    # -- what it comes to -----------------------------------------------------------------

    def holds(self, node: Node) -> bool:
        """True if the fact is given or derived at least so strongly."""
        return node.given >= self.level or node in self.of

    def height(self, firing: Firing) -> int:
        """One more than the height of the highest premise; beyond every height if one has none."""
        if firing.own < self.level:
            return BEYOND
        highest, level, of = 0, self.level, self.of
        standing = firing.standing()
        if standing is not None:
            return standing.height(self._height_of, BEYOND, level > POSSIBLE)
        for premise in firing.premises():
            if premise.given < level:
                height = of.get(premise, BEYOND)
                highest = max(highest, height)
        return highest + 1 if highest < BEYOND else BEYOND

    def _height_of(self, node: Node) -> int:
        return 0 if node.given >= self.level else self.of.get(node, BEYOND)

    def settle(self, component: int) -> dict[Node, None]:
        """The heights of the component are least again. The conclusions looked at for a loss are handed back."""
        raised = self.raised.pop(component, {})
        suspects = self._suspects(component, raised) if raised else {}
        lowered = self.lowered.pop(component, {})
        if suspects or lowered:
            self._lower(component, suspects, lowered)
        return {**raised, **suspects}

    def _suspects(self, component: int, raised: dict[Node, None]) -> dict[Node, None]:
        """Take the height from every conclusion that no firing supports at it, lowest first."""
        of, order = self.of, count()
        heap: Heap = []
        for node in raised:
            if node in of:
                heappush(heap, (of[node], next(order), node))
        suspects: dict[Node, None] = {}
        while heap:
            height, _, node = heappop(heap)
            if node in suspects or any(self.height(firing) <= height for firing in node.supports):
                continue
            self._touch(node)
            suspects[node] = None
            del of[node]
            if node.given >= self.level:
                continue
            for firing in node.firings():
                for conclusion in firing.conclusions:
                    if of.get(conclusion, 0) > height:
                        if self._component(conclusion.type) == component:
                            heappush(heap, (of[conclusion], next(order), conclusion))
                        else:
                            self._raise(conclusion)
        return suspects

    def _lower(self, component: int, suspects: dict[Node, None], lowered: dict[Firing, None]) -> None:
        """Settle the suspects, and whatever lies lower by the firings given, from the lowest up."""
        of, order = self.of, count()
        heap: Heap = []
        for node in suspects:
            height = min(map(self.height, node.supports), default=BEYOND)
            if height < BEYOND:
                heappush(heap, (height, next(order), node))
        self._offer(component, list(lowered), heap, order)
        while heap:
            height, _, node = heappop(heap)
            if height < of.get(node, BEYOND):
                self._touch(node)
                of[node] = height
                if node.given < self.level:
                    self._offer(component, node.firings(), heap, order)

    def _offer(self, component: int, firings: Iterable[Firing], heap: Heap, order: Iterator[int]) -> None:
        """Let each firing offer its height to what it concludes."""
        for firing in firings:
            if not firing.conclusions:
                continue
            height = self.height(firing)
            for node in firing.conclusions:
                if height < self.of.get(node, BEYOND):
                    if self._component(node.type) == component:
                        heappush(heap, (height, next(order), node))
                    else:
                        self.lowered.setdefault(self._component(node.type), {})[firing] = None
