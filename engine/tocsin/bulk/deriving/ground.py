"""Rules over a single fact, evaluated once for each content and not for each case.

    head(x̄) ← p(x̄, ȳ), comparisons       needs nothing but p's content, so that

    ground(content of p, content of head)   is worked out once, and
    derivation(c, …) ← member(c, content of p), ground(…)   is a join on a number.

The ground rules from one type to another within one component share a table, a *block*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tocsin.bulk.deriving.heads import head_columns
from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.deriving.needs import trimmed_rule
from tocsin.bulk.deriving.stages import kept, kept_columns, late_steps, stage
from tocsin.bulk.lowering.columns import all_equal, fields_of
from tocsin.bulk.lowering.conjunctions import Conjunction
from tocsin.engine.plan import HeadPlan, RulePlan


@dataclass
class Block:
    """The ground rules of a component from one type to another: table(content, rule, own, boundary, conclusion)."""

    table: str
    body: str
    head: str
    rules: set[int] = field(default_factory=set)

    def firings(self, members: str) -> str:
        """The query of what the block derives from a table of members."""
        return (
            "SELECT m.case_no, g.conclusion AS content, least(m.strength, g.own) AS strength, "
            f"m.depth + 1 AS depth, g.boundary FROM {members} AS m JOIN {self.table} AS g ON g.content = m.content"
        )


class Ground:
    """The ground rules that have been evaluated, as blocks."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.blocks: dict[tuple[int, str, str], Block] = {}
        self._done: dict[tuple[int, str], int] = {}

    def evaluate(self, component: int, body: str, rules: Iterable[RulePlan]) -> None:
        """Evaluate a component's ground rules over the contents of a type that they have not seen."""
        memory = self._memory
        seen, end = self._done.get((component, body), 0), memory.end
        if not memory.contents(body) or seen == end:
            return
        self._done[component, body] = end
        # Evaluation may number new contents of the same type, whose turn is the next.
        within = f"content >= {seen} AND content < {end}"
        if seen and memory.executor.rows(f"SELECT count(*) FROM content_{body} WHERE {within}") == [(0,)]:
            return
        fresh = f"(SELECT * FROM content_{body} WHERE {within})"
        raw: dict[str, list[str]] = {}
        owners: dict[str, set[int]] = {}
        for rule in rules:
            for head, query in self._raw(rule, fresh):
                raw.setdefault(head, []).append(query)
                owners.setdefault(head, set()).add(rule.index)
        for head, queries in raw.items():
            self._enter(component, body, head, queries, owners[head])

    def _raw(self, rule: RulePlan, contents: str) -> list[tuple[str, str]]:
        """For each conclusion of a rule, its type and the query of content, rule, strength, boundary, values."""
        memory = self._memory
        match = Conjunction(memory.plan.types, dict(rule.kinds))
        match.source(contents, "p0", in_case=False)
        match.pattern("p0", trimmed_rule(rule, memory.plan.types)[0])
        waiting = late_steps(match, rule.early, rule.late)
        if not waiting:
            return [
                (head.type, match.select(self._items(rule, head, "p0.content", f"({match.boundary})", match.bound)))
                for head in rule.heads
            ]
        names = list(match.bound)
        columns = ["content", *(c.split(".")[1] for cs in kept_columns("u", rule.kinds, names).values() for c in cs)]
        items = ["p0.content", f"({match.boundary}) AS boundary", *kept(match.bound, rule.kinds, names)]
        staged = stage(memory, rule.rule.id, waiting, rule.kinds, match.select(items), columns)
        if rule.computed:
            # Kept for the bindings of derivations: what is computed cannot be read out of a premise.
            memory.append(f"late_{rule.index}", f"SELECT * FROM {staged}")
        bound = kept_columns("s", rule.kinds, [*names, *rule.computed])
        return [
            (
                head.type,
                f"SELECT {', '.join(self._items(rule, head, 's.content', 's.boundary', bound))} FROM {staged} AS s",
            )
            for head in rule.heads
        ]

    def _items(
        self, rule: RulePlan, head: HeadPlan, content: str, boundary: str, bound: Mapping[str, tuple[str, ...]]
    ) -> list[str]:
        columns = fields_of(self._memory.plan.types[head.type])
        values = zip(head_columns(head, bound, rule, ("content", content)), columns, strict=True)
        return [
            f"{content} AS content",
            f"{rule.index} AS rule",
            f"CASE WHEN {boundary} THEN 0 ELSE {rule.strength} END AS own",
            f"{boundary} AS boundary",
            *(f"{sql} AS {column.name}" for sql, column in values),
        ]

    def _enter(self, component: int, body: str, head: str, queries: list[str], rules: set[int]) -> None:
        memory = self._memory
        table = f"ground_{component}_{body}_{head}"
        columns = fields_of(memory.plan.types[head])
        names = ", ".join(column.name for column in columns)
        memory.create("raw", " UNION ALL ".join(queries))
        memory.number(head, f"SELECT {names} FROM raw")
        memory.append(
            table,
            "SELECT DISTINCT r.content, CAST(r.rule AS SMALLINT) AS rule, CAST(r.own AS TINYINT) AS own, r.boundary, "
            f"c.content AS conclusion FROM raw AS r JOIN content_{head} AS c ON {all_equal('r', 'c', columns)}",
        )
        self.blocks.setdefault((component, body, head), Block(table, body, head)).rules |= rules
