"""The working memory of a derivation in SQL.

A *content* is a type with the values of its fields, whatever the case: each distinct one has a number, and is
looked at once however many cases share it. A *member* is a content in a case: a fact. For each type there are

    content_<type>(content, f0, …)                        every content met so far
    base_<type>(case_no, content, strength)               the facts given, unless no rule concludes the type
    member_<type>(case_no, content, depth, rank, strength, height, round, f0, …)
    member_<type>(case_no, content, strength)             where all are given, and contents few: narrow

where strength and depth count the fact as given too, rank and height only its derivations (NULL if it has
none): rank is twice the best strength, and one more if a derivation that strong rests on no boundary. The
fields of a member are those that joins look at. There are strength and height only where facts of a type are given,
rank only where they are concluded, and the round that found a fact only in types that feed back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tocsin.bulk.deriving.column_pruning import carried_columns, has_effect, possible_types
from tocsin.bulk.deriving.interning import Contents
from tocsin.bulk.executor import Executor
from tocsin.engine.plan import Plan
from tocsin.facts.dataclass import dataclass


@dataclass(frozen=True)
class Delta:
    """Which part of a conjunction is to be new: found in this round; ``recursive`` are the types that feed back."""

    part: int
    recursive: frozenset[str]
    round: int


class Memory(Contents):
    """Contents and members, type by type, in an executor's temporary tables."""

    def __init__(self, executor: Executor, plan: Plan, active: Collection[int], given: Iterable[str]) -> None:
        self.possible = possible_types(plan, active, given)
        """The types that may have facts at all; rules that look for others are active only if they may fail."""
        super().__init__(executor, plan, [index for index in active if has_effect(plan.rules[index], self.possible)])
        self.carried = carried_columns(plan, self.active, self.possible)
        self._recursive = frozenset(name for component in plan.components for name in component.recursive)
        self.based: dict[str, str] = {}
        """For each type with given facts, the table of them."""
        self.narrow: dict[str, int | None] = {}
        """The types whose members are kept narrow, and the strength that all of them have (None: they differ)."""
        self.cases = 0
        """No case has this number or a greater one."""
        self.repeating: set[str] = set()
        """The types whose contents may have several numbers, each of a single fact."""
        self.members: dict[str, int] = {}
        self.gathered: dict[tuple[int, int], str] = {}
        """For each aggregate (rule, place in the rule) the key of its groups, which like aggregates share."""

    def found(self) -> tuple[int, int]:
        """How many facts there are so far, and how many firings of rules over several facts, which may be many."""
        fired = sum(count for table, count in self.tables.items() if table.startswith("firing_"))
        return sum(self.members.values()), fired

    @property
    def concluded(self) -> list[str]:
        """The types that may have derived members, in the order of their names."""
        return sorted(name for name in self.members if self.based.get(name) != self._table(name))

    # -- members --------------------------------------------------------------------------

    def _table(self, name: str) -> str:
        """The table of a type's members; where every fact has a content of its own they are one table."""
        return f"content_{name}" if name in self.repeating else f"member_{name}"

    def member(self, name: str) -> str:
        """What FROM names for a type's members: their table, or the SELECT that makes them of narrow ones."""
        if name not in self.narrow:
            return self._table(name)
        rest = f", CAST(0 AS INTEGER) AS depth{self.round(name, 0)}{self.fields(name)}"
        return f"(SELECT {self._narrow(name)}{rest} FROM member_{name} AS m{self._joined(name, 'm')})"

    def given(self, name: str) -> str:
        """What FROM names for a type's given facts: case_no, content, strength."""
        return f"(SELECT {self._narrow(name)} FROM member_{name} AS m)" if name in self.narrow else self.based[name]

    def _narrow(self, name: str) -> str:
        return f"m.case_no, CAST(m.content AS INTEGER) AS content, {self.strength(name, 'm')} AS strength"

    def strength(self, name: str, alias: str) -> str:
        """SQL of the strength of a member."""
        same = self.narrow.get(name)
        if same is not None:
            return f"CAST({same} AS TINYINT)"
        return f"{alias}.strength" if name in self.based else f"({alias}.rank // 2)"

    def depth(self, name: str, alias: str) -> str:
        """SQL of the depth of a member."""
        return "0" if name in self.narrow else f"{alias}.depth"

    def joined(self, members: Mapping[str, str]) -> str:
        """The members in tables of some types as one: case_no, content, strength, depth."""
        pieces = [
            f"SELECT a.case_no, a.content, {self.strength(name, 'a')} AS strength, a.depth FROM {table} AS a"
            for name, table in sorted(members.items())
        ]
        return f"({' UNION ALL '.join(pieces)})"

    def fields(self, name: str) -> str:
        """Select items, each after a comma, of the fields that joins look at, out of contents ``c``."""
        return "".join(f", c.{column.name}" for column in self.carried.get(name, ()))

    def round(self, name: str, number: int) -> str:
        """The select item, after a comma, of the round that found a fact, if its type feeds back."""
        return f", CAST({number} AS INTEGER) AS round" if name in self._recursive else ""

    def _joined(self, name: str, alias: str) -> str:
        return f" JOIN content_{name} AS c ON c.content = {alias}.content" if self.carried.get(name) else ""

    def fill(self, name: str, sources: Iterable[str], target: str | None = None) -> int:
        """Make a type's members of its given facts and of derivations; how many there are.

        A source is a query of case_no, content, strength, depth, boundary, one row for each derivation.
        """
        pieces = [
            "SELECT case_no, content, strength * 2 + CASE WHEN boundary THEN 0 ELSE 1 END AS rank, depth AS height"
            f"{', CAST(NULL AS TINYINT) AS stated' if name in self.based else ''} FROM ({source})"
            for source in sources
        ]
        if not pieces and self.based.get(name) != f"base_{name}":
            return self.members.get(name, 0)
        depth, given, stated = "m.height", "", ""
        if name in self.based:
            # A fact that is given and not derived has neither rank nor height.
            nothing = "CAST(NULL AS TINYINT) AS rank, CAST(NULL AS INTEGER) AS height"
            pieces.append(f"SELECT case_no, content, {nothing}, strength AS stated FROM {self.given(name)}")
            stated = ", max(stated) AS stated"
            depth = "CASE WHEN m.stated IS NULL THEN m.height ELSE 0 END"
            given = (
                ", CAST(greatest(m.rank // 2, m.stated) AS TINYINT) AS strength, CAST(m.height AS INTEGER) AS height"
            )
        table = target or f"member_{name}"
        count = self.create(
            table,
            f"SELECT m.case_no, m.content, CAST({depth} AS INTEGER) AS depth, CAST(m.rank AS TINYINT) AS rank"
            f"{given}{self.round(name, 0)}{self.fields(name)} "
            "FROM (SELECT case_no, content, max(rank) AS rank, min(height) AS height"
            f"{stated} FROM ({' UNION ALL '.join(pieces)}) GROUP BY case_no, content) AS m{self._joined(name, 'm')}",
        )
        if target is None:
            self.members[name] = count
        return count

    def enter(self, name: str, sources: Iterable[str], round_number: int) -> int:
        """Let what is new among derivations be members of this round; how many are new."""
        found = " UNION ALL ".join(f"SELECT case_no, content, strength, depth FROM ({source})" for source in sources)
        table = f"member_{name}"
        known = ""
        if name in self.members:
            known = f" ANTI JOIN {table} AS k ON k.case_no = d.case_no AND k.content = d.content"
        rank = "CAST(m.strength * 2 AS TINYINT) AS rank"
        if name in self.based:
            nothing = "CAST(NULL AS TINYINT) AS rank, {}, CAST(NULL AS INTEGER) AS height"
            rank = nothing.format("CAST(m.strength AS TINYINT) AS strength")
        query = (
            f"SELECT m.case_no, m.content, CAST(m.depth AS INTEGER) AS depth, {rank}"
            f"{self.round(name, round_number)}{self.fields(name)} "
            "FROM (SELECT d.case_no, d.content, max(d.strength) AS strength, min(d.depth) AS depth "
            f"FROM ({found}) AS d{known} GROUP BY d.case_no, d.content) AS m{self._joined(name, 'm')}"
        )
        count = self.append(table, query) if name in self.members else self.create(table, query)
        if count:
            self.members[name] = self.members.get(name, 0) + count
        return count

    def delta(self, name: str, round_number: int) -> str:
        """A type's members that a round found."""
        return f"(SELECT * FROM member_{name} WHERE round = {round_number})"

    def ranged(self, name: str, part: int, delta: Delta | None) -> str:
        """What a part of a conjunction ranges over: a type's members; in a delta join only the new, or those before."""
        if delta is not None and part == delta.part:
            return self.delta(name, delta.round)
        if delta is not None and part < delta.part and name in delta.recursive:
            return f"(SELECT * FROM {self.member(name)} WHERE round < {delta.round})"
        return self.member(name)

    def cases_of(self, contents: Iterable[int]) -> list[int]:
        """Every case that one of the contents is a fact of."""
        listed = ", ".join(map(str, contents))
        query = "SELECT DISTINCT case_no FROM {} WHERE content IN ({})"
        found = (self.executor.rows(query.format(self.member(name), listed)) for name in sorted(self.members))
        return sorted({int(case_no) for rows in found for (case_no,) in rows})

    # -- groups ---------------------------------------------------------------------------

    def groups(self, rule: int, number: int) -> str:
        """The table of an aggregate's groups, made or not."""
        return f"group_{self.gathered.get((rule, number), f'{rule}_{number}')}"

    def contributions(self, rule: int, number: int) -> str:
        """The table of the facts that contribute to an aggregate's groups."""
        return f"contribution_{self.gathered.get((rule, number), f'{rule}_{number}')}"
