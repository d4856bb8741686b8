"""Names that durable-rules can tell apart.

It knows a fact by the 32-bit FNV-1a hash of its id, and a field by that of its name, and never compares the strings:
of two facts whose ids clash it drops the second, and retracts the first in its stead.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

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


class Identities:
    """The ids under which facts are told, by fact number: the same in every evaluation, so that each is found once."""

    def __init__(self, taken: Iterable[str], candidates: Iterable[str] | None = None) -> None:
        self._names = DistinctNames(taken)
        self._candidates = iter(map(str, count(1)) if candidates is None else candidates)
        self.known: list[str] = []
        self.numbers: dict[str, int] = {}
        """The number of the fact that has an id."""

    def reach(self, facts: int) -> list[str]:
        """The ids of at least so many facts."""
        while len(self.known) < facts:
            identity = self._names.first_free(self._candidates)
            self.numbers[identity] = len(self.known)
            self.known.append(identity)
        return self.known


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
        numbers = self._numbers
        return numbers.setdefault((kind.name, value), len(numbers) + 2)
