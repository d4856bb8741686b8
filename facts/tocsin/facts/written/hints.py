"""What to write instead of a value that a field has refused."""

from __future__ import annotations

import re
from typing import Final

from tocsin.facts.days import DateRange
from tocsin.facts.quantity import Quantity
from tocsin.facts.written.dates import date_hint, date_range_hint, day_wanted
from tocsin.facts.written.number_hints import FORMS, NOT_KNOWN, ONE_NUMBER, QUANTITY, Counted, no_fraction, number_hint

_NUMERIC: Final = ("int", "float", "quantity")
_LEAST: Final = ("min", "minimum", "low", "from", "at_least", "least")
_MOST: Final = ("max", "maximum", "high", "to", "at_most", "most")
_YES: Final = frozenset(("yes", "y", "on", "1", "t", "true", "yep", "ja", "oui", "да"))
_NO: Final = frozenset(("no", "n", "off", "0", "f", "false", "nein", "non", "нет"))


def value_hint(
    value: object, kind: str, counted: Counted = QUANTITY, *, optional: bool = False, written: str = ""
) -> str:
    """What to write for ``value`` in a field of the kind; empty if nothing better than the kind's own hint is known.

    ``counted`` says what a field of numbers counts, ``written`` is a number as it stood in a text.
    """
    if isinstance(value, str) and value.strip().lower() in NOT_KNOWN and kind != "str":
        return "leave the field out if it is not known" if optional else FORMS if kind == "quantity" else ""
    if kind in _NUMERIC:
        return _number(value, counted, written)
    if isinstance(value, DateRange) and kind == "date":
        return f"{day_wanted(value.low, value.high)}: write the one that is meant"
    if kind == "date_range" and isinstance(value, str):
        return date_range_hint(value)
    if kind == "date" and isinstance(value, str | int | float) and not isinstance(value, bool):
        return date_hint(str(value))
    if kind == "bool" and isinstance(value, str | int):
        word = str(value).strip().lower()
        return "write true" if word in _YES else "write false" if word in _NO else ""
    return ""


def _number(value: object, counted: Counted, written: str) -> str:
    if isinstance(value, str):
        hint = number_hint(value, counted)
        return f"{hint} without quotes" if hint == f"write {value}" else hint
    if isinstance(value, float) and counted.whole:
        return fraction_hint(value, grouped=counted.kind == "quantity", written=written)
    if isinstance(value, Quantity) and counted.kind != "quantity":
        return ONE_NUMBER
    if isinstance(value, dict) and counted.kind == "quantity":
        return _ends_named(value)
    if isinstance(value, list | tuple) and len(value) == 2 and counted.kind == "quantity":
        low, high = value
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            return f"write {high}..{low}"
    return ""


def _ends_named(value: dict[str, object]) -> str:
    """What to write for a range whose ends have names, ``{min: 10, max: 12}``; empty for any other mapping."""
    low, high = ([end for name, end in value.items() if name in names] for names in (_LEAST, _MOST))
    ends = [*low, *high]
    is_one = len(low) <= 1 and len(high) <= 1 and 0 < len(ends) == len(value)
    if not is_one or not all(isinstance(end, int | float) for end in ends):
        return ""
    return f"write {low[0] if low else ''}..{high[0] if high else ''}"


def fraction_hint(value: float, *, grouped: bool = True, ranged: bool | None = None, written: str = "") -> str:
    """What to write for a fraction where whole numbers are counted; as it was ``written``, a point may part thousands.

    >>> fraction_hint(10.9)
    'write 10_900 if the point parts thousands; a fraction cannot be meant'
    >>> fraction_hint(1.5, written="1.5")
    'the field takes whole numbers, and no fraction: write one, or the range that it lies in, 1..2'
    """
    if value.is_integer():
        return f"write {int(value):_}" if grouped else f"write {int(value)}"
    thousands = round(value * 1000)
    # Behind a point that parts thousands stand three digits; a number that nobody wrote may have lost its zeros.
    if 1 <= abs(value) < 1000 and thousands / 1000 == value and (not written or re.search(r"\.\d{3}(?!\d)", written)):
        shown = f"{thousands:_}" if grouped else str(thousands)
        return f"write {shown} if the point parts thousands; a fraction cannot be meant"
    return no_fraction(value, ranged=grouped if ranged is None else ranged)
