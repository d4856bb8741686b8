"""From the matches of an aggregate to its groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from tocsin.engine.evaluation import Group, aggregate_value
from tocsin.engine.plan import AggregatePlan
from tocsin.engine.rete.conditions import Attempts
from tocsin.engine.rete.memory import Bindings, Memory
from tocsin.engine.things import thing_of
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Truth
from tocsin.rules.expression.evaluate import FAILURES

Contribution: TypeAlias = tuple[tuple[int, ...], Bindings, Truth]
"""A match: the facts, by pattern; the bindings; how far it holds."""


def groups_of(plan: AggregatePlan, matches: Iterable[Contribution], attempts: Attempts, memory: Memory) -> list[Group]:
    """The groups of the matches that pass the late conditions; one whose value fails is left out, and noted."""
    gathered: dict[tuple[Value, ...], list[Contribution]] = {}
    for facts, bindings, truth in matches:
        final = min(truth, attempts.all_hold(plan.match.late, bindings))
        if final != Truth.FALSE:
            key = tuple(bindings[name] for name in plan.by)
            gathered.setdefault(key, []).append((facts, bindings, final))
    groups = []
    for key, members in gathered.items():
        if plan.has_outer:
            counted = plan.counted
            members = list({n[:counted]: (n[:counted], bound, sure) for n, bound, sure in members}.values())  # noqa: PLW2901
        group = _group(plan, key, members, attempts, memory)
        if group is not None:
            groups.append(group)
    return groups


def _group(
    plan: AggregatePlan, key: tuple[Value, ...], members: list[Contribution], attempts: Attempts, memory: Memory
) -> Group | None:
    values = [plan.contribution(bindings) for _, bindings, _ in members]
    rows = memory.rows
    things = [thing_of(plan.things, tuple([rows[n] for n in facts])) for facts, _, _ in members] if plan.things else ()
    try:
        value = aggregate_value(plan, values, things)
    except FAILURES as error:
        attempts.note(f"{plan.operation} as ${plan.result}", error)
        return None
    facts = sorted({number for numbers, _, _ in members for number in numbers})
    boundary = any(truth == Truth.POSSIBLE for _, _, truth in members)
    return Group((*key, value), tuple(facts), boundary)
