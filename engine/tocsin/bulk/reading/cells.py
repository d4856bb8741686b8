"""SQL for one cell: whether anything stands there, and its value where that is beyond doubt.

Each class of cells says in which shapes a cell may hold something (``reading.border``); how a shape is read for a
purpose is said once, here. A ``Cell``'s value is NULL wherever the cell is not plainly right; such rows go to the
readers of single cases, so a narrow pattern here costs time and never changes an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Final, Literal, Protocol

from tocsin.bulk.reading.border import BORDER, COLUMN_SHAPES, JSON_SHAPES, Purpose
from tocsin.bulk.reading.sql import literal, one_of
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FieldType
from tocsin.facts.kinds import Shape

_DIGITS: Final = "[0-9]{1,15}(?:[.][0-9]{1,15})?"
_NUMBER: Final = f"[-+]?{_DIGITS}"
_QUANTITY: Final = f"{_NUMBER}|(?:{_NUMBER})?[.][.]{_NUMBER}|{_NUMBER}[.][.]"
_INT: Final = "[-+]?[0-9]{1,19}"
_POWER: Final = "[eE][-+]?[0-9]+"
# A whole number of more digits may lie between two doubles, which Python has to see.
_FLOAT: Final = f"[-+]?(?:[0-9]{{1,15}}|[0-9]+[.][0-9]*(?:{_POWER})?|[0-9]+{_POWER}|[.][0-9]+(?:{_POWER})?)"
_DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK: Final = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,6})?)?"
_INSTANT: Final = f"[1-9][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}T{_CLOCK}(?:Z|[-+](?:0[0-9]|1[0-4]):[0-5][0-9])"
# Where only blanks can surround a text, SQL's trim and Python's strip agree.
_TRIMMABLE: Final = r"(?s)[!-~\p{L}\p{N}](?:.*[!-~\p{L}\p{N}])?"
_EXACT: Final = 2**53
"""Up to here every whole number is a double."""
_DAY: Final = 86_400 * 10**9
"""The nanoseconds of a day."""
Held = Shape | Literal["cell"]


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
    """How the cells of a table hold what they hold."""

    def present(self, sql: str) -> str:
        """Whether anything stands in the cell."""

    def held(self, sql: str, wanted: Set[Shape]) -> Mapping[Held, str]:
        """For each shape that the cell may have and that is wanted, SQL of what it holds in that shape, else NULL."""


class TextCells:
    """Cells of a CSV file. An empty one is absent."""

    def present(self, sql: str) -> str:
        """It is not empty."""
        return f"coalesce({sql}, '') <> ''"

    def held(self, sql: str, wanted: Set[Shape]) -> Mapping[Held, str]:
        """Text that has no shape."""
        return {"cell": sql}


class JsonCells:
    """Cells of JSON Lines. null is absent."""

    def present(self, sql: str) -> str:
        """It is there, and no null."""
        return f"coalesce(json_type({sql}), 'NULL') <> 'NULL'"

    def held(self, sql: str, wanted: Set[Shape]) -> Mapping[Held, str]:
        """By the type of the JSON value.

        Where both are wanted, real numbers are read as whole ones are, that is with an eye to what a double holds: a
        whole number beyond 64 bits has the type of a real one.
        """
        read: dict[Shape, str] = {
            "text": f"json_extract_string({sql}, '$')",
            "whole": f"TRY_CAST(({sql})::VARCHAR AS BIGINT)",
            "truth": f"({sql})::VARCHAR = 'true'",
        }
        names = {shape: JSON_SHAPES[shape] for shape in read if shape in wanted}
        if "real" in wanted:
            read["whole"] = f"TRY_CAST(({sql})::VARCHAR AS DOUBLE)"
            names["whole"] = (*JSON_SHAPES["whole"], *JSON_SHAPES["real"])
        return {
            shape: f"CASE WHEN {one_of(f'json_type({sql})', names[shape])} THEN {read[shape]} END" for shape in names
        }


class TypedCells:
    """Cells of a table with types, by the SQL type of each expression; None for a column without any value."""

    def __init__(self, types: Mapping[str, str | None]) -> None:
        self.types = types

    def present(self, sql: str) -> str:
        """It is not null."""
        return "false" if self.types[sql] is None else f"{sql} IS NOT NULL"

    def held(self, sql: str, wanted: Set[Shape]) -> Mapping[Held, str]:
        """By the type of the column, which fits."""
        declared = self.types[sql]
        if declared is None:
            return {}
        if declared == "TIMESTAMP_NS":  # which a cast to microseconds would round to midnight
            sql = f"CASE WHEN epoch_ns({sql}) % {_DAY} = 0 THEN {sql} END"
        return {COLUMN_SHAPES[declared]: sql}


def value_cell(cells: Cells, sql: str, purpose: Purpose, field: FieldType | None = None) -> Cell:
    """The cell of a field that is no quantity, of an end of one, of a part of a report, or of a case's id."""
    values = [_value(purpose, shape, held, field) for shape, held in cells.held(sql, BORDER[purpose]).items()]
    present = cells.present(sql)
    if purpose == "case" and not isinstance(cells, JsonCells):
        present = f"coalesce(({sql})::VARCHAR, '') <> ''"
    return Cell(present, _first(values, {"date": "DATE", "dated": "DATE", "end": "DOUBLE"}.get(purpose, "VARCHAR")))


