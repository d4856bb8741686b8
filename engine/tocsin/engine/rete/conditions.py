"""Conditions under bindings, by the reference evaluator, and what had no value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tocsin.engine.evaluation import Failure, failure_reason
from tocsin.engine.plan import Computation, Condition
from tocsin.facts.converting import worked_out
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Truth
from tocsin.rules.expression.evaluate import FAILURES, holds, value_of


def conjunction(conditions: Iterable[Condition], bindings: Mapping[str, Value]) -> Truth:
    """How far conditions that cannot fail hold together."""
    result = Truth.CERTAIN
    for condition in conditions:
        result = min(result, holds(condition.node, bindings))
        if result == Truth.FALSE:
            break
    return result


def staged(conditions: Iterable[Condition], bound: Sequence[frozenset[str]]) -> list[tuple[Condition, ...]]:
    """For each set of bound variables, which grow, the conditions that can be decided there and not before."""
    waiting = list(conditions)
    stages = []
    for names in bound:
        ready = tuple(condition for condition in waiting if condition.reads <= names)
        waiting = [condition for condition in waiting if not condition.reads <= names]
        stages.append(ready)
    return stages


class Attempts:
    """Conditions and computations of one rule that may have no value; each failure is noted."""

    def __init__(self, rule: str, failures: set[Failure]) -> None:
        self._rule = rule
        self._failures = failures

    def note(self, text: str, error: Exception) -> None:
        """Remember that a condition had no value for some match."""
        self._failures.add(Failure(self._rule, text, failure_reason(error)))

    def holds(self, condition: Condition, bindings: Mapping[str, Value]) -> Truth:
        """How far the condition holds; false if it has no value."""
        try:
            return holds(condition.node, bindings)
        except FAILURES as error:
            self.note(condition.text, error)
            return Truth.FALSE

    def all_hold(self, conditions: Iterable[Condition], bindings: Mapping[str, Value]) -> Truth:
        """How far the conditions hold together, in the order written; those after a false one are not tried."""
        result = Truth.CERTAIN
        for condition in conditions:
            result = min(result, self.holds(condition, bindings))
            if result == Truth.FALSE:
                break
        return result

    def value(self, step: Computation, bindings: Mapping[str, Value]) -> Value | None:
        """The computed value, of the kind its variable has; None if there is none."""
        try:
            return worked_out(value_of(step.node, bindings), step.kind)
        except FAILURES as error:
            self.note(step.text, error)
            return None
