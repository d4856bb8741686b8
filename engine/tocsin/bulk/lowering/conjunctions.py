"""Conjunctions of patterns and comparisons -> the FROM and WHERE of one query.

In logic notation, with c the case and every pattern joined within it,

    match(c, x̄) ← p1(c, t̄1), …, pn(c, t̄n), comparisons

Absent optional fields match nothing; a quantity binds, and never joins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from tocsin.bulk.lowering.columns import columns_of, value_sql
from tocsin.bulk.lowering.conditions import ConditionWriter, NotLowered
from tocsin.engine.plan import AggregatePlan, Condition, PatternPlan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Kind
from tocsin.rules.rule import ABSENT


@dataclass
class Conjunction:
    """A query being written: its sources, its conditions, the columns of each bound variable.

    ``truths`` are comparisons that may be only possible, ``unsure`` the boundaries of groups. ``case`` is the column
    that every source's case has to equal, None before the first source. ``without`` are anti-joins.
    """

    types: Mapping[str, FactType]
    kinds: dict[str, Kind]
    case: str | None = None
    sources: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    bound: dict[str, tuple[str, ...]] = field(default_factory=dict)
    truths: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)

    def source(self, table: str, alias: str, in_case: bool = True) -> None:
        """Add a table, joined within the case."""
        self.sources.append(f"{table} AS {alias}")
        if not in_case:
            return
        if self.case is None:
            self.case = f"{alias}.case_no"
        else:
            self.where.append(f"{alias}.case_no = {self.case}")

    def pattern(self, alias: str, pattern: PatternPlan) -> None:
        """Let a source's row match a pattern."""
        fields = self.types[pattern.type].fields
        for position, values in pattern.constants:
            kind = fields[position].kind
            names = [f"{alias}.{column.name}" for column in columns_of(f"f{position}", kind)]
            if values == ABSENT.values:
                self.where += [f"{name} IS NULL" for name in names]
                continue
            self.where.append(_any_of(names, [value_sql(value, kind) for value in values]))
        for position, name in pattern.variables:
            kind = fields[position].kind
            columns = tuple(f"{alias}.{column.name}" for column in columns_of(f"f{position}", kind))
            if name in self.bound:
                self.where += [f"{c} = {b}" for c, b in zip(columns, self.bound[name], strict=True)]
                continue
            self.bound[name] = columns
            self.kinds.setdefault(name, kind)
            if fields[position].optional:
                self.where.append("(" + " OR ".join(f"{column} IS NOT NULL" for column in columns) + ")")

    def group(self, alias: str, aggregate: AggregatePlan, kinds: Mapping[str, Kind]) -> None:
        """Let a source's row be a group of an aggregate; the group's boundary is the match's."""
        for at, name in enumerate(aggregate.columns):
            columns = tuple(f"{alias}.{column.name}" for column in columns_of(f"b{at}", kinds[name]))
            if name in self.bound:
                self.where += [f"{c} = {b}" for c, b in zip(columns, self.bound[name], strict=True)]
            else:
                self.bound[name] = columns
        self.unsure.append(f"{alias}.boundary")

    def conditions(self, conditions: Iterable[Condition]) -> list[Condition]:
        """Add the conditions that SQL can say; those it cannot are handed back, in their order."""
        left = []
        writer = ConditionWriter(self.bound, self.kinds)
        for condition in conditions:
            try:
                if condition.interval:
                    self.truths.append(writer.truth(condition.node))
                else:
                    self.where.append(writer.holds(condition.node))
            except NotLowered:
                left.append(condition)
        return left

    @property
    def boundary(self) -> str:
        """SQL that some comparison was only possible."""
        return " OR ".join([*self.unsure, *(f"({truth}) = 1" for truth in self.truths)]) or "FALSE"

    def select(self, items: Iterable[str], also: Iterable[str] = ()) -> str:
        """The query of these items over every match that is not false, and of which the rest is true as well."""
        conditions = [*self.where, *also, *(f"({truth}) > 0" for truth in self.truths)]
        where = f" WHERE {' AND '.join(f'({item})' for item in conditions)}" if conditions else ""
        # An anti-join binds closer than a comma does.
        sources = " CROSS JOIN ".join(self.sources) + "".join(self.without) if self.without else ", ".join(self.sources)
        return f"SELECT {', '.join(items)} FROM {sources}{where}"


def _any_of(names: list[str], values: list[tuple[str, ...]]) -> str:
    if len(names) == 1:
        literals = [value for (value,) in values]
        return f"{names[0]} = {literals[0]}" if len(literals) == 1 else f"{names[0]} IN ({', '.join(literals)})"
    # A quantity equals another in both bounds; an open end equals an open end.
    return " OR ".join(
        "("
        + " AND ".join(f"{name} IS NOT DISTINCT FROM {value}" for name, value in zip(names, item, strict=True))
        + ")"
        for item in values
    )
