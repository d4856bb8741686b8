"""Text in columns: measured as terminals show it, wrapped between words, never wider than it should be."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from tocsin.facts.dataclass import dataclass

GAP = "  "
_NARROW = 16


def display_width(text: str) -> int:
    r"""How many columns a terminal takes for the text: two for wide characters, none for combining ones.

    >>> display_width("Kursk"), display_width("平壤"), display_width("e\u0301")
    (5, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_character_width, text))


@cache
def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` columns, broken at spaces, and within words only where one is too long.

    >>> wrap("one two three", 7)
    ['one two', 'three']
    """
    words = text.split()
    whole = " ".join(words)
    if display_width(whole) <= width:
        return [whole]
    lines: list[str] = []
    line, taken = "", 0
    for word in words:
        for piece in [word] if display_width(word) <= width else _pieces(word, width):
            wide = display_width(piece)
            if line and taken + 1 + wide <= width:
                line += f" {piece}"
                taken += 1 + wide
            else:
                lines.append(line)
                line, taken = piece, wide
    lines.append(line)
    return lines[1:] if len(lines) > 1 and not lines[0] else lines


def _pieces(word: str, width: int) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and display_width(piece) + _character_width(character) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True)
class Cell:
    """A text to be wrapped into a column of this width, and the paint for each of its lines."""

    text: str
    width: int
    paint: Callable[[str], str] = _as_it_is


def beside(cells: Sequence[Cell], indent: int = 0) -> list[str]:
    """The lines of cells that stand side by side."""
    wrapped = [wrap(cell.text, cell.width) for cell in cells]
    lines = []
    for number in range(max(map(len, wrapped))):
        parts = []
        for cell, found in zip(cells, wrapped, strict=True):
            text = found[number] if number < len(found) else ""
            parts.append(cell.paint(text) + " " * (cell.width - display_width(text)))
        lines.append((" " * indent + GAP.join(parts)).rstrip())
    return lines


def paragraph(text: str, width: int, indent: int = 0, hanging: int | None = None) -> list[str]:
    """The text in lines of at most ``width`` columns, indented; all but the first by ``hanging`` if that is given."""
    rest = indent if hanging is None else hanging
    lines = wrap(text, width - max(indent, rest))
    return [" " * (rest if number else indent) + line for number, line in enumerate(lines)]


def fitted(texts: Iterable[str], most: int) -> int:
    """The width of the widest text, but at most ``most``."""
    return min(max(map(display_width, texts), default=0), most)


def columns(rows: Sequence[Sequence[str]], width: int, indent: int = 2) -> list[str]:
    """Rows in columns: each but the last as wide as it needs (up to three fifths), the last takes what remains.

    Where next to nothing remains, the last stands below the others.
    """
    if not rows:
        return []
    count = len(rows[0])
    widths = [fitted((row[column] for row in rows), width * 3 // 5) for column in range(count - 1)]
    remaining = width - indent - sum(widths) - len(GAP) * (count - 1)
    if remaining < _NARROW:
        return [line for row in rows for line in _stacked(row, width, indent)]
    widths.append(remaining)
    return [line for row in rows for line in beside([Cell(*pair) for pair in zip(row, widths, strict=True)], indent)]


def _stacked(row: Sequence[str], width: int, indent: int) -> Iterator[str]:
    yield from paragraph(GAP.join(row[:-1]), width, indent)
    yield from paragraph(row[-1], width, indent + 2)
