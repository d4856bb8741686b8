"""From a match of a rule's positive part to its conclusions: late steps, exceptions, heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tocsin.engine.evaluation import Failure, Group, Record
from tocsin.engine.plan import Computation, HeadPlan
from tocsin.engine.rete.conditions import Attempts
from tocsin.engine.rete.memory import Bindings, Memory
from tocsin.engine.rete.rule_network import RuleNetwork
from tocsin.engine.rete.search import Search
from tocsin.engine.totals import is_boundary
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value, worked_out
from tocsin.facts.quantity import Truth
from tocsin.rules.expression.evaluate import FAILURES, has_value


class Firing:
    """Fires one rule: each match that passes leaves one record for each conclusion."""

    def __init__(self, network: RuleNetwork, memory: Memory, failures: set[Failure]) -> None:
        plan = self._plan = network.plan
        self.records: tuple[list[Record], ...] = tuple([[] for _ in plan.heads])
        self._memory = memory
        self._attempts = Attempts(plan.rule.id, failures)
        self._exceptions = [Search(each, memory, self._attempts) for each in network.exceptions] if plan.unless else ()

    def fire(self, members: tuple[int, ...], bindings: Bindings, truth: Truth, groups: Sequence[Group] = ()) -> None:
        """Conclude from a match, unless a late step or an exception stands against it.

        ``members`` are the premises and then the groups; ``bindings`` may be changed. ``groups`` are given if one of
        them is of a total that runs through recursion.
        """
        plan = self._plan
        if plan.late:
            truth = min(truth, self._late(bindings))
        if groups and truth == Truth.CERTAIN and is_boundary(plan, groups, bindings):
            truth = Truth.POSSIBLE
        if truth != Truth.FALSE and self._exceptions:
            truth = min(truth, self._not_excepted(bindings))
        if truth == Truth.FALSE:
            return
        rows = self._conclusions(bindings)
        if rows is None:
            return
        rest = (*members, *[bindings[name] for name in plan.computed], int(truth == Truth.POSSIBLE))
        for head, row, records in zip(plan.heads, rows, self.records, strict=True):
            records.append((self._memory.add(head.type, row), *rest))

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
    row = [constant if variable is None else bindings[variable] for constant, variable in head.terms]
    if any(head.converts):
        for at, ((_, variable), kind, converts) in enumerate(zip(head.terms, head.kinds, head.converts, strict=True)):
            if converts and variable is not None:
                row[at] = worked_out(bindings[variable], kind)
    return tuple(row)
