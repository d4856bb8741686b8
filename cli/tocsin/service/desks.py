"""How many requests are worked on at once: desks that are taken in turn, of which nobody has more than their share."""

from __future__ import annotations

import threading
from collections import Counter

from tocsin.facts.problems import TocsinError


class QueueFull(TocsinError):
    """One who asks has as many waiting as may wait."""


class Desks:
    """So many desks in all, and so many at most for one who asks. Whoever has waited longest comes first.

    One who has their share already is passed over until they give one back. Any thread may take and give. Whoever waits
    holds a thread: so ``chairs`` of them may wait in all, and ``queue`` of one who asks.
    """

    def __init__(self, desks: int, share: int, chairs: int = 24, queue: int = 8) -> None:
        self._desks = desks
        self._share = share
        self._chairs = chairs
        self._queue = queue
        self._taken: Counter[str] = Counter()
        self._waiting: dict[object, str] = {}
        """Who waits, by a ticket of each; in order."""
        self._changed = threading.Condition()

    def take(self, who: str, patience: float) -> bool:
        """A desk is theirs, to be given back; False if none came free for them within so many seconds, or no chair is.

        Raises QueueFull if too many of theirs wait already.
        """
        ticket = object()
        with self._changed:
            if sum(waiting == who for waiting in self._waiting.values()) >= self._queue:
                raise QueueFull
            if len(self._waiting) >= self._chairs:
                return False
            self._waiting[ticket] = who
            try:
                theirs = self._changed.wait_for(lambda: self._next() is ticket, patience)
                if theirs:
                    self._taken[who] += 1
                return theirs
            finally:
                del self._waiting[ticket]
                self._changed.notify_all()

    def give(self, who: str) -> None:
        """One of their desks is free again."""
        with self._changed:
            self._taken[who] -= 1
            self._taken += Counter()  # forget who has none
            self._changed.notify_all()

    def _next(self) -> object | None:
        """The ticket whose turn it is; None if every desk is taken, or all who wait have their share."""
        if self._taken.total() >= self._desks:
            return None
        return next((ticket for ticket, who in self._waiting.items() if self._taken[who] < self._share), None)
