"""Numbers of things in words."""

from __future__ import annotations


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A number of things.

    >>> counted(1, "fact"), counted(1200, "fact")
    ('1 fact', '1,200 facts')
    """
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
