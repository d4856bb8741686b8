"""What becomes of rows that state no fact: collected to be told, or written to a file while the run goes on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from tocsin.bulk.reading.stating import Written
from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import Problem

HEADER = ("file", "line", "column", "value", "code", "problem", "hint")
LONGEST = 1_000
"""Characters of a value that a rejects file shows."""


class Rejects:
    """The rows refused so far: how many, and what is wrong with them.

    With a path, a line for each problem goes to a file beside it, which takes its name when the rows have all been
    read; ``problems`` then keeps only what concerns whole tables. Without one, rows' problems are kept too.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = None if path is None else Path(path)
        self.problems = ProblemList("")
        self.rows = 0
        self.cases: set[str] = set()
        self._stream: TextIO | None = None

    @property
    def _partial(self) -> Path:
        assert self.path is not None
        return self.path.with_name(f".{self.path.name}.part")

    def add(self, problems: Sequence[Problem], cells: Iterable[Written] = ()) -> None:
        """Count the row, and keep or write what is wrong with it."""
        self.rows += 1
        found = list(cells)
        self.cases.update(str(cell.value) for cell in found if cell.column.role == "case")
        if self.path is None:
            self.problems.extend(problems)
            return
        written = csv.writer(self._open(), lineterminator="\n")
        for problem in problems:
            written.writerow(_line(problem, found))

    def finish(self) -> None:
        """Put the file in place. It is there even if nothing was refused, so that no older one deceives."""
        if self.path is not None:
            self._open().close()
            self._partial.replace(self.path)

    def abandon(self) -> None:
        """Leave no partial file behind."""
        if self._stream is not None:
            self._stream.close()
            self._partial.unlink(missing_ok=True)

    def _open(self) -> TextIO:
        if self._stream is None:
            self._stream = self._partial.open("w", encoding="utf-8", newline="", errors="backslashreplace")
            csv.writer(self._stream, lineterminator="\n").writerow(HEADER)
        return self._stream


def _line(problem: Problem, cells: list[Written]) -> tuple[object, ...]:
    place = problem.place
    cell = next((cell for cell in cells if cell.place == place), None)
    return (
        place.file if place else "",
        place.line if place and place.line else "",
        cell.column.name if cell else "",
        str(cell.value)[:LONGEST] if cell else "",
        problem.code,
        problem.message,
        problem.hint,
    )
