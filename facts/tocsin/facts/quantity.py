"""Quantities: closed intervals, because real reports are ranges.

A comparison with a quantity has three answers (``Truth``, see ``tocsin.facts.interval``): certain, possible (the
interval straddles), or false. Interval arithmetic after R. E. Moore, *Interval Analysis* (1966).
"""

from __future__ import annotations

import math
import re
import reprlib
from numbers import Integral
from operator import index
from typing import TYPE_CHECKING, Any, Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.interval import Interval, Truth
from tocsin.facts.problems import TocsinError, refused_by_model, unless_untaken

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_NUMBER = r"[-+]?(?:\d[\d_]*)(?:\.\d[\d_]*)?(?:[eE][-+]?\d+)?"
_MAX_DIGITS = 400
_BOUNDLESS = "a quantity needs at least one bound"

__all__ = [
    "Quantity",
    "Truth",
    "format_number",
    "number",
    "parse_number",
    "quantity_from",
    "sum_quantities",
    "total",
]


class QuantityError(TocsinError, ValueError):
    """What is no number, no interval, or no interval that says anything."""

    code = "T203"


def number(value: int | float) -> int | float:
    """The canonical form of a bound: integral floats become ints, so 11000 and 11000.0 are one bound.

    Raises ValueError for NaN and infinities (an open end is None, not infinity), and for what is no number: true and
    false are none.
    """
    if type(value) is int:  # nearly always, and asking an abstract class takes long
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise QuantityError("a bound must be a finite number; leave an end open instead")
        return int(value) if value.is_integer() else float(value)
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise QuantityError(f"a bound must be an int or a float, found {reprlib.repr(value)}")
    return index(value)


def parse_number(text: str) -> int | float:
    """An int or float literal, underscores allowed between digits; ValueError otherwise."""
    if re.fullmatch(_NUMBER, text) is None or len(text) > _MAX_DIGITS:
        raise QuantityError(f"{text[:40]!r} is not a number")
    plain = text.replace("_", "")
    return int(plain) if re.fullmatch(r"[-+]?\d+", plain) else float(plain)


def format_number(value: int | float, *, grouped: bool = False) -> str:
    """A number as text that ``parse_number`` reads back; ``grouped`` puts commas between thousands."""
    if isinstance(value, float):
        return f"{value:,}" if grouped else repr(value)
    return f"{value:,}" if grouped else str(value)


@dataclass(frozen=True, slots=True)
class Quantity(Interval[int | float]):
    """A closed interval ``low..high``; None leaves an end open. Bounds are ints or finite floats.

    >>> str(Quantity.parse("10_900..11000"))
    '10900..11000'
    >>> Quantity.parse("8000..10000").greater_than(Quantity.exactly(10_000))
    <Truth.FALSE: 0>
    >>> Quantity.parse("9000..12000").greater_than(Quantity.exactly(10_000))
    <Truth.POSSIBLE: 1>
    """

    def __post_init__(self) -> None:
        low = None if self.low is None else number(self.low)
        high = None if self.high is None else number(self.high)
        if low is None and high is None:
            raise QuantityError(_BOUNDLESS)
        if low is not None and high is not None and low > high:
            raise QuantityError(f"the lower bound {low} lies above the upper bound {high}")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    # -- reading and printing -------------------------------------------------------------

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """``11000``, ``10900..11000``, ``10000..`` (at least) or ``..500000`` (at most).

        Raises ValueError for anything else.
        """
        given: Any = text
        low, dots, high = text.strip().partition("..") if isinstance(given, str) else ("", "", "")
        if not (low or high) or not all(end == "" or re.fullmatch(_NUMBER, end) for end in (low, high)):
            raise QuantityError(f"{str(text)[:60]!r} is not a quantity; write 11000, 10900..11000, 10000.. or ..500000")
        if not dots:
            return cls.exactly(parse_number(low))
        return cls(parse_number(low) if low else None, parse_number(high) if high else None)

    def __str__(self) -> str:
        return self.text()

    def text(self, *, grouped: bool = False) -> str:
        """The notation of the contract; ``grouped`` for people (``10,900..11,000``)."""
        grouped = grouped is True
        if grouped and self.is_anything:
            return "any number"
        if self.low is not None and self.low == self.high:
            return format_number(self.low, grouped=grouped)
        low = "" if self.low is None else format_number(self.low, grouped=grouped)
        high = "" if self.high is None else format_number(self.high, grouped=grouped)
        return f"{low}..{high}"

    def to_json(self) -> list[int | float | None]:
        """``[low, high]`` with None for an open end."""
        return [self.low, self.high]

    # -- arithmetic -----------------------------------------------------------------------

    def __add__(self, other: Quantity) -> Quantity:
        return interval(_add(self.low, other.low), _add(self.high, other.high))

    def __neg__(self) -> Quantity:
        return interval(None if self.high is None else -self.high, None if self.low is None else -self.low)

    def __sub__(self, other: Quantity) -> Quantity:
        return self + (-other)

    def __mul__(self, other: Quantity) -> Quantity:
        if self.is_anything or other.is_anything:
            return ANYTHING
        products = [_product(a, b) for a in ends(self) for b in ends(other)]
        return _from_extended(min(products), max(products))

    def __truediv__(self, other: Quantity) -> Quantity:
        """Interval quotient; anything if the divisor may be zero, and ZeroDivisionError if it is."""
        low, high = ends(other)
        if low == high == 0:
            raise ZeroDivisionError("the divisor is zero")
        if low <= 0 <= high:
            return ANYTHING
        quotients = [_quotient(a, b) for a in ends(self) for b in (low, high)]
        return _from_extended(min(quotients), max(quotients))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            _for_pydantic, serialization=core_schema.plain_serializer_function_ser_schema(cls.to_json)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {
            "description": "closed interval: 11000, '10900..11000', '10000..', '..500000' or [low, high]",
            "anyOf": [
                {"type": "number"},
                {"type": "string", "pattern": f"^(?:{_NUMBER})?(?:\\.\\.)?(?:{_NUMBER})?$"},
                {"type": "array", "items": {"type": ["number", "null"]}, "minItems": 2, "maxItems": 2},
            ],
        }


