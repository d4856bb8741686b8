"""Groups of an aggregate over many worlds: each value a group has in some world, with the worlds it has it in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Generic

from tocsin.engine.evaluation import aggregate_value
from tocsin.engine.plan import AggregatePlan
from tocsin.engine.things import thing_of
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.questions.worlds.ground.algebra import MOST_STATES, Algebra, TooManyValues, W
from tocsin.questions.worlds.ground.program import Grouping, Match
from tocsin.rules.expression.evaluate import FAILURES

Contribution = tuple[tuple[Value, ...], Match[Any]]
"""The grouping variables and the operand of one match, and the match."""


class GroupValues(Generic[W]):
    """Works out groups over the worlds of an algebra."""

    def __init__(self, algebra: Algebra[W], rows: Sequence[Row]) -> None:
        self._algebra = algebra
        self._rows = rows

    def groupings(
        self, plan: AggregatePlan, contributions: Iterable[Contribution]
    ) -> list[tuple[tuple[Value, ...], Grouping[W]]]:
        """The columns of each group (its variables and a value), with where it has that value.

        Raises TooManyValues.
        """
        width = len(plan.by)
        gathered: dict[tuple[Value, ...], list[Contribution]] = {}
        for contribution in contributions:
            gathered.setdefault(contribution[0][:width], []).append(contribution)
        if plan.has_outer:
            gathered = {key: self._contributing(plan.counted, members) for key, members in gathered.items()}
        return [
            ((*key, value), grouping)
            for key, members in gathered.items()
            for value, grouping in self._values(plan, members)
        ]

    def _contributing(self, counted: int, members: list[Contribution]) -> list[Contribution]:
        """The matches by the facts that contribute, each in every world in which one of its matches holds."""
        found: dict[tuple[int, ...], Contribution] = {}
        for values, match in members:
            facts = match.facts[:counted]
            known = found.get(facts)
            worlds = match.worlds if known is None else self._algebra.join(known[1].worlds, match.worlds)
            found[facts] = values, replace(match, facts=facts, worlds=worlds)
        return list(found.values())

    def _values(self, plan: AggregatePlan, members: list[Contribution]) -> Iterable[tuple[Value, Grouping[W]]]:
        algebra = self._algebra
        matches = tuple(match for _, match in members)
        boundary = algebra.none
        for match in matches:
            if match.boundary:
                boundary = algebra.join(boundary, match.worlds)
        worlds_of: dict[Value, W] = {}
        for state, worlds in self._states(plan, members).items():
            if state:
                try:
                    value = _value(plan, state)
                except FAILURES:
                    continue
                worlds_of[value] = algebra.join(worlds_of.get(value, algebra.none), worlds)
        for value, worlds in worlds_of.items():
            yield value, Grouping(worlds, algebra.meet(worlds, boundary), matches)

    def _states(self, plan: AggregatePlan, members: list[Contribution]) -> dict[tuple[Any, ...], W]:
        """What has come together from the contributions that hold, with the worlds in which just these do."""
        algebra = self._algebra
        states: dict[tuple[Any, ...], W] = {(): algebra.all}
        width = len(plan.by)
        for values, match in members:
            operand: Any = values[width] if len(values) > width else 1
            if plan.distinct:
                operand = values[width:]
            if plan.things:
                operand = (thing_of(plan.things, tuple([self._rows[number] for number in match.facts])), operand)
            following: dict[tuple[Any, ...], W] = {}
            for state, worlds in states.items():
                for after, where in (
                    (_with(plan, state, operand), algebra.meet(worlds, match.worlds)),
                    (state, algebra.minus(worlds, match.worlds)),
                ):
                    if where is not algebra.none:
                        following[after] = algebra.join(following.get(after, algebra.none), where)
            states = following
            if len(states) > MOST_STATES:
                raise TooManyValues(f"{plan.operation} as ${plan.result}")
        return states


def _value(plan: AggregatePlan, state: tuple[Any, ...]) -> Value:
    """What a state comes to. Raises one of FAILURES."""
    if plan.things:
        return aggregate_value(plan, [value for _, value in state], [thing for thing, _ in state])
    return aggregate_value(plan, state)


def _with(plan: AggregatePlan, state: tuple[Any, ...], operand: Any) -> tuple[Any, ...]:
    """The state with one more contribution; states that must have the same value are the same."""
    if plan.things:
        # What things come to depends on all of them, so a state is what has been said of which; twice is as once.
        return state if operand in state else tuple(sorted((*state, operand), key=repr))
    if plan.operation == "sum":
        if isinstance(operand, int):
            return (sum(state) + operand,)
        return tuple(sorted((*state, operand)))
    if plan.distinct:
        return state if operand in state else tuple(sorted((*state, operand), key=repr))
    if plan.operation == "count":
        return (*state, 1)
    return (aggregate_value(plan, [*state, operand]),)
