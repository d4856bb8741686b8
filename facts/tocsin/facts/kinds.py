"""The kinds a field can have, and how a value of each is checked, printed and written as JSON."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from numbers import Integral
from operator import index
from typing import Any, Final, Literal, TypeAlias

from tocsin.facts import codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import ANY_DAY, RANGE_FORMS, DateRange, date_range_from, parse_date
from tocsin.facts.interval import Interval
from tocsin.facts.problems import ArgumentError, Place, Problem, TocsinError, did_you_mean
from tocsin.facts.quantity import ANYTHING, Quantity, format_number, quantity_from

Value: TypeAlias = str | int | float | bool | dt.date | Quantity | DateRange
KindName = Literal["str", "int", "float", "bool", "date", "quantity", "date_range", "enum"]
Shape = Literal["text", "whole", "real", "truth", "day", "moment", "instant"]
"""What a value may be where it comes from, whatever the format: a moment is a time stamp without a zone, an instant one
with a zone."""
ADMITTED: Mapping[KindName, frozenset[Shape]] = {
    "str": frozenset(("text",)),
    "enum": frozenset(("text",)),
    "int": frozenset(("whole",)),
    "float": frozenset(("whole", "real")),
    "bool": frozenset(("truth",)),
    "date": frozenset(("text", "day", "moment")),
    "quantity": frozenset(("text", "whole", "real")),
    "date_range": frozenset(("text", "whole", "day", "moment")),
}
"""What may come in as what: the one table from which Python values and the columns of every format are taken.

What is admitted must still be right: a text for a date is YYYY-MM-DD, a moment stands at midnight, a whole number for a
float is one that a float holds exactly and for a date range a year, and a number is finite. A cell of CSV has no
shape: it is read by its field.
"""
SCALAR_KINDS: tuple[KindName, ...] = ("str", "int", "float", "bool", "date", "quantity", "date_range")
MAX_DIGITS = 400
_BEYOND_INTS = 10**MAX_DIGITS
_encode_string = json.encoder.encode_basestring
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """What values a field holds. ``values`` are an enumeration's members, in the order declared."""

    name: KindName
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"[{', '.join(self.values)}]" if self.name == "enum" else self.name

    @property
    def is_numeric(self) -> bool:
        """True for int, float and quantity."""
        return self.name in ("int", "float", "quantity")

    @property
    def is_interval(self) -> bool:
        """True for quantity and date_range, whose comparisons may be only possible."""
        return self.name in ("quantity", "date_range")

    @property
    def is_calendar(self) -> bool:
        """True for date and date_range."""
        return self.name in ("date", "date_range")

    def joins(self, other: Kind) -> bool:
        """True if one variable may stand for fields of both kinds: the same kind, intervals never.

        Two enumerations join if they share a value.
        """
        if self.name != other.name or self.is_interval:
            return False
        return self.name != "enum" or not set(self.values).isdisjoint(other.values)

    def accepts(self, other: Kind) -> bool:
        """True if every value of ``other`` can be stored in a field of this kind without loss of meaning."""
        if self.name == "enum":
            return other.name == "enum" and set(other.values) <= set(self.values)
        if self.name == "str":
            return other.name in ("str", "enum")
        if self.name == "quantity":
            return other.is_numeric
        if self.name == "date_range":
            return other.is_calendar
        if self.name == "float":
            return other.name in ("int", "float")
        return self.name == other.name


STR = Kind("str")
INT = Kind("int")
FLOAT = Kind("float")
BOOL = Kind("bool")
DATE = Kind("date")
QUANTITY = Kind("quantity")
DATE_RANGE = Kind("date_range")


class KindError(TocsinError, ValueError):
    """A value that is not of the kind asked for; the message says what was found and what is meant."""

    code = "T203"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def convert(value: object, kind: Kind) -> Value:
    """``value`` as a canonical value of ``kind``. Raises KindError.

    Nothing is guessed: ``1`` is no string, ``"1"`` no number, ``true`` no int. What is taken over stands in
    ``ADMITTED``. A rule's whole number becomes the nearest float where a float is asked for; what is given must be
    exact (``exact_float``).
    """
    if isinstance(value, str) and not value.isascii():
        _require_encodable(value)
    name = kind.name
    # Nearly always it is one already, and nothing else that is admitted needs to be thought of.
    if type(value) is not PYTHON_TYPES.get(name):
        if shape_of(value) not in ADMITTED[name] and not _is_interval(value, kind):
            raise _misfit(value, kind)
        if name == "enum":
            return _enum_member(value, kind)
    return _CONVERSIONS[name](value)


def worked_out(value: object, kind: Kind) -> Value:
    """``convert`` of what was worked out and not given: it may be any number, or any day. Raises KindError.

    As JSON such a value is ``[null, null]``, in the notation for facts ``..``.
    """
    anything = _BOUNDLESS.get(kind.name)
    if anything is not None and _is_boundless(value):
        return anything
    return convert(value, kind)


