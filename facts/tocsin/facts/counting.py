"""Numbers of things, and things one after the other, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_IN_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^][]*\]")


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A number of things.

    >>> counted(1, "fact"), counted(1200, "fact")
    ('1 fact', '1,200 facts')
    """
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listed(items: Iterable[str], conjunction: str = "and") -> str:
    """The items as people list them; with semicolons where one but the last holds a comma of its own.

    >>> listed(["a", "b", "c"]), listed([])
    ('a, b and c', '')
    >>> listed(["Met, Monday", "Pilot", "Survey, 2024"]), listed(["Met, Monday", "Pilot"], "or")
    ('Met, Monday; Pilot; and Survey, 2024', 'Met, Monday, or Pilot')
    """
    *most, last = (*items,) or ("",)
    if not most:
        return last
    if not any(", " in _IN_BRACKETS.sub("", item) for item in most):
        return f"{', '.join(most)} {conjunction} {last}"
    return f"{'; '.join(most)}{';' if len(most) > 1 else ','} {conjunction} {last}"
