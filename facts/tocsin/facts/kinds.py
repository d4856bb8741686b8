"""The kinds a field can have, and how a value of each is checked, printed and written as JSON."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tocsin.facts.problems import nearest
from tocsin.facts.quantity import Quantity, format_number, quantity_from

Value: TypeAlias = str | int | float | bool | dt.date | Quantity
KindName = Literal["str", "int", "float", "bool", "date", "quantity", "enum"]
SCALAR_KINDS: tuple[KindName, ...] = ("str", "int", "float", "bool", "date", "quantity")
MAX_DIGITS = 400
_BEYOND_INTS = 10**MAX_DIGITS
_encode_string = json.encoder.encode_basestring
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})")


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

    def joins(self, other: Kind) -> bool:
        """True if one variable may stand for fields of both kinds: the same kind, quantities never.

        Two enumerations join if they share a value.
        """
        if self.name != other.name or self.name == "quantity":
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
        if self.name == "float":
            return other.name in ("int", "float")
        return self.name == other.name


STR = Kind("str")
INT = Kind("int")
FLOAT = Kind("float")
BOOL = Kind("bool")
DATE = Kind("date")
QUANTITY = Kind("quantity")


class KindError(ValueError):
    """A value that is not of the kind asked for; the message says what was found and what is meant."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def parse_date(text: str) -> dt.date:
    """A date written YYYY-MM-DD; ValueError otherwise."""
    if _DATE.fullmatch(text) is None:
        raise ValueError(f"{text[:40]!r} is not a date; write YYYY-MM-DD")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:  # Python's own wording changes between versions
        raise ValueError(f"the calendar has no {text}") from None


def parse_moment(text: str) -> dt.datetime:
    """A moment written as ISO 8601 with its zone (``2024-11-20T09:30+09:00``); ValueError otherwise."""
    if _MOMENT.fullmatch(text) is None:
        raise ValueError("write YYYY-MM-DD, or a time with its zone such as 2024-11-20T09:30+09:00")
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no moment {text}") from None


def date_or_moment(text: str) -> dt.date:
    """A day, or a moment with its zone; ValueError otherwise."""
    return parse_moment(text) if "T" in text else parse_date(text)


def convert(value: object, kind: Kind) -> Value:
    """``value`` as a canonical value of ``kind``. Raises KindError.

    Nothing is guessed: ``1`` is no string, ``"1"`` no number, ``true`` no int. Only an int given
    for a float, and a number or text given for a quantity, is taken over, because no meaning is lost.
    """
    if isinstance(value, str):
        _require_encodable(value)
    if kind.name == "enum":
        return _enum_member(value, kind)
    return _CONVERSIONS[kind.name](value)


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
            shown = json.dumps(value, ensure_ascii=True)
            return f"the string {shown if len(shown) <= 42 else shown[:38] + '...' + shown[-1]}"
        case dt.date():
            return f"the date {value.isoformat()}"
        case Quantity():
            return f"the quantity {value}"
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return f"a {type(value).__name__}"


def to_json(value: Value | None) -> object:
    """The JSON form of a value: dates as ISO text, quantities as ``[low, high]``; no value is null."""
    if isinstance(value, Quantity):
        return value.to_json()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


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
    """A value for people: quantities with thousands separators, everything else unadorned."""
    if isinstance(value, Quantity):
        return value.text(grouped=True)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return format_number(value)
    return value


def _require_encodable(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise KindError(
            f"the text holds a lone surrogate (U+{ord(text[error.start]):04X}), which is not a character",
            "remove it, or repair the file's encoding",
        ) from None


def _quote_hint(value: object) -> str:
    if isinstance(value, bool | int | float | dt.date):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return f'if text is meant, quote it: "{text[:40]}"'
    return ""


def _enum_member(value: object, kind: Kind) -> str:
    if isinstance(value, str):
        if value in kind.values:
            return value
        close = nearest(value, kind.values)
        hint = f"did you mean {close}?" if close else ""
        raise KindError(f"expected one of {', '.join(kind.values)}, found {describe(value)}", hint)
    raise KindError(f"expected one of {', '.join(kind.values)}, found {describe(value)}", _quote_hint(value))


def _str(value: object) -> str:
    if isinstance(value, str):
        return value
    raise KindError(f"expected a string, found {describe(value)}", _quote_hint(value))


def _bool(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise KindError(f"expected true or false, found {describe(value)}")


def _int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise KindError(f"expected an int, found {describe(value)}")
    if abs(value) >= _BEYOND_INTS:  # Python itself refuses to print what has more than 4,300
        raise KindError(f"the number has more than {MAX_DIGITS} digits")
    return value


def _float(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise KindError(f"expected a float, found {describe(value)}")
    try:
        result = float(value)
    except OverflowError:
        raise KindError("the number is too large for a float") from None
    if not math.isfinite(result):
        raise KindError(f"expected a finite number, found {result}")
    return result + 0.0  # turns -0.0 into 0.0: one value, one identity


def _date(value: object) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    if isinstance(value, str):
        try:
            return parse_date(value)
        except ValueError as error:
            raise KindError(f"expected a date, found {describe(value)}", _date_hint(error)) from None
    raise KindError(f"expected a date, found {describe(value)}", "write it as YYYY-MM-DD")


def _date_hint(error: ValueError) -> str:
    text = str(error)
    return "write it as YYYY-MM-DD" if "YYYY" in text else text


def _quantity(value: object) -> Quantity:
    if value is None or isinstance(value, bool | dict | dt.date):
        raise KindError(
            f"expected a quantity, found {describe(value)}", "write 11000, 10900..11000, 10000.. or ..500000"
        )
    try:
        return quantity_from(value)
    except ValueError as error:
        raise KindError(f"expected a quantity: {error}") from None


_CONVERSIONS: dict[KindName, Callable[[object], Value]] = {
    "str": _str,
    "int": _int,
    "float": _float,
    "bool": _bool,
    "date": _date,
    "quantity": _quantity,
}
