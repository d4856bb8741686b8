"""How often anybody may ask: a bucket of tokens for each who asks, filled steadily up to a burst (a token bucket)."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem, ProblemError
from tocsin.service import codes

_KEPT: Final = 10_000


@dataclass(frozen=True)
class Rate:
    """So many requests a second in the long run, and so many at once after a pause."""

    each_second: float = 50.0
    burst: int = 200

    @classmethod
    def of(cls, each_second: float) -> Rate:
        """That rate, with four seconds' worth at once."""
        return cls(each_second, max(1, math.ceil(each_second * 4)))


class TooFast(ProblemError):
    """Somebody asks more often than may be; ``after`` is in how many whole seconds there is room again."""

    def __init__(self, after: int) -> None:
        super().__init__([Problem(codes.TOO_FAST, "too many requests came at once", None, f"try again in {after} s")])
        self.after = after


class Rates:
    """One bucket for each who asks, so that nobody's requests count against another's. Any thread may take from it."""

    def __init__(self, rate: Rate | None = Rate(), clock: Callable[[], float] = time.monotonic) -> None:  # noqa: B008 - frozen
        self.rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """How full the bucket was, and when; who has not asked for longest comes first."""

    def take(self, who: str) -> None:
        """One request of theirs is counted. Raises TooFast if their bucket is empty; that is not counted."""
        if self.rate is None:
            return
        with self._lock:
            now = self._clock()
            level, before = self._buckets.get(who, (float(self.rate.burst), now))
            level = min(self.rate.burst, level + (now - before) * self.rate.each_second)
            if level < 1:
                raise TooFast(max(1, math.ceil((1 - level) / self.rate.each_second)))
            self._buckets[who] = level - 1, now
            self._buckets.move_to_end(who)
            if len(self._buckets) > _KEPT:
                self._buckets.popitem(last=False)


def address_of(host: str) -> str:
    """Whose address it is: of IPv6 the network, of which one machine may have every address."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    if found.version == 4:
        return host
    return str(ipaddress.ip_network((found, 64), strict=False))
