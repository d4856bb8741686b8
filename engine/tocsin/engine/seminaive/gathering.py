"""Matches gathered: the groups of an aggregate, and the facts that strengthen a firing."""

from __future__ import annotations

from collections.abc import Callable

from tocsin.engine.evaluation import Group, aggregate_value
from tocsin.engine.plan import AggregatePlan
from tocsin.engine.seminaive.store import Store
from tocsin.engine.things import Thing, thing_of
from tocsin.rules.expression.evaluate import FAILURES

_Match = tuple[tuple[object, ...], tuple[int, ...], int]


def groups_of(
    aggregate: AggregatePlan,
    collect: Callable[..., None],
    store: Store,
    fail: Callable[[str, Exception], None],
) -> list[Group]:
    """The groups of an aggregate, each with its value; ``collect`` finds the matches.

    A group whose value cannot be worked out is left out, and the failure is noted.
    """
    matches: list[_Match] = []
    collect(store, fail, matches.append)
    gathered: dict[tuple[object, ...], list[_Match]] = {}
    width = len(aggregate.by)
    for match in matches:
        gathered.setdefault(match[0][:width], []).append(match)
    groups = []
    for key, members in gathered.items():
        if aggregate.has_outer:
            members = _contributions(aggregate.counted, members)  # noqa: PLW2901
        values: list[object]
        if aggregate.distinct:
            values = [found[width:] for found, _, _ in members]
        else:
            values = [found[width] if len(found) > width else 1 for found, _, _ in members]
        things: list[Thing] = []
        if aggregate.things:
            things = [
                thing_of(aggregate.things, tuple([store.rows[number] for number in premises]))
                for _, premises, _ in members
            ]
        try:
            value = aggregate_value(aggregate, values, things)
        except FAILURES as error:
            fail(f"{aggregate.operation} as ${aggregate.result}", error)
            continue
        facts = dict.fromkeys([number for _, premises, _ in members for number in premises])
        groups.append(Group((*key, value), tuple(facts), any(boundary for _, _, boundary in members)))  # type: ignore[arg-type]
    return groups


def _contributions(counted: int, members: list[_Match]) -> list[_Match]:
    """The matches of a group by the facts that contribute: what only says that there is the group is left out."""
    found = {premises[:counted]: (values, premises[:counted], boundary) for values, premises, boundary in members}
    return list(found.values())


def strengtheners(
    collect: Callable[..., None], store: Store, fail: Callable[[str, Exception], None], key: tuple[object, ...]
) -> tuple[int, ...] | None:
    """The facts of every certain match of a ``stronger_if``; None if there is no such match."""
    matches: list[_Match] = []
    collect(store, fail, matches.append, *key)
    certain = [premises for _, premises, boundary in matches if not boundary]
    if not certain:
        return None
    return tuple(dict.fromkeys([number for premises in certain for number in premises]))
