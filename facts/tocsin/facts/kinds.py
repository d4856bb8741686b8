"""The kinds that a field can have, and what may come in as a value of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import DateRange
from tocsin.facts.quantity import Quantity

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
