"""The conditions of a rule over frames of codes: each distinct combination of values is judged once."""

from __future__ import annotations

import operator as op
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.plan import Condition, RulePlan
from tocsin.engine.seminaive.codes import Codes, Coding, combined, domain
from tocsin.rules.expression.tree import Comparison, Literal, Node, Variable

if TYPE_CHECKING:
    from tocsin.engine.seminaive.compile import Compiled
    from tocsin.engine.seminaive.frames import Frame
    from tocsin.engine.seminaive.store import Store

Fail = Callable[[str, Exception], None]
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "==": op.eq,
    "!=": op.ne,
    "<": op.lt,
    "<=": op.le,
    ">": op.gt,
    ">=": op.ge,
}
Truths = NDArray[np.int8]
"""0 false, 1 possible, 2 certain."""


class Judge:
    """What must hold of one rule's matches: the early comparisons, and that no exception does."""

    def __init__(self, rule: RulePlan, coding: Coding, compiled: Compiled, store: Store, fail: Fail) -> None:
        self._rule = rule
        self._coding = coding
        self._compiled = compiled
        self._store = store
        self._fail = fail

    def early(self, frame: Frame) -> Frame:
        """The matches whose comparisons, as far as they can be made and were not made before, are not false."""
        before = frame.judged
        for condition in self._rule.early:
            if condition.text not in before and frame.length and condition.reads <= frame.variables.keys():
                frame.judged = before = before | {condition.text}
                frame = self._apply(frame, self._truths(condition, frame))
        return frame

    def unless(self, frame: Frame) -> Frame:
        """The matches that no exception blocks; one that is only possible makes a boundary."""
        for position, match in enumerate(self._rule.unless):
            if not frame.length:
                break
            exception = self._compiled.exceptions(self._rule.index)[position]
            self._store.require(exception.indexes)
            call = exception.call
            truths = self._each(frame, match.outer, lambda *values, c=call: 2 - c(self._store, self._fail, *values))
            frame = self._apply(frame, truths)
        return frame

    def _apply(self, frame: Frame, truths: Truths) -> Frame:
        possible = (truths == 1).astype(np.int8)
        if possible.any():
            frame = frame.bounded(possible)
        return frame.keep(truths > 0)

    def _truths(self, condition: Condition, frame: Frame) -> Truths:
        if not condition.interval:
            at_once = self._at_once(condition.node, frame)
            if at_once is not None:
                return at_once.astype(np.int8) * np.int8(2)
        names = tuple(sorted(condition.reads))
        function = self._compiled.condition(self._rule.index, condition, names)
        if condition.interval:
            return self._each(frame, names, function)
        return self._each(frame, names, lambda *values: 2 if function(*values) else 0)

    def _each(self, frame: Frame, names: Sequence[str], judge: Callable[..., int]) -> Truths:
        """The judgement of each match, found once for each combination of the variables' values."""
        if not names:
            return np.full(frame.length, judge(), np.int8)
        domains = [domain(self._rule.kinds[name]) for name in names]
        columns = [frame.variables[name] for name in names]
        distinct, which = self._distinct(columns, [self._coding.size(each) for each in domains])
        values = [self._coding.decode(each, column) for each, column in zip(domains, distinct, strict=True)]
        return np.array(list(map(judge, *values)), np.int8)[which]

    @staticmethod
    def _distinct(columns: Sequence[Codes], sizes: Sequence[int]) -> tuple[list[Codes], NDArray[np.int64]]:
        """The distinct combinations, column by column, and which of them each row is."""
        space = 1
        for size in sizes:
            space *= size
        if space < 2**62:
            _, first, which = np.unique(combined(columns, sizes), return_index=True, return_inverse=True)
        else:
            _, first, which = np.unique(np.column_stack(columns), axis=0, return_index=True, return_inverse=True)
        return [column[first] for column in columns], which.reshape(-1)

    def _at_once(self, node: Node, frame: Frame) -> NDArray[np.bool_] | None:
        """A comparison of two variables, or of one and a literal, over whole columns; None if it is no such one."""
        if not isinstance(node, Comparison):
            return None
        names = [side.name for side in (node.left, node.right) if isinstance(side, Variable)]
        domains = {domain(self._rule.kinds[name]) for name in names}
        if not names or len(domains) > 1 or domains & {"quantity", "date_range"}:
            return None
        name = domains.pop()
        sign = _SIGNS[node.operator]
        if len(names) == 2 and node.operator in ("==", "!="):
            codes: NDArray[np.bool_] = sign(frame.variables[names[0]], frame.variables[names[1]])
            return codes
        numbers = self._coding.numbers(name)
        if numbers is None:
            return None
        sides = [self._side(side, name, numbers, frame) for side in (node.left, node.right)]
        if any(side is None for side in sides):
            return None
        found: NDArray[np.bool_] = sign(*sides)
        return found

    @staticmethod
    def _side(side: Node, name: str, numbers: NDArray[Any], frame: Frame) -> Any:
        if isinstance(side, Variable):
            return numbers[frame.variables[side.name]]
        if not isinstance(side, Literal):
            return None
        value = side.value
        if name == "date" and hasattr(value, "toordinal"):
            return value.toordinal()
        if name == "int" and type(value) is int:
            return value if -(2**62) < value < 2**62 else None
        return value if name == "float" and type(value) is float else None
