"""Rules over a single fact, evaluated once for each content and not for each case.

    head(x̄) ← p(x̄, ȳ), comparisons       needs nothing but p's content, so that

    ground(content of p, content of head)   is worked out once, and
    derivation(c, …) ← member(c, content of p), ground(…)   is a join on a number.

The ground rules of a component that conclude one type share a table, a *block*, whatever they look at: the numbers
of contents tell one type's from another's. Where a rule states its conclusion in so many words, its number is known
beforehand, and nothing is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import field

from tocsin.bulk.deriving.column_pruning import trimmed_rule
from tocsin.bulk.deriving.heads import head_columns, own_strength_sql
from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.deriving.stages import kept, kept_columns, late_steps, stage
from tocsin.bulk.lowering.columns import all_equal, fields_of
from tocsin.bulk.lowering.conjunctions import Conjunction
from tocsin.engine.plan import Component, RulePlan
from tocsin.facts.dataclass import dataclass


@dataclass
class Block:
    """The ground rules of a component to one type: table(content, rule, own, boundary, conclusion).

    ``rules`` has the rules that look at each type.
    """

    table: str
    head: str
    rules: dict[str, set[int]] = field(default_factory=dict)

    def firings(self, memory: Memory, members: Mapping[str, str]) -> list[str]:
        """The query of what the block derives from tables of members, by type; none if it looks at none of them."""
        tables = {body: members[body] for body in self.rules if body in members}
        if not tables:
            return []
        return [
            "SELECT m.case_no, g.conclusion AS content, least(m.strength, g.own) AS strength, m.depth + 1 AS depth, "
            f"g.boundary FROM {memory.joined(tables)} AS m JOIN {self.table} AS g ON g.content = m.content"
        ]

    def members(self, memory: Memory) -> str:
        """Every member of the types that the block looks at."""
        return memory.joined({body: memory.member(body) for body in self.rules})


@dataclass
class _Raw:
    """What ground rules conclude in one type: conclusions to be numbered, and those whose number is known."""

    values: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    rules: dict[str, set[int]] = field(default_factory=dict)


class Ground:
    """The ground rules that have been evaluated, as blocks."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._blocks: dict[Component, dict[str, Block]] = {}
        self._done: dict[tuple[Component, str], int] = {}

    def blocks(self, head: str | None = None) -> list[Block]:
        """Every block, or those that conclude a type, in order."""
        found = [block for each in list(self._blocks.values()) for block in list(each.values())]
        return sorted((block for block in found if head in (None, block.head)), key=lambda block: block.table)

    def evaluate(self, component: Component, rules: Iterable[RulePlan], bodies: Collection[str]) -> Iterable[Block]:
        """Evaluate a component's ground rules over the contents of some types that they have not seen; its blocks."""
        memory = self._memory
        # Evaluation may number new contents of the same types, whose turn is the next.
        end = memory.end
        fresh: dict[str, str] = {}
        for body in bodies:
            seen = self._done.get((component, body), 0)
            self._done[component, body] = end
            if memory.newer(body, seen):
                fresh[body] = f"(SELECT * FROM content_{body} WHERE content >= {seen} AND content < {end})"
        found: dict[str, _Raw] = {}
        for rule in rules:
            body = rule.patterns[0].type
            if body in fresh:
                self._conclude(rule, body, fresh[body], found)
        blocks = self._blocks.setdefault(component, {})
        for head, raw in sorted(found.items()):
            block = blocks.setdefault(head, Block(f"ground_{min(component.rules)}_{head}", head))
            self._enter(block, raw)
        return blocks.values()

    def _conclude(self, rule: RulePlan, body: str, contents: str, found: dict[str, _Raw]) -> None:
        source, bound, at, boundary = self._source(rule, contents)
        said: dict[str, list[list[str]]] = {}
        for position, head in enumerate(rule.heads):
            number = self._memory.stated(rule.index, position)
            values = head_columns(head, bound, rule, ("content", at))
            raw = found.setdefault(head.type, _Raw())
            raw.rules.setdefault(body, set()).add(rule.index)
            items = [
                f"{at} AS content",
                f"{rule.index} AS rule",
                f"{own_strength_sql(rule.strength, boundary)} AS own",
                f"{boundary} AS boundary",
            ]
            # A content gives a rule one match: it says the same twice only by two conclusions that are equal.
            unlike = [_unlike(values, earlier) for earlier in said.get(head.type, ())]
            said.setdefault(head.type, []).append(values)
            if number is not None:
                raw.numbers.append(source([*items, f"{number} AS conclusion"], unlike))
            else:
                columns = fields_of(self._memory.plan.types[head.type])
                items += [self._memory.cast(sql, column) for sql, column in zip(values, columns, strict=True)]
                raw.values.append(source(items, unlike))

    def _source(
        self, rule: RulePlan, contents: str
    ) -> tuple[Callable[[list[str], list[str]], str], Mapping[str, tuple[str, ...]], str, str]:
        """What selects items from those matches of a rule of which something is true.

        Also the columns of its variables, the content and the boundary.
        """
        memory = self._memory
        match = Conjunction(memory.plan.types, dict(rule.kinds))
        match.source(contents, "p0", in_case=False)
        match.pattern("p0", trimmed_rule(rule, memory.plan.types)[0])
        waiting = late_steps(match, rule.early, rule.late)
        if not waiting:
            return match.select, match.bound, "p0.content", f"({match.boundary})"
        names = list(match.bound)
        columns = ["content", *(c.split(".")[1] for cs in kept_columns("u", rule.kinds, names).values() for c in cs)]
        items = ["p0.content", f"({match.boundary}) AS boundary", *kept(match.bound, rule.kinds, names)]
        staged = stage(memory, rule.rule.id, waiting, rule.kinds, match.select(items), columns)
        if rule.computed:
            # Kept for the bindings of derivations: what is computed cannot be read out of a premise.
            memory.append(f"late_{rule.index}", f"SELECT * FROM {staged}")
        bound = kept_columns("s", rule.kinds, [*names, *rule.computed])

        def select(items: list[str], where: list[str]) -> str:
            return f"SELECT {', '.join(items)} FROM {staged} AS s WHERE {' AND '.join(['TRUE', *where])}"

        return select, bound, "s.content", "s.boundary"

    def _enter(self, block: Block, raw: _Raw) -> None:
        memory, head = self._memory, block.head
        columns = fields_of(memory.plan.types[head])
        pieces = []
        if raw.values:
            names = ", ".join(column.name for column in columns)
            concluded = memory.fresh("raw")
            most = memory.create(concluded, " UNION ALL ".join(raw.values))
            memory.number(head, f"SELECT {names} FROM {concluded}", most)
            pieces.append(
                f"SELECT r.content, r.rule, r.own, r.boundary, c.content AS conclusion "
                f"FROM {concluded} AS r JOIN content_{head} AS c ON {all_equal('r', 'c', columns)}"
            )
        union = " UNION ALL ".join([*pieces, *raw.numbers])
        memory.append(
            block.table,
            "SELECT content, CAST(rule AS SMALLINT) AS rule, CAST(own AS TINYINT) AS own, boundary, "
            f"CAST(conclusion AS INTEGER) AS conclusion FROM ({union})",
        )
        if raw.values:
            memory.drop(concluded)
        for body, rules in raw.rules.items():
            block.rules.setdefault(body, set()).update(rules)


def _unlike(values: list[str], others: list[str]) -> str:
    return " OR ".join(f"{one} IS DISTINCT FROM {other}" for one, other in zip(values, others, strict=True))
