"""What writes changed in the conclusions of cases: worked out once, however many follow a case."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

_KEPT: Final = 100


class Bulletin:
    """News by the case, and by its entries before and after; of one case, one at a time. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: OrderedDict[tuple[str, int, int], str] = OrderedDict()
        self._at_work: set[str] = set()

    def told(self, news: tuple[str, int, int], work_out: Callable[[], str]) -> str | None:
        """The news; where nobody has asked for it yet, ``work_out`` gives it.

        None while somebody else has news of that case worked out: it is to be asked for again, and nobody waits.
        """
        with self._lock:
            if (found := self._told.get(news)) is not None:
                return found
            if news[0] in self._at_work:
                return None
            self._at_work.add(news[0])
        try:
            found = work_out()
        finally:
            with self._lock:
                self._at_work.discard(news[0])
        with self._lock:
            self._told[news] = found
            if len(self._told) > _KEPT:
                self._told.popitem(last=False)
        return found
