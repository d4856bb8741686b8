"""A problem with the line that it is about, and a mark under what is meant, as compilers show them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from tocsin.cli.layout import display_width, paragraph

if TYPE_CHECKING:
    from tocsin.facts.problems import Place, Problem

WORD = re.compile(r"\$?[\w.-]+")
"""What a problem at a place is about, as far as it can be marked."""
_LONGEST = 1 << 20
_BEFORE = 12
_KEPT = 1 << 24
"""Files up to so many bytes are read once, whatever there is to say of them."""


def told(problem: Problem, width: int) -> Iterator[str]:
    """The message, the line it is about where that can be read, and what to do."""
    from tocsin.cli.output import printable

    where = f"{problem.place}: " if problem.place else ""
    yield from paragraph(printable(f"{where}{problem.code}: {problem.message}"), width, hanging=2)
    if problem.place is not None:
        yield from _excerpt(problem.place, width)
    if problem.hint:
        yield from _hint(printable(problem.hint), width)


def _hint(hint: str, width: int) -> Iterator[str]:
    """What to do; below an expression the mark stays where it points, and both are left out if they do not fit."""
    *expression, marked = hint.split("\n")
    if not expression:
        yield from paragraph(hint, width, 2)
    elif max(display_width(f"  {line}") for line in (*expression, marked)) <= width:
        yield from (f"  {line}" for line in expression)
        yield marked
    else:
        yield from paragraph(marked.strip().removeprefix("^"), width, 2)


def _excerpt(place: Place, width: int) -> Iterator[str]:
    line = _line(place)
    if line is None:
        return
    from tocsin.facts.written.unseen import seen

    number = str(place.line)
    column = place.column - 1
    marked = len(found.group()) if (found := WORD.match(line, column)) else 1
    # A line too long for the screen is shown from a little before what is meant.
    room = width - len(number) - 6
    begin = max(0, column - _BEFORE) if display_width(line[: column + marked]) > room else 0
    before, word, after = (
        seen(part.replace("\t", " "))
        for part in (line[begin:column], line[column : column + marked], line[column + marked :])
    )
    cut = "…" if begin else ""
    shown = _cut(f"{cut}{before}{word}{after}", room)
    yield f"  {number} | {shown}".rstrip()
    marks = min(display_width(word) or 1, max(room - display_width(cut + before), 1))
    yield f"  {' ' * len(number)} | {' ' * display_width(cut + before)}{'^' * marks}"


def _cut(text: str, room: int) -> str:
    if display_width(text) <= room:
        return text
    while display_width(text) > room - 1:
        text = text[: -max(1, (display_width(text) - room) // 2)]
    return f"{text}…"


def _line(place: Place) -> str | None:
    """The line at that place; None if it cannot be read, or is too far into what is no text."""
    if not place.line or not place.column:
        return None
    try:
        found = os.stat(place.file)
        if found.st_size <= _KEPT:  # a pack may have a thousand problems in one file
            line = next(iter(_lines(place.file, found.st_mtime_ns, found.st_size)[place.line - 1 : place.line]), None)
        else:
            with _opened(place.file) as file:
                line = next(islice(file, place.line - 1, None), None)
    except (OSError, ValueError):
        return None
    if line is None or len(line) > _LONGEST or place.column > len(line):
        return None
    return line.rstrip("\n")


def _opened(file: str) -> TextIO:
    return open(file, encoding="utf-8-sig", newline=None)


@lru_cache(maxsize=2)
def _lines(file: str, changed: int, size: int) -> list[str]:
    """The lines of a file as it was then, up to what is no text."""
    lines: list[str] = []
    with _opened(file) as opened, suppress(ValueError):
        lines.extend(opened)
    return lines
