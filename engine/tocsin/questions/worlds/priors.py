"""Probabilities from priors: exact if the facts are independent, and bounds if nothing is known of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tocsin.facts.dataclass import dataclass
from tocsin.questions.worlds.bounds import MOST_FACTS, exact_bounds
from tocsin.questions.worlds.ground import Cube
from tocsin.questions.worlds.ground.bits import IN_WORD, WorldSet


@dataclass(frozen=True)
class Probability:
    """How likely it is, on the priors, that a conclusion is derived.

    ``independent`` supposes that the uncertain facts are independent of one another. ``low`` and ``high`` suppose
    nothing of the kind; they are the exact extremes if ``exact``, else only known to enclose them.
    """

    independent: float
    low: float
    high: float
    exact: bool

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data, rounded to what floating-point numbers can vouch for."""
        return {
            "if_independent": round(self.independent, 9),
            "at_least": round(self.low, 9),
            "at_most": round(self.high, 9),
            "bounds_are_exact": self.exact,
        }


class Weighing:
    """Weighs sets of worlds by the priors of the facts, in their order."""

    def __init__(self, cube: Cube, priors: Sequence[float]) -> None:
        self._cube = cube
        self._priors = tuple(priors)
        within = np.ones(1 << IN_WORD)
        places = np.arange(1 << IN_WORD)
        for fact in range(IN_WORD):
            # Where there are fewer facts than bits in a word tell apart, what they would tell apart is left out.
            prior = self._priors[fact] if fact < cube.facts else 0.0
            within *= np.where((places >> fact) & 1, prior, 1.0 - prior)
        self._within = within

    def weigh(self, worlds: WorldSet, facts: Sequence[int]) -> Probability:
        """The probability of a set of worlds that depends on no other facts than these."""
        independent = self._independent(worlds)
        priors = [self._priors[fact] for fact in facts]
        if len(facts) <= MOST_FACTS:
            low, high = exact_bounds(self._cube.table(worlds, facts), priors)
        else:
            low, high = self._enclosing(worlds, facts)
        return Probability(independent, low, high, len(facts) <= MOST_FACTS)

    def _independent(self, worlds: WorldSet) -> float:
        """The sum of the weights of the worlds, one fact after the other."""
        flat = np.ascontiguousarray(worlds).reshape(-1).astype("<u8").view(np.uint8)
        bits = np.unpackbits(flat, bitorder="little").reshape(-1, 64)
        found = (bits @ self._within).reshape(worlds.shape)
        for fact in range(IN_WORD, self._cube.facts):
            # The last axis left belongs to the fact with the least number left.
            prior = self._priors[fact]
            found = found[..., 0] if found.shape[-1] == 1 else found[..., 0] * (1 - prior) + found[..., 1] * prior
        return min(max(float(found.reshape(-1)[0]), 0.0), 1.0)

    def _enclosing(self, worlds: WorldSet, facts: Sequence[int]) -> tuple[float, float]:
        """Bounds by single facts: what needs a fact is no likelier than it, what a fact brings about no less likely."""
        low, high = 0.0, 1.0
        cube = self._cube
        for fact in facts:
            prior, variable = self._priors[fact], cube.variable(fact)
            absent = cube.minus(cube.all, variable)
            for worlds_of, chance in ((variable, prior), (absent, 1.0 - prior)):
                if cube.within(worlds, worlds_of):
                    high = min(high, chance)
                if cube.within(worlds_of, worlds):
                    low = max(low, chance)
        return low, high


def certain(holds: bool) -> Probability:
    """What holds in every world, or in none, has a probability that depends on nothing."""
    value = 1.0 if holds else 0.0
    return Probability(value, value, value, True)


def in_order(priors: Mapping[str, float], facts: Sequence[str]) -> list[float]:
    """The priors in the order of the facts."""
    return [priors[fact] for fact in facts]
