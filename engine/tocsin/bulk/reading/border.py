"""What may come in, from where, as what: the one table that every reader, in SQL and in Python, works from.

What a cell is *for* is the kind of its field, or one of the two below. What it *is* is a shape, whatever the format:

- CSV has no shapes: a cell is read by what it is for, as a single case's table reads it;
- JSON Lines have those of JSON; Parquet, tables in memory and data frames of Spark those of their columns' types.

A column whose type does not fit is refused whole, unless no value stands in it: then it is as good as not there. So is
one of which a format says no more than that it is empty (null, void).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

from tocsin.bulk import codes
from tocsin.bulk.lowering.columns import SQL_TYPES
from tocsin.bulk.reading.columns import Column, Columns
from tocsin.facts.kinds import ADMITTED, KindName, Shape
from tocsin.facts.problems import Place, Problem

Purpose = KindName | Literal["end", "case", "dated"]
"""What a cell is for: a field by its kind, an end of a quantity, the case's id, the date of a report. Other parts of
reports are str or date."""
BORDER: Final[Mapping[Purpose, frozenset[Shape]]] = {
    **{kind: shapes for kind, shapes in ADMITTED.items() if kind in SQL_TYPES},
    "end": frozenset(("whole", "real")),
    "case": frozenset(("text", "whole")),
    "dated": ADMITTED["date"] | {"instant"},
}
"""The shapes that are taken for each purpose."""
JSON_SHAPES: Final[Mapping[Shape, tuple[str, ...]]] = {
    "text": ("VARCHAR",),
    "whole": ("BIGINT", "UBIGINT"),
    "real": ("DOUBLE",),
    "truth": ("BOOLEAN",),
}
"""What DuckDB calls the types of JSON. A whole number beyond 64 bits is a DOUBLE there."""
COLUMN_SHAPES: Final[Mapping[str, Shape]] = {
    **dict.fromkeys(("VARCHAR", "ENUM"), "text"),
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "whole"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "whole"),
    **dict.fromkeys(("FLOAT", "DOUBLE"), "real"),
    "BOOLEAN": "truth",
    "DATE": "day",
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "moment"),
    "TIMESTAMP WITH TIME ZONE": "instant",
}
"""The types of columns, as DuckDB calls them; any other has no shape."""
_WANTED: Final[Mapping[Purpose, str]] = {
    "end": "numbers",
    "case": "text or whole numbers",
    "dated": "the date of a report",
}
_CASTS: Final[Mapping[Purpose, str]] = {
    "quantity": "cast it to text such as 10900..11000, or give two columns of numbers",
    "date": "cast it to a date, or to text YYYY-MM-DD",
    "dated": "cast it to a date, to a time stamp with a zone, or to text YYYY-MM-DD",
}


def purpose_of(column: Column) -> Purpose:
    """What the cells of a column are for."""
    match column.role:
        case "value":
            assert column.field is not None
            return column.field.kind.name
        case "low" | "high":
            return "end"
        case "case":
            return "case"
        case _:
            if column.path == ("source", "date"):
                return "dated"
            return "date" if column.path[-1] in ("valid_from", "valid_to") else "str"


def simple_type(declared: str) -> str:
    """The SQL type by its plain name, without what it is made of.

    >>> simple_type("ENUM('a', 'b')"), simple_type('"NULL"'), simple_type("DECIMAL(9,2)"), simple_type("DATE[]")
    ('ENUM', 'NULL', 'DECIMAL', 'DATE[]')
    """
    return declared if declared.endswith("]") else declared.partition("(")[0].strip('"')


def fitting(
    columns: Columns, types: Mapping[int, str], is_empty: Callable[[int], bool], place: Place, problems: list[Problem]
) -> dict[Column, str | None]:
    """The simple type of each column that fits what it is for, None for one without any value; problems for the rest.

    ``is_empty`` tells of a column, by its index, whether no value stands in it.
    """
    found: dict[Column, str | None] = {}
    for column in columns.found:
        declared = types[column.index]
        if COLUMN_SHAPES.get(declared) in BORDER[purpose_of(column)]:
            found[column] = declared
        elif is_empty(column.index):
            found[column] = None
        else:
            problems.append(_misfit(column, declared, place))
    return found


def _misfit(column: Column, declared: str, place: Place) -> Problem:
    purpose = purpose_of(column)
    wanted = _WANTED.get(purpose) or f"the kind {column.field.kind if column.field else purpose}"
    shown = "VARCHAR" if declared == "ENUM" else declared
    message = f"the column {column.name} has the type {shown}, which does not fit {wanted}"
    return Problem(codes.COLUMNS, message, place, _CASTS.get(purpose, "cast the column before you write the table"))
