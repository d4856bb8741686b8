"""What Python evaluates for SQL: conditions and computed values, once for each distinct combination of arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from tocsin.bulk.lowering.columns import Column, TooWide, cells_of, columns_of, value_from
from tocsin.engine.evaluation import failure_reason
from tocsin.engine.plan import Computation, Step
from tocsin.facts.converting import worked_out
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.quantity import Truth
from tocsin.rules.expression import variables
from tocsin.rules.expression.evaluate import FAILURES, has_value, holds, value_of

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Steps:
    """Steps in order, the variables they read from a match, and those they bind."""

    steps: tuple[Step, ...]
    kinds: Mapping[str, Kind]
    reads: tuple[str, ...] = field(init=False)
    binds: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        binds = [step.variable for step in self.steps if isinstance(step, Computation) and not step.checks]
        reads: dict[str, None] = {}
        for step in self.steps:
            reads.update(dict.fromkeys(variables(step.node)))
            if isinstance(step, Computation) and step.checks:
                reads[step.variable] = None
        object.__setattr__(self, "binds", tuple(binds))
        object.__setattr__(self, "reads", tuple(name for name in reads if name not in binds))

    @property
    def arguments(self) -> tuple[Column, ...]:
        """The columns of the variables read."""
        return tuple(column for name in self.reads for column in columns_of(f"v_{name}", self.kinds[name]))

    @property
    def results(self) -> tuple[Column, ...]:
        """The columns of the variables bound."""
        return tuple(column for name in self.binds for column in columns_of(f"v_{name}", self.kinds[name]))

    def answers(self, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
        """For each row (a number, then the arguments): whether the match stands, its boundary, what failed, the values.

        Raises TooWide if a value is too wide for its columns, with the rows' numbers for the cases'.
        """
        import pyarrow as pa

        found = []
        wide: dict[int, str] = {}
        for row in rows:
            try:
                found.append((row[0], *self._answer(row[1:])))
            except TooWide as error:
                wide[row[0]] = error.number
        if wide:
            raise TooWide(wide[min(wide)], case_no=min(wide), cases=wide)
        columns = list(zip(*found, strict=True)) if found else [()] * (5 + len(self.results))
        arrow = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "DOUBLE": pa.float64()}
        arrow |= {"BOOLEAN": pa.bool_(), "DATE": pa.date32()}
        kinds = [("argument", pa.int64()), ("stands", pa.bool_()), ("unsure", pa.bool_())]
        kinds += [("text", pa.string()), ("reason", pa.string())]
        kinds += [(column.name, arrow[column.type]) for column in self.results]
        arrays = [pa.array(values, kind) for values, (_, kind) in zip(columns, kinds, strict=True)]
        return pa.table(arrays, names=[name for name, _ in kinds])

    def _answer(self, cells: tuple[Any, ...]) -> tuple[object, ...]:
        bindings = self._bindings(cells)
        unsure = False
        nothing = (None,) * len(self.results)
        for step in self.steps:
            try:
                truth = self._step(step, bindings)
            except FAILURES as error:
                return False, False, step.text, failure_reason(error), *nothing
            if truth == Truth.FALSE:
                return False, False, None, None, *nothing
            unsure = unsure or truth == Truth.POSSIBLE
        values = [cell for name in self.binds for cell in cells_of(bindings[name], self.kinds[name])]
        return True, unsure, None, None, *values

    def _bindings(self, cells: tuple[Any, ...]) -> dict[str, Value]:
        bindings: dict[str, Any] = {}
        at = 0
        for name in self.reads:
            kind = self.kinds[name]
            width = len(columns_of("", kind))
            bindings[name] = value_from(cells[at : at + width], kind)
            at += width
        return bindings

    def _step(self, step: Step, bindings: dict[str, Value]) -> Truth:
        if not isinstance(step, Computation):
            return holds(step.node, bindings)
        value = worked_out(value_of(step.node, bindings), step.kind)
        if step.checks and value != bindings[step.variable]:
            return Truth.FALSE
        if not step.checks:
            bindings[step.variable] = value
        return has_value(step.node, value)
