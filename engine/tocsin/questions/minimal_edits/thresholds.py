"""Where a comparison turns: the nearest value of one figure at which it goes the other way, all else as it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias

from tocsin.engine.matching import truth
from tocsin.engine.plan import Condition
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.quantity import Quantity, Truth
from tocsin.facts.quantity import ends as ends_of
from tocsin.rules import expression
from tocsin.rules.expression import FAILURES
from tocsin.rules.expression.tree import Comparison, Not, walk

Way: TypeAlias = Literal["falls", "rises", "becomes"]
_SLACK = 1e-9


class Turn(NamedTuple):
    """A value at which a condition goes the other way, and how far it lies beyond the threshold, which does not."""

    value: int | float
    way: Way
    beyond: int | float


def turns(node: expression.Node, variable: str, bindings: Mapping[str, Value], kind: Kind) -> Iterator[Turn]:
    """For each side on which there is one, the value nearest to the present at which the condition goes the other way.

    The value is one that a field of ``kind`` can have. Only comparisons that are linear in the figure are solved.
    """
    now = truth(node, bindings) != Truth.FALSE
    least, most = ends(bindings[variable])

    def is_turned(value: int | float) -> bool:
        return (truth(node, {**bindings, variable: _figure(value, bindings[variable])}) != Truth.FALSE) != now

    found: dict[str, tuple[float, float, int | float, float]] = {}
    for comparison in walk(node):
        if not isinstance(comparison, Comparison) or variable not in expression.variables(comparison):
            continue
        for root in _roots(comparison, variable, bindings):
            for value in filter(is_turned, _around(root, kind, bindings[variable])):
                side = "below" if value < least else "above" if value > most else "within"
                near = (_distance(value, least, most), abs(value - root), value, root)
                found[side] = min(near, found.get(side, near))
    exact = any(isinstance(part, Comparison) and part.operator in ("==", "!=") for part in walk(node))
    for side, (_, _, value, root) in found.items():
        falls = side == "below" or (side == "within" and is_turned(value - 1))
        threshold = round(root) if _near_whole(root) else float(f"{root:.12g}")
        beyond = 0 if is_turned(threshold) else value - threshold
        yield Turn(value, "becomes" if exact else "falls" if falls else "rises", beyond)


def to_hold(condition: Condition, bindings: Mapping[str, Value]) -> Condition:
    """The condition, whose turning is to make it hold: of one that is only possible, what denies it."""
    if truth(condition.node, bindings) != Truth.POSSIBLE:
        return condition
    return replace(condition, node=Not(condition.node))


def ends(value: Value) -> tuple[int | float, int | float]:
    """The least and the greatest value of a figure."""
    if isinstance(value, Quantity):
        return ends_of(value)
    assert isinstance(value, int | float)
    return value, value


def _distance(value: int | float, least: int | float, most: int | float) -> float:
    return max(least - value, value - most, 0)


def _figure(value: int | float, like: Value) -> Value:
    return Quantity.exactly(value) if isinstance(like, Quantity) else value


def _roots(comparison: Comparison, variable: str, bindings: Mapping[str, Value]) -> set[float]:
    """The values of the figure at which the two sides meet, at either end of what else is an interval."""
    found = set()
    for end in (0, 1):
        samples = [_difference(comparison, {**bindings, variable: _figure(x, bindings[variable])}, end)
                   for x in (0, 1, 2)]  # fmt: skip
        if any(sample is None or not math.isfinite(sample) for sample in samples):
            continue
        zero, one, two = (float(sample or 0) for sample in samples)
        slope = one - zero
        if slope and math.isclose(two - one, slope, rel_tol=_SLACK, abs_tol=_SLACK):
            found.add(-zero / slope)
    return found


def _difference(comparison: Comparison, bindings: Mapping[str, Value], end: int) -> float | None:
    """How far the left side lies above the right, at the low end of both, or at the high end."""
    try:
        left = expression.value_of(comparison.left, bindings)
        right = expression.value_of(comparison.right, bindings)
    except FAILURES:
        return None
    if not all(isinstance(side, int | float | Quantity) and not isinstance(side, bool) for side in (left, right)):
        return None
    difference: float = ends(left)[end] - ends(right)[end]
    return difference


def _around(root: float, kind: Kind, now: Value) -> tuple[int | float, ...]:
    """The values of a field just below, at, and just above a root; whole ones where the figure is whole."""
    nearest, whole = round(root), _near_whole(root)
    steps = kind.name == "int" or (kind.name == "quantity" and whole and all(_whole(end) for end in ends(now)))
    if steps:
        return (nearest - 1, nearest, nearest + 1) if whole else (math.floor(root), math.ceil(root))
    at = float(nearest) if whole else root
    return math.nextafter(at, -math.inf), at, math.nextafter(at, math.inf)


def _near_whole(root: float) -> bool:
    return abs(root - round(root)) < _SLACK * max(1.0, abs(root))


def _whole(end: int | float) -> bool:
    return isinstance(end, int) or math.isinf(end)