def _is_boundless(value: object) -> bool:
    if isinstance(value, Interval):
        return value.is_anything
    return value.strip() == ".." if isinstance(value, str) else value in ([None, None], (None, None))


def shape_of(value: object) -> Shape | None:
    """What a Python value is at the border; None if no field takes such a value."""
    shape = _SHAPES.get(type(value))
    if shape is not None:
        return shape
    found = next((shape for kind, shape in _SHAPES.items() if isinstance(value, kind)), None)
    # The whole numbers of other libraries (NumPy) are no ints, and say so.
    return "whole" if found is None and isinstance(value, Integral) else found


PYTHON_TYPES: Mapping[KindName, type] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "date": dt.date,
    "quantity": Quantity,
    "date_range": DateRange,
}
"""What a canonical value of a kind is for Python; of a listed word, one of those listed."""

# A bool is an int, and a time stamp a date, for Python.
_SHAPES: dict[type, Shape] = {
    str: "text",
    bool: "truth",
    int: "whole",
    float: "real",
    dt.datetime: "moment",
    dt.date: "day",
}


@dataclass(frozen=True, slots=True)
class Beyond:
    """A date or time stamp that no value of Python is, as text: an infinite one, or one of the year 10000."""

    text: str


def exact_float(value: int | float) -> float:
    """The float that is this number. Raises KindError if there is none."""
    result = _float(value)
    if result != value:
        hint = f"write {result} if the nearest float is meant"
        raise KindError(f"no float is exactly {describe(value).removeprefix('the int ')}", hint)
    return result


def day_of(value: object, name: str) -> dt.date | None:
    """The day that an argument of this name stands for; None for None. Raises ArgumentError (a ValueError)."""
    if value is None or type(value) is dt.date:
        return value
    try:
        day = convert(value, DATE)
    except KindError as error:
        raise ArgumentError([Problem(codes.BAD_DATE, str(error), Place(name), error.hint)]) from None
    assert isinstance(day, dt.date)
    return day


def describe(value: object) -> str:  # noqa: PLR0911  (one answer for each kind)
    """A value in an error message: its kind and itself, shortened."""
    match value:
        case None:
            return "nothing"
        case bool():
            return f"the bool {str(value).lower()}"
        case int() | float():
            text = repr(value)
            return f"the {type(value).__name__} {text if len(text) <= 40 else text[:37] + '...'}"
        case str():
            from tocsin.facts.written.unseen import seen

            shown = seen(json.dumps(value, ensure_ascii=False))
            return f"the string {shown if len(shown) <= 42 else shown[:38] + '...' + shown[-1]}"
        case dt.datetime():
            return f"the time stamp {value.isoformat()}"
        case dt.date():
            return f"the date {value.isoformat()}"
        case Beyond():
            return f"the date {value.text}"
        case Quantity():
            return f"the quantity {value}"
        case DateRange():
            return f"the date range {value}"
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return f"a {type(value).__name__}"


def to_json(value: Value | None) -> object:
    """The JSON form of a value: dates as ISO text, intervals as ``[low, high]``; no value is null."""
    if isinstance(value, Quantity | DateRange):
        return value.to_json()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def interval_of(ends: Sequence[Any]) -> Quantity | DateRange:
    """The interval of ``to_json``, told by its ends alone; ValueError for what is none, or could be anything."""
    return date_range_from(ends) if any(isinstance(end, str) for end in ends) else quantity_from(ends)


def canonical_json(data: object) -> str:
    """Canonical JSON: sorted keys, no spaces, non-ASCII kept as it is."""
    return _CANONICAL.encode(data)


def value_json(value: Value) -> str:
    """The canonical JSON text of one value: what ``canonical_json(to_json(value))`` gives, faster."""
    if isinstance(value, str):
        return _encode_string(value)
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int | float):
        return repr(value)
    return canonical_json(to_json(value))


def plain(value: Value) -> str:
    """A value for people: quantities with thousands separators, uncertain days in words, all else unadorned."""
    if isinstance(value, Quantity):
        return value.text(grouped=True)
    if isinstance(value, DateRange):
        return value.in_words()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return format_number(value)
    return value


def plain_text(text: str) -> str:
    r"""The text as it is stored and compared: in NFC, without white space around it, each run within one blank.

    >>> plain_text("  Kursk\t\u00a0Oblast ")
    'Kursk Oblast'
    """
    if text.isascii() and text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text  # nearly always
    return " ".join(unicodedata.normalize("NFC", text).split())


