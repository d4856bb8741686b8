"""How far a comparison is from going the other way."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from tocsin.explain.expression_text import Speaker
from tocsin.explain.tree import Margin
from tocsin.facts.quantity import Quantity, Truth, ends
from tocsin.rules import expression
from tocsin.rules.expression.evaluate import compare
from tocsin.rules.expression.tree import Comparison, Node


def margin(node: Node, speaker: Speaker) -> Margin | None:
    """The distance between the sides of a comparison of numbers; None for any other condition, or one that fails.

    The side that the rule itself fixes is the threshold; if it fixes neither, the right one.
    """
    if not isinstance(node, Comparison):
        return None
    values = [speaker.value(node.left), speaker.value(node.right)]
    if not all(is_number(value) for value in values):
        return None
    truth = compare(node.operator, *values)
    grouped = any(isinstance(value, Quantity) for value in values)
    fixed = [not expression.variables(side) for side in (node.left, node.right)]
    subject, threshold = (values[1], values[0]) if fixed[0] and not fixed[1] else (values[0], values[1])
    said = (speaker.figure(subject, grouped), speaker.figure(threshold, grouped))
    if truth == Truth.POSSIBLE:
        return _straddling(subject, threshold, said, any(fixed))
    if truth == Truth.FALSE or node.operator in ("==", "!="):
        return None
    return _distance(subject, threshold, said, any(fixed))


def _straddling(subject: Any, threshold: Any, said: tuple[str, str], fixed: bool) -> Margin:
    (least, most), (bottom, top) = _ends(subject), _ends(threshold)
    return Margin("straddles", *said, under=_reach(bottom, least), over=_reach(most, top), fixed=fixed)


def _reach(one: int | float, other: int | float) -> int | float | None:
    """How far a figure reaches beyond a threshold; None where an end is open."""
    return None if math.inf in (abs(one), abs(other)) else max(_apart(one, other), 0)


def _distance(subject: Any, threshold: Any, said: tuple[str, str], fixed: bool) -> Margin:
    (least, most), (bottom, top) = _ends(subject), _ends(threshold)
    exact = least == most and bottom == top
    if least >= top:
        return Margin("above", *said, least=_apart(least, top), exact=exact, fixed=fixed)
    return Margin("below", *said, least=_apart(bottom, most), exact=exact, fixed=fixed)


def _apart(one: int | float, other: int | float) -> int | float:
    """How much greater one finite number is than another."""
    try:
        found = one - other
        if math.isfinite(found):
            return found
    except OverflowError:  # a whole number that no double holds, and one with a fraction
        pass
    return int(Fraction(one) - Fraction(other))


def _ends(value: Any) -> tuple[int | float, int | float]:
    return ends(value) if isinstance(value, Quantity) else (value, value)


def is_number(value: object) -> bool:
    """True for a number or a range of numbers; truth is none."""
    return isinstance(value, int | float | Quantity) and not isinstance(value, bool)
