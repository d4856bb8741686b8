"""What several accounts of one thing come to, in Python: ``tocsin.engine.things`` over the matches that SQL found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.lowering.columns import Column, TooWide, cells_of, columns_of, value_from
from tocsin.engine.evaluation import Contribution, aggregate_value, failure_reason
from tocsin.engine.plan import AggregatePlan
from tocsin.engine.things import Thing
from tocsin.facts.kinds import Kind, Value
from tocsin.rules.expression.evaluate import FAILURES

if TYPE_CHECKING:
    import pyarrow as pa


Reckoned = Callable[[AggregatePlan, list[Contribution]], Value]
"""What some matches of an aggregate come to."""


def plainly(aggregate: AggregatePlan, matches: list[Contribution]) -> Value:
    """What matches come to where it does not count how sure each of them is."""
    things = [each.thing for each in matches if each.thing is not None]
    return aggregate_value(aggregate, [each.value for each in matches], things)


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
    value: Reckoned,
) -> pa.Table:
    """The value of each group of these matches (group, boundary, value, what tells its thing), or why it has none."""
    import pyarrow as pa

    reading = Reading(memory, aggregate, operand)
    members: dict[int, list[Contribution]] = {}
    for grp, boundary, *cells in rows:
        members.setdefault(grp, []).append(reading.contribution(cells, (), boundary))
    groups: list[int] = []
    reasons: list[str | None] = []
    found: list[tuple[object, ...]] = []
    wide: dict[int, str] = {}
    for grp, matches in members.items():
        groups.append(grp)
        try:
            found.append(cells_of(value(aggregate, matches), aggregate.kind))
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


class Reading:
    """Reads the matches of an aggregate as they stand in columns: the value, then what tells its thing, if anything."""

    def __init__(self, memory: Memory, aggregate: AggregatePlan, operand: Kind | None) -> None:
        self._operand = operand
        self._width = 0 if operand is None else len(columns_of("", operand))
        types = [memory.plan.types[pattern.type] for pattern in aggregate.match.patterns] if aggregate.things else []
        # For each part, how many cells say which series it is of, and how many which period.
        self._shape = [(len(e.series_positions), len(e.period_positions)) if e.key else (1, 0) for e in types]

    def contribution(self, cells: Sequence[Any], facts: tuple[Any, ...], boundary: bool) -> Contribution:
        """One match."""
        value: Any = 1 if self._operand is None else value_from(tuple(cells[: self._width]), self._operand)
        return Contribution(value, facts, boundary, self._thing(cells[self._width :]) if self._shape else None)

    def _thing(self, cells: Sequence[Any]) -> Thing:
        series, periods = [], []
        at = 0
        for of_series, of_period in self._shape:
            series.append(tuple(cells[at : at + of_series]))
            periods.append(tuple(cells[at + of_series : at + of_series + of_period]))
            at += of_series + of_period
        return Thing(tuple(series), tuple(periods))
