"""A file of a table as cells, each with its place: of CSV here, of workbooks and DMN beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place
from tocsin.facts.read.table import rows_of
from tocsin.facts.tree.nodes import refuse
from tocsin.rules import codes

Sort: TypeAlias = Literal["text", "number", "truth", "day"]
"""What a cell holds: in CSV and DMN text, in a workbook whatever was typed."""
HitPolicy: TypeAlias = Literal["unique", "any", "priority", "first", "collect", "rule order", "output order"]


@dataclass(frozen=True)
class GridCell:
    """A cell: its text, where it stands, and what it holds."""

    text: str
    place: Place
    sort: Sort = "text"


@dataclass(frozen=True)
class GridRow:
    """A row: its cells, one for each column, its number as its file counts, its own id and remark if it has them."""

    cells: tuple[GridCell, ...]
    number: int
    place: Place
    id: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class Grid:
    """The columns of a table, by their headings, and its rows. A file of DMN says besides what kind of table it is.

    ``ranks`` are the values of each output from the highest priority down.
    """

    header: tuple[GridCell, ...]
    rows: tuple[GridRow, ...]
    place: Place
    sheet: str | None = None
    strict: bool = False
    hit: HitPolicy | None = None
    ranks: tuple[tuple[str, tuple[GridCell, ...]], ...] = ()


def grid_of_csv(text: str, file: str) -> Grid:
    r"""The table that a CSV text holds. Raises ProblemError.

    >>> [[cell.text for cell in row.cells] for row in grid_of_csv("weight,price\n< 5,3.50\n", "t.csv").rows]
    [['< 5', '3.50']]
    """
    rows = rows_of(_lines(text), file)
    first = next(rows, None)
    if first is None:
        raise refuse(codes.TABLE, "the table is empty", Place(file, 1), "the first row names the columns")
    header = tuple(GridCell(name.strip(), first.place(at)) for at, name in enumerate(first.cells))
    if len(header) == 1 and ";" in header[0].text:
        message = "the columns are parted by semicolons"
        raise refuse(codes.TABLE, message, header[0].place, "part them by commas; quote cells that hold one")
    found = []
    for row in rows:
        place = Place(file, row.line)
        if len(row.cells) != len(header):
            message = f"the row has {len(row.cells)} cells, the header {len(header)}"
            raise refuse(codes.TABLE, message, place, "quote cells that hold a comma; write - where any value will do")
        cells = tuple(GridCell(cell.strip(), row.place(at)) for at, cell in enumerate(row.cells))
        found.append(GridRow(cells, row.line, place))
    return Grid(header, tuple(found), Place(file, 1, 1))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with their numbers and without their ends."""
    for number, line in enumerate(text.split("\n"), 1):
        yield number, line.removesuffix("\r")
