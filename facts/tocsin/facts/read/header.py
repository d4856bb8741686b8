"""The header of a table: what each column is, checked once for the whole table."""

from __future__ import annotations

from typing import Final

from tocsin.facts import codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import Place, Problem, ProblemError, suggestion
from tocsin.facts.read.cells import Row
from tocsin.facts.read.report import SOURCE_KEYS
from tocsin.facts.tree.nodes import REPORT_KEYS, shorten
from tocsin.facts.vocabulary import Vocabulary

COMMAS: Final = "separate columns by commas"
PREFIX: Final = "report."
REPORT_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    **{f"source.{key}": ("source", key) for key in SOURCE_KEYS},
    **{key: (key,) for key in REPORT_KEYS if key != "source"},
    "source": ("source", "publisher"),
    "qualifier": ("qualifier",),
}


@dataclass(frozen=True)
class Header:
    """A table's columns: their names, which one names the type (else ``fact_type``), which belong to the report.

    A column in ``report_paths`` belongs to the report only where the row's type has no field of that name.
    """

    names: tuple[str, ...]
    type_column: int | None
    fact_type: FactType | None
    report_paths: dict[int, tuple[str, ...]]
    faulty: frozenset[int]


def read_header(row: Row, stem: str, vocabulary: Vocabulary, problems: ProblemList) -> Header:
    """The header of a table in a file called ``stem``.

    Faulty columns are noted and left out. Raises ProblemError if no fact type can be told at all.
    """
    names = tuple(cell.strip() for cell in row.cells)
    type_column, fact_type = _subject(row, names, stem, vocabulary)
    paths = {column: path for column, name in enumerate(names) if (path := _report_path(name)) is not None}
    types = vocabulary.types.values() if fact_type is None else (fact_type,)
    fields = {name for known in types for name in known.by_name}
    faulty: set[int] = set()
    first: dict[str, int] = {}
    for column, name in enumerate(names):
        if first.setdefault(name, column) != column and name:
            message = f"the column {shorten(name)} is there twice"
            problems.append(Problem(codes.TABLE_HEADER, message, row.place(column), "remove one of the two"))
            faulty.add(column)
        elif column != type_column and name not in fields and column not in paths:
            problems.append(_unknown_column(names, row.place(column), column, fields, fact_type))
            faulty.add(column)
    return Header(names, type_column, fact_type, paths, frozenset(faulty))


def _subject(row: Row, names: tuple[str, ...], stem: str, vocabulary: Vocabulary) -> tuple[int | None, FactType | None]:
    """The column that names each row's type, or the one type that all rows have.

    Where the file's name is a type with a field called ``type``, that column is the field.
    """
    by_stem = vocabulary.get(stem)
    if "type" in names and (by_stem is None or "type" not in by_stem.by_name):
        return names.index("type"), None
    if by_stem is not None:
        return None, by_stem
    message = "the table does not say which fact type its rows have"
    hint = f"add a column type, or name the file after a type; {suggestion(stem, vocabulary.types, 'fact types')}"
    meant = next((name for name in names if name.lower() == "type"), None)
    if is_separated_otherwise(row.cells[0]):
        hint = COMMAS
    elif meant is not None:
        hint = f"call the column {meant} type"
    raise ProblemError([Problem(codes.TABLE_HEADER, message, Place(row.file, row.line), hint)])


def is_separated_otherwise(name: str) -> bool:
    """True if the name of a column holds what parts columns in other tables."""
    return any(mark in name for mark in ";\t|")


def _report_path(name: str) -> tuple[str, ...] | None:
    return REPORT_COLUMNS.get(name.removeprefix(PREFIX))


def _unknown_column(
    names: tuple[str, ...], place: Place, column: int, fields: set[str], fact_type: FactType | None
) -> Problem:
    name = names[column]
    if not name:
        return Problem(codes.TABLE_HEADER, "a column has no name", place, "name it, or remove it")
    if is_separated_otherwise(name):
        hint = COMMAS
    else:
        what = "columns" if fact_type is None else f"columns for {fact_type.name}"
        hint = suggestion(name, (*fields, *REPORT_COLUMNS), what, names)
    return Problem(codes.TABLE_HEADER, f"there is no column {shorten(name)}", place, hint)
