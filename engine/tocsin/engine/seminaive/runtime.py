"""What generated functions may call, by the names under which they call it."""

from __future__ import annotations

from typing import Any, Final

from tocsin.facts.converting import worked_out
from tocsin.facts.days import DateRange
from tocsin.facts.quantity import Quantity
from tocsin.rules.expression.evaluate import FAILURES
from tocsin.rules.expression.functions import FUNCTIONS


def finite(value: float) -> float:
    """The value, if it is a finite number. Raises OverflowError."""
    if value - value != 0.0:
        raise OverflowError("the result is not a finite number")
    return value


def exact_name(function: str) -> str:
    """The name under which a function's value of exact arguments is called."""
    return f"f_{function}"


def interval_name(function: str) -> str:
    """The name under which a function's value of intervals is called."""
    return f"q_{function}"


RUNTIME: Final[dict[str, Any]] = {
    "FAILURES": FAILURES,
    "exact_day": DateRange.exactly,
    "exactly": Quantity.exactly,
    "finite": finite,
    "once": (None,),
    "worked_out": worked_out,
    **{exact_name(name): function.value for name, function in FUNCTIONS.items()},
    **{interval_name(name): function.interval for name, function in FUNCTIONS.items() if function.interval},
}
