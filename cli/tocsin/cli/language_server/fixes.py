"""What a hint says to write in place of something, as a change of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.facts.dataclass import dataclass

_ASKED: Final = re.compile(r"did you mean (?:to write )?(.+)\?")
_BETWEEN: Final = re.compile(r", | or ")
_WORD: Final = re.compile(r"[\w$][\w.$-]*")


@dataclass(frozen=True)
class Fix:
    """Characters ``start`` to ``end`` of a line (from 0), and what the hint says instead."""

    start: int
    end: int
    new: str


def fixes(line: str, column: int, message: str, hint: str) -> Iterator[Fix]:
    """The changes that the hint names, for a problem at a column (from 0) of the line; none if it names none.

    What is replaced is what the message speaks of, and stands at the column or behind it.
    """
    asked = _ASKED.search(hint)
    if asked is None:
        return
    found = _meant(line, column, message, is_value=asked[1].startswith("$"))
    if found is not None and found.group() != asked[1]:
        for new in _BETWEEN.split(asked[1]):
            yield Fix(found.start(), found.end(), new)


def _meant(line: str, column: int, message: str, *, is_value: bool) -> re.Match[str] | None:
    """The first word that the message speaks of; where a value is meant, none that is a key."""
    spoken = set(re.findall(r"'([^']+)'|\"([^\"]+)\"", message))
    names = {name for pair in spoken for name in pair if name} or set(_WORD.findall(message))
    bare = {name.lstrip("$") for name in names}
    words = (word for word in _WORD.finditer(line, column) if word.group().lstrip("$") in bare)
    return next((word for word in words if not (is_value and line.startswith(":", word.end()))), None)
