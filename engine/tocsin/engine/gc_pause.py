"""Garbage collection paused while very many small values that live on are made."""

from __future__ import annotations

import gc


class paused_collection:  # noqa: N801  (used as a function is: with paused_collection())
    """No search for reference cycles inside: among a million live tuples it would take most of the time."""

    __slots__ = ("_collecting",)

    def __enter__(self) -> None:
        self._collecting = gc.isenabled()
        gc.disable()

    def __exit__(self, *raised: object) -> None:
        if self._collecting:
            gc.enable()
