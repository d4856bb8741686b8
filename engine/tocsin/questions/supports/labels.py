"""Minimal supports of a conclusion: antichains of sets of leaves, multiplied and joined up the cone.

The label of a fact in an assumption-based truth maintenance system (de Kleer 1986), found bottom up: the minimal
sets of leaves from which the fact follows. Sets are integers, a bit for each leaf. What grows beyond a budget is cut
to the smallest sets, so that there is always an answer; it is then no longer sure to be all of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from tocsin.facts.dataclass import dataclass
from tocsin.questions.supports.cone import Chaining, Cone, members
from tocsin.rules.strata import strongly_connected

BUDGET = 3_000_000
"""So many pairs of sets may be compared before each fact is content with the sets it has."""
KEPT = 100
"""So many sets are kept for each fact."""
Tick = Callable[[int, int], None]


@dataclass(frozen=True)
class Labels:
    """The minimal sets found for the top of a cone, the smallest first, and whether these are all."""

    sets: tuple[int, ...]
    complete: bool


def minimal_supports(cone: Cone, *, kept: int = KEPT, budget: int = BUDGET, tick: Tick | None = None) -> Labels:
    """The minimal sets of leaves from which the top of the cone follows.

    No fact keeps more than ``kept`` sets, and about ``budget`` pairs of sets are compared. Beyond either, the answer
    may leave some out, but each set in it is minimal all the same.
    """
    work = _Labelling(cone, kept, budget, tick)
    sets = work.run()
    if work.complete:
        return Labels(tuple(sets), True)
    chaining = Chaining(cone)
    shrunk = {shrink(mask, chaining.follows) for mask in sets}
    return Labels(tuple(sorted(shrunk, key=by_size)), False)


def shrink(mask: int, follows: Callable[[int], bool]) -> int:
    """The set without each leaf it can do without, tried one by one from the first."""
    for bit in members(mask):
        if follows(mask & ~bit):
            mask &= ~bit
    return mask


def by_size(mask: int) -> tuple[int, int]:
    """The order in which sets are shown: the smallest first."""
    return mask.bit_count(), mask


class _Labelling:
    """One run over a cone."""

    def __init__(self, cone: Cone, kept: int, budget: int, tick: Tick | None) -> None:
        self._cone = cone
        self._kept = kept
        self._budget = budget
        self._left = budget
        self._tick = tick
        self.complete = True
        self._labels: dict[int, list[int]] = {fact: [bit] for fact, bit in cone.leaves.items()}

    def run(self) -> list[int]:
        """Label the facts, those below before those above; facts that rest on one another until nothing changes."""
        cone = self._cone
        below: dict[int, list[int]] = {}
        concluding: dict[int, list[int]] = {}
        for number, head in enumerate(cone.heads):
            concluding.setdefault(head, []).append(number)
            below.setdefault(head, []).extend(cone.bodies[number])
        graph = {head: [fact for fact in facts if fact in concluding] for head, facts in below.items()}
        for group in strongly_connected(graph):
            numbers = [number for fact in group for number in concluding[fact]]
            if len(group) == 1:
                self._label(group[0], numbers)
            else:
                self._settle(set(group), numbers)
        return sorted(self._labels.get(cone.top, []), key=by_size)

    def _label(self, fact: int, numbers: Iterable[int]) -> None:
        found = self._labels.get(fact, [])
        others: set[int] = set()
        for number in numbers:
            if self._left > 0:
                found = self._absorbed(found, self._product(number))
            else:
                others.update(self._product(number))
        if others:
            # Past the budget these are no longer held against one another: whoever asks must make them minimal.
            self.complete = False
            found = self._cut(sorted(others.union(found), key=by_size))
        self._labels[fact] = found

    def _settle(self, group: set[int], numbers: list[int]) -> None:
        cone, labels = self._cone, self._labels
        using: dict[int, list[int]] = {}
        for number in numbers:
            for fact in cone.bodies[number]:
                if fact in group:
                    using.setdefault(fact, []).append(number)
        waiting, queued = deque(numbers), set(numbers)
        while waiting:
            number = waiting.popleft()
            queued.discard(number)
            head = cone.heads[number]
            before = labels.get(head, [])
            if self._left <= 0 and before:
                self.complete = False  # past the budget, whatever has a set keeps to it
                continue
            found = self._absorbed(before, self._product(number))
            if found != before:
                labels[head] = found
                following = [user for user in using.get(head, ()) if user not in queued]
                waiting.extend(following)
                queued.update(following)

    def _product(self, number: int) -> list[int]:
        """The sets from which a derivation's whole body follows: a set of each premise, put together."""
        found = [0]
        for fact in self._cone.bodies[number]:
            label = self._labels.get(fact)
            if not label:
                return []
            if len(label) > 1 and self._left <= 0:
                self.complete = False
                label = label[:1]
            if len(label) == 1:
                found = [mask | label[0] for mask in found]
                found = minimal(found) if len(found) > 1 else found
                self._spend(len(found) ** 2)
            else:
                found = self._absorbed([], [left | right for left in found for right in label])
        return found

    def _absorbed(self, known: list[int], fresh: list[int]) -> list[int]:
        """The minimal ones of an antichain and other sets, cut to as many as are kept."""
        self._spend((len(known) + len(fresh)) * max(len(fresh), 1))
        fresh = [mask for mask in fresh if not any(smaller & mask == smaller for smaller in known)]
        return self._cut(minimal([*known, *fresh])) if fresh else known

    def _spend(self, comparisons: int) -> None:
        self._left -= comparisons
        if self._tick is not None:
            self._tick(min(self._budget - self._left, self._budget), self._budget)

    def _cut(self, sets: list[int]) -> list[int]:
        if len(sets) > self._kept:
            self.complete = False
            return sets[: self._kept]
        return sets


def minimal(sets: Iterable[int]) -> list[int]:
    """Those of the sets that have no other of them within them, each once, the smallest first.

    >>> minimal([0b111, 0b011, 0b100, 0b011])
    [4, 3]
    """
    found: list[int] = []
    for mask in sorted(set(sets), key=by_size):
        if not any(smaller & mask == smaller for smaller in found):
            found.append(mask)
    return found
