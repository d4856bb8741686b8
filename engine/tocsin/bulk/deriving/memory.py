"""The working memory of a derivation in SQL.

A *content* is a type with the values of its fields, whatever the case: each distinct one has a number, and is
looked at once however many cases share it. A *member* is a content in a case: a fact. For each type there are

    content_<type>(content, f0, …)                        every content met so far
    base_<type>(case_no, content, strength)               the facts given, unless no rule concludes the type
    member_<type>(case_no, content, strength, depth, given, rank, height, round, f0, …)

where strength and depth count the fact as given too, rank and height only its derivations (NULL if it has
none): rank is twice the best strength, and one more if a derivation that strong rests on no boundary. The
fields of a member are those that joins look at. Facts of a type that no rule concludes are members as they are,
without given, rank and height.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tocsin.bulk.deriving.needs import carried_columns, concluded_types, stated_heads, stated_texts
from tocsin.bulk.deriving.tables import Tables
from tocsin.bulk.executor import Executor
from tocsin.bulk.lowering.columns import Column, all_equal, columns_of, fields_of
from tocsin.engine.plan import Plan

_TEXT = "VARCHAR"
_LOOKED_AT = 4096
"""So many facts of a type tell whether nearly all of them differ."""


class Memory(Tables):
    """Contents and members, type by type, in an executor's temporary tables."""

    def __init__(self, executor: Executor, plan: Plan, active: Iterable[int]) -> None:
        super().__init__(executor)
        self.plan = plan
        self.active = frozenset(active)
        self.carried = carried_columns(plan, self.active)
        self.based: dict[str, str] = {}
        """For each type with given facts, the table of them."""
        self.repeating: set[str] = set()
        """The types whose contents may have several numbers, each of a single fact."""
        self.members: dict[str, int] = {}
        self.gathered: dict[tuple[int, int], str] = {}
        """For each aggregate (rule, place in the rule) the key of its groups, which like aggregates share."""
        self._contents: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._stated: dict[tuple[str, tuple[str, ...]], int] = {}
        self._next = 0
        self._text = _TEXT

    # -- what is given --------------------------------------------------------------------

    def give(self, given: Mapping[str, str]) -> None:
        """Number the contents of tables of given facts, and note in which cases they are given."""
        derived = concluded_types(self.plan, self.active)
        listed = {name for name in given if name not in derived and self._mostly_differ(name, given[name])}
        distinct = {name: self.fresh("distinct") for name in sorted(given.keys() - listed)}
        for name, table in distinct.items():
            self.create(table, f"SELECT DISTINCT {self._chosen(name)} FROM {given[name]}")
        texts = {name: f"(SELECT {self._chosen(name)} FROM {given[name]})" for name in listed}
        self._text = self._words({**distinct, **texts})
        self._state()
        for name in sorted(given):
            if name in listed:
                self._list(name, given[name])
            elif self.number(name, f"SELECT * FROM {distinct[name]}"):
                self._base(name, given[name], derived=name in derived)
        for table in distinct.values():
            self.drop(table)

    def _mostly_differ(self, name: str, table: str) -> bool:
        """True if of the first facts of a table nine in ten differ from each other."""
        first = f"SELECT {self._chosen(name)} FROM {table} LIMIT {_LOOKED_AT}"
        counted = f"SELECT count(*) FROM (SELECT * FROM {table} LIMIT {_LOOKED_AT})"
        ((facts, contents),) = self.executor.rows(
            f"SELECT ({counted}) AS facts, count(*) AS contents FROM (SELECT DISTINCT * FROM ({first}))"
        )
        return bool(contents * 10 > facts * 9)

    def _list(self, name: str, table: str) -> None:
        """Let every given fact of a type that no rule concludes have a content of its own.

        Where most differ, to find those that are alike costs more than to look at them twice. The facts of one case
        differ anyhow, and no derivation can meet them, so that nothing else rests on equal contents being one.
        """
        kept = "".join(f", {self._kept(column)}" for column in fields_of(self.plan.types[name]))
        count = self.create(
            f"content_{name}",
            f"SELECT CAST(row_number() OVER () + {self._next - 1} AS INTEGER) AS content, "
            f"CAST(case_no AS INTEGER) AS case_no, CAST(strength AS TINYINT) AS strength{kept} "
            f"FROM (SELECT case_no, strength, {self._chosen(name)} FROM {table})",
        )
        if count:
            self._next += count
            self._last[name] = self._next - 1
            self._contents[name] = count
            self.based[name] = f"member_{name}"
            self.repeating.add(name)
            self.members[name] = self.create(
                f"member_{name}",
                f"SELECT c.case_no, c.content, c.strength, CAST(0 AS INTEGER) AS depth, CAST(0 AS TINYINT) AS round"
                f"{self._fields(name)} FROM content_{name} AS c",
            )

    def _chosen(self, name: str) -> str:
        fact_type = self.plan.types[name]
        named = [
            (column.name, f"f{position}{suffix}")
            for position, field in enumerate(fact_type.fields)
            for column, suffix in zip(
                columns_of(f"f{position}", field.kind),
                ("_low", "_high") if field.kind.name == "quantity" else ("",),
                strict=True,
            )
        ] or [("f0", "TRUE")]
        return ", ".join(f"{source} AS {target}" for target, source in named)

    def _words(self, distinct: Mapping[str, str]) -> str:
        """The SQL type of every text that is given, or that a rule may conclude."""
        import pyarrow as pa

        stated = self.fresh("stated")
        self.load(stated, pa.table({"word": pa.array(sorted(stated_texts(self.plan, self.active)), pa.string())}))
        pieces = [f"SELECT word FROM {stated}"]
        pieces += [
            f"SELECT {column.name} AS word FROM {table}"
            for name, table in distinct.items()
            for column in fields_of(self.plan.types[name])
            if column.type == _TEXT
        ]
        found = self.executor.words(f"SELECT DISTINCT word FROM ({' UNION ALL '.join(pieces)}) WHERE word IS NOT NULL")
        self.drop(stated)
        return found

    def _base(self, name: str, table: str, derived: bool) -> None:
        """Note the given facts of a type; where nothing else is of the type, they are its members."""
        target = f"base_{name}" if derived else f"member_{name}"
        rest = "" if derived else f", CAST(0 AS INTEGER) AS depth, CAST(0 AS TINYINT) AS round{self._fields(name)}"
        count = self.create(
            target,
            "SELECT CAST(g.case_no AS INTEGER) AS case_no, c.content, "
            f"CAST(g.strength AS TINYINT) AS strength{rest} "
            f"FROM (SELECT case_no, strength, {self._chosen(name)} FROM {table}) AS g "
            f"JOIN content_{name} AS c ON {all_equal('g', 'c', fields_of(self.plan.types[name]))}",
        )
        self.based[name] = target
        if not derived:
            self.members[name] = count

    @property
    def concluded(self) -> list[str]:
        """The types that may have derived members, in the order of their names."""
        return sorted(name for name in self.members if self.based.get(name) != f"member_{name}")

    # -- contents -------------------------------------------------------------------------

    def number(self, name: str, query: str) -> int:
        """Number the rows of a query, fields in order, that are new contents of a type; how many there are then."""
        table = f"content_{name}"
        columns = fields_of(self.plan.types[name])
        names = ", ".join(column.name for column in columns)
        kept = ", ".join(self._kept(column) for column in columns)
        known = f" EXCEPT SELECT {names} FROM {table}" if self._contents.get(name) else ""
        numbered = (
            f"SELECT CAST(row_number() OVER () + {self._next - 1} AS INTEGER) AS content, {kept} "
            f"FROM (SELECT DISTINCT {names} FROM ({query}){known})"
        )
        count = self.append(table, numbered)
        if count:
            self._next += count
            self._last[name] = self._next - 1
            self._contents[name] = self._contents.get(name, 0) + count
        return self._contents.get(name, 0)

    def newer(self, name: str, number: int) -> bool:
        """True if a type has a content with this number or a later one."""
        return self._last.get(name, -1) >= number

    def _kept(self, column: Column) -> str:
        return f"CAST({column.name} AS {self._text if column.type == _TEXT else column.type}) AS {column.name}"

    def _state(self) -> None:
        """Number the contents that rules conclude in so many words, so that what is concluded is known beforehand."""
        stated: dict[str, dict[tuple[str, ...], int]] = {}
        for name, values in stated_heads(self.plan, self.active):
            found = stated.setdefault(name, {})
            if values not in found:
                found[values] = self._stated[name, values] = self._next
                self._next += 1
        for name, found in sorted(stated.items()):
            columns = fields_of(self.plan.types[name])
            rows = " UNION ALL ".join(
                f"SELECT {number} AS content, {', '.join(f'{v} AS {c.name}' for v, c in zip(values, columns, strict=True))}"
                for values, number in found.items()
            )
            kept = ", ".join(self._kept(column) for column in columns)
            self._contents[name] = self.create(
                f"content_{name}", f"SELECT CAST(content AS INTEGER) AS content, {kept} FROM ({rows})"
            )
            self._last[name] = self._next - 1

    def stated(self, name: str, values: Sequence[str]) -> int | None:
        """The number of a content that a rule states in so many words; None if it takes a value from a fact."""
        return self._stated.get((name, tuple(values)))

    @property
    def end(self) -> int:
        """One more than the last content's number."""
        return self._next

    def contents(self, name: str) -> int:
        """How many contents a type has."""
        return self._contents.get(name, 0)

    # -- members --------------------------------------------------------------------------

    def _fields(self, name: str) -> str:
        return "".join(f", c.{column.name}" for column in self.carried.get(name, ()))

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
        strength, depth, given, stated = "m.rank // 2", "m.height", "FALSE", ""
        if name in self.based:
            # A fact that is given and not derived has neither rank nor height.
            nothing = "CAST(NULL AS TINYINT) AS rank, CAST(NULL AS INTEGER) AS height"
            pieces.append(f"SELECT case_no, content, {nothing}, strength AS stated FROM {self.based[name]}")
            strength, stated = "greatest(m.rank // 2, m.stated)", ", max(stated) AS stated"
            depth, given = "CASE WHEN m.stated IS NULL THEN m.height ELSE 0 END", "m.stated IS NOT NULL"
        table = target or f"member_{name}"
        count = self.create(
            table,
            f"SELECT m.case_no, m.content, CAST({strength} AS TINYINT) AS strength, CAST({depth} AS INTEGER) AS depth, "
            f"{given} AS given, CAST(m.rank AS TINYINT) AS rank, CAST(m.height AS INTEGER) AS height, "
            f"0 AS round{self._fields(name)} FROM (SELECT case_no, content, max(rank) AS rank, min(height) AS height"
            f"{stated} FROM ({' UNION ALL '.join(pieces)}) GROUP BY case_no, content) AS m{self._joined(name, 'm')}",
        )
        if target is None:
            self.members[name] = count
        return count

    def enter(self, name: str, sources: Iterable[str], round_number: int) -> int:
        """Let what is new among derivations join: it becomes a delta table and members; how many are new."""
        found = " UNION ALL ".join(f"SELECT case_no, content, strength, depth FROM ({source})" for source in sources)
        known = (
            f"WHERE NOT EXISTS (SELECT 1 FROM member_{name} AS k "
            "WHERE k.case_no = d.case_no AND k.content = d.content) "
            if name in self.members
            else ""
        )
        count = self.create(
            delta_table(name, round_number),
            "SELECT m.case_no, m.content, CAST(m.strength AS TINYINT) AS strength, CAST(m.depth AS INTEGER) AS depth, "
            "FALSE AS given, CAST(NULL AS TINYINT) AS rank, CAST(NULL AS INTEGER) AS height, "
            f"{round_number} AS round{self._fields(name)} FROM (SELECT case_no, content, max(strength) AS strength, "
            f"min(depth) AS depth FROM ({found}) AS d {known}GROUP BY case_no, content) AS m{self._joined(name, 'm')}",
        )
        if count:
            self.append(f"member_{name}", f"SELECT * FROM {delta_table(name, round_number)}")
            self.members[name] = self.members.get(name, 0) + count
        return count

    def case_of(self, content: int) -> int | None:
        """A case that a content is a fact of."""
        for name in sorted(self.members):
            ((found,),) = self.executor.rows(f"SELECT min(case_no) FROM member_{name} WHERE content = {content}")
            if found is not None:
                return int(found)
        return None

    # -- groups ---------------------------------------------------------------------------

    def groups(self, rule: int, number: int) -> str:
        """The table of an aggregate's groups, made or not."""
        return f"group_{self.gathered.get((rule, number), f'{rule}_{number}')}"

    def contributions(self, rule: int, number: int) -> str:
        """The table of the facts that contribute to an aggregate's groups."""
        return f"contribution_{self.gathered.get((rule, number), f'{rule}_{number}')}"


def delta_table(name: str, round_number: int) -> str:
    """The table of a type's facts that are new in a round; the one of the round before is still read meanwhile."""
    return f"delta_{name}_{round_number % 2}"
