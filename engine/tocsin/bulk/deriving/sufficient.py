"""What of a total through recursion suffices for each firing, in SQL: ``tocsin.engine.totals`` says what that means.

    counted_<rule>_<n>(grp, case_no, boundary, u0, …, low, high, …)    what contributes to each group, match by match

``table`` makes of it, with the strengths and depths that facts have by then, a row for each group and whatever else
its total is held against: ``sure``, the greatest strength of contributions that are surely enough (-1: all of them are
not), and ``reach``, the least depth up to which contributions might be enough. Both are read off running sums: by
strength downwards and by depth upwards. Where SQL has no exact sum, or cannot say the comparison, Python does both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk.deriving.accounts import Reading
from tocsin.bulk.deriving.column_pruning import held_against
from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.deriving.stages import pick
from tocsin.bulk.deriving.sums_of_totals import LEVELS, by_depth, by_strength, is_range, numbers_of, overlaps
from tocsin.bulk.lowering.columns import columns_of, value_from
from tocsin.bulk.lowering.conditions import ConditionWriter, NotLowered
from tocsin.bulk.reading.sql import all_of
from tocsin.engine.evaluation import Contribution
from tocsin.engine.plan import POSSIBLE, RulePlan
from tocsin.engine.things import Thing
from tocsin.engine.totals import BEYOND, Held, reach
from tocsin.facts.kinds import Value

if TYPE_CHECKING:
    import pyarrow as pa

_TYPES: Final = {"int": "BIGINT", "date": "DATE"}


class Sufficient:
    """What suffices of one total of one rule. ``told`` are the columns that tell what contributions are accounts of."""

    def __init__(self, memory: Memory, rule: RulePlan, at: int, told: Sequence[str]) -> None:
        self._memory, self._rule, self._at = memory, rule, at
        self._aggregate = rule.aggregates[at]
        self._told = tuple(told)
        self._held = f"held_{rule.index}_{at}"
        self.beside = tuple(c for name in held_against(rule, at) for c in columns_of(f"v_{name}", rule.kinds[name]))
        """The columns of a firing, other than the group, that its total is held against."""
        self._type = _TYPES.get(self._aggregate.kind.name, "DOUBLE")
        self._numbers = numbers_of(self._aggregate)
        try:
            self._truths("x", "x")
            self._lowered = not overlaps(self._aggregate)
        except NotLowered:
            self._lowered = False

    def table(self, firings: str, moved: Mapping[str, str] | None = None) -> str:
        """A table of ``grp``, what else the total is held against, ``sure`` and ``reach``, for a table of firings.

        ``moved`` has, by type, tables of the facts that have another strength or depth since it was asked before; the
        rest is then as it was.
        """
        memory = self._memory
        again = self._touched(moved) if moved is not None and self._held in memory.tables else None
        only = "" if again is None else f" SEMI JOIN {again} AS n ON n.grp = {{0}}"
        found = self._made(firings, only)
        if again is None:
            memory.replace(self._held, found)
            return self._held
        memory.append(found, f"SELECT h.* FROM {self._held} AS h ANTI JOIN {again} AS n ON n.grp = h.grp")
        memory.replace(self._held, found)
        memory.drop(again)
        return self._held

    def _touched(self, moved: Mapping[str, str]) -> str:
        """A table of the groups to which facts that have moved contribute."""
        pieces = [
            f"SELECT c.grp FROM {self._counted} AS c JOIN {moved[pattern.type]} AS m "
            f"ON m.case_no = c.case_no AND m.content = c.u{part}"
            for part, pattern in enumerate(self._aggregate.match.patterns)
            if pattern.type in moved
        ] or [f"SELECT grp FROM {self._counted} WHERE FALSE"]
        again = self._memory.fresh("again")
        self._memory.create(again, f"SELECT DISTINCT grp FROM ({' UNION ALL '.join(pieces)})")
        return again

    def _made(self, firings: str, only: str) -> str:
        memory = self._memory
        weighed, asked, held = (memory.fresh(name) for name in ("weighed", "asked", "held"))
        memory.create(weighed, self._weighed() + only.format("c.grp"))
        beside = "".join(f", f.{column.name}" for column in self.beside)
        distinct = f"SELECT DISTINCT f.g{self._at} AS grp{beside} FROM {firings} AS f{only.format(f'f.g{self._at}')}"
        memory.create(asked, f"SELECT CAST(row_number() OVER () AS INTEGER) AS argument, * FROM ({distinct})")
        if self._lowered:
            memory.create(held, self._in_sql(weighed, asked))
        if not self._lowered or memory.executor.rows(f"SELECT 1 FROM {self._group} WHERE NOT exact LIMIT 1"):
            answers = memory.fresh("answer")
            memory.load(answers, self._in_python(weighed, asked))
            query = f"SELECT f.grp{beside}, x.sure, x.reach FROM {asked} AS f JOIN {answers} AS x "
            fill = memory.append if self._lowered else memory.create
            fill(held, f"{query}ON x.argument = f.argument")
            memory.drop(answers)
        memory.drop(weighed)
        memory.drop(asked)
        return held

    @property
    def _group(self) -> str:
        return self._memory.groups(self._rule.index, self._at)

    @property
    def _counted(self) -> str:
        return f"counted_{self._group.removeprefix('group_')}"

    def _weighed(self) -> str:
        """The query of contributions with their strengths and depths."""
        memory = self._memory
        sources, strengths, depths = "", [], []
        for part, pattern in enumerate(self._aggregate.match.patterns):
            sources += f" JOIN {memory.member(pattern.type)} AS m{part} ON m{part}.case_no = c.case_no "
            sources += f"AND m{part}.content = c.u{part}"
            strengths.append(memory.strength(pattern.type, f"m{part}"))
            depths.append(f"m{part}.depth")
        chosen = ", ".join(f"c.{name}" for name in ("grp", "boundary", *self._numbers, *self._told))
        weakest, deepest = pick("least", strengths), pick("greatest", depths)
        return f"SELECT {chosen}, {weakest} AS strength, {deepest} AS depth FROM {self._counted} AS c{sources}"

    # -- in SQL ---------------------------------------------------------------------------

    def _in_sql(self, weighed: str, asked: str) -> str:
        keys = ", ".join(["f.grp", *(f"f.{column.name}" for column in self.beside)])
        joined = f"JOIN {asked} AS f ON f.grp = x.grp JOIN {self._group} AS g ON g.grp = x.grp AND g.exact"
        strengths = by_strength(self._aggregate, self._told, weighed)
        depths = by_depth(self._aggregate, self._told, weighed)
        levels = " ".join(
            f"WHEN x.n{level} > 0 AND {all_of(f'({t}) = 2' for t in self._exactly(f'x.t{level}'))} THEN {level}"
            for level in LEVELS
        )
        sure = f"SELECT f.argument, CASE {levels} ELSE -1 END AS sure FROM ({strengths}) AS x {joined}"
        ends = "CASE WHEN x.open = 1 THEN 0 ELSE x.upto END", "CASE WHEN x.open = 1 THEN NULL ELSE x.upto END"
        truths = self._truths(*ends) if is_range(self._aggregate) else self._exactly("x.upto")
        enough = all_of(f"({truth}) > 0" for truth in truths)
        reached = (
            f"SELECT {keys}, f.argument, min(x.depth) AS reach FROM ({depths}) AS x {joined} "
            f"WHERE {enough} GROUP BY {keys}, f.argument"
        )
        beside = "".join(f", r.{column.name}" for column in self.beside)
        return (
            f"SELECT r.grp{beside}, CAST(s.sure AS TINYINT) AS sure, CAST(r.reach AS INTEGER) AS reach "
            f"FROM ({reached}) AS r JOIN ({sure}) AS s ON s.argument = r.argument"
        )

    def _exactly(self, total: str) -> list[str]:
        """SQL of how true each comparison is if the total is exactly this."""
        number = f"CAST({total} AS {self._type})"
        return self._truths(number, number)

    def _truths(self, low: str, high: str) -> list[str]:
        """SQL of how true each comparison is for a total from low to high."""
        rule, aggregate = self._rule, self._aggregate
        bound = {
            name: tuple(f"g.{column.name}" for column in columns_of(f"b{at}", rule.kinds[name]))
            for at, name in enumerate(aggregate.by)
        }
        for name in held_against(rule, self._at):
            bound[name] = tuple(f"f.{column.name}" for column in columns_of(f"v_{name}", rule.kinds[name]))
        bound[aggregate.result] = (low, high) if is_range(aggregate) else (low,)
        writer = ConditionWriter(bound, rule.kinds)
        return [writer.truth(condition.node) for condition in rule.thresholds[self._at]]

    # -- in Python ------------------------------------------------------------------------

    def _in_python(self, weighed: str, asked: str) -> pa.Table:
        import pyarrow as pa

        memory, rule, aggregate = self._memory, self._rule, self._aggregate
        left = "" if not self._lowered else " WHERE NOT g.exact"
        names = ", ".join(f"w.{name}" for name in ("strength", "depth", "boundary", *self._numbers, *self._told))
        within = f"JOIN {self._group} AS g ON g.grp = {{0}}.grp{left}"
        weights: dict[int, list[tuple[Any, ...]]] = {}
        for grp, *row in memory.executor.rows(f"SELECT w.grp, {names} FROM {weighed} AS w {within.format('w')}"):
            weights.setdefault(grp, []).append(tuple(row))
        by = [c for at, name in enumerate(aggregate.by) for c in columns_of(f"b{at}", rule.kinds[name])]
        wanted = ["f.argument", "f.grp", *(f"g.{c.name}" for c in by), *(f"f.{c.name}" for c in self.beside)]
        found = []
        for argument, grp, *cells in memory.executor.rows(
            f"SELECT {', '.join(wanted)} FROM {asked} AS f {within.format('f')}"
        ):
            contributions = list(self._contributions(weights[grp]))
            held = Held(rule, self._at, contributions, self._bindings(cells))
            found.append((argument, *_sufficing(held, weights[grp])))
        kinds = {"argument": pa.int32(), "sure": pa.int8(), "reach": pa.int32()}
        columns = list(zip(*found, strict=True)) or [()] * len(kinds)
        arrays = [pa.array(values, kind) for values, kind in zip(columns, kinds.values(), strict=True)]
        return pa.table(arrays, names=list(kinds))

    def _contributions(self, weights: Sequence[tuple[Any, ...]]) -> Iterator[Contribution]:
        """The contributions to a group, each with its place among them in the place of its facts."""
        aggregate, width = self._aggregate, len(self._numbers)
        operand = None if aggregate.variable is None else aggregate.kind
        periods = overlaps(aggregate)
        reading = Reading(self._memory, aggregate, operand)
        for place, (_, _, boundary, *cells) in enumerate(weights):
            if periods:
                yield reading.contribution(cells, (place,), boundary)
                continue
            value: Any = 1 if operand is None else value_from(tuple(cells[:width]), operand)
            number = cells[width] if self._told else place
            thing = Thing(((number,),), ((),)) if aggregate.things else None
            yield Contribution(value, (place,), boundary, thing)

    def _bindings(self, cells: Sequence[Any]) -> dict[str, Value]:
        found: dict[str, Any] = {}
        at = 0
        for name in (*self._aggregate.by, *held_against(self._rule, self._at)):
            kind = self._rule.kinds[name]
            width = len(columns_of("", kind))
            found[name] = value_from(tuple(cells[at : at + width]), kind)
            at += width
        return found


def _sufficing(held: Held, weights: Sequence[tuple[Any, ...]]) -> tuple[int, int]:
    """The greatest strength of contributions that are surely enough, and the depth up to which they might be."""
    every = held.contributions
    sure = -1
    if held.certainly(every):
        levels = (level for level in LEVELS if level > POSSIBLE)
        enough = (level for level in levels if held.certainly([e for e in every if weights[e.facts[0]][0] >= level]))
        sure = next(enough, POSSIBLE)
    return sure, reach(held, lambda place: int(weights[place][1]), BEYOND, certainly=False)
