"""How a value of each kind is checked and taken over, and what is said of one that is not."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from numbers import Integral
from operator import index
from typing import Any, Final

from tocsin.facts import codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import ANY_DAY, RANGE_FORMS, DateRange, date_range_from, parse_date
from tocsin.facts.interval import Interval
from tocsin.facts.kinds import ADMITTED, DATE, PYTHON_TYPES, Kind, KindName, Shape, Value
from tocsin.facts.problems import ArgumentError, Place, Problem, TocsinError, did_you_mean
from tocsin.facts.quantity import ANYTHING, Quantity, quantity_from

MAX_DIGITS = 400
_BEYOND_INTS = 10**MAX_DIGITS


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
    if isinstance(value, list | tuple) and kind.name not in _BOUNDLESS:
        hint = "a field has one value: state a fact for each"
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
    except ValueError:
        from tocsin.facts.written.dates import date_hint

        raise KindError(f"expected a date, found {describe(value)}", date_hint(value)) from None


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
        hint = RANGE_FORMS if "range of days" in text else text
        if found:  # a month begins a range with its first day, and ends it with its last
            first, dots, last = value.replace(" ", "").partition("..") if isinstance(value, str) else ("", "", "")
            hint = f"write {DateRange.parse(f'{last}..{first}' if dots else f'{found[2]}..{found[1]}')}"
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
