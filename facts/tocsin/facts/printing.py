"""Facts and values printed in the notation ``type(field=value, …)``, so that they read back exactly.

Text prints bare only where it reads back as the same text.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Final

from tocsin.facts.arguments import accounted
from tocsin.facts.days import DateRange
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Quantity, format_number
from tocsin.facts.written.unseen import seen

BARE_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# Quotes as word processors set them, which are letters of a text here.
TYPESET_QUOTES: Final = "\u201c\u201d\u201e\u201f\xab\xbb\u2039\u203a\u2018\u2019\u201a"


@accounted
def format_value(value: Value | None) -> str:
    """The value as it is written in a fact; where a pattern wants none, ``absent``.

    >>> format_value("ukraine_war"), format_value("10"), format_value("true")
    ('ukraine_war', '"10"', '"true"')
    """
    match value:
        case None:
            return "absent"
        case bool():
            return "true" if value else "false"
        case str():
            return value if _reads_bare(value) else quote(value)
        case dt.date():
            return value.isoformat()
        case Quantity() | DateRange():
            return str(value)
        case _:
            return repr(value)


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


def quote(text: str) -> str:
    """The text in double quotes, with JSON's escapes for what could not be seen."""
    return seen(json.dumps(text, ensure_ascii=False))


@accounted
def format_row(fact_type: FactType, row: tuple[Value | None, ...]) -> str:
    """The fact with these values, in the order of the type's fields, absent optionals left out."""
    names = (field.name for field in fact_type.fields)
    return format_fields(fact_type.name, dict(zip(names, row, strict=True)))


def format_fields(type_name: str, values: Mapping[str, Value | None]) -> str:
    """A type and some fields, in the order given."""
    fields = (f"{name}={format_value(value)}" for name, value in values.items() if value is not None)
    return f"{type_name}({', '.join(fields)})"


def format_difference(fact_type: FactType, row: tuple[Value | None, ...], other: tuple[Value | None, ...]) -> str:
    """The fields in which a row differs from another of its type, as the row has them.

    A field that only the other has is said to be absent.
    """
    fields = zip(fact_type.fields, row, other, strict=True)
    told = ((field.name, value) for field, value, theirs in fields if value != theirs)
    return ", ".join(f"{name}={'absent' if value is None else format_value(value)}" for name, value in told)


def _reads_bare(text: str) -> bool:
    return BARE_WORD.fullmatch(text) is not None and text not in ("true", "false")
