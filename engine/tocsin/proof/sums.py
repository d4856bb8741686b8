"""What sums, counts, least and greatest come to, worked out anew for the checker, and nothing of the engine is used.

A fact may be one of several accounts of one thing (docs/facts.md): the thing then counts once, with the hull of what is
said of it; figures for periods that overlap are not added, and one for a longer period may take in those within it.
"""

import datetime as dt
import math
from collections import defaultdict
from fractions import Fraction
from typing import Any

from tocsin.rules import expression
from tocsin.rules.expression import Quantity, interval

Json = dict[str, Any]


def added(value: Any, grows: bool) -> Any:
    """What a match adds: to a total that only grows nothing negative, and from 0 on where its low end is open."""
    low, high = _hull([value]) if grows and isinstance(value, Quantity | int | float) else (0, 0)
    if -math.inf < low < 0:
        raise ValueError(f"{value} is negative")
    return Quantity(0, None if high == math.inf else high) if low < 0 else value


def of_matches(operation: str, values: list[Any]) -> Any:
    """What matches come to, each a thing of its own: of intervals end by end; an open end is infinite."""
    if isinstance(values[0], Quantity):
        ends = [of_matches(operation, list(bounds)) for bounds in zip(*map(expression.ends, values), strict=True)]
        return interval(*(None if end in (math.inf, -math.inf) else end for end in ends))
    plain = {"count": len, "sum": math.fsum if float in map(type, values) else sum, "min": min, "max": max}
    return plain[operation](values)


def of_things(operation: str, things: dict[Any, list[Any]], told: list[Json], fixed: bool) -> Any:
    """What things (a series, its periods) come to; ``told`` of types, ``fixed`` if a key has the values of accounts."""
    values = [value for accounts in things.values() for value in accounts]
    if operation == "count":
        return len(things)
    added = operation == "sum" and any(t["period"] for t in told)
    if isinstance(values[0], dt.date) or (fixed and not isinstance(values[0], Quantity) and not added):
        return of_matches(operation, [each[0] for each in things.values()] if operation == "sum" else values)
    if operation == "sum":
        return _sum_of_things(told, things)
    ends, choose = [_hull(each) for each in things.values()], min if operation == "min" else max
    return _interval(choose(low for low, _ in ends), choose(high for _, high in ends))


def _hull(values: list[Any]) -> tuple[Any, Any]:  # of the accounts of one thing; an open end is infinite
    found = [expression.ends(each) if isinstance(each, Quantity) else (each, each) for each in values]
    return min(low for low, _ in found), max(high for _, high in found)


def _interval(low: Any, high: Any) -> Any:
    rounded = [float(e) if isinstance(e, Fraction) and e.denominator > 1 else e for e in (low, high)]
    return interval(*(None if abs(e) == math.inf else int(e) if isinstance(e, Fraction) else e for e in rounded))


def _total(ends: list[Any]) -> Any:  # exact, and rounded by whoever asks; what is open stays so
    open_ends = [end for end in ends if end in (math.inf, -math.inf)]
    return open_ends[0] if open_ends else sum(map(Fraction, ends), Fraction(0))


def _days(period: tuple[Any, ...]) -> tuple[dt.date, dt.date]:  # an end that is not told may be any day
    first, last = period[0] or dt.date.min, period[1] or dt.date.max
    return min(first, last), max(first, last)


def _apart(figures: list[tuple[Any, Any]]) -> Any:  # the most of figures no two of which share a day
    best = list[tuple[dt.date, Any]]()  # by first day, from the latest: the most from this day on, with this figure
    for (first, last), amount in sorted(figures, key=lambda figure: figure[0][0], reverse=True):
        best.append((first, amount + max([Fraction(0), *(most for start, most in best if start > last)])))
    return max([Fraction(0), *(most for _, most in best)])


def _least(told: list[Json], figures: list[tuple[Any, Any]]) -> Any:  # of a series: what is sure to add up
    below, above = [end for _, end in figures if end < 0], [each for each in figures if each[1] > 0]
    apart = [_apart([(_days(p[at]), Fraction(end)) for p, end in above]) for at, t in enumerate(told) if t["period"]]
    return _total([*below, max(apart) if apart else _total([end for _, end in above])])


def _covers(told: list[Json], longer: Any, shorter: Any) -> bool:  # a longer period takes in what lies within it
    pairs = [(t, one, other) for t, one, other in zip(told, longer, shorter, strict=True) if one != other]
    return any(_days(one) != _days(other) for _, one, other in pairs) and all(
        t["cumulative"] and None not in (*one, *other) and _days(one)[0] <= _days(other)[0]
        and _days(other)[1] <= _days(one)[1] for t, one, other in pairs)  # fmt: skip


def _sum_of_things(told: list[Json], things: dict[Any, Any]) -> Any:
    series, lows, highs = defaultdict[Any, dict[Any, Any]](dict), [], []
    for (each, periods), values in things.items():
        series[each][periods] = _hull(values)
    for members in series.values():
        left = {p: ends for p, ends in members.items() if not any(_covers(told, other, p) for other in members)}
        lows.append(_least(told, [(p, low) for p, (low, _) in left.items()]))
        highs.append(-_least(told, [(p, -high) for p, (_, high) in left.items()]))
    return _interval(_total(lows), _total(highs))
