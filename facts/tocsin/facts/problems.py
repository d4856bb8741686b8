"""Problems: what is wrong with an input, where, and what to do about it.

Every layer collects ``Problem`` values and raises them together at its border as one
``ProblemError``, so that a reader sees all that is wrong at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple


class Place(NamedTuple):
    """A position in an input: file as the user named it, line and column counted from 1 (0: not known)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``code`` is stable and documented in ``docs/problems.md``; ``message`` says what is wrong and
    ``hint`` what to do.
    """

    code: str
    message: str
    place: Place | None = None
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{where}{self.code}: {self.message}{hint}"

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; what is not known or not there is None."""
        place = None if self.place is None else str(self.place)
        return {"code": self.code or None, "message": self.message, "place": place, "hint": self.hint or None}

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by place, then code and message, so that reports do not depend on discovery order."""
        place = self.place or Place("")
        return (place.file, place.line, place.column, self.code, self.message)


class ProblemError(Exception):
    """Raised at a layer's border with every problem found there; ``problems`` is never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(dict.fromkeys(sorted(problems, key=Problem.sort_key)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def raise_if_any(problems: Iterable[Problem]) -> None:
    """Raise ``ProblemError`` if there is at least one problem."""
    found = tuple(problems)
    if found:
        raise ProblemError(found)


_LISTED = 12


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to ``name``, or None if none is close.

    >>> nearest("troop_deploymnet", ["troop_deployment", "treaty"])
    'troop_deployment'
    """
    matches = difflib.get_close_matches(name.lower(), {k.lower(): k for k in known}, n=1, cutoff=0.6)
    if not matches:
        return None
    return next(k for k in sorted(known) if k.lower() == matches[0])


@lru_cache(maxsize=4096)
def _parts(name: str) -> frozenset[str]:
    """The words of a name."""
    return frozenset(name.lower().split("_"))


@lru_cache(maxsize=4096)
def _pieces(name: str) -> frozenset[str]:
    """The runs of three letters in a name: names that share many look alike, and that is soon counted."""
    lowered = name.lower()
    return frozenset(lowered[at : at + 3] for at in range(len(lowered) - 2))


def suggestion(name: str, known: Iterable[str], plural: str = "known names") -> str:
    """A hint that names the nearest known name, or those with this word in them, or lists some, the likest first."""
    names = sorted(known)
    close = nearest(name, names)
    if close is not None:
        return f"did you mean {close}?"
    holding = [each for each in names if name.lower() in _parts(each)]
    if 0 < len(holding) <= _LISTED:
        *others, last = holding
        return f"did you mean {', '.join(others)} or {last}?" if others else f"did you mean {last}?"
    if not names:
        return f"there are no {plural}"
    if len(names) <= _LISTED:
        return f"{plural}: {', '.join(names)}"
    pieces = _pieces(name)
    likest = sorted(names, key=lambda each: -len(pieces & _pieces(each)))[:_LISTED]
    return f"{plural}: {', '.join(likest)} and {len(names) - _LISTED} more"
