"""Rules that need more than one fact: joins within a case, exceptions, and the firings that come of them.

A rule's firings stand in ``firing_<rule>``: the case, a fact for each pattern (``p0``, …), a group for each
aggregate (``g0``, …), the computed values, boundary, strength and depth, and a conclusion for each head.
In logic notation, with Δ the facts new in the last round and Old those before it, a delta join is

    head ← Old(p1), …, Old(pi-1), Δ(pi), All(pi+1), …, All(pn)

so that each match is found once (semi-naive evaluation: Bancilhon 1986).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from tocsin.bulk.deriving.column_pruning import held_against, trimmed_rule
from tocsin.bulk.deriving.exceptions import Entries, reads
from tocsin.bulk.deriving.heads import head_columns, own_strength_sql
from tocsin.bulk.deriving.memory import Delta, Memory
from tocsin.bulk.deriving.stages import kept, kept_columns, late_steps, pick, stage
from tocsin.bulk.lowering.columns import columns_of, equal, fields_of
from tocsin.bulk.lowering.conjunctions import Conjunction
from tocsin.engine.plan import MatchPlan, RulePlan

if TYPE_CHECKING:
    from tocsin.bulk.deriving.sufficient import Sufficient


class Matches:
    """Fires one rule, round by round."""

    def __init__(self, memory: Memory, rule: RulePlan, lifts: bool = False) -> None:
        self.memory = memory
        self.rule = rule
        self.lifts = lifts and rule.stronger_if is not None
        """True if the rule is lifted as it fires; what its ``stronger_if`` looks at is complete by then."""
        self.entries = Entries(memory, rule)
        self.strengthener = f"strengthener_{rule.index}"
        self.sufficient: dict[int, Sufficient] = {}
        """What suffices of its totals through recursion, once they are complete."""
        self._times = 0
        self.table = f"firing_{rule.index}"
        self.patterns = trimmed_rule(rule, memory.plan.types)
        self.premises = [f"p{part}" for part in range(len(rule.patterns))]
        self.groups = [f"g{part}" for part in range(len(rule.aggregates))]
        self.computed = [c.name for name in rule.computed for c in columns_of(f"v_{name}", rule.kinds[name])]
        outer = rule.stronger_if.outer if rule.stronger_if else ()
        # What strengthens a firing, and what its totals are held against, is looked at again once it is recorded.
        again = dict.fromkeys([*outer, *(name for at in rule.totals for name in held_against(rule, at))])
        self.again = [c.name for name in again for c in columns_of(f"v_{name}", rule.kinds[name])]

    @property
    def columns(self) -> list[str]:
        """The columns of a firing that tell it from others."""
        extra = [name for name in self.again if name not in self.computed]
        number = ["match_no"] if self.rule.stronger_if else []
        return ["case_no", *number, *self.premises, *self.groups, *self.computed, *extra]

    @property
    def fired(self) -> bool:
        """True if the rule has fired."""
        return self.table in self.memory.tables

    def may_match(self, groups: Mapping[int, str] = MappingProxyType({})) -> bool:
        """True if every pattern has members and every aggregate groups; those that totals have so far are given."""
        return all(self.memory.members.get(pattern.type) for pattern in self.patterns) and all(
            number in groups or self.memory.groups(self.rule.index, number) in self.memory.tables
            for number in range(len(self.rule.aggregates))
        )

    def fire(self, delta: Delta | None = None) -> str | None:
        """Record the firings in which a pattern is a new fact (None: all); the table of them, if any."""
        target = f"new_{self.rule.index}_{delta.part}" if delta is not None and self.fired else self.table
        found = self._fire(target, delta, {}, self.lifts)
        if found is not None and target != self.table:
            self.memory.append(self.table, f"SELECT * FROM {target}")
        return found

    def conclude(self, target: str, delta: Delta | None, groups: Mapping[int, str]) -> str | None:
        """Make a table of firings that are not recorded, over the ``groups`` that totals have so far; None if none."""
        return self._fire(target, delta, groups, lifts=False)

    def _fire(self, target: str, delta: Delta | None, groups: Mapping[int, str], lifts: bool) -> str | None:
        memory = self.memory
        sources = self._match(delta, groups, lifts)
        if not sources:
            return None
        count = memory.create_of(target, (self._firing(source, lifts) for source in sources))
        if sources[0] in memory.tables:
            memory.drop(sources[0])
        if not count:
            memory.drop(target)
            return None
        return target

    def _firing(self, source: str, lifts: bool) -> str:
        """The query of the firings that come of matches, which are a table unless every conclusion is stated."""
        memory = self.memory
        bound = kept_columns("m", self.rule.kinds, self._kept)
        items = [f"m.{name}" for name in self.columns]
        items += [
            "m.boundary",
            f"CAST({self._strength(source, lifts)} AS TINYINT) AS strength",
            "m.deepest + 1 AS depth",
        ]
        sources = f"{source} AS m"
        for position, head in enumerate(self.rule.heads):
            number = memory.stated(self.rule.index, position)
            if number is not None:
                items.append(f"CAST({number} AS INTEGER) AS conclusion{position}")
                continue
            columns = fields_of(memory.plan.types[head.type])
            values = head_columns(head, bound, self.rule, ("case_no", "m.case_no"))
            pairs = list(zip(values, columns, strict=True))
            listed = ", ".join(memory.cast(value, column) for value, column in pairs)
            memory.number(head.type, f"SELECT {listed} FROM {source} AS m", memory.tables[source])
            agree = " AND ".join(equal(f"h{position}.{c.name}", value, c.optional) for value, c in pairs)
            sources += f" JOIN content_{head.type} AS h{position} ON {agree}"
            items.append(f"h{position}.content AS conclusion{position}")
        return f"SELECT {', '.join(items)} FROM {sources}"

    # -- matching -------------------------------------------------------------------------

    def _match(self, delta: Delta | None, groups: Mapping[int, str], lifts: bool) -> list[str]:
        """A table of the matches that no exception blocks, none if there are none; queries of them if all is stated."""
        memory, rule = self.memory, self.rule
        match = self._conjunction(delta, groups)
        waiting = late_steps(match, rule.early, rule.late)
        self._inlined = 0 if waiting else self.entries.inline(match)
        numbered = rule.stronger_if is not None or self._inlined < len(rule.unless)
        needed = self._needed()
        names = [name for name in match.bound if name in needed]
        self._kept = names + [name for name in rule.computed if name not in names]
        variables = kept(match.bound, rule.kinds, names)
        if waiting:
            columns = ["case_no", *(["match_no"] if numbered else []), *self.premises, *self.groups]
            columns += ["weakest", "deepest", *(c.name for n in names for c in columns_of(f"v_{n}", rule.kinds[n]))]
            query = match.select([*self._items(match, numbered), *variables])
            staged = stage(memory, rule.rule.id, waiting, rule.kinds, query, columns)
        else:
            queries = [
                match.select([*self._items(match, numbered), *variables], stretch) for stretch in self._stretches()
            ]
            if self._stated and not lifts and self._inlined == len(rule.unless):
                return [f"({query})" for query in queries]
            staged = memory.fresh("match")
            memory.create_of(staged, queries)
        for entry in rule.unless[self._inlined :]:
            staged = self._except(staged, entry)
        if not memory.tables[staged]:
            memory.drop(staged)
            return []
        return [staged]

    def _stretches(self) -> list[list[str]]:
        """SQL of the cases to be joined at once: all of them, or stretches in which no more facts meet than is good."""
        memory, at_once = self.memory, self.memory.executor.at_once
        facts = sum(memory.members.get(pattern.type, 0) for pattern in self.patterns)
        if at_once is None or facts <= at_once:
            return [[]]
        size = max(1, memory.cases * at_once // facts)
        return [
            [f"{alias}.case_no BETWEEN {start} AND {start + size - 1}" for alias in (*self.premises, *self.groups)]
            for start in range(0, memory.cases, size)
        ]

    def _conjunction(self, delta: Delta | None, groups: Mapping[int, str]) -> Conjunction:
        memory, rule = self.memory, self.rule
        match = Conjunction(memory.plan.types, dict(rule.kinds))
        for part, pattern in enumerate(self.patterns):
            match.source(memory.ranged(pattern.type, part, delta), f"p{part}")
            match.pattern(f"p{part}", pattern)
        for part, aggregate in enumerate(rule.aggregates):
            match.source(groups.get(part) or memory.groups(rule.index, part), f"g{part}")
            match.group(f"g{part}", aggregate, rule.kinds)
        return match

    def _items(self, match: Conjunction, numbered: bool) -> list[str]:
        """What is selected of a match whatever its variables are."""
        strengths = [self.memory.strength(pattern.type, f"p{part}") for part, pattern in enumerate(self.patterns)]
        strengths += [f"{alias}.strength" for alias in self.groups]
        items = [f"{match.case} AS case_no"]
        if numbered:
            # No query has as many matches as lie between its numbers and those of the next.
            self._times += 1
            items.append(f"row_number() OVER () + {self._times << 40} AS match_no")
        items += [f"{alias}.content AS {alias}" for alias in self.premises]
        items += [f"{alias}.grp AS {alias}" for alias in self.groups]
        items.append(f"{pick('least', strengths)} AS weakest")
        depths = [self.memory.depth(pattern.type, f"p{part}") for part, pattern in enumerate(self.patterns)]
        depths += [f"{alias}.depth" for alias in self.groups]
        items.append(f"{pick('greatest', depths)} AS deepest")
        return [*items, f"({match.boundary}) AS boundary"]

    @property
    def _stated(self) -> bool:
        """True if every conclusion is stated in so many words."""
        heads = range(len(self.rule.heads))
        return all(self.memory.stated(self.rule.index, position) is not None for position in heads)

    def _needed(self) -> set[str]:
        """The variables that are read after matching."""
        rule = self.rule
        found = {name for head in rule.heads for _, name in head.terms if name is not None}
        found.update(name for step in (*rule.early, *rule.late) for name in reads(step))
        for entry in rule.asked[self._inlined :]:
            found.update(entry.outer)
        return found

    # -- exceptions -----------------------------------------------------------------------

    def _except(self, staged: str, entry: MatchPlan) -> str:
        """The matches that an exception does not block; one that matches but possibly makes a boundary."""
        memory = self.memory
        if not self.entries.may_match(entry):
            return staged
        inner = self.entries.matches(staged, entry)
        level = f"SELECT match_no, max(CASE WHEN boundary THEN 1 ELSE 2 END) AS level FROM {inner} GROUP BY match_no"
        left = memory.fresh("match")
        names = ["case_no", "match_no", *self.premises, *self.groups, "weakest", "deepest"]
        names += [c.name for n in self._kept for c in columns_of(f"v_{n}", self.rule.kinds[n])]
        memory.create(
            left,
            f"SELECT {', '.join(f'm.{name}' for name in names)}, (m.boundary OR l.level IS NOT NULL) AS boundary "
            f"FROM {staged} AS m LEFT JOIN ({level}) AS l ON l.match_no = m.match_no WHERE coalesce(l.level, 0) < 2",
        )
        memory.drop(inner)
        memory.drop(staged)
        return left

    def _strength(self, staged: str, lifts: bool) -> str:
        """SQL of the strength of a match: the weakest link among the rule's own and the premises."""
        matched = lifts and self.lift(staged)
        return f"least(m.weakest, {self.own('m') if matched else own_strength_sql(self.rule.strength, 'm.boundary')})"

    # -- what strengthens -----------------------------------------------------------------

    def lift(self, matched: str) -> bool:
        """Note the certain matches of ``stronger_if`` for the matches of a table; True if there are some."""
        memory, entry = self.memory, self.rule.stronger_if
        assert entry is not None
        if not self.entries.may_match(entry):
            return False
        found = self.entries.matches(matched, entry, premises=True)
        count = memory.append(self.strengthener, f"SELECT * FROM {found} WHERE NOT boundary")
        memory.drop(found)
        return count > 0

    def own(self, alias: str, boundary: str | None = None) -> str:
        """SQL of the strength that a match would have on certain premises."""
        noted = self.rule.may_be_lifted and self.strengthener in self.memory.tables
        found = f"{alias}.match_no IN (SELECT match_no FROM {self.strengthener})" if noted else None
        return own_strength_sql(self.rule.strength, boundary or f"{alias}.boundary", found)

    # -- firings --------------------------------------------------------------------------

    def firings(self, head: int, table: str | None = None) -> str:
        """The query of what the rule derives for one of its conclusions, each derivation once."""
        return (
            f"SELECT case_no, conclusion{head} AS content, strength, depth, boundary FROM {table or self.table}"
            f"{self.once(head)}"
        )

    def once(self, head: int) -> str:
        """The WHERE that leaves out what an earlier conclusion of the same firing says already."""
        heads = self.rule.heads
        earlier = [at for at in range(head) if heads[at].type == heads[head].type]
        if not earlier:
            return ""
        return " WHERE " + " AND ".join(f"conclusion{head} <> conclusion{at}" for at in earlier)
