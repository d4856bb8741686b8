"""Bounds on a probability where nothing is known of how facts hang together: Boole's problem (Hailperin 1965).

Over the joint distributions of ``m`` facts with given marginals, the probability of a set of worlds has a minimum and
a maximum, which the simplex method finds by going from one distribution on ``m + 1`` worlds to a better one. It
begins with the comonotone distribution, and ends with a dual solution that proves the bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

MOST_FACTS = 12
"""Up to so many facts the bounds are exact; each more doubles the worlds to be weighed."""
_TOLERANCE = 1e-11
_MOST_STEPS = 20_000

Floats = np.ndarray[Any, np.dtype[np.float64]]


def exact_bounds(table: np.ndarray[Any, np.dtype[np.bool_]], priors: Sequence[float]) -> tuple[float, float]:
    """The least and the greatest probability of the worlds marked in ``table``, whatever the dependence.

    Bit ``i`` of a world's number says whether fact ``i`` holds in it, which it does with probability ``priors[i]``.

    >>> both = np.array([False, False, False, True])
    >>> [round(bound, 6) for bound in exact_bounds(both, [0.6, 0.7])]
    [0.3, 0.6]
    """
    gains = table.astype(np.float64)
    least = -_greatest(-gains, priors)
    return max(0.0, least), min(1.0, max(least, _greatest(gains, priors)))


def _greatest(gains: Floats, priors: Sequence[float]) -> float:
    """The greatest expectation of ``gains`` over all distributions with these marginals."""
    count = len(priors)
    worlds = np.arange(1 << count)
    columns = np.vstack([np.ones(1 << count), *(((worlds >> fact) & 1).astype(np.float64) for fact in range(count))])
    target = np.array([1.0, *priors])
    basis = _comonotone(priors)
    for step in range(_MOST_STEPS):
        chosen = columns[:, basis]
        weights = np.linalg.solve(chosen, target)
        prices = np.linalg.solve(chosen.T, gains[basis])
        reduced = gains - prices @ columns
        # Bland's rule after a while: it may be slow, but it never goes round in a circle.
        better = np.flatnonzero(reduced > _TOLERANCE)
        if not better.size:
            return float(prices @ target)
        entering = int(better[0]) if step > 50 * (count + 1) else int(np.argmax(reduced))
        direction = np.linalg.solve(chosen, columns[:, entering])
        falling = np.flatnonzero(direction > _TOLERANCE)
        ratios = np.maximum(weights[falling], 0.0) / direction[falling]
        ties = falling[ratios <= ratios.min() + _TOLERANCE]
        leaving = min(ties, key=lambda place: basis[place])
        basis[leaving] = entering
    raise ArithmeticError("the simplex method did not come to an end")


def _comonotone(priors: Sequence[float]) -> list[int]:
    """The worlds of the distribution in which the less likely facts hold only together with the more likely."""
    world, found = 0, [0]
    for fact in sorted(range(len(priors)), key=lambda fact: -priors[fact]):
        world |= 1 << fact
        found.append(world)
    return found
