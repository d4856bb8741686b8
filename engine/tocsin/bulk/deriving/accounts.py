"""What several accounts of one thing come to, in Python: ``tocsin.engine.things`` over the matches that SQL found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.lowering.columns import Column, TooWide, cells_of, columns_of, value_from
from tocsin.engine.evaluation import aggregate_value, failure_reason
from tocsin.engine.plan import AggregatePlan
from tocsin.engine.things import Thing
from tocsin.facts.kinds import Kind
from tocsin.rules.expression.evaluate import FAILURES

if TYPE_CHECKING:
    import pyarrow as pa


def told_apart_by(memory: Memory, aggregate: AggregatePlan) -> list[tuple[int, str]]:
    """The columns, each with its part, that say which thing a match is an account of: a key's, or the content."""
    if not aggregate.things:
        return []
    types = [memory.plan.types[pattern.type] for pattern in aggregate.match.patterns[: aggregate.counted]]
    return [
        (part, column)
        for part, fact_type in enumerate(types)
        for column in ([f"f{at}" for at in (*fact_type.series_positions, *fact_type.period_positions)]
                       if fact_type.key else ["content"])
    ]  # fmt: skip


def values_in_python(
    memory: Memory,
    aggregate: AggregatePlan,
    operand: Kind | None,
    rows: list[tuple[Any, ...]],
    result: tuple[Column, ...],
) -> pa.Table:
    """The value of each group of these matches, or why it has none."""
    import pyarrow as pa

    width = 0 if operand is None else len(columns_of("", operand))
    shape = _shape_of_things(memory, aggregate)
    members: dict[int, tuple[list[Any], list[Thing]]] = {}
    for grp, *cells in rows:
        values, things = members.setdefault(grp, ([], []))
        values.append(1 if operand is None else value_from(tuple(cells[:width]), operand))
        things.append(_thing(shape, cells[width:]))
    groups: list[int] = []
    reasons: list[str | None] = []
    found: list[tuple[object, ...]] = []
    wide: dict[int, str] = {}
    for grp, (values, things) in members.items():
        groups.append(grp)
        try:
            found.append(cells_of(aggregate_value(aggregate, values, things), aggregate.kind))
            reasons.append(None)
        except FAILURES as error:
            found.append((None,) * len(result))
            reasons.append(failure_reason(error))
        except TooWide as error:
            wide[grp] = error.number
    if wide:
        raise TooWide(wide[min(wide)], case_no=min(wide), cases=wide)
    kind = {"int": pa.int64(), "date": pa.date32()}.get(aggregate.kind.name, pa.float64())
    columns = [pa.array([cells[at] for cells in found], kind) for at in range(len(result))]
    return pa.table(
        [pa.array(groups, pa.int32()), pa.array(reasons, pa.string()), *columns],
        names=["grp", "reason", *(column.name for column in result)],
    )


def _shape_of_things(memory: Memory, aggregate: AggregatePlan) -> list[tuple[int, int]]:
    """For each part, how many cells say which series it is of, and how many which period."""
    if not aggregate.things:
        return []
    types = [memory.plan.types[pattern.type] for pattern in aggregate.match.patterns]
    return [(len(each.series_positions), len(each.period_positions)) if each.key else (1, 0) for each in types]


def _thing(shape: list[tuple[int, int]], cells: list[Any]) -> Thing:
    series, periods = [], []
    at = 0
    for of_series, of_period in shape:
        series.append(tuple(cells[at : at + of_series]))
        periods.append(tuple(cells[at + of_series : at + of_series + of_period]))
        at += of_series + of_period
    return Thing(tuple(series), tuple(periods))