class OpenEndError(TocsinError, ArithmeticError):
    """The end of a quantity that is asked for is open."""


def quantity_from(value: object) -> Quantity:
    """A quantity from a Quantity, a number, its notation, or ``[low, high]``; ValueError otherwise."""
    if isinstance(value, Quantity):
        if value.is_anything:
            raise QuantityError(_BOUNDLESS)
        return value
    if isinstance(value, int | float | Integral) and not isinstance(value, bool):
        return Quantity.exactly(value if isinstance(value, int | float) else index(value))
    if isinstance(value, str):
        return Quantity.parse(value)
    if isinstance(value, list | tuple) and len(value) == 2:
        low, high = value
        ends = [end for end in (low, high) if end is not None]
        if all(isinstance(end, int | float | Integral) and not isinstance(end, bool) for end in ends):
            return Quantity(low, high)
    raise QuantityError("a quantity is a number, 10900..11000, 10000.., ..500000 or [low, high]")


def _for_pydantic(value: object) -> Quantity:
    try:
        return quantity_from(unless_untaken(value))
    except QuantityError as error:
        raise refused_by_model(str(error)) from None


def total(values: list[int | float]) -> int | float:
    """The sum, exactly rounded and so the same in any order (ints stay exact ints)."""
    if all(isinstance(value, int) for value in values):
        return sum(values)
    return math.fsum(values)


def sum_quantities(values: list[Quantity]) -> Quantity:
    """The interval sum; an end is open if any term leaves it open, and it is any number if both are."""
    lows = [value.low for value in values]
    highs = [value.high for value in values]
    low = None if None in lows else total([end for end in lows if end is not None])
    high = None if None in highs else total([end for end in highs if end is not None])
    return interval(low, high)


def ends(quantity: Quantity) -> tuple[int | float, int | float]:
    """The lower and the upper bound, infinite where they are open."""
    low = -math.inf if quantity.low is None else quantity.low
    high = math.inf if quantity.high is None else quantity.high
    return low, high


def interval(low: int | float | None, high: int | float | None) -> Quantity:
    """The quantity with these bounds; with neither it is one that could be any number."""
    return ANYTHING if low is None and high is None else Quantity(low, high)


def _add(a: int | float | None, b: int | float | None) -> int | float | None:
    return None if a is None or b is None else a + b


def _product(a: int | float, b: int | float) -> int | float:
    return 0 if a == 0 or b == 0 else a * b


def _quotient(a: int | float, b: int | float) -> int | float:
    if math.isinf(b):
        return 0
    return a / b


def _from_extended(low: int | float, high: int | float) -> Quantity:
    return interval(None if low == -math.inf else low, None if high == math.inf else high)


ANYTHING: Final = Quantity.anything()
"""What arithmetic with open ends, or with a divisor that may be zero, can lead to; comparisons with it are possible.

What is concluded can have it as a value, and nothing that is given."""
