"""Names that durable-rules can tell apart.

It knows a fact by the 32-bit FNV-1a hash of its id, and a field by that of its name, and never compares the strings:
of two facts whose ids clash it drops the second, and retracts the first in its stead.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.facts.kinds import Kind, Value

RESERVED = ("sid-0", "$pulse", "$s", "$forward", "$i", "$m", "sid", "id")
"""What durable-rules itself puts among the ids and the fields."""


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash (Fowler, Noll, Vo) of ASCII text, as durable-rules computes it."""
    value = 0x811C9DC5
    for byte in text.encode("ascii"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


class DistinctNames:
    """Names no two of which have one hash."""

    def __init__(self, taken: Iterable[str] = RESERVED) -> None:
        self._hashes = {fnv1a(name) for name in taken}

    def first_free(self, candidates: Iterable[str]) -> str:
        """The first candidate whose hash no name so far has; from now on it is taken."""
        for candidate in candidates:
            value = fnv1a(candidate)
            if value not in self._hashes:
                self._hashes.add(value)
                return candidate
        raise LookupError("every candidate clashes with a name given out before")


class Interned:
    """A small int for each value of each kind.

    Values never reach durable-rules: it would take ``1`` for ``"1"`` but not for ``1.0``, refuse ``1e16``, cut long
    strings and choke on some characters. Equal values of one kind have one int, all others differ.
    """

    def __init__(self, seed: Interned | None = None) -> None:
        # 0 and 1 are left to constant fields.
        self._numbers: dict[tuple[str, Value], int] = {} if seed is None else dict(seed._numbers)

    def number(self, kind: Kind, value: Value) -> int:
        """The value's int: the same as long as this object lives."""
        return self._numbers.setdefault((kind.name, value), len(self._numbers) + 2)
