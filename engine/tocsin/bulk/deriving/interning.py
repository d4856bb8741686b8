"""Contents, numbered: each type with the values of its fields once, whatever the cases it is a fact of."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from tocsin.bulk.deriving.column_pruning import stated_heads
from tocsin.bulk.deriving.tables import Tables
from tocsin.bulk.executor import Executor
from tocsin.bulk.lowering.columns import Column, fields_of
from tocsin.engine.plan import Plan

TEXT = "VARCHAR"


class Contents(Tables):
    """The tables ``content_<type>(content, f0, …)``. Numbers are one sequence for all types, with gaps."""

    def __init__(self, executor: Executor, plan: Plan, active: Iterable[int]) -> None:
        super().__init__(executor)
        self.plan = plan
        self.active = frozenset(active)
        self.text = TEXT
        """The SQL type of texts."""
        self._last: dict[str, int] = {}
        self._stated: dict[tuple[int, int], int] = {}
        self._next = 0
        self._counting = Lock()
        self._numbering = {name: Lock() for name in plan.types}
        self._statements: dict[str, dict[tuple[str, ...], int]] = {}
        self._number_stated()

    def number(self, name: str, query: str, most: int) -> None:
        """Number the rows of a query, fields in order, that are new contents of a type: at most so many."""
        table = f"content_{name}"
        columns = fields_of(self.plan.types[name])
        names = ", ".join(column.name for column in columns)
        with self._numbering[name]:
            first = self.reserve(name, most)
            known = f" EXCEPT SELECT {names} FROM {table}" if self.tables.get(table) else ""
            self.append(
                table,
                f"SELECT CAST(row_number() OVER () + {first - 1} AS INTEGER) AS content{self.kept(columns)} "
                f"FROM (SELECT DISTINCT {names} FROM ({query}){known})",
            )

    def reserve(self, name: str, most: int) -> int:
        """The first of so many numbers for contents of a type, which nothing else gets."""
        with self._counting:
            first = self._next
            self._next += most
        if most:
            self._last[name] = first + most - 1
        return first

    def kept(self, columns: Iterable[Column]) -> str:
        """Select items, each after a comma, that keep columns in the types of contents."""
        return "".join(f", {self.cast(column.name, column)}" for column in columns)

    def cast(self, sql: str, column: Column) -> str:
        """A select item that has a value in a column's type, texts in that of contents."""
        return f"CAST({sql} AS {self.text if column.type == TEXT else column.type}) AS {column.name}"

    def _number_stated(self) -> None:
        """Number what rules conclude in so many words, so that it is known beforehand."""
        found = self._statements
        for index, position, name, values in stated_heads(self.plan, self.active):
            rows = found.setdefault(name, {})
            if values not in rows:
                rows[values] = self.reserve(name, 1)
            self._stated[index, position] = rows[values]

    @property
    def stating(self) -> frozenset[str]:
        """The types of which rules conclude something in so many words."""
        return frozenset(self._statements)

    def state(self, name: str) -> None:
        """Make the contents of a type that rules conclude in so many words."""
        columns = fields_of(self.plan.types[name])
        pieces = [
            f"SELECT CAST({number} AS INTEGER) AS content, "
            + ", ".join(f"{value} AS {column.name}" for value, column in zip(values, columns, strict=True))
            for values, number in self._statements[name].items()
        ]
        self.create(f"content_{name}", f"SELECT content{self.kept(columns)} FROM ({' UNION ALL '.join(pieces)})")

    def stated(self, rule: int, position: int) -> int | None:
        """The number of a conclusion that a rule states in so many words; None if it takes a value from a fact."""
        return self._stated.get((rule, position))

    @property
    def end(self) -> int:
        """One more than the last content's number."""
        return self._next

    def last(self, name: str) -> int:
        """The greatest number that a content of a type may have so far; -1 if there is none."""
        return self._last.get(name, -1)

    def newer(self, name: str, number: int) -> bool:
        """True if a type may have a content with this number or a later one."""
        return self.last(name) >= number
