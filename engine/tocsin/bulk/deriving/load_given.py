"""Given facts, table by table, as contents and members."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from tocsin.bulk.arrow import texts
from tocsin.bulk.deriving.column_pruning import concluded_types, stated_texts
from tocsin.bulk.deriving.interning import TEXT
from tocsin.bulk.deriving.memory import Memory
from tocsin.bulk.deriving.scheduler import Task, carry_out
from tocsin.bulk.lowering.columns import Column, all_equal, columns_of, fields_of
from tocsin.facts.fact_type import FactType

_SMALL = 2**15
"""Numbers of contents below this take two bytes."""
_LOOKED_AT = 1024
"""So many facts of a type tell whether nearly all of them differ."""


class Giving:
    """Puts tables of given facts into a memory.

    Where most facts of a type differ, and no rule concludes the type, every fact has a content of its own: to find
    those that are alike costs more than to look at them twice. The facts of one case differ anyhow, and no
    derivation can meet them, so that nothing else rests on equal contents being one.
    """

    def __init__(self, memory: Memory, given: Mapping[str, str]) -> None:
        self._memory = memory
        self._given = given
        self._types = memory.plan.types
        self._derived = concluded_types(memory.plan, memory.active)
        self._listed: dict[str, int] = {}
        self._distinct: dict[str, str] = {}
        self._words: dict[str, str] = {}
        self._strengths: dict[str, int | None] = {}

    def give(self, lanes: int) -> None:
        """Number the contents of the facts, and note in which cases they are given."""
        memory = self._memory
        memory.cases = self._cases()
        self._each(self._look, self._given.keys(), lanes)
        memory.text = self._numbered_words()
        self._each(self._enter, self._given.keys() | memory.stating, lanes)

    def _cases(self) -> int:
        if self._memory.executor.at_once is None or not self._given:
            return 0
        every = " UNION ALL ".join(f"SELECT max(case_no) AS most FROM {table}" for table in self._given.values())
        ((most,),) = self._memory.executor.rows(f"SELECT coalesce(max(most), -1) FROM ({every})")
        return int(most) + 1

    def _each(self, work: Callable[[str], None], types: Iterable[str], lanes: int) -> None:
        tasks: dict[str, Task[str]] = {name: Task(partial(work, name)) for name in sorted(types)}
        carry_out(tasks, lanes, self._memory.executor.interrupt)

    # -- looking at the tables ------------------------------------------------------------

    def _look(self, name: str) -> None:
        """Note whether most facts of a type differ, their distinct contents if not, and their texts."""
        memory, table = self._memory, self._given[name]
        facts = self._facts_if_different(name)
        if facts:
            self._listed[name] = facts
        else:
            self._distinct[name] = memory.fresh("distinct")
            memory.create(self._distinct[name], f"SELECT DISTINCT {_chosen(self._types[name])} FROM {table}")
        columns = list(_open_texts(self._types[name]))
        if columns:
            source = self._distinct.get(name, f"(SELECT {_chosen(self._types[name])} FROM {table})")
            pieces = " UNION ALL ".join(f"SELECT {column.name} AS word FROM {source}" for column in columns)
            self._words[name] = memory.fresh("words")
            memory.create(self._words[name], f"SELECT DISTINCT word FROM ({pieces}) WHERE word IS NOT NULL")

    def _facts_if_different(self, name: str) -> int:
        """How many facts a table has if no rule concludes the type and nine in ten of the first differ; 0 if not.

        Notes whether all facts of such a type are of one strength, too.
        """
        if name in self._derived:
            return 0
        table = self._given[name]
        first = f"SELECT {_chosen(self._types[name])} FROM {table} LIMIT {_LOOKED_AT}"
        ((facts, weakest, strongest, contents),) = self._memory.executor.rows(
            "SELECT t.facts, t.weakest, t.strongest, d.contents FROM (SELECT count(*) AS facts, "
            f"min(strength) AS weakest, max(strength) AS strongest FROM {table}) AS t "
            f"CROSS JOIN (SELECT count(*) AS contents FROM (SELECT DISTINCT * FROM ({first}))) AS d"
        )
        self._strengths[name] = weakest if weakest == strongest else None
        return int(facts) if contents * 10 > min(facts, _LOOKED_AT) * 9 else 0

    def _numbered_words(self) -> str:
        """The SQL type of every text that is given, or that a rule may conclude."""
        import pyarrow as pa

        memory = self._memory
        known = stated_texts(memory.plan, memory.active)
        known |= {value for name in self._given for value in _enumerated(self._types[name])}
        stated = memory.fresh("stated")
        memory.load(stated, pa.table({"word": texts(sorted(known))}))
        tables = [stated, *(self._words[name] for name in sorted(self._words))]
        pieces = " UNION ALL ".join(f"SELECT word FROM {table}" for table in tables)
        found = memory.executor.words(f"SELECT DISTINCT word FROM ({pieces})")
        for table in tables:
            memory.drop(table)
        return found

    # -- contents and members -------------------------------------------------------------

    def _enter(self, name: str) -> None:
        if name in self._memory.stating:
            self._memory.state(name)
        if name not in self._given:
            return
        if name in self._listed:
            self._list(name)
        else:
            distinct = self._distinct[name]
            if self._memory.tables[distinct]:
                self._memory.number(name, f"SELECT * FROM {distinct}", self._memory.tables[distinct])
                self._base(name)
            self._memory.drop(distinct)

    def _list(self, name: str) -> None:
        """Let every given fact have a content of its own."""
        memory = self._memory
        first = memory.reserve(name, self._listed[name])
        memory.repeating.add(name)
        memory.based[name] = f"content_{name}"
        memory.members[name] = memory.create(
            memory.based[name],
            f"SELECT CAST(row_number() OVER () + {first - 1} AS INTEGER) AS content, "
            "CAST(case_no AS INTEGER) AS case_no, CAST(strength AS TINYINT) AS strength, CAST(0 AS INTEGER) AS depth"
            f"{memory.kept(fields_of(self._types[name]))} "
            f"FROM (SELECT case_no, strength, {_chosen(self._types[name])} FROM {self._given[name]})",
        )

    def _base(self, name: str) -> None:
        """Note the given facts of a type; where nothing else is of the type, they are its members.

        Of such there may be far more than of all else: where numbers of contents are small, nothing is kept of them
        that contents say, nor the strength that all have.
        """
        memory = self._memory
        derived = name in self._derived
        target = f"base_{name}" if derived else f"member_{name}"
        items = ["CAST(g.case_no AS INTEGER) AS case_no", "c.content", "CAST(g.strength AS TINYINT) AS strength"]
        rest = "" if derived else f", CAST(0 AS INTEGER) AS depth{memory.round(name, 0)}{memory.fields(name)}"
        if not derived and memory.last(name) < _SMALL:
            memory.narrow[name] = self._strengths[name]
            items = [
                items[0],
                "CAST(c.content AS SMALLINT) AS content",
                *(items[2:] if self._strengths[name] is None else ()),
            ]
            rest = ""
        count = memory.create(
            target,
            f"SELECT {', '.join(items)}{rest} "
            f"FROM (SELECT case_no, strength, {_chosen(self._types[name])} FROM {self._given[name]}) AS g "
            f"JOIN content_{name} AS c ON {all_equal('g', 'c', fields_of(self._types[name]))}",
        )
        memory.based[name] = target
        if not derived:
            memory.members[name] = count


def _chosen(fact_type: FactType) -> str:
    """The columns of a table of given facts, under the names that contents have."""
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


def _open_texts(fact_type: FactType) -> Iterator[Column]:
    """The columns of texts that no enumeration lists."""
    for position, field in enumerate(fact_type.fields):
        if field.kind.name != "enum":
            yield from (column for column in columns_of(f"f{position}", field.kind) if column.type == TEXT)


def _enumerated(fact_type: FactType) -> Iterator[str]:
    for field in fact_type.fields:
        if field.kind.name == "enum":
            yield from field.kind.values
