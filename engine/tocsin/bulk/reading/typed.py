"""Cells of tables that have types: Parquet files and tables in memory.

A column's type must fit the kind of its field, or the whole table is refused: a number is no text and a text no number.
Only what a single case takes over is taken over here: an int for a float, a number or text for a quantity, text for a
date. A time stamp counts as a date where it stands at midnight, because tables of pandas have no other dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.bulk import codes
from tocsin.bulk.reading.cells import EXACT, Cell, Ends, date_of_text, finite, member, quantity_of_text
from tocsin.bulk.reading.columns import Column, Columns
from tocsin.facts.model import FieldType
from tocsin.facts.problems import Place, Problem

_INTS: Final = frozenset(
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
)
_FLOATS: Final = frozenset(("FLOAT", "DOUBLE"))
_TIMES: Final = frozenset(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"))
_TEXTS: Final = frozenset(("VARCHAR", "NULL"))
_FITTING: Final[Mapping[str, frozenset[str]]] = {
    "str": _TEXTS,
    "enum": _TEXTS,
    "int": _INTS | {"NULL"},
    "float": _INTS | _FLOATS | {"NULL"},
    "bool": frozenset(("BOOLEAN", "NULL")),
    "date": _TIMES | _TEXTS | {"DATE"},
    "quantity": _INTS | _FLOATS | _TEXTS,
    "end": _INTS | _FLOATS | {"NULL"},
    "case": _INTS | _TEXTS,
}
_CASTS: Final = {"quantity": "cast it to text such as 10900..11000, or give two columns of numbers"}


class TypedCells:
    """Cells of a table with types, by the SQL type of each expression."""

    def __init__(self, types: Mapping[str, str]) -> None:
        self.types = types

    def value(self, sql: str, field: FieldType) -> Cell:
        """By the kind of the field."""
        match field.kind.name:
            case "str" | "enum":
                value = member(sql, field) if field.codes or field.kind.values else sql
            case "int":
                value = f"TRY_CAST({sql} AS BIGINT)"
            case "float":
                value = finite(f"(TRY_CAST({sql} AS DOUBLE) + 0.0)")
            case "date":
                return self.date(sql)
            case _:
                value = sql
        return Cell(f"{sql} IS NOT NULL", value)

    def quantity(self, sql: str) -> Ends:
        """A number, or text in the notation of facts."""
        present = f"{sql} IS NOT NULL"
        if self.types[sql] in _TEXTS:
            return quantity_of_text(present, f"trim({sql})")
        number = self.end(sql)
        return Ends(present, f"coalesce({number.value} IS NOT NULL, false)", number.value, number.value)

    def end(self, sql: str) -> Cell:
        """A number."""
        double = f"(TRY_CAST({sql} AS DOUBLE) + 0.0)"
        if self.types[sql] in _FLOATS:
            return Cell(f"{sql} IS NOT NULL", finite(double))
        return Cell(f"{sql} IS NOT NULL", f"CASE WHEN abs({double}) < {EXACT} THEN {double} END")

    def text(self, sql: str) -> Cell:
        """A text."""
        return Cell(f"{sql} IS NOT NULL", sql)

    def date(self, sql: str) -> Cell:
        """A date, a time stamp at midnight, or text YYYY-MM-DD."""
        present, found = f"{sql} IS NOT NULL", self.types[sql]
        if found in _TEXTS:
            return Cell(present, date_of_text(sql))
        day = f"TRY_CAST({sql} AS DATE)"
        in_calendar = f"{day} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'"
        midnight = "" if found == "DATE" else f" AND {day}::TIMESTAMP = ({sql})::TIMESTAMP"
        return Cell(present, f"CASE WHEN {in_calendar}{midnight} THEN {day} END")

    def case(self, sql: str) -> Cell:
        """A text, or a whole number as text."""
        return Cell(f"coalesce(({sql})::VARCHAR, '') <> ''", f"({sql})::VARCHAR")


def simple_type(declared: str) -> str:
    """The SQL type by its plain name: an enumeration of words is text.

    >>> simple_type("ENUM('a', 'b')"), simple_type('"NULL"'), simple_type("DECIMAL(9,2)")
    ('VARCHAR', 'NULL', 'DECIMAL')
    """
    if declared.endswith("]"):
        return declared
    plain = declared.partition("(")[0].strip('"')
    return "VARCHAR" if plain == "ENUM" else plain


def check_types(columns: Columns, types: Mapping[int, str], place: Place, problems: list[Problem]) -> Columns:
    """The columns whose types fit; a problem for each that does not. ``types`` are simple, by column."""
    fitting = []
    for column in columns.found:
        if types[column.index] in _FITTING[_what(column)]:
            fitting.append(column)
        else:
            problems.append(_misfit(column, types[column.index], place))
    return Columns(columns.fact_type, tuple(fitting))


def _what(column: Column) -> str:
    match column.role:
        case "value":
            assert column.field is not None
            return column.field.kind.name
        case "low" | "high":
            return "end"
        case "case":
            return "case"
        case _:
            return "date" if column.path[-1] in ("date", "valid_from", "valid_to") else "str"


def _misfit(column: Column, found: str, place: Place) -> Problem:
    what = _what(column)
    wanted = {"end": "numbers", "case": "text or whole numbers"}.get(what, f"the kind {column.field or what}")
    if column.field is not None and what != "end":
        wanted = f"the kind {column.field.kind}"
    message = f"the column {column.name} has the type {found}, which does not fit {wanted}"
    return Problem(codes.COLUMNS, message, place, _CASTS.get(what, "cast the column before you write the table"))
