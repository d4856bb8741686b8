"""A workbook (XLSX) -> text that holds its cells, and that text -> the cells of one of its sheets.

The text is what a ledger keeps of the file, so that it can be read again without the package, and is the same.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from tocsin.facts.extras import lacking
from tocsin.facts.json_values import canonical_json
from tocsin.facts.problems import Place, ProblemError, suggestion
from tocsin.facts.tree.nodes import refuse
from tocsin.rules import codes
from tocsin.rules.tables.grid import Grid, GridCell, GridRow, Sort

MOST_UNPACKED: Final = 64 * 1024 * 1024
MOST_CELLS: Final = 200_000
_SORTS: Final[dict[str, Sort]] = {"number": "number", "truth": "truth", "day": "day"}


class SheetPlace(Place):
    """A cell of a workbook: ``file:Sheet``, the row and the column. As spreadsheets write it: ``file:Sheet!B4``."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self.file}!{_letters(self.column)}{self.line}" if self.line else self.file


def _letters(column: int) -> str:
    """The letters of a column: A, B, …, Z, AA; of the whole row (0) none."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def text_of_workbook(data: bytes, file: str) -> str:
    """The text that holds the cells of every sheet. Raises ProblemError, also where the package is not there."""
    problem = lacking("tables", codes.NO_WORKBOOKS, "reading a workbook needs", "openpyxl", place=Place(file))
    if problem is not None:
        raise ProblemError([replace(problem, hint=f"{problem.hint}, or save the sheet as CSV")])
    _require_modest(data, file)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), data_only=True, rich_text=False)
        formulas = load_workbook(io.BytesIO(data), data_only=False, rich_text=False)
    except Exception as error:  # the package raises whatever its parts do
        told = " ".join(str(error).split())[:200] or type(error).__name__
        raise refuse(codes.TABLE, f"this is no workbook that can be read: {told}", Place(file)) from None
    sheets = {sheet.title: _sheet(sheet, formulas[sheet.title], file) for sheet in book.worksheets}
    return canonical_json({"workbook": sheets})


def _require_modest(data: bytes, file: str) -> None:
    """Refuse an archive that unpacks to more than anybody's table, or that declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                message = f"the workbook unpacks to more than {MOST_UNPACKED // 1024 // 1024} MiB"
                raise refuse(codes.TABLE, message, Place(file), "save the one sheet as a workbook of its own")
            for member in archive.infolist():
                if member.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(member):
                    message = f"{member.filename} in the workbook has a document type declaration"
                    raise refuse(codes.TABLE, message, Place(file), "save it anew with a spreadsheet program")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        hint = "save it as .xlsx (not .xls), or as CSV"
        raise refuse(codes.TABLE, f"this is no workbook: {error}", Place(file), hint) from None


def _sheet(sheet: Any, formulas: Any, file: str) -> list[list[Any]]:
    """The rows of a sheet: each cell as text, as what was typed, or None. A merged cell fills all that it covers."""
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        message = f"the sheet {sheet.title} has more than {MOST_CELLS:,} cells"
        raise refuse(codes.TABLE, message, Place(file), "delete the rows and columns that are empty, or split it")
    merged = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    return [
        [
            _stored(sheet.cell(*merged.get((row, column), (row, column))),
                    formulas.cell(*merged.get((row, column), (row, column))), f"{file}:{sheet.title}")
            for column in range(1, sheet.max_column + 1)
        ]
        for row in range(1, sheet.max_row + 1)
    ]  # fmt: skip


def _stored(cell: Any, formula: Any, file: str) -> object:
    """A cell as it is kept: text as it is, all else with what it is; nothing for an empty one."""
    value = cell.value
    place = SheetPlace(file, cell.row, cell.column)
    if formula.data_type == "f" and value is None:
        message = "the cell holds a formula whose value was never worked out"
        raise refuse(
            codes.TABLE_CELL,
            message,
            place,
            "open the workbook in a spreadsheet program and save it, or write the value",
        )
    if cell.data_type == "e":
        raise refuse(
            codes.TABLE_CELL, f"the cell holds the error {value}", place, "mend its formula, or write the value"
        )
    match value:
        case None | str():
            return value
        case bool():
            return {"truth": "true" if value else "false"}
        case int() | float():
            if "%" in (cell.number_format or ""):
                shown = f"{value * 100:g}%"
                hint = f"format it as a number, and write {value} or {value * 100:g}, as the facts are in"
                raise refuse(codes.TABLE_CELL, f"the cell shows {shown} and holds {value}", place, hint)
            return {"number": repr(int(value) if isinstance(value, float) and value.is_integer() else value)}
        case dt.datetime() if value.time() == dt.time():
            return {"day": value.date().isoformat()}
    message = f"the cell holds {value}, which is no day"
    raise refuse(codes.TABLE_CELL, message, place, "write a day without the time, or format the cell as text")


def grid_of_workbook(text: str, file: str, sheet: str | None) -> Grid:
    """The table on a sheet, or on the only one if ``sheet`` is None; its first row is the header."""
    try:
        sheets: dict[str, list[list[Any]]] = json.loads(text)["workbook"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise refuse(codes.TABLE, "this is not the text of a workbook", Place(file), "give its sheet as CSV") from None
    if sheet is None and len(sheets) == 1:
        sheet = next(iter(sheets))
    if sheet not in sheets:
        asked = "the workbook has several sheets" if sheet is None else f"the workbook has no sheet {sheet!r}"
        hint = f"say which under sheet: {', '.join(sheets)}" if sheet is None else suggestion(sheet, sheets, "sheets")
        raise refuse(codes.TABLE, asked, Place(file), hint)
    named = f"{file}:{sheet}"
    rows = [(number, row) for number, row in enumerate(sheets[sheet], 1) if any(cell is not None for cell in row)]
    if not rows:
        raise refuse(codes.TABLE, "the sheet is empty", Place(named), "the first row names the columns")
    first, header = rows[0]
    width = max(number for number, cell in enumerate(header, 1) if cell is not None)
    return Grid(
        header=tuple(_cells(header[:width], named, first)),
        rows=tuple(_row(row, named, number, width) for number, row in rows[1:]),
        place=SheetPlace(named, first, 1),
        sheet=sheet,
    )


def _row(row: list[Any], named: str, number: int, width: int) -> GridRow:
    beyond = next((column for column, cell in enumerate(row[width:], width + 1) if cell is not None), None)
    if beyond is not None:
        message = "the cell stands under no heading"
        raise refuse(
            codes.TABLE_CELL, message, SheetPlace(named, number, beyond), "give its column one, or clear the cell"
        )
    return GridRow(tuple(_cells(row[:width], named, number)), number, SheetPlace(named, number))


def _cells(row: list[Any], named: str, number: int) -> Iterator[GridCell]:
    for column, cell in enumerate(row, 1):
        place = SheetPlace(named, number, column)
        if isinstance(cell, dict):
            [(sort, text)] = cell.items()
            yield GridCell(str(text), place, _SORTS.get(sort, "text"))
        else:
            yield GridCell(str(cell or "").strip(), place)
