"""A list of problems that stops growing, so that a hostile input cannot fill memory with its own faults."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.facts.codes import MORE_PROBLEMS
from tocsin.facts.problems import Place, Problem, ProblemError

SHOWN = 100


class ProblemList(list[Problem]):
    """Problems in the order found: the first ``limit`` are kept, the rest counted.

    It is an ordinary list to whoever appends to it; ``raise_if_any`` ends the collection.
    """

    def __init__(self, file: str, limit: int = SHOWN) -> None:
        super().__init__()
        self.file = file
        self.limit = limit
        self.found = 0

    def append(self, problem: Problem) -> None:
        """Count the problem, and keep it if there is room."""
        self.found += 1
        if len(self) < self.limit:
            super().append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Append each problem."""
        for problem in problems:
            self.append(problem)

    def absorb(self, error: ProblemError) -> None:
        """Append the problems of an error raised deeper down."""
        self.extend(error.problems)

    def raise_if_any(self, kind: type[ProblemError] = ProblemError) -> None:
        """Raise ``ProblemError`` with what was found, and with a note of what is not shown."""
        if not self.found:
            return
        note: list[Problem] = []
        if self.found > len(self):
            message = f"{self.found} problems were found; the first {len(self)} are shown"
            note.append(Problem(MORE_PROBLEMS, message, Place(self.file), "mend these and check again"))
        raise kind([*self, *note])
