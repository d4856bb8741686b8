"""From a match of a rule's positive part to its conclusions: late steps, exceptions, heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tocsin.engine.evaluation import Failure, Group, Record
from tocsin.engine.plan import Computation, HeadPlan, RulePlan
from tocsin.engine.rete.conditions import Attempts
from tocsin.engine.rete.memory import Bindings, Memory
from tocsin.engine.rete.search import Search
from tocsin.engine.totals import is_boundary
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value, worked_out
from tocsin.facts.quantity import Truth
from tocsin.rules.expression.evaluate import FAILURES, has_value


class Firing:
    """Fires one rule: each match that passes leaves one record for each conclusion."""

    def __init__(self, plan: RulePlan, memory: Memory, failures: set[Failure]) -> None:
        self.records: tuple[list[Record], ...] = tuple([] for _ in plan.heads)
        self._plan = plan
        self._memory = memory
        self._attempts = Attempts(plan.rule.id, failures)
        self._exceptions = [Search(match, memory, self._attempts) for match in plan.unless]

    def fire(self, members: tuple[int, ...], bindings: Bindings, truth: Truth, groups: Sequence[Group] = ()) -> None:
        """Conclude from a match, unless a late step or an exception stands against it.

        ``members`` are the premises and then the groups; ``bindings`` may be changed. ``groups`` are given if one of
        them is of a total that runs through recursion.
        """
        truth = min(truth, self._late(bindings))
        if groups and truth == Truth.CERTAIN and is_boundary(self._plan, groups, bindings):
            truth = Truth.POSSIBLE
        if truth != Truth.FALSE:
            truth = min(truth, self._not_excepted(bindings))
        if truth == Truth.FALSE:
            return
        rows = self._conclusions(bindings)
        if rows is None:
            return
        computed = tuple(bindings[name] for name in self._plan.computed)
        boundary = int(truth == Truth.POSSIBLE)
        for head, row, records in zip(self._plan.heads, rows, self.records, strict=True):
            records.append((self._memory.add(head.type, row), *members, *computed, boundary))

    def _late(self, bindings: Bindings) -> Truth:
        """How far the late steps hold, in order; computed values are bound on the way."""
        truth = Truth.CERTAIN
        for step in self._plan.late:
            if isinstance(step, Computation):
                truth = min(truth, self._compute(step, bindings))
            else:
                truth = min(truth, self._attempts.holds(step, bindings))
            if truth == Truth.FALSE:
                break
        return truth

    def _compute(self, step: Computation, bindings: Bindings) -> Truth:
        value = self._attempts.value(step, bindings)
        if value is None or (step.checks and value != bindings[step.variable]):
            return Truth.FALSE
        if not step.checks:
            bindings[step.variable] = value
        return has_value(step.node, value)

    def _not_excepted(self, bindings: Mapping[str, Value]) -> Truth:
        """Kleene's negation of the exceptions; those after one that certainly holds are not tried."""
        truth = Truth.CERTAIN
        for exception in self._exceptions:
            truth = min(truth, exception.certainty(bindings).negate())
            if truth == Truth.FALSE:
                break
        return truth

    def _conclusions(self, bindings: Mapping[str, Value]) -> list[Row] | None:
        """The row of every conclusion; None if one has no value."""
        try:
            return [_row(head, bindings) for head in self._plan.heads]
        except FAILURES as error:
            self._attempts.note("the conclusion", error)
            return None


def _row(head: HeadPlan, bindings: Mapping[str, Value]) -> Row:
    row: list[Value | None] = []
    for (constant, variable), kind, converts in zip(head.terms, head.kinds, head.converts, strict=True):
        if variable is None:
            row.append(constant)
        else:
            value = bindings[variable]
            row.append(worked_out(value, kind) if converts else value)
    return tuple(row)
