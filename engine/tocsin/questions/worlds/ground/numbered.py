"""Sets of a few thousand worlds that have numbers and nothing else: the bits of a whole number."""

from __future__ import annotations

from collections.abc import Iterable


class Numbered:
    """Worlds from 0 up to ``size``; world ``w`` is in a set if bit ``w`` of it is 1."""

    none = 0

    def __init__(self, size: int) -> None:
        self.size = size
        self.all = (1 << size) - 1

    def meet(self, left: int, right: int) -> int:
        """The worlds in both."""
        return self._found(left & right)

    def join(self, left: int, right: int) -> int:
        """The worlds in either."""
        return self._found(left | right)

    def minus(self, left: int, right: int) -> int:
        """The worlds in the first and not in the second."""
        return self._found(left & ~right)

    def within(self, left: int, right: int) -> bool:
        """True if every world of the first is one of the second."""
        return not left & ~right

    def _found(self, worlds: int) -> int:
        """The set itself, ``all`` being told by identity; 0 is one object already."""
        return self.all if worlds == self.all else worlds

    def numbered(self, numbers: Iterable[int]) -> int:
        """The worlds with these numbers, of which some may be named twice."""
        bits = bytearray((self.size + 7) // 8)
        for number in numbers:
            bits[number >> 3] |= 1 << (number & 7)
        return self._found(int.from_bytes(bits, "little"))

    def flat(self, worlds: int) -> list[bool]:
        """For each world, by number, whether it is in the set."""
        return [bit == "1" for bit in reversed(f"{worlds:0{self.size}b}")]
