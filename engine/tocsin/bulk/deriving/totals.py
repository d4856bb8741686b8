"""Totals that run through recursion, round by round: their matches pile up, and rules fire as totals reach enough.

total_<rule>_<n>(case_no, u0, …, b0, …, a, boundary, weakest, deepest, …)    a total's matches so far

While the component runs only what is concluded counts, and what a total has come to is looked at for the groups that
the last round has added to. At its end each group has all contributions of the model, and the rules are fired once
more, to be recorded (decision 47). Nothing that is added is negative, so that totals only grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from tocsin.bulk.deriving.groups import Gathered, grouped_by, kinds_of, matches_of, settle_values
from tocsin.bulk.deriving.matches import Matches
from tocsin.bulk.deriving.memory import Delta, Memory
from tocsin.bulk.deriving.sufficient import Sufficient
from tocsin.bulk.deriving.sums_of_totals import contributed, in_full, of_things, overlaps, told_columns
from tocsin.bulk.lowering.columns import all_equal, equal
from tocsin.engine.plan import AggregatePlan, RulePlan
from tocsin.engine.totals import total_of

Concluded = Iterator[tuple[Matches, str]]
"""Tables of firings that are not recorded, each with its rule."""


class RunningTotals:
    """The totals of one component. ``rules`` are those that have some, of which ``able`` may fire at all."""

    def __init__(
        self, memory: Memory, rules: Iterable[Matches], able: Iterable[Matches], recursive: frozenset[str]
    ) -> None:
        self._memory = memory
        self._able = list(able)
        self._recursive = recursive
        self._shared: dict[AggregatePlan, _Total] = {}
        self._of = {(each.rule.index, at): self._total(each.rule, at) for each in rules for at in each.rule.totals}
        self._every = list({total.key: total for total in self._of.values()}.values())

    def _total(self, rule: RulePlan, at: int) -> _Total:
        """The total, which like ones share; one of which a part may fail tells so of its own rule."""
        found = _Total(self._memory, rule, at)
        aggregate = replace(rule.aggregates[at], result="")
        return found if aggregate.match.late else self._shared.setdefault(aggregate, found)

    def begin(self) -> Concluded:
        """What follows from the facts there are when the component begins."""
        for total in self._every:
            total.add(None)
        for matches in self._able:
            yield from self._conclude(matches, None, {})

    def go_on(self, new: frozenset[str], number: int) -> Concluded:
        """What follows from the new facts of a round, which are of the types ``new``."""
        for total in self._every:
            total.go_on(new, self._recursive, number)
        for matches in self._able:
            for at in matches.rule.totals:
                touched = self._of[matches.rule.index, at].touched()
                if touched is not None:
                    change = Delta(len(matches.patterns) + at, self._recursive, number)
                    yield from self._conclude(matches, change, {at: touched})
            for part, pattern in enumerate(matches.patterns):
                if pattern.type in new:
                    yield from self._conclude(matches, Delta(part, self._recursive, number), {})

    def _conclude(self, matches: Matches, delta: Delta | None, touched: Mapping[int, str]) -> Concluded:
        groups = dict(touched)
        for at in matches.rule.totals:
            table = groups.get(at) or self._of[matches.rule.index, at].current()
            if table is None:
                return
            groups[at] = table
        if matches.may_match(groups):
            part = "all" if delta is None else delta.part
            table = matches.conclude(f"concluded_{matches.rule.index}_{part}", delta, groups)
            if table is not None:
                yield matches, table

    def finish(self) -> Iterator[Matches]:
        """The rules that fire: groups complete, firings recorded, and what suffices for them ready to be asked."""
        for total in self._every:
            total.finish()
        for matches in self._able:
            for at in matches.rule.totals:
                total = self._of[matches.rule.index, at]
                self._memory.gathered[matches.rule.index, at] = total.key
                matches.sufficient[at] = Sufficient(self._memory, matches.rule, at, total.told)
            if matches.may_match() and matches.fire() is not None:
                yield matches


class _Total:
    """The matches of one total, which rules may share."""

    def __init__(self, memory: Memory, rule: RulePlan, at: int) -> None:
        self.key = f"{rule.index}_{at}"
        self.told: tuple[str, ...] = ()
        """The columns that tell what each of its contributions is an account of, where that matters."""
        self._memory = memory
        self._rule, self._at = rule, at
        self._aggregate = rule.aggregates[at]
        self._kinds = kinds_of(memory, self._aggregate)
        self._by = grouped_by(self._aggregate, self._kinds)
        self._keys = ("case_no", *(column.name for column in self._by))
        self._matches = f"total_{self.key}"
        self._new: str | None = None
        self._current = self._touched = False

    def add(self, delta: Delta | None) -> None:
        """Count in the matches in which a part is a new fact; all of them if nothing is said to be new."""
        memory = self._memory
        if not all(memory.members.get(pattern.type) for pattern in self._aggregate.match.patterns):
            return
        found = matches_of(memory, self._rule, self._aggregate, self._kinds, delta)
        if memory.tables[found]:
            memory.append(self._matches, f"SELECT * FROM {found}")
            fill = memory.append if self._new else memory.create
            self._new = f"new_{self._matches}"
            fill(self._new, f"SELECT DISTINCT {', '.join(self._keys)} FROM {found}")
            self._current = self._touched = False
        memory.drop(found)

    def go_on(self, new: frozenset[str], recursive: frozenset[str], number: int) -> None:
        """Count in what the new facts of a round, of these types, add."""
        self._new = None
        for part, pattern in enumerate(self._aggregate.match.patterns):
            if pattern.type in new:
                self.add(Delta(part, recursive, number))

    def touched(self) -> str | None:
        """A table of the groups that the last round has added to, None if there are none."""
        if self._new is None:
            return None
        name = f"touched_{self.key}"
        if not self._touched:
            same = f"n.case_no = m.case_no AND {all_equal('n', 'm', self._by)}"
            self._group(name, f" SEMI JOIN (SELECT DISTINCT * FROM {self._new}) AS n ON {same}")
            self._touched = True
        return name

    def current(self) -> str | None:
        """A table of all groups as they are, None if there are none."""
        if self._matches not in self._memory.tables:
            return None
        name = f"current_{self.key}"
        if not self._current:
            self._group(name)
            self._current = True
        return name

    def _group(self, name: str, only: str = "") -> None:
        """Make a table of what the matches come to, group by group."""
        memory, aggregate = self._memory, self._aggregate
        keys = ", ".join(self._keys)
        told = told_columns(memory, aggregate)
        listed = ", ".join(f"m.{column}" for column in (*self._keys, *told))
        source = f"SELECT {listed}, {contributed(aggregate, self._kinds)}, m.boundary, m.boundary AS doubted, "
        source += f"m.weakest, m.deepest FROM {self._matches} AS m{only}"
        if told:
            each = ", ".join((*self._keys, *told))
            source = f"SELECT {each}, {of_things(aggregate)} FROM ({source}) AS m GROUP BY {each}"
        partial = memory.fresh("group")
        memory.create(
            partial,
            f"SELECT CAST(row_number() OVER () AS INTEGER) AS grp, * FROM (SELECT {keys}, {in_full(aggregate)}, "
            "FALSE AS boundary, CAST(CASE WHEN bool_or(doubted) THEN 0 ELSE min(weakest) END AS TINYINT) AS strength, "
            f"max(deepest) AS depth FROM ({source}) AS m GROUP BY {keys})",
        )
        settle_values(
            memory, self._rule, self._at, Gathered(self._matches, partial, name, kept=("exact",), value=total_of)
        )
        memory.drop(partial)

    def finish(self) -> None:
        """Make the groups, and what contributes to each: match by match, and fact by fact."""
        memory, key = self._memory, self.key
        if self._matches not in memory.tables:
            return
        self._group(f"group_{key}")
        parts = range(self._aggregate.counted)
        self.told, named = self._telling()
        items = ["g.grp", "m.case_no", "m.boundary", *(f"m.u{part}" for part in parts)]
        items += [contributed(self._aggregate, self._kinds), *(f"{'x' if named else 'm'}.{name}" for name in self.told)]
        memory.create(
            f"counted_{key}",
            f"SELECT {', '.join(items)} FROM {self._matches} AS m JOIN group_{key} AS g ON g.case_no = m.case_no "
            f"AND {all_equal('g', 'm', self._by)}{named}",
        )
        facts = " UNION ALL ".join(f"SELECT grp, {at} AS part, u{at} AS content FROM counted_{key}" for at in parts)
        memory.create(
            f"contribution_{key}", f"SELECT grp, min(part) AS part, content FROM ({facts}) GROUP BY grp, content"
        )
        for name in (self._matches, f"new_{self._matches}", f"touched_{key}", f"current_{key}", f"thing_{key}"):
            memory.drop(name)

    def _telling(self) -> tuple[tuple[str, ...], str]:
        """What is to tell accounts of one thing apart from others, and a join of its own that it takes.

        Nothing if no thing has two accounts, and a number for each thing unless it counts when things were.
        """
        memory, told = self._memory, told_columns(self._memory, self._aggregate)
        if not told or overlaps(self._aggregate):
            return told, ""
        each = ", ".join((*self._keys, *told))
        rivals = f"SELECT 1 FROM {self._matches} GROUP BY {each} HAVING count(*) > 1 LIMIT 1"
        if not memory.executor.rows(rivals):
            return (), ""
        table = f"thing_{self.key}"
        things = f"SELECT DISTINCT {', '.join(told)} FROM {self._matches}"
        memory.create(table, f"SELECT CAST(row_number() OVER () AS INTEGER) AS thing, * FROM ({things})")
        return ("thing",), f" JOIN {table} AS x ON " + " AND ".join(equal(f"x.{n}", f"m.{n}", True) for n in told)
