"""Where comments and blank lines stand in a text of YAML: its reader passes over both."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from tocsin.facts.dataclass import dataclass

_COMMENT = re.compile(r"(?:^|(?<=[ \t\n]))#[^\n]*", re.MULTILINE)


@dataclass(frozen=True)
class Comment:
    """A comment with where it begins; ``alone`` on its line, or behind something."""

    start: int
    line: int
    column: int
    text: str
    alone: bool


class Margin:
    """The comments and blank lines of a text, by line; lines and columns count from 0."""

    def __init__(self, text: str, scalars: Sequence[tuple[int, int]]) -> None:
        """``scalars`` are the beginnings and ends of all values and keys, in order: no comment stands within one."""
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._lines = text.split("\n")
        self.comments = tuple(self._found(text, scalars))
        self._alone = {each.line: each for each in self.comments if each.alone}
        self._behind = {each.line: each for each in self.comments if not each.alone}

    def _found(self, text: str, scalars: Sequence[tuple[int, int]]) -> Iterator[Comment]:
        begins = [start for start, _ in scalars]
        end = 0
        for match in _COMMENT.finditer(text):
            at = bisect_right(begins, match.start()) - 1
            if match.start() < end or (at >= 0 and match.start() < scalars[at][1]):
                continue
            end = match.end()
            line, column = self.place(match.start())
            alone = not self._lines[line][:column].strip()
            yield Comment(match.start(), line, column, match[0].rstrip(), alone)

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset."""
        line = bisect_right(self._starts, offset) - 1
        return line, offset - self._starts[line]

    def behind(self, line: int) -> str:
        """The comment behind what stands on a line; empty if there is none."""
        found = self._behind.get(line)
        return "" if found is None else found.text

    def between(self, after: int, before: int) -> list[tuple[int, str]]:
        """The comments that stand alone between two lines, each with its column, and blank lines as empty ones."""
        found: list[tuple[int, str]] = []
        for line in range(after + 1, min(before, len(self._lines))):
            comment = self._alone.get(line)
            if comment is not None:
                found.append((comment.column, comment.text))
            elif not self._lines[line].strip() and found[-1:] != [(-1, "")]:
                found.append((-1, ""))
        return found

    def within(self, start: int, end: int) -> bool:
        """Whether a comment stands between two offsets."""
        return any(start <= each.start < end for each in self.comments)


def scalar_spans(tokens: Sequence[Any]) -> list[tuple[int, int]]:
    """The beginning and end of each value and key among the tokens of a text."""
    return [(t.start_mark.index, t.end_mark.index) for t in tokens if type(t).__name__ == "ScalarToken"]
