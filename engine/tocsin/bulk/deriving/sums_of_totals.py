"""What contributions to a total through recursion come to, in SQL: ``tocsin.engine.totals`` says what that is.

A contribution is written as ``low`` and ``high`` where the total is a range, an open low end being 0 and an open high
end NULL; as ``a`` where it is one number; and as nothing where matches are counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tocsin.bulk.deriving.accounts import told_apart_by
from tocsin.bulk.deriving.groups import EXACT, sums
from tocsin.bulk.deriving.memory import Memory
from tocsin.engine.plan import CERTAIN, POSSIBLE, AggregatePlan
from tocsin.facts.kinds import Kind

LEVELS: Final = range(CERTAIN, POSSIBLE - 1, -1)
"""The strengths, the greatest first."""


def is_range(aggregate: AggregatePlan) -> bool:
    """True if the total has two ends."""
    return aggregate.kind.name == "quantity"


def overlaps(aggregate: AggregatePlan) -> bool:
    """True if it takes the periods of what is added up to say what they come to, which SQL does not."""
    return aggregate.operation == "sum" and any(plan.period for plan in aggregate.things)


def told_columns(memory: Memory, aggregate: AggregatePlan) -> tuple[str, ...]:
    """The columns of a match that say what it is an account of."""
    return tuple(f"t{part}_{column}" for part, column in told_apart_by(memory, aggregate))


def contributed(aggregate: AggregatePlan, kinds: Mapping[str, Kind]) -> str:
    """The select items of what a match ``m`` contributes."""
    if aggregate.variable is None:
        return "TRUE AS counts"
    if not is_range(aggregate):
        return "m.a"
    if kinds[aggregate.variable].name == "quantity":
        return "coalesce(m.a, CAST(0 AS DOUBLE)) AS low, m.ah AS high"
    return "CAST(m.a AS DOUBLE) AS low, CAST(m.a AS DOUBLE) AS high"


def of_things(aggregate: AggregatePlan) -> str:
    """The select items of what the accounts of one thing come to; ``doubted`` if one of them is only possible."""
    if aggregate.variable is None:
        value = "TRUE AS counts"
    elif is_range(aggregate):
        value = f"min(low) AS low, {_open('max')} AS high"
    else:
        value = "max(a) AS a"
    return (
        f"{value}, bool_and(boundary) AS boundary, bool_or(boundary) AS doubted, min(weakest) AS weakest, "
        "max(deepest) AS deepest"
    )


def in_full(aggregate: AggregatePlan) -> str:
    """The select items of a total (``a``, ``ah``): its low end from what is sure; and of whether SQL has it exactly."""
    if aggregate.operation == "count":
        return "count(*) AS a, TRUE AS exact"
    if not is_range(aggregate):
        return ", ".join(sums(aggregate.kind, ("a",))) if aggregate.operation == "sum" else "max(a) AS a, TRUE AS exact"
    if aggregate.operation == "max":
        return f"{surely(aggregate, 'NOT boundary')} AS a, {_open('max')} AS ah, TRUE AS exact"
    whole = [f"coalesce(bool_and({end} = floor({end})) AND sum({end}) <= {EXACT}, TRUE)" for end in ("low", "high")]
    exact = "FALSE" if overlaps(aggregate) else " AND ".join(whole)
    return f"{surely(aggregate, 'NOT boundary')} AS a, {_open('sum')} AS ah, ({exact}) AS exact"


def surely(aggregate: AggregatePlan, counts: str) -> str:
    """SQL of what contributions come to at least, counting those for which a condition holds."""
    if aggregate.operation == "count":
        return f"sum(CASE WHEN {counts} THEN 1 ELSE 0 END)"
    low = "low" if is_range(aggregate) else "a"
    least = f"{aggregate.operation}(CASE WHEN {counts} THEN {low} END)"
    return f"coalesce({least}, CAST(0 AS DOUBLE))" if is_range(aggregate) else least


# -- what suffices ----------------------------------------------------------------------------------------------------


def numbers_of(aggregate: AggregatePlan) -> tuple[str, ...]:
    """The columns of what a match contributes."""
    if aggregate.variable is None:
        return ("counts",)
    return ("low", "high") if is_range(aggregate) else ("a",)


def by_strength(aggregate: AggregatePlan, told: Sequence[str], weighed: str) -> str:
    """The SELECT, for each group, of what surely contributes at each strength or more (``t3``, …), and how often.

    ``weighed`` is a table of contributions with their strength and depth, ``told`` its columns that tell things apart.
    """
    source = f"SELECT *, CASE WHEN boundary THEN -1 ELSE strength END AS level FROM {weighed}"
    if told:
        # Where a thing surely contributes, every account of it bears on how much.
        value = {"low": "min(low) AS low", "a": "max(a) AS a", "counts": "TRUE AS counts"}[numbers_of(aggregate)[0]]
        each = ", ".join(("grp", *told))
        source = f"SELECT {each}, {value}, max(level) AS level FROM ({source}) GROUP BY {each}"
    totals = [
        f"{surely(aggregate, f'level >= {level}')} AS t{level}, "
        f"sum(CASE WHEN level >= {level} THEN 1 ELSE 0 END) AS n{level}"
        for level in LEVELS
    ]
    return f"SELECT grp, {', '.join(totals)} FROM ({source}) GROUP BY grp"


def by_depth(aggregate: AggregatePlan, told: Sequence[str], weighed: str) -> str:
    """The SELECT, for each group and depth, of what contributes so far up comes to in full (``upto``, ``open``)."""
    function = "max" if aggregate.operation == "max" else "sum"
    first = numbers_of(aggregate)[0]
    adds = {"low": "coalesce(high, 0)", "a": "a", "counts": "1"}[first]
    is_open = "CASE WHEN high IS NULL THEN 1 ELSE 0 END" if first == "low" else "0"
    source = f"SELECT *, {adds} AS adds, {is_open} AS open FROM {weighed}"
    if told and function == "sum":
        source = _rising(told, source)
    steps = f"SELECT grp, depth, {function}(adds) AS adds, max(open) AS open FROM ({source}) GROUP BY grp, depth"
    window = "OVER (PARTITION BY grp ORDER BY depth)"
    return f"SELECT grp, depth, {function}(adds) {window} AS upto, max(open) {window} AS open FROM ({steps})"


def _rising(told: Sequence[str], source: str) -> str:
    """What accounts of one thing add to it, the least deep first: only what is more than those before."""
    each = ", ".join(("grp", *told))
    steps = f"SELECT {each}, depth, max(adds) AS adds, max(open) AS open FROM ({source}) GROUP BY {each}, depth"
    window = f"OVER (PARTITION BY {each} ORDER BY depth)"
    upto = f"SELECT *, max(adds) {window} AS upto FROM ({steps})"
    return f"SELECT grp, depth, open, upto - coalesce(lag(upto) {window}, 0) AS adds FROM ({upto})"


def _open(function: str) -> str:
    """SQL of the high end, open where one is."""
    return f"CASE WHEN count(high) = count(*) THEN {function}(high) END"