def _require_encodable(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise KindError(
            f"the text holds a lone surrogate (U+{ord(text[error.start]):04X}), which is not a character",
            "remove it, or repair the file's encoding",
        ) from None


def _quote_hint(value: object) -> str:
    if isinstance(value, DateRange):  # which stands for whatever was written
        return "if text is meant, put it in quotes"
    if isinstance(value, bool | int | float | dt.date):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return f'if text is meant, quote it: "{text[:40]}"'
    return ""


_QUANTITY_FORMS: Final = "write 11000, 10900..11000, 10000.. or ..500000"
_EXPECTED: Mapping[KindName, str] = {
    "str": "a string",
    "int": "an int",
    "float": "a float",
    "bool": "true or false",
    "date": "a date",
    "quantity": "a quantity",
    "date_range": "a day or a range of days",
}


def _misfit(value: object, kind: Kind) -> KindError:
    """The error of a value whose shape the kind does not admit."""
    hint = ""
    match kind.name:
        case "enum" | "str":
            hint = _quote_hint(value)
        case "date":
            hint = "write it as YYYY-MM-DD"
            if isinstance(value, Beyond):
                hint = "a day is one from 0001-01-01 to 9999-12-31; leave it out where none is known"
        case "quantity":
            hint = _QUANTITY_FORMS
        case "date_range":
            hint = RANGE_FORMS
    expected = f"one of {', '.join(kind.values)}" if kind.name == "enum" else _EXPECTED[kind.name]
    return KindError(f"expected {expected}, found {describe(value)}", hint)


def _enum_member(value: object, kind: Kind) -> str:
    if isinstance(value, str) and (text := plain_text(value)) in kind.values:
        return text
    hint = did_you_mean(value, kind.values) if isinstance(value, str) else ""
    raise KindError(f"expected one of {', '.join(kind.values)}, found {describe(value)}", hint)


def _int(value: Any) -> int:
    value = index(value)
    if abs(value) >= _BEYOND_INTS:  # Python itself refuses to print what has more than 4,300
        raise KindError(f"the number has more than {MAX_DIGITS} digits")
    return int(value)


def _float(value: Any) -> float:
    try:
        result = float(value)
    except OverflowError:
        raise KindError("the number is too large for a float") from None
    if not math.isfinite(result):
        raise KindError(f"expected a finite number, found {result}")
    return result + 0.0  # turns -0.0 into 0.0: one value, one identity


def _date(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        if value.time() == dt.time() and not getattr(value, "nanosecond", 0) and value.tzinfo is None:
            return value.date()
        raise KindError(f"expected a date, found {describe(value)}", "a time stamp is a day only at midnight, zoneless")
    if isinstance(value, dt.date):
        return value
    try:
        return parse_date(value)
    except ValueError as error:
        raise KindError(f"expected a date, found {describe(value)}", _date_hint(error)) from None


def _date_hint(error: ValueError) -> str:
    text = str(error)
    return "write it as YYYY-MM-DD" if "YYYY" in text else text


def _is_interval(value: object, kind: Kind) -> bool:
    """True for what an interval is made of besides numbers, days and text: one of its kind, and a list of its ends."""
    match kind.name:
        case "quantity":
            return isinstance(value, Quantity | list | tuple)
        case "date_range":
            return isinstance(value, DateRange | list | tuple) or _are_years(value)
        case _:
            return False


def _are_years(value: object) -> bool:
    """True for what a range of years is taken for before its field is known: ``2023..2024``, ``2024..``."""
    return isinstance(value, Quantity) and all(
        end is None or (isinstance(end, int) and 1000 <= end <= 9999) for end in (value.low, value.high)
    )


def _quantity(value: object) -> Quantity:
    try:
        return quantity_from(value)
    except ValueError as error:
        found = f", found {describe(value)}" if "is not a quantity" in str(error) else f": {error}"
        raise KindError(f"expected a quantity{found}", _backwards(str(error))) from None


def _date_range(value: Any) -> DateRange:
    if isinstance(value, dt.datetime):
        value = _date(value)
    elif isinstance(value, Quantity):
        value = str(value)
    try:
        return date_range_from(value)
    except (ValueError, TypeError) as error:
        text = str(error)
        found = re.fullmatch(r"the first day (\S+) lies after the last day (\S+)", text)
        hint = f"write {found[2]}..{found[1]}" if found else RANGE_FORMS if "range of days" in text else text
        raise KindError(f"expected {_EXPECTED['date_range']}, found {describe(value)}", hint) from None


def _backwards(fault: str) -> str:
    """The hint for bounds in the wrong order, or for none; empty for any other fault."""
    found = re.fullmatch(r"the lower bound (\S+) lies above the upper bound (\S+)", fault)
    return f"write {found[2]}..{found[1]}" if found else _QUANTITY_FORMS if "one bound" in fault else ""


_BOUNDLESS: Mapping[KindName, Quantity | DateRange] = {"quantity": ANYTHING, "date_range": ANY_DAY}
_CONVERSIONS: dict[KindName, Callable[[Any], Value]] = {
    "str": plain_text,
    "int": _int,
    "float": _float,
    "bool": bool,
    "date": _date,
    "quantity": _quantity,
    "date_range": _date_range,
}
