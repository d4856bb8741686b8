"""SQL for one cell: whether anything stands there, and its value where that is beyond doubt.

Each class is one way in which a table holds its cells: as text (CSV), as JSON, or typed (Parquet, tables in memory).
A ``Cell``'s value is NULL wherever the cell is not plainly right; such rows go to the readers of single cases, so a
narrow pattern here costs time and never changes an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from tocsin.bulk.reading.sql import literal, one_of
from tocsin.facts.kinds import Kind
from tocsin.facts.model import FieldType

_DIGITS: Final = "[0-9]{1,15}(?:[.][0-9]{1,15})?"
_NUMBER: Final = f"[-+]?{_DIGITS}"
_QUANTITY: Final = f"{_NUMBER}|(?:{_NUMBER})?[.][.]{_NUMBER}|{_NUMBER}[.][.]"
_INT: Final = "[-+]?[0-9]{1,19}"
_FLOAT: Final = "[-+]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+)(?:[eE][-+]?[0-9]+)?"
_DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
# Where only blanks can surround a text, SQL's trim and Python's strip agree.
_TRIMMABLE: Final = r"(?s)[!-~\p{L}\p{N}](?:.*[!-~\p{L}\p{N}])?"
EXACT: Final = 2**53
"""Up to here every whole number is a double."""


@dataclass(frozen=True)
class Cell:
    """SQL of a cell that holds one value."""

    present: str
    value: str


@dataclass(frozen=True)
class Ends:
    """SQL of a quantity: whether it is stated, whether it is plainly right, and its two ends (NULL: open)."""

    present: str
    good: str
    low: str
    high: str


class Cells(Protocol):
    """How the cells of a table are read."""

    def value(self, sql: str, field: FieldType) -> Cell:
        """The cell of a field of any kind but quantity."""

    def quantity(self, sql: str) -> Ends:
        """The cell of a quantity in one column."""

    def end(self, sql: str) -> Cell:
        """The cell of one end of a quantity, a double."""

    def text(self, sql: str) -> Cell:
        """The cell of a part of a report that is text, without blanks around it."""

    def date(self, sql: str) -> Cell:
        """The cell of a date."""

    def case(self, sql: str) -> Cell:
        """The cell that names the case, as text."""


class TextCells:
    """Cells of a CSV file. An empty one is absent."""

    def value(self, sql: str, field: FieldType) -> Cell:
        """By the kind of the field, as a single case's table reads it."""
        if field.kind.name == "str":
            return Cell(_filled(sql), member(sql, field) if field.codes else sql)
        trimmed = f"trim({sql})"
        return Cell(_filled(sql), member(trimmed, field) if field.kind.name == "enum" else _parsed(trimmed, field.kind))

    def quantity(self, sql: str) -> Ends:
        """In the notation of facts."""
        return quantity_of_text(_filled(sql), f"trim({sql})")

    def end(self, sql: str) -> Cell:
        """A number."""
        return Cell(_filled(sql), _matched(f"trim({sql})", _NUMBER, "DOUBLE", " + 0.0"))

    def text(self, sql: str) -> Cell:
        """The text; an odd mark at one of its ends is left to Python, which knows more blanks than SQL."""
        trimmed = f"trim({sql})"
        return Cell(_filled(sql), f"CASE WHEN regexp_full_match({trimmed}, {literal(_TRIMMABLE)}) THEN {trimmed} END")

    def date(self, sql: str) -> Cell:
        """YYYY-MM-DD."""
        return Cell(_filled(sql), date_of_text(f"trim({sql})"))

    def case(self, sql: str) -> Cell:
        """The text as it stands."""
        return Cell(_filled(sql), sql)


