"""The lines of a CSV file, row by row: only read where a row must be shown, because SQL does not tell places.

A row is counted as SQL counts it: lines that a quoted line end joins are one row, and empty lines count.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tocsin.bulk.reading.cells import LINE_END
from tocsin.facts import codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.read.cells import Row
from tocsin.facts.tree.text import decode

_BOM: Final = b"\xef\xbb\xbf"
_LINE_END: Final = re.compile(LINE_END)
_LONGEST: Final = 10_000
"""More lines than this in one row are a quote that nobody closed."""


@dataclass(frozen=True, slots=True)
class Lines:
    """One row as bytes: its number (from 1, the header's), and the number of its first line."""

    number: int
    line: int
    data: bytes

    @property
    def is_empty(self) -> bool:
        """True if nothing stands in it."""
        return not self.data.strip(b"\r\n")


def rows_of(path: str | Path) -> Iterator[Lines]:
    """Every row of the file, the empty ones too."""
    number = line = 0
    with open(path, "rb") as stream:
        for data in stream:
            number += 1
            first = line + 1
            line += 1
            row = data.removeprefix(_BOM) if first == 1 else data
            while row.count(b'"') % 2 and line - first < _LONGEST and (more := stream.readline()):
                row += more
                line += 1
            yield Lines(number, first, row)


def cells_of(lines: Lines, file: str) -> Row:
    """The row's cells. Raises ProblemError if it is not valid CSV or not UTF-8."""
    text = decode(lines.data, file, lines.line).rstrip("\r\n")
    raw = tuple(line.rstrip("\r") for line in text.split("\n"))
    try:
        [cells] = list(csv.reader([line + "\n" for line in raw], strict=True)) or [[]]
    except (csv.Error, ValueError) as error:
        message = f"this is not valid CSV: {error}"
        hint = "close each quote, and double quotes within"
        raise ProblemError([Problem(codes.SYNTAX, message, Place(file, lines.line), hint)]) from None
    return Row(cells, file, lines.line, raw)


def one_line_end(cells: Iterable[str | None]) -> list[str]:
    """The cells as SQL parts them, with the line ends that a single case's lines have."""
    return [_LINE_END.sub("\n", cell or "") for cell in cells]


def read_first(path: str | Path, file: str) -> Row | None:
    """The first row that is not empty; None if there is none."""
    lines = next((row for row in rows_of(path) if not row.is_empty), None)
    return None if lines is None else cells_of(lines, file)
