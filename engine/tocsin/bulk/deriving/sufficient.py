"""What of a total through recursion suffices for each firing, in SQL: ``tocsin.engine.totals`` says what that means.

    counted_<rule>_<n>(grp, case_no, boundary, u0, …, low, high, …)    what contributes to each group, match by match

``table`` makes of it, with the strengths and depths that facts have by then, a row for each group and whatever else
its total is held against: ``sure``, the greatest strength of contributions that are surely enough (-1: all of them are
not), and ``reach``, the least depth up to which contributions might be enough. Both are read off running sums: by
strength downwards and by depth upwards. Where SQL has no exact sum, or cannot say the comparison, Python does both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk.deriving.accounts import Reading
from tocsin.bulk.deriving.column_pruning import held_against
from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.deriving.stages import pick
from tocsin.bulk.deriving.sums_of_totals import is_range, overlaps, surely
from tocsin.bulk.lowering.columns import columns_of, value_from
from tocsin.bulk.lowering.conditions import ConditionWriter, NotLowered
from tocsin.bulk.reading.sql import all_of
from tocsin.engine.evaluation import Contribution
from tocsin.engine.plan import CERTAIN, POSSIBLE, RulePlan
from tocsin.engine.things import Thing
from tocsin.engine.totals import BEYOND, Held, reach
from tocsin.facts.kinds import Value

if TYPE_CHECKING:
    import pyarrow as pa

_LEVELS: Final = range(CERTAIN, POSSIBLE - 1, -1)
_TYPES: Final = {"int": "BIGINT", "date": "DATE"}


class Sufficient:
    """What suffices of one total of one rule. ``told`` are the columns that tell what contributions are accounts of."""

    def __init__(self, memory: Memory, rule: RulePlan, at: int, told: Sequence[str]) -> None:
        self._memory, self._rule, self._at = memory, rule, at
        self._aggregate = rule.aggregates[at]
        self._told = tuple(told)
        self.beside = tuple(c for name in held_against(rule, at) for c in columns_of(f"v_{name}", rule.kinds[name]))
        """The columns of a firing, other than the group, that its total is held against."""
        self._type = _TYPES.get(self._aggregate.kind.name, "DOUBLE")
        self._numbers = ["low", "high"] if is_range(self._aggregate) else ["a"]
        if self._aggregate.variable is None:
            self._numbers = ["counts"]
        try:
            self._truths("x", "x")
            self._lowered = not overlaps(self._aggregate)
        except NotLowered:
            self._lowered = False

    def table(self, firings: str) -> str:
        """A table of ``grp``, what else the total is held against, ``sure`` and ``reach``, for a table of firings."""
        memory = self._memory
        weighed, asked, held = (memory.fresh(name) for name in ("weighed", "asked", "held"))
        memory.create(weighed, self._weighed())
        beside = "".join(f", f.{column.name}" for column in self.beside)
        distinct = f"SELECT DISTINCT f.g{self._at} AS grp{beside} FROM {firings} AS f"
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
        counted = f"counted_{self._group.removeprefix('group_')}"
        return f"SELECT {chosen}, {weakest} AS strength, {deepest} AS depth FROM {counted} AS c{sources}"

    # -- in SQL ---------------------------------------------------------------------------

    def _in_sql(self, weighed: str, asked: str) -> str:
        keys = ", ".join(["f.grp", *(f"f.{column.name}" for column in self.beside)])
        joined = f"JOIN {asked} AS f ON f.grp = x.grp JOIN {self._group} AS g ON g.grp = x.grp AND g.exact"
        levels = " ".join(
            f"WHEN x.n{level} > 0 AND {all_of(f'({t}) = 2' for t in self._exactly(f'x.t{level}'))} THEN {level}"
            for level in _LEVELS
        )
        sure = f"SELECT f.argument, CASE {levels} ELSE -1 END AS sure FROM ({self._by_strength(weighed)}) AS x {joined}"
        ends = "CASE WHEN x.open = 1 THEN 0 ELSE x.upto END", "CASE WHEN x.open = 1 THEN NULL ELSE x.upto END"
        truths = self._truths(*ends) if is_range(self._aggregate) else self._exactly("x.upto")
        enough = all_of(f"({truth}) > 0" for truth in truths)
        reached = (
            f"SELECT {keys}, f.argument, min(x.depth) AS reach FROM ({self._by_depth(weighed)}) AS x {joined} "
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

    def _by_strength(self, weighed: str) -> str:
        """What surely contributes at each strength or more comes to, and how many contributions that is."""
        source = f"SELECT *, CASE WHEN boundary THEN -1 ELSE strength END AS level FROM {weighed}"
        if self._told:
            # Where a thing surely contributes, every account of it bears on how much.
            value = {"low": "min(low) AS low", "a": "max(a) AS a", "counts": "TRUE AS counts"}[self._numbers[0]]
            each = ", ".join(("grp", *self._told))
            source = f"SELECT {each}, {value}, max(level) AS level FROM ({source}) GROUP BY {each}"
        totals = [
            f"{surely(self._aggregate, f'level >= {level}')} AS t{level}, "
            f"sum(CASE WHEN level >= {level} THEN 1 ELSE 0 END) AS n{level}"
            for level in _LEVELS
        ]
        return f"SELECT grp, {', '.join(totals)} FROM ({source}) GROUP BY grp"

    def _by_depth(self, weighed: str) -> str:
        """What contributes up to each depth comes to in full."""
        function = "max" if self._aggregate.operation == "max" else "sum"
        adds = {"low": "coalesce(high, 0)", "a": "a", "counts": "1"}[self._numbers[0]]
        is_open = "CASE WHEN high IS NULL THEN 1 ELSE 0 END" if self._numbers[0] == "low" else "0"
        source = f"SELECT *, {adds} AS adds, {is_open} AS open FROM {weighed}"
        if self._told and function == "sum":
            source = self._rising(source)
        steps = f"SELECT grp, depth, {function}(adds) AS adds, max(open) AS open FROM ({source}) GROUP BY grp, depth"
        window = "OVER (PARTITION BY grp ORDER BY depth)"
        return f"SELECT grp, depth, {function}(adds) {window} AS upto, max(open) {window} AS open FROM ({steps})"

    def _rising(self, source: str) -> str:
        """What accounts of one thing add to it, the least deep first: only what is more than those before."""
        each = ", ".join(("grp", *self._told))
        steps = f"SELECT {each}, depth, max(adds) AS adds, max(open) AS open FROM ({source}) GROUP BY {each}, depth"
        window = f"OVER (PARTITION BY {each} ORDER BY depth)"
        upto = f"SELECT *, max(adds) {window} AS upto FROM ({steps})"
        return f"SELECT grp, depth, open, upto - coalesce(lag(upto) {window}, 0) AS adds FROM ({upto})"

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
        levels = (level for level in _LEVELS if level > POSSIBLE)
        enough = (level for level in levels if held.certainly([e for e in every if weights[e.facts[0]][0] >= level]))
        sure = next(enough, POSSIBLE)
    return sure, reach(held, lambda place: int(weights[place][1]), BEYOND, certainly=False)
