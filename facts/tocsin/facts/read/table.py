"""CSV -> entries: one on each row, after RFC 4180, streamed.

CSV has no kinds, so here alone a cell's text is converted by the kind of its field: ``1`` in a ``str`` column is
the string. An empty cell is an absent value.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from tocsin.facts import codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.read.cells import Row, cell_value
from tocsin.facts.read.entry import Entry
from tocsin.facts.read.header import Header, read_header
from tocsin.facts.read.report import read_qualifier, read_reports
from tocsin.facts.stated import Stated, make_fact
from tocsin.facts.tree import Mapping, Node, Scalar, read_lines, shown_path
from tocsin.facts.tree.nodes import shorten
from tocsin.facts.vocabulary import Vocabulary


def read_table(path: str | Path, vocabulary: Vocabulary, problems: ProblemList) -> Iterator[Entry]:
    """The entries of the file; a row that states none is left out, with a problem. Empty rows are skipped.

    Raises ProblemError for what ends the reading: a file that is not CSV, or a header that cannot be used.
    """
    file = shown_path(path)
    rows = rows_of(read_lines(path), file)
    first = next(rows, None)
    if first is None:
        hint = "the first row names the columns"
        raise ProblemError([Problem(codes.TABLE_HEADER, "the table is empty", Place(file, 1), hint)])
    header = read_header(first, Path(file).stem, vocabulary, problems)
    for row in rows:
        entry = _read_row(row, header, vocabulary, problems)
        if entry is not None:
            yield entry


def rows_of(numbered: Iterable[tuple[int, str]], file: str) -> Iterator[Row]:
    """The rows that are not empty, each with the lines it was written on. Raises ProblemError for what is not CSV."""
    raw: list[str] = []
    line = 0

    def lines() -> Iterator[str]:
        nonlocal line
        for number, text in numbered:
            line = number
            raw.append(text)
            yield text + "\n"

    reader = csv.reader(lines(), strict=True)
    while True:
        raw.clear()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            place = Place(file, line - len(raw) + 1)
            message = f"this is not valid CSV: {error}"
            raise ProblemError(
                [Problem(codes.SYNTAX, message, place, "close each quote, and double quotes within")]
            ) from None
        if cells is None:
            return
        if any(cells):
            yield Row(cells, file, line - len(raw) + 1, tuple(raw))


@dataclass(slots=True)
class _Sorted:
    """A row's cells, sorted into fields of the fact and nodes of its report."""

    fields: dict[str, Stated]
    report: Mapping


def _read_row(row: Row, header: Header, vocabulary: Vocabulary, problems: ProblemList) -> Entry | None:
    if len(row.cells) != len(header.names):
        count = len(row.cells)
        message = f"the row has {count} {'cell' if count == 1 else 'cells'}, the header {len(header.names)}"
        place = Place(row.file, row.line)
        problems.append(
            Problem(codes.TABLE_ROW, message, place, "quote cells that hold a comma; leave absent ones empty")
        )
        return None
    fact_type = _type_of(row, header, vocabulary, problems)
    if fact_type is None:
        return None
    found = _sort(row, header, fact_type, problems)
    reports = read_reports(found.report, problems)
    qualifier = read_qualifier(found.report.entries.get("qualifier"), problems)
    fact = make_fact(fact_type, found.fields, Place(row.file, row.line), problems)
    return None if fact is None else Entry(fact, reports, qualifier, Place(row.file, row.line))


def _type_of(row: Row, header: Header, vocabulary: Vocabulary, problems: ProblemList) -> FactType | None:
    if header.type_column is None:
        return header.fact_type
    name = row.cells[header.type_column].strip()
    fact_type = vocabulary.get(name)
    if fact_type is None:
        place = row.place(header.type_column)
        if not name:
            problems.append(Problem(codes.TABLE_ROW, "the row names no fact type", place, "fill in its type"))
        else:
            problems.append(vocabulary.unknown_type(shorten(name), place))
    return fact_type


def _sort(row: Row, header: Header, fact_type: FactType, problems: ProblemList) -> _Sorted:
    """The row's cells by what they are for a fact of this type; problems for those that are nothing."""
    found = _Sorted({}, Mapping({}, {}, Place(row.file, row.line)))
    for column, text in enumerate(row.cells):
        if not text or column == header.type_column or column in header.faulty:
            continue
        name = header.names[column]
        field = fact_type.by_name.get(name)
        if field is not None:
            place = row.place(column)
            found.fields[name] = Stated(cell_value(text, field.kind), place, place)
        elif (path := header.report_paths.get(column)) is not None:
            _put(found.report, path, Scalar(text.strip(), row.place(column), quoted=True))
        else:
            message = f"{fact_type.name} has no field {name}"
            hint = "leave the cell empty in rows of this type"
            problems.append(Problem(codes.UNKNOWN_FIELD, message, row.place(column), hint))
    return found


def _put(mapping: Mapping, path: tuple[str, ...], node: Scalar) -> None:
    """Put the node under a path of one or two keys."""
    key, *rest = path
    mapping.key_places.setdefault(key, node.place)
    if not rest:
        mapping.entries[key] = node
        return
    inner: Node = mapping.entries.setdefault(key, Mapping({}, {}, node.place))
    if isinstance(inner, Mapping):
        _put(inner, tuple(rest), node)
