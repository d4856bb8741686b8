"""How far something long has come, on a terminal only, and gone again when it is over."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from tocsin.cli.output import Terminal, printable

_EVERY = 0.1
_PATIENCE = 0.5


class ProgressLine:
    """A line on standard error that is written over and over, and cleared on leaving; silent if that is no terminal."""

    def __init__(self) -> None:
        self._is_seen = sys.stderr is not None and sys.stderr.isatty()
        self._width = Terminal.current().width if self._is_seen else 0
        self._is_written = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_written:
            self.show("")

    def show(self, text: str) -> None:
        """Let the line say this; what does not fit on it is cut."""
        if self._is_seen:
            sys.stderr.write(f"\r\x1b[K{printable(text)[: self._width - 1]}")
            sys.stderr.flush()
            self._is_written = bool(text)


class Progress(ProgressLine):
    """A line with how much of how much is done, which is shown only if that takes a while."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what
        self._next = time.monotonic() + _PATIENCE

    def __call__(self, done: int, total: int) -> None:
        """Tell that so much of so much is done; what is over soon is never told."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            self.show(f"{self._what}: {done:,} of {total:,} (Ctrl-C stops)")
