"""What one request may take."""

from __future__ import annotations

from tocsin.engine import limits
from tocsin.engine.stopping import DERIVATIONS, MEMORY, TIME
from tocsin.facts.dataclass import dataclass


@dataclass(frozen=True)
class Limited:
    """Seconds, bytes by which the process grows, firings of one evaluation: else a request is refused."""

    time: float = TIME
    memory: int = MEMORY
    derivations: int = DERIVATIONS

    @classmethod
    def of(cls, time: float | None, memory: int | None, derivations: int | None) -> Limited:
        """These limits; where one is None, the usual for input that nobody has looked at."""
        return cls(time or TIME, memory or MEMORY, derivations or DERIVATIONS)

    def each(self) -> limits:
        """A block in which the work of one request stays within the limits."""
        return limits(self.time, self.memory, self.derivations)
