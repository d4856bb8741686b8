"""How text looks: the drawing of a tree, the colours of a terminal, and what must never reach one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.written.unseen import seen

COLOURS: Final = {
    "certain": "1;32",
    "likely": "1;36",
    "possible_strengthened": "1;33",
    "possible": "33",
    "given": "1;34",
    "label": "2",
    "guide": "2",
    "headline": "1",
}
_ASCII: Final = str.maketrans({"\u2013": "-", "·": "-", "≥": ">=", "≤": "<=", "“": '"', "”": '"', "\u2019": "'"})


@dataclass(frozen=True)
class Drawing:
    """The characters of a tree, each three columns wide."""

    branch: str
    last: str
    through: str
    empty: str = "   "


LINES: Final = Drawing("├─ ", "└─ ", "│  ")
ASCII: Final = Drawing("|- ", "`- ", "|  ")


def paint(text: str, style: str, colour: bool) -> str:
    """The text in a style of the table, or as it is."""
    return f"\x1b[{COLOURS[style]}m{text}\x1b[0m" if colour and text else text


def clean(text: str) -> str:
    """The text on one line, with what cannot be seen, or would command a terminal, shown as an escape."""
    return seen(" ".join(text.replace("\t", " ").splitlines()))


def plain_ascii(text: str) -> str:
    """The text in ASCII alone: punctuation by its nearest likeness, other characters as escapes."""
    return text.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrap(text: str, width: int, hanging: int = 0) -> list[str]:
    """The text in lines of at most ``width`` columns, broken at spaces, or inside a word that is too long.

    Lines after the first are ``hanging`` columns shorter.
    """
    lines: list[str] = []
    line = ""
    for word in _words(text, width - hanging):
        candidate = f"{line} {word}" if line else word
        if line and columns(candidate) > width - (hanging if lines else 0):
            lines.append(line)
            line = word
        else:
            line = candidate
    return [*lines, line]


def _words(text: str, width: int) -> Iterator[str]:
    for word in text.split(" "):
        rest = word
        while columns(rest) > width:
            cut = _cut(rest, width)
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def _cut(word: str, width: int) -> int:
    """How many characters of the word fit; after the last comma, slash or bracket if there is one."""
    taken = 0
    for position, character in enumerate(word):
        taken += columns(character)
        if taken > width:
            nice = max(word.rfind(mark, 1, position) for mark in ",/(=-&?_")
            return nice + 1 if nice > width // 2 else max(position, 1)
    return len(word)
