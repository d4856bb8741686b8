"""The coarsest sets of worlds: never, perhaps, always. Sound for asking what could bear on what."""

from __future__ import annotations

NEVER, PERHAPS, ALWAYS = 0, 1, 2


class Modal:
    """Never, perhaps and always as 0, 1 and 2 (Kleene's strong connectives)."""

    none = NEVER
    all = ALWAYS

    def meet(self, left: int, right: int) -> int:
        """What is so in both."""
        return min(left, right)

    def join(self, left: int, right: int) -> int:
        """What is so in either."""
        return max(left, right)

    def minus(self, left: int, right: int) -> int:
        """What is so in the first where the second is not."""
        return min(left, ALWAYS - right)

    def within(self, left: int, right: int) -> bool:
        """True if nothing is gained by joining the first to the second."""
        return left <= right
