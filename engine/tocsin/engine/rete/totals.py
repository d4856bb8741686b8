"""Totals that run through recursion: contributions as durable-rules matches them, tried in full after each round.

durable-rules has no totals; what it matches of an aggregate is gathered here, and the rule is joined anew with the
groups as they have grown. Only what is concluded counts until the component is done; then the firings are recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from tocsin.engine.evaluation import Contribution, Group
from tocsin.engine.plan import AggregatePlan
from tocsin.engine.rete.conditions import Attempts
from tocsin.engine.rete.join import Join, Part
from tocsin.engine.rete.memory import Bindings, Memory
from tocsin.engine.rete.rule_network import Conjunction
from tocsin.engine.things import thing_of
from tocsin.engine.totals import total_group
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Truth

Match: TypeAlias = tuple[tuple[int, ...], Bindings, Truth]


class RunningTotal:
    """The contributions to one aggregate so far. ``feed`` gives its parts what has come up since the last time."""

    def __init__(self, plan: AggregatePlan, contributing: Conjunction, feed: Callable[[list[Part]], None]) -> None:
        self.plan = plan
        self._contributing = contributing
        self._parts = [Part() for _ in contributing.pieces]
        self._feed = feed
        self._join = Join(contributing.joined, self._parts)
        self._gathered: dict[tuple[Value, ...], list[Contribution]] = {}

    def groups(self, attempts: Attempts, memory: Memory) -> list[Group]:
        """The groups as they are now."""
        self._feed(self._parts)
        for chosen, bindings, truth in self._join.fresh():
            self._add(self._contributing.in_order(chosen), bindings, truth, attempts, memory)
        return [total_group(self.plan, key, members) for key, members in self._gathered.items()]

    def _add(
        self, facts: tuple[int, ...], bindings: Bindings, truth: Truth, attempts: Attempts, memory: Memory
    ) -> None:
        plan = self.plan
        final = min(truth, attempts.all_hold(plan.match.late, bindings))
        if final == Truth.FALSE:
            return
        thing = thing_of(plan.things, tuple([memory.rows[n] for n in facts])) if plan.things else None
        value = 1 if plan.variable is None else bindings[plan.variable]
        key = tuple(bindings[name] for name in plan.by)
        self._gathered.setdefault(key, []).append(Contribution(value, facts, final == Truth.POSSIBLE, thing))


def anew(parts: Iterable[Part]) -> list[Part]:
    """Parts with the same entries, none of them joined yet."""
    return [Part(list(part.entries), read=part.read) for part in parts]
