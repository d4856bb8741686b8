"""Things and their accounts: what an aggregate comes to where several facts may be reports of one thing.

A fact type with a key says which thing in the world a fact is about (``FactType``). A match of an aggregate is then an
account of the things its facts are about, and two matches with the same things are rival accounts:

- one thing counts once, and its figure is the hull of its accounts (280 and 300: 280..300);
- figures of one *series* (the same things but for their periods) whose periods overlap are not added: the series comes
  to at least the greatest total of figures for disjoint periods, and to at most the sum of all;
- where a type is ``cumulative``, a figure for a longer period takes in those for periods within it.

This is the one definition: every engine and every question asks it. The tests have another, by enumeration.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Quantity

Rows: TypeAlias = tuple[Row, ...]
Period: TypeAlias = tuple[dt.date, dt.date]
Ends: TypeAlias = tuple[int | float | None, int | float | None]
"""The low and the high end of a figure; None leaves it open. Unlike a Quantity, both may be open."""


@dataclass(frozen=True, slots=True)
class ThingPlan:
    """Where a row says which series its figure belongs to, and which days the figure covers if it says so."""

    series: tuple[int, ...]
    period: tuple[int, ...]
    cumulative: bool


def thing_plans(types: Sequence[FactType]) -> tuple[ThingPlan, ...]:
    """How the facts of these types are told apart, type by type; empty if none of them declares a key."""
    if not any(fact_type.key for fact_type in types):
        return ()
    return tuple(ThingPlan(t.series_positions, t.period_positions, t.cumulative) for t in types)


@dataclass(frozen=True, slots=True)
class Thing:
    """What the accounts with these rows are of: a series, and a period for each type that has one."""

    series: Rows
    periods: Rows


def thing_of(plans: Sequence[ThingPlan], rows: Rows) -> Thing:
    """The thing that a match with these rows is an account of."""
    pairs = list(zip(plans, rows, strict=True))
    return Thing(
        tuple([tuple([row[at] for at in plan.series]) for plan, row in pairs]),
        tuple([tuple([row[at] for at in plan.period]) for plan, row in pairs]),
    )


def figures(accounts: Iterable[tuple[Thing, Value]]) -> dict[Thing, list[Value]]:
    """What each thing is said to be by its accounts."""
    found: dict[Thing, list[Value]] = {}
    for thing, value in accounts:
        found.setdefault(thing, []).append(value)
    return found


def hull(values: Iterable[Any]) -> Ends:
    """The least interval that holds every account of one thing."""
    pairs = [(value.low, value.high) if isinstance(value, Quantity) else (value, value) for value in values]
    lows, highs = [low for low, _ in pairs if low is not None], [high for _, high in pairs if high is not None]
    return min(lows) if len(lows) == len(pairs) else None, max(highs) if len(highs) == len(pairs) else None


def summed(plans: Sequence[ThingPlan], things: Iterable[tuple[Thing, Ends]]) -> Ends:
    """What the things come to together, exact whatever their order. Raises OverflowError beyond all floats."""
    by_series: dict[object, list[tuple[Thing, Ends]]] = {}
    for thing, ends in things:
        by_series.setdefault(thing.series, []).append((thing, ends))
    lows: list[int | Fraction | None] = []
    highs: list[int | Fraction | None] = []
    for members in by_series.values():
        low, high = _of_series(plans, members)
        lows.append(low)
        highs.append(high)
    return _rounded(lows), _rounded(highs)


def _of_series(
    plans: Sequence[ThingPlan], members: list[tuple[Thing, Ends]]
) -> tuple[int | Fraction | None, int | Fraction | None]:
    """The least and the greatest that a series comes to."""
    if len(members) > 1:
        members = _uncovered(plans, members)
    dimensions = [at for at, plan in enumerate(plans) if plan.period]
    lows = [(thing, low) for thing, (low, _) in members]
    highs = [(thing, None if high is None else -high) for thing, (_, high) in members]
    least, most = _least(dimensions, lows), _least(dimensions, highs)
    return least, None if most is None else -most


def _least(dimensions: list[int], ends: list[tuple[Thing, int | float | None]]) -> int | Fraction | None:
    """The least that ends come to: of those above zero only such as do not overlap are sure to add up."""
    exact = [(thing, end if isinstance(end, int) else Fraction(end)) for thing, end in ends if end is not None]
    if len(exact) < len(ends):
        return None
    below = sum(end for _, end in exact if end < 0)
    above = [(thing, end) for thing, end in exact if end > 0]
    if not dimensions:
        return below + sum(end for _, end in above)
    return below + max(
        _greatest_disjoint([(days(thing.periods[at]), end) for thing, end in above]) for at in dimensions
    )


def _greatest_disjoint(figures: list[tuple[Period, int | Fraction]]) -> int | Fraction:
    """The greatest total of figures whose periods are pairwise disjoint: weighted interval scheduling.

    Kleinberg and Tardos, *Algorithm Design* (2006), section 6.1.
    """
    ordered = sorted(figures, key=lambda figure: figure[0][1])
    lasts = [last for (_, last), _ in ordered]
    best: list[int | Fraction] = [0]
    for at, ((first, _), figure) in enumerate(ordered):
        best.append(max(best[-1], best[bisect_left(lasts, first, 0, at)] + figure))
    return best[-1]


def days(period: tuple[Value | None, ...]) -> Period:
    """A period as its first and last day; an end that is not told may lie anywhere."""
    first, last = period
    start = first if isinstance(first, dt.date) else dt.date.min
    end = last if isinstance(last, dt.date) else dt.date.max
    return min(start, end), max(start, end)


def _uncovered(plans: Sequence[ThingPlan], members: list[tuple[Thing, Ends]]) -> list[tuple[Thing, Ends]]:
    """The figures of a series that no figure for a longer period takes in."""
    if not any(plan.cumulative for plan in plans):
        return members
    dimensions = [at for at, plan in enumerate(plans) if plan.period]
    if len(dimensions) > 1:
        return [member for member in members if not any(_covers(plans, other[0], member[0]) for other in members)]
    # With one period each, from the earliest first day on: what ends later than all before it lies within none.
    told: dict[Period, list[tuple[Thing, Ends]]] = {}
    left = []
    for member in members:
        period = member[0].periods[dimensions[0]]
        if None in period:
            left.append(member)
        else:
            told.setdefault(days(period), []).append(member)
    latest = None
    for span in sorted(told, key=lambda span: (span[0], -span[1].toordinal())):
        if latest is None or span[1] > latest:
            latest = span[1]
            left += told[span]
    return left


def _covers(plans: Sequence[ThingPlan], longer: Thing, shorter: Thing) -> bool:
    """Whether one period lies within the other wherever they differ, all of it told and of a cumulative type."""
    covers = False
    for plan, one, other in zip(plans, longer.periods, shorter.periods, strict=True):
        if one != other:
            if not plan.cumulative or None in one or None in other:
                return False
            (first, last), (start, end) = days(one), days(other)
            if not (first <= start and end <= last):
                return False
            covers = covers or (first, last) != (start, end)
    return covers


def _rounded(ends: list[int | Fraction | None]) -> int | float | None:
    """The sum of ends, rounded once; None if one is open."""
    known = [end for end in ends if end is not None]
    if len(known) < len(ends):
        return None
    total = Fraction(sum(known))
    return int(total) if total.denominator == 1 else float(total)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How accounts were taken: of how many things they are, and where they are not simply added up.

    ``rivals`` are the values of each thing that accounts differ about; ``overlapping`` counts the figures whose days
    overlap others of their series, ``covered`` those that a figure for a longer period takes in.
    """

    things: int
    rivals: tuple[tuple[Value, ...], ...]
    overlapping: int
    covered: int


def reckoned(plans: Sequence[ThingPlan], accounts: Iterable[tuple[Thing, Value]]) -> Reckoning:
    """How these accounts were taken, for whoever explains what they come to."""
    said = figures(accounts)
    series: dict[object, list[tuple[Thing, Ends]]] = {}
    for thing in said:
        series.setdefault(thing.series, []).append((thing, (None, None)))
    covered = overlapping = 0
    for members in series.values():
        left = [thing for thing, _ in _uncovered(plans, members)]
        covered += len(members) - len(left)
        overlapping += sum(any(_overlap(plans, one, other) for other in left if other != one) for one in left)
    rivals = (tuple(dict.fromkeys(values)) for values in said.values())
    return Reckoning(len(said), tuple(values for values in rivals if len(values) > 1), overlapping, covered)


def _overlap(plans: Sequence[ThingPlan], one: Thing, other: Thing) -> bool:
    """Whether no period tells the two apart."""
    spans = [(days(one.periods[at]), days(other.periods[at])) for at, plan in enumerate(plans) if plan.period]
    return all(first[0] <= second[1] and second[0] <= first[1] for first, second in spans)
