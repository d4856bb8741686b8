"""Many at once: one rule pack over tables of cases, in SQL, every derivation kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tocsin.bulk.api import Results, Table, run

__all__ = ["Results", "Table", "run"]


def __getattr__(name: str) -> Any:
    """What the room offers, imported when it is first asked for: the packages behind it are heavy, and an extra."""
    if name in __all__:
        from importlib import import_module

        return getattr(import_module("tocsin.bulk.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
