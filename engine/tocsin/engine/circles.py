"""Circles among very many facts, found by arrays: the same as ``strongly_connected`` finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tocsin.rules.strata import strongly_connected

if TYPE_CHECKING:
    from tocsin.engine.graph_arrays import Mask, Numbers, Places

_ROUNDS = 200


def circles(whole: Numbers, parts: Numbers, facts: int) -> list[list[int]]:
    """Each set of facts that rest on one another in a circle, of which each of ``whole`` rests on one of ``parts``.

    What lies on no circle is left away from both ends. Then the greatest number of those that rest on a fact is passed
    on until nothing changes: with the fact of that number those stand in a circle that it rests on and that have its
    number (colouring, Orzan 2004). Where that takes many rounds, as along a great circle, the rest is found by values.
    """
    alone = np.zeros(facts, np.bool_)
    alone[whole[whole == parts]] = True
    whole, parts = whole[whole != parts], parts[whole != parts]
    found: list[list[int]] = []
    rounds = _Rounds()
    while len(whole):
        whole, parts = _with_both_ends(whole, parts, facts, rounds)
        colour = _coloured(whole, parts, facts, rounds)
        reached = _reaching(whole, parts, colour, rounds)
        if rounds.are_over:
            graph: dict[int, list[int]] = {fact: [] for fact in {*whole.tolist(), *parts.tolist()}}
            for fact, premise in zip(whole.tolist(), parts.tolist(), strict=True):
                graph[fact].append(premise)
            found += [group for group in strongly_connected(graph) if len(group) > 1]
            break
        together = np.flatnonzero(reached)
        together = together[np.argsort(colour[together], kind="stable")]
        groups = np.split(together, np.flatnonzero(np.diff(colour[together])) + 1)
        found += [group.tolist() for group in groups if len(group) > 1]
        left = ~(reached[whole] | reached[parts])
        whole, parts = whole[left], parts[left]
    alone[[fact for group in found for fact in group]] = False
    return found + [[fact] for fact in np.flatnonzero(alone).tolist()]


class _Rounds:
    """How often all facts were gone through; after so often it is sooner done by values."""

    def __init__(self) -> None:
        self._left = _ROUNDS

    @property
    def are_over(self) -> bool:
        return self._left <= 0

    def another(self) -> bool:
        """Whether there is another round, which begins."""
        self._left -= 1
        return self._left > 0


def _with_both_ends(whole: Numbers, parts: Numbers, facts: int, rounds: _Rounds) -> tuple[Numbers, Numbers]:
    """The edges between facts that have edges in both directions."""
    while rounds.another():
        rests, bears = np.zeros((2, facts), np.bool_)
        rests[whole] = True
        bears[parts] = True
        both = rests & bears
        kept = both[whole] & both[parts]
        if kept.all():
            break
        whole, parts = whole[kept], parts[kept]
    return whole, parts


def _coloured(whole: Numbers, parts: Numbers, facts: int, rounds: _Rounds) -> Places:
    """For each fact the greatest number of those that rest on it, itself among them."""
    colour = np.arange(facts)
    if not len(whole):
        return colour
    order = np.argsort(parts, kind="stable")
    sources, counts = whole[order], np.bincount(parts, minlength=facts)
    below = np.flatnonzero(counts)
    begins = (np.cumsum(counts) - counts)[below]
    while rounds.another():
        found = np.maximum(colour[below], np.maximum.reduceat(colour[sources], begins))
        if (found == colour[below]).all():
            break
        colour[below] = found
    return colour


def _reaching(whole: Numbers, parts: Numbers, colour: Places, rounds: _Rounds) -> Mask:
    """The facts on which the one rests that gives them their colour, and which rest on it."""
    reached: Mask = np.zeros(len(colour), np.bool_)
    reached[whole] = colour[whole] == whole
    alike = colour[whole] == colour[parts]
    whole, parts = whole[alike], parts[alike]
    while rounds.another():
        fresh = reached[parts] & ~reached[whole]
        if not fresh.any():
            break
        reached[whole[fresh]] = True
        left = ~reached[whole]
        whole, parts = whole[left], parts[left]
    return reached
