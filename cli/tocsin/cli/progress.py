"""How far a long question has come, on a terminal only, and gone again when it is answered."""

from __future__ import annotations

import sys
import time
from types import TracebackType

_EVERY = 0.1
_PATIENCE = 0.5


class Progress:
    """A line on standard error with how much of how much is done; silent where that is not a terminal."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = 0
        self._next = time.monotonic() + _PATIENCE
        self._wanted = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write("")

    def __call__(self, done: int, total: int) -> None:
        """Tell that so much of so much is done; what is over soon is never told."""
        if self._wanted and time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            self._write(f"{self._what}: {done:,} of {total:,} (Ctrl-C stops)")

    def _write(self, text: str) -> None:
        sys.stderr.write("\r" + text.ljust(self._shown) + ("" if text else "\r"))
        sys.stderr.flush()
        self._shown = len(text)