def instant_cell(cells: Cells, sql: str) -> Cell:
    """The moment that the cell of a report's date names, in microseconds since 1970 in UTC; NULL for a mere day."""
    found = [_instant(shape, held) for shape, held in cells.held(sql, BORDER["dated"]).items()]
    return Cell(cells.present(sql), _first(found, "BIGINT"))


def report_text(cells: Cells, sql: str) -> Cell:
    """The cell of a part of a report that is text, without blanks around it if it is one of CSV."""
    cell = value_cell(cells, sql, "str")
    if not isinstance(cells, TextCells):
        return cell
    # An odd mark at one of its ends is left to Python, which knows more blanks than SQL.
    trimmed = f"trim({sql})"
    return Cell(
        cell.present, f"CASE WHEN regexp_full_match({trimmed}, {literal(_TRIMMABLE)}) THEN trim({cell.value}) END"
    )


def quantity_cell(cells: Cells, sql: str) -> Ends:
    """The cell of a quantity in one column."""
    present = cells.present(sql)
    found = [
        quantity_of_text(present, f"trim({held})" if shape == "cell" else held)
        if shape in ("cell", "text")
        else _of_number(present, shape, held)
        for shape, held in cells.held(sql, BORDER["quantity"]).items()
    ]
    if len(found) == 1:
        return found[0]
    good = " OR ".join(ends.good for ends in found) or "false"
    return Ends(
        present, f"({good})", *(_first([getattr(ends, end) for ends in found], "DOUBLE") for end in ("low", "high"))
    )


def _of_number(present: str, shape: Held, sql: str) -> Ends:
    number = _value("end", shape, sql, None)
    return Ends(present, f"coalesce({number} IS NOT NULL, false)", number, number)


def _first(values: Iterable[str], kind: str) -> str:
    found = list(values)
    if not found:
        return f"NULL::{kind}"
    return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"


def _value(purpose: Purpose, shape: Held, sql: str, field: FieldType | None) -> str:  # noqa: PLR0911, PLR0912  (a table)
    """What is held in a shape, for a purpose; NULL where it is not plainly right."""
    match purpose, shape:
        case "str" | "case", "cell":
            return _member(_text_of_cell(sql), field)
        case "str" | "enum" | "case", "text":
            return _member(sql, field)
        case "case", _:
            return f"({sql})::VARCHAR"
        case "enum", _:
            return _member(f"trim({sql})", field)
        case "int", "cell":
            return _matched(f"trim({sql})", _INT, "BIGINT")
        case "int", _:
            return f"TRY_CAST({sql} AS BIGINT)"
        case "float", "cell":
            return _finite(_matched(f"trim({sql})", _FLOAT, "DOUBLE", " + 0.0"))
        case "end", "cell":
            return _matched(f"trim({sql})", _NUMBER, "DOUBLE", " + 0.0")
        case "float" | "end", "real":
            return _finite(f"(TRY_CAST({sql} AS DOUBLE) + 0.0)")
        case "float" | "end", _:
            double = f"(TRY_CAST({sql} AS DOUBLE) + 0.0)"
            return f"CASE WHEN abs({double}) < {_EXACT} THEN {double} END"
        case "bool", "cell":
            return f"CASE lower(trim({sql})) WHEN 'true' THEN true WHEN 'false' THEN false END"
        case "bool", _:
            return sql
        case "dated", "cell" | "text" | "instant":
            stamped = _day_in_utc(_instant(shape, sql))
            text = f"trim({sql})" if shape == "cell" else sql
            return stamped if shape == "instant" else f"coalesce({_day_of_text(text)}, {stamped})"
        case _, "cell":
            return _day_of_text(f"trim({sql})")
        case _, "text":
            return _day_of_text(sql)
        case _:
            return _day_of_time(sql, shape == "moment")


