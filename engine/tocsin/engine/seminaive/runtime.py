"""What generated functions may call, by the names under which they call it."""

from __future__ import annotations

from typing import Any, Final

from tocsin.facts.kinds import convert
from tocsin.facts.quantity import Quantity
from tocsin.rules.expression.evaluate import FAILURES, absolute, arithmetic, compare, extreme, high, low, member


def finite(value: float) -> float:
    """The value, if it is a finite number. Raises OverflowError."""
    if value - value != 0.0:
        raise OverflowError("the result is not a finite number")
    return value


RUNTIME: Final[dict[str, Any]] = {
    "FAILURES": FAILURES,
    "absolute": absolute,
    "arithmetic": arithmetic,
    "compare": compare,
    "convert": convert,
    "exactly": Quantity.exactly,
    "extreme": extreme,
    "finite": finite,
    "high": high,
    "low": low,
    "member": member,
    "once": (None,),
}
