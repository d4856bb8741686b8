"""Small faults in one comparison: a threshold that is off by the least there is, or strict where it was not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.rules.expression.tree import Comparison, Logical, Node, Not, Variable
from tocsin.rules.expression.tree import Literal as Figure

_OTHER: Final = {">": ">=", ">=": ">", "<": "<=", "<=": "<", "==": "!=", "!=": "=="}


Way: TypeAlias = Literal["threshold", "dropped", "swapped"]


@dataclass(frozen=True)
class Change:
    """A comparison with one thing changed."""

    kind: Way
    node: Node


def changes(node: Node) -> Iterator[Change]:
    """The node with each of its comparisons changed in each way, and without each part of an *and* or *or*."""
    match node:
        case Comparison(sign, left, right):
            yield Change("threshold", replace(node, operator=_OTHER[sign]))
            yield from (Change("threshold", replace(node, left=each)) for each in _moved(left))
            yield from (Change("threshold", replace(node, right=each)) for each in _moved(right))
            if isinstance(left, Variable) and isinstance(right, Variable) and sign not in ("==", "!="):
                yield Change("swapped", replace(node, left=right, right=left))
        case Not(operand):
            yield from (replace(each, node=Not(each.node)) for each in changes(operand))
        case Logical(_, operands):
            for at, operand in enumerate(operands):
                left_over = (*operands[:at], *operands[at + 1 :])
                dropped = left_over[0] if len(left_over) == 1 else replace(node, operands=left_over)
                yield Change("dropped", dropped)
                for each in changes(operand):
                    yield replace(each, node=replace(node, operands=(*operands[:at], each.node, *operands[at + 1 :])))


def _moved(node: Node) -> Iterator[Node]:
    """A figure that is compared with, one step less and one more: the least that its last digit can change by."""
    if not isinstance(node, Figure) or isinstance(node.value, bool | str):
        return
    value = node.value
    if isinstance(value, dt.date):
        day = dt.timedelta(days=1)
        if dt.date.min < value < dt.date.max:
            yield from (Figure(value - day), Figure(value + day))
    elif isinstance(value, int):
        yield from (Figure(value - 1), Figure(value + 1))
    else:
        digits = 0 if value.is_integer() else len(repr(value).partition(".")[2])
        if digits <= _DIGITS:
            step = 10.0**-digits
            yield from (Figure(round(value - step, digits)), Figure(round(value + step, digits)))


_DIGITS: Final = 6