class JsonCells:
    """Cells of JSON Lines. null is absent."""

    def value(self, sql: str, field: FieldType) -> Cell:
        """By the kind of the field; the kind of the JSON value must fit."""
        text, kind = _json_text(sql), field.kind
        match kind.name:
            case "str" | "enum":
                return Cell(_json_filled(sql), member(text, field) if field.codes or kind.values else text)
            case "bool":
                value = f"CASE WHEN json_type({sql}) = 'BOOLEAN' THEN ({sql})::VARCHAR = 'true' END"
            case "date":
                value = date_of_text(text)
            case "int":
                whole = f"json_type({sql}) IN ('BIGINT', 'UBIGINT')"
                value = f"CASE WHEN {whole} THEN TRY_CAST(({sql})::VARCHAR AS BIGINT) END"
            case _:
                value = _json_double(sql)
        return Cell(_json_filled(sql), value)

    def quantity(self, sql: str) -> Ends:
        """A number, or text in the notation of facts; a list of two ends is left to Python."""
        of_text = quantity_of_text(_json_filled(sql), _json_text(sql))
        exact = _held(_json_double(sql))
        return Ends(
            of_text.present,
            f"coalesce({of_text.good} OR {exact} IS NOT NULL, false)",
            f"coalesce({exact}, {of_text.low})",
            f"coalesce({exact}, {of_text.high})",
        )

    def end(self, sql: str) -> Cell:
        """A number."""
        return Cell(_json_filled(sql), _held(_json_double(sql)))

    def text(self, sql: str) -> Cell:
        """A string."""
        return Cell(_json_filled(sql), _json_text(sql))

    def date(self, sql: str) -> Cell:
        """A string YYYY-MM-DD."""
        return Cell(_json_filled(sql), date_of_text(_json_text(sql)))

    def case(self, sql: str) -> Cell:
        """A string, or a whole number as it is written."""
        whole = f"CASE WHEN json_type({sql}) IN ('BIGINT', 'UBIGINT') THEN ({sql})::VARCHAR END"
        return Cell(_json_filled(sql), f"coalesce({_json_text(sql)}, {whole})")


def _filled(sql: str) -> str:
    return f"coalesce({sql}, '') <> ''"


def _json_filled(sql: str) -> str:
    return f"coalesce(json_type({sql}), 'NULL') <> 'NULL'"


def _json_text(sql: str) -> str:
    return f"CASE WHEN json_type({sql}) = 'VARCHAR' THEN json_extract_string({sql}, '$') END"


def _json_double(sql: str) -> str:
    number = f"json_type({sql}) IN ('BIGINT', 'UBIGINT', 'DOUBLE')"
    return finite(f"CASE WHEN {number} THEN TRY_CAST(({sql})::VARCHAR AS DOUBLE) + 0.0 END")


def finite(sql: str) -> str:
    """The number, NULL where it is infinite or none."""
    return f"CASE WHEN isfinite({sql}) THEN {sql} END"


def _held(sql: str) -> str:
    """The double if no whole number near it lies between two doubles."""
    return f"CASE WHEN abs({sql}) < {EXACT} THEN {sql} END"


def member(sql: str, field: FieldType) -> str:
    """The text, NULL where it is none of the words or codes that the field allows."""
    words = field.codes.members if field.codes else field.kind.values
    return f"CASE WHEN {one_of(sql, words)} THEN {sql} END"


def _matched(sql: str, pattern: str, kind: str, then: str = "") -> str:
    return f"CASE WHEN regexp_full_match({sql}, {literal(pattern)}) THEN TRY_CAST({sql} AS {kind}){then} END"


def date_of_text(sql: str) -> str:
    """The day that a text YYYY-MM-DD names, NULL where the calendar has none."""
    # SQL knows a year 0, Python does not.
    matched = _matched(sql, _DATE, "DATE")
    return f"CASE WHEN {matched} >= DATE '0001-01-01' THEN {matched} END"


def _parsed(sql: str, kind: Kind) -> str:
    match kind.name:
        case "int":
            return _matched(sql, _INT, "BIGINT")
        case "float":
            return finite(_matched(sql, _FLOAT, "DOUBLE", " + 0.0"))
        case "bool":
            return f"CASE lower({sql}) WHEN 'true' THEN true WHEN 'false' THEN false END"
        case _:
            return date_of_text(sql)


def quantity_of_text(present: str, sql: str) -> Ends:
    """The quantity that a text in the notation of facts names."""
    first = f"TRY_CAST(nullif(split_part({sql}, '..', 1), '') AS DOUBLE) + 0.0"
    second = f"TRY_CAST(nullif(split_part({sql}, '..', 2), '') AS DOUBLE) + 0.0"
    high = f"CASE WHEN contains({sql}, '..') THEN {second} ELSE {first} END"
    good = f"regexp_full_match({sql}, {literal(_QUANTITY)}) AND coalesce({first} <= {high}, true)"
    return Ends(present, f"coalesce({good}, false)", first, high)
