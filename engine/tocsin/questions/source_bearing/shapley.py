"""Shapley values: what each of several contributors adds to an outcome, averaged over the orders in which they come.

L. S. Shapley, *A value for n-person games* (1953). Exact by summing over all coalitions, each weighted by its size;
else estimated from random orders (Castro, Gómez and Tejada 2009), with the standard error of the mean.
"""

from __future__ import annotations

import math
import random
from fractions import Fraction
from typing import Any

import numpy as np

from tocsin.facts.dataclass import dataclass

Marks = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Share:
    """A Shapley value; ``error`` is the standard error of an estimate, None if the value is exact."""

    value: float
    error: float | None = None

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data, rounded."""
        return {"value": round(self.value, 6), "standard_error": None if self.error is None else round(self.error, 6)}


class Coalitions:
    """Exact values over the 2ⁿ coalitions of ``n`` players; bit ``i`` of a coalition's number says that ``i`` is in."""

    def __init__(self, players: int) -> None:
        self._players = players
        numbers = np.arange(1 << players, dtype=np.uint64)
        self._sizes = np.bitwise_count(numbers).astype(np.int64)
        self._without = [
            np.flatnonzero((numbers >> np.uint64(player)) & np.uint64(1) == 0) for player in range(players)
        ]
        orders = math.factorial(players)
        self._weights = [
            Fraction(math.factorial(size) * math.factorial(players - size - 1), orders) for size in range(players)
        ]

    def values(self, wins: Marks) -> tuple[Fraction, ...]:
        """Each player's value, where ``wins`` says for each coalition whether it brings the outcome about."""
        gains = wins.astype(np.int64)
        return tuple(self._value(player, gains) for player in range(self._players))

    def _value(self, player: int, gains: np.ndarray[Any, np.dtype[np.int64]]) -> Fraction:
        without = self._without[player]
        added = gains[without | (1 << player)] - gains[without]
        by_size = np.bincount(self._sizes[without], weights=added, minlength=self._players)
        return sum((round(float(n)) * w for n, w in zip(by_size, self._weights, strict=True)), Fraction(0))


class Orders:
    """Random orders of ``n`` players, and for each the coalitions that form as they come in one after the other."""

    def __init__(self, players: int, orders: int, seed: int) -> None:
        self.players = players
        self.count = orders
        dice = random.Random(seed)
        everyone = range(players)
        self._orders = np.array([dice.sample(everyone, players) for _ in range(orders)], dtype=np.int64)

    def coalitions(self) -> Marks:
        """Who is in each coalition: a row for each, ``n + 1`` for each order, from nobody to everybody."""
        came = np.argsort(self._orders, axis=1)
        steps = np.arange(self.players + 1)
        return (came[:, None, :] < steps[None, :, None]).reshape(-1, self.players)

    def added(self, wins: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """What each player added in each order, where ``wins`` is the outcome of each coalition, in their order."""
        steps = wins.reshape(self.count, self.players + 1).astype(np.float64)
        found = np.zeros((self.count, self.players))
        np.put_along_axis(found, self._orders, np.diff(steps, axis=1), axis=1)
        return found

    def share(self, added: np.ndarray[Any, np.dtype[np.float64]]) -> Share:
        """The mean over the orders of what one player added, and its standard error."""
        spread = float(added.std(ddof=1)) if self.count > 1 else 0.0
        return Share(float(added.mean()), spread / math.sqrt(self.count))
