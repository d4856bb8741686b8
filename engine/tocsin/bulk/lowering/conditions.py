"""Comparisons -> SQL whose value is 0 (false), 1 (possible) or 2 (certain), exactly as ``holds`` would say.

What SQL cannot say exactly is not written: arithmetic on intervals, say, whose bounds are whole numbers of any
size. ``NotLowered`` tells the caller to let Python evaluate it (``lowering.steps``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from tocsin.bulk.lowering.columns import literal
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import FLOAT, INT, QUANTITY, Kind
from tocsin.facts.problems import TocsinError
from tocsin.facts.quantity import Quantity
from tocsin.rules.expression.functions import PARAMETER
from tocsin.rules.expression.kinds import involves_interval, kind_of
from tocsin.rules.expression.tree import (
    Call,
    Comparison,
    Literal,
    Logical,
    Membership,
    Negative,
    Node,
    Not,
    Variable,
    may_fail,
)

_DOUBLE_WHOLE = 2**53
"""Up to here a double holds every whole number."""


class NotLowered(TocsinError):
    """The expression has no exact SQL."""


@dataclass(frozen=True, slots=True)
class _Operand:
    """A plain number, text, date or truth value as SQL; ``open`` is SQL that it is missing, if it may be."""

    sql: str
    kind: Kind
    open: bool = False


@dataclass(frozen=True, slots=True)
class _Interval:
    low: _Operand
    high: _Operand


class ConditionWriter:
    """Writes conditions over columns: ``bound`` has the columns of each variable, ``kinds`` its kind."""

    def __init__(self, bound: Mapping[str, tuple[str, ...]], kinds: Mapping[str, Kind]) -> None:
        self._bound = bound
        self._kinds = kinds

    def holds(self, node: Node) -> str:
        """SQL that a condition without quantities holds. Raises NotLowered."""
        return self._plain_condition(node)

    def truth(self, node: Node) -> str:
        """SQL for 0, 1 or 2. Raises NotLowered."""
        if not involves_interval(node, self._kinds):
            return f"CASE WHEN {self._plain_condition(node)} THEN 2 ELSE 0 END"
        match node:
            case Comparison(sign, left, right):
                return self._comparison(sign, left, right)
            case Membership(operand, items, negated):
                equal = [self._comparison("==", operand, item) for item in items]
                found = _greatest(equal)
                return f"(2 - {found})" if negated else found
            case Not(operand):
                return f"(2 - {self.truth(operand)})"
            case Logical("and", operands):
                return f"least({', '.join(self.truth(operand) for operand in operands)})"
            case Logical(_, operands):
                return f"greatest({', '.join(self.truth(operand) for operand in operands)})"
            case Call():
                return f"CASE WHEN {self._called(node).sql} THEN 2 ELSE 0 END"
            case _:
                raise NotLowered

    # -- without quantities ---------------------------------------------------------------

    def _plain_condition(self, node: Node) -> str:
        match node:
            case Comparison(sign, left, right):
                return _compare(sign, self._value(left), self._value(right))
            case Membership(operand, items, negated):
                value = self._value(operand)
                found = " OR ".join(_compare("==", value, self._value(item)) for item in items) or "FALSE"
                return f"NOT ({found})" if negated else f"({found})"
            case Not(operand):
                return f"NOT ({self._plain_condition(operand)})"
            case Logical(operator, operands):
                return "(" + f" {operator.upper()} ".join(self._plain_condition(operand) for operand in operands) + ")"
            case Variable() | Literal() | Call():
                return self._value(node).sql
            case _:
                raise NotLowered

    def _value(self, node: Node) -> _Operand:
        match node:
            case Literal(value):
                return _Operand(_literal(value), kind_of(node, {}))
            case Variable(name):
                kind = self._kinds[name]
                if kind.name == "quantity":
                    raise NotLowered
                return _Operand(self._bound[name][0], kind)
            case Negative(operand):
                return self._signed("(-{0})", self._value(operand))
            case Call():
                return self._called(node)
            case _:
                raise NotLowered

    def _called(self, node: Call) -> _Operand:
        function = node.definition
        if node.function == PARAMETER:
            return self._in_force(node)
        if function.sql is None:
            raise NotLowered
        if function.takes == ("number",):
            [operand] = [self._value(argument) for argument in node.arguments]
            if function.gives == INT and operand.kind.name == "int":
                return operand  # a whole number is rounded already
            return self._signed(function.sql, operand)
        columns: list[str] = []
        for argument, taken in zip(node.arguments, function.takes, strict=True):
            if taken == "quantity" and isinstance(argument, Variable):
                columns += self._bound[argument.name]
            else:
                columns.append(self._value(argument).sql)
        return _Operand(function.sql.format(*columns), kind_of(node, self._kinds))

    def _in_force(self, node: Call) -> _Operand:
        """The value of a parameter, the latest first; NULL before the first day, which a comparison must not meet."""
        day, *steps = (self._value(argument) for argument in node.arguments[1:])
        if may_fail(node) or len({value.kind for value in steps[1::2]}) > 1:
            raise NotLowered
        pairs = list(zip(steps[::2], steps[1::2], strict=True))
        arms = " ".join(f"WHEN {day.sql} >= {start.sql} THEN {value.sql}" for start, value in reversed(pairs))
        return _Operand(f"CASE {arms} END", kind_of(node, self._kinds))

    def _signed(self, template: str, operand: _Operand) -> _Operand:
        # The least 64-bit number has no negative of 64 bits, so a whole number is widened before.
        sql = f"CAST({operand.sql} AS HUGEINT)" if operand.kind.name == "int" else operand.sql
        return _Operand(template.format(sql), operand.kind)

    # -- with quantities ------------------------------------------------------------------

    def _interval(self, node: Node) -> _Interval:
        if isinstance(node, Variable) and self._kinds[node.name].name == "quantity":
            low, high = self._bound[node.name]
            return _Interval(_Operand(low, FLOAT, open=True), _Operand(high, FLOAT, open=True))
        if isinstance(node, Negative) and involves_interval(node, self._kinds):
            inner = self._interval(node.operand)
            return _Interval(
                _Operand(f"(-{inner.high.sql})", FLOAT, inner.high.open),
                _Operand(f"(-{inner.low.sql})", FLOAT, inner.low.open),
            )
        if involves_interval(node, self._kinds):
            raise NotLowered
        value = self._value(node)
        if isinstance(node, Literal) and isinstance(node.value, float):
            value = _of_bound(Quantity.exactly(node.value).low)
        return _Interval(value, value)

    def _comparison(self, sign: str, left: Node, right: Node) -> str:
        if QUANTITY not in (kind_of(left, self._kinds), kind_of(right, self._kinds)):
            return f"CASE WHEN {_compare(sign, self._value(left), self._value(right))} THEN 2 ELSE 0 END"
        first, second = self._interval(left), self._interval(right)
        match sign:
            case "==":
                return _equal_to(first, second)
            case "!=":
                return f"(2 - {_equal_to(first, second)})"
            case "<":
                return _less_than(first, second)
            case "<=":
                return f"(2 - {_less_than(second, first)})"
            case ">":
                return _less_than(second, first)
            case _:
                return f"(2 - {_less_than(first, second)})"


def _of_bound(bound: int | float | None) -> _Operand:
    if isinstance(bound, int) and abs(bound) < 2**63:
        return _Operand(literal(bound), INT)
    return _Operand(f"CAST('{float(bound or 0)!r}' AS DOUBLE)", FLOAT)


def _literal(value: str | int | float | bool | dt.date) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        raise NotLowered
    return literal(value)


def _greatest(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"greatest({', '.join(items)})" if items else "0"


def _present(*operands: _Operand) -> str:
    return "".join(f"{operand.sql} IS NOT NULL AND " for operand in operands if operand.open)


def _less_than(left: _Interval, right: _Interval) -> str:
    """``Quantity.less_than``: certain if all of the left lies below all of the right, false if none does."""
    return (
        f"CASE WHEN {_present(left.high, right.low)}{_compare('<', left.high, right.low)} THEN 2 "
        f"WHEN {_present(left.low, right.high)}{_compare('>=', left.low, right.high)} THEN 0 ELSE 1 END"
    )


def _equal_to(left: _Interval, right: _Interval) -> str:
    """``Quantity.equal_to``: certain for one and the same number on both sides, false for no overlap."""
    exact = " AND ".join(
        f"{_present(side.low, side.high)}{_compare('==', side.low, side.high)}"
        for side in (left, right)
        if side.low is not side.high
    )
    same = f"CASE WHEN {_compare('==', left.low, right.low)} THEN 2 ELSE 0 END"
    below = f"({_present(left.high, right.low)}{_compare('<', left.high, right.low)})"
    above = f"({_present(right.high, left.low)}{_compare('<', right.high, left.low)})"
    return f"CASE WHEN {exact or 'TRUE'} THEN {same} WHEN {below} OR {above} THEN 0 ELSE 1 END"


_SIGNS = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _compare(sign: str, left: _Operand, right: _Operand) -> str:
    """SQL of a comparison of two plain values; whole numbers meet doubles without being rounded."""
    names = (left.kind.name, right.kind.name)
    if names == ("float", "int"):
        return _compare(_TURNED[sign], right, left)
    if names != ("int", "float"):
        return f"{left.sql} {_SIGNS[sign]} {right.sql}"
    within = f"{left.sql} BETWEEN {-_DOUBLE_WHOLE} AND {_DOUBLE_WHOLE}"
    near = f"CAST({left.sql} AS DOUBLE) {_SIGNS[sign]} {right.sql}"
    # A number beyond 2^53 lies on the same side of a double as of the double's whole part.
    clamped = f"CAST(trunc(least(greatest({right.sql}, -1e20), 1e20)) AS HUGEINT)"
    return f"CASE WHEN {within} THEN {near} ELSE CAST({left.sql} AS HUGEINT) {_SIGNS[sign]} {clamped} END"