LINE_END: Final = r"\r+\n"
"""What ends a line within a quoted cell, beside a mere line feed."""


def _text_of_cell(sql: str) -> str:
    """The text of a cell of CSV as lines of a single case's table have it: a line feed ends a line, NUL is no text."""
    ends = f"regexp_replace({sql}, {literal(LINE_END)}, chr(10), 'g')"
    return f"CASE WHEN contains({sql}, chr(0)) THEN NULL WHEN contains({sql}, chr(13)) THEN {ends} ELSE {sql} END"


def _member(sql: str, field: FieldType | None) -> str:
    """The text, NULL where it is not stored as it stands: no listed word or code, or text with odd blanks or forms."""
    if field is None:
        return sql
    if field.codes or field.kind.values:
        words = field.codes.members if field.codes else field.kind.values
        return f"CASE WHEN {one_of(sql, words)} THEN {sql} END"
    if field.open_list is None:
        return _as_stored(sql)
    listed = field.open_list.words
    # SQL and Python agree on the case of ASCII alone.
    other = f"regexp_full_match({sql}, '[ -~]*') AND NOT ({one_of(f'lower({sql})', [w.casefold() for w in listed])})"
    return f"CASE WHEN {one_of(sql, listed)} THEN {sql} WHEN {other} THEN {_as_stored(sql)} END"


def _as_stored(sql: str) -> str:
    """The text, NULL where blanks or forms of characters are not those in which text is stored."""
    ascii, plain = (literal(f"(?:{word}+(?: {word}+)*)?") for word in ("[!-~]", r"[!-~\p{L}\p{N}]"))
    formed = f"(regexp_full_match({sql}, {plain}) AND nfc_normalize({sql}) = {sql})"
    return f"CASE WHEN regexp_full_match({sql}, {ascii}) OR {formed} THEN {sql} END"


def _finite(sql: str) -> str:
    """The number, NULL where it is infinite or none."""
    return f"CASE WHEN isfinite({sql}) THEN {sql} END"


def _matched(sql: str, pattern: str, kind: str, then: str = "") -> str:
    return f"CASE WHEN regexp_full_match({sql}, {literal(pattern)}) THEN TRY_CAST({sql} AS {kind}){then} END"


def _day_of_text(sql: str) -> str:
    """The day that a text YYYY-MM-DD names, NULL where the calendar has none."""
    # SQL knows a year 0, Python does not.
    matched = _matched(sql, _DATE, "DATE")
    return f"CASE WHEN {matched} >= DATE '0001-01-01' THEN {matched} END"


def _instant(shape: Held, sql: str) -> str:
    """The microseconds since 1970 in UTC of a time stamp with its zone, NULL for anything else."""
    match shape:
        case "cell" | "text":
            text = f"trim({sql})" if shape == "cell" else sql
            return f"epoch_us({_matched(text, _INSTANT, 'TIMESTAMPTZ')})"
        case "instant":
            return f"epoch_us({sql})"
        case _:
            return "NULL::BIGINT"


def _day_in_utc(micros: str) -> str:
    """The day of a moment, NULL for those beyond Python's calendar."""
    day = f"CAST(make_timestamp({micros}) AS DATE)"
    return f"CASE WHEN {day} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {day} END"


def _day_of_time(sql: str, is_moment: bool) -> str:
    """The day of a date or of a time stamp at midnight, NULL for those beyond Python's calendar, the infinite too."""
    day = f"TRY_CAST({sql} AS DATE)"
    midnight = f" AND {day}::TIMESTAMP = TRY_CAST({sql} AS TIMESTAMP)" if is_moment else ""
    return f"CASE WHEN {day} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'{midnight} THEN {day} END"


def quantity_of_text(present: str, sql: str) -> Ends:
    """The quantity that a text in the notation of facts names."""
    first = f"TRY_CAST(nullif(split_part({sql}, '..', 1), '') AS DOUBLE) + 0.0"
    second = f"TRY_CAST(nullif(split_part({sql}, '..', 2), '') AS DOUBLE) + 0.0"
    high = f"CASE WHEN contains({sql}, '..') THEN {second} ELSE {first} END"
    good = f"regexp_full_match({sql}, {literal(_QUANTITY)}) AND coalesce({first} <= {high}, true)"
    return Ends(present, f"coalesce({good}, false)", first, high)
