"""The temporary tables of one derivation, so that all of them can be dropped when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING

from tocsin.bulk.executor import Executor

if TYPE_CHECKING:
    import pyarrow as pa


class Tables:
    """The tables that a derivation has made in an executor, and how many rows they have."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.tables: dict[str, int] = {}
        self._names = count(1)
        self._shared = Lock()

    def create(self, name: str, query: str) -> int:
        """Make a table that is dropped with the others; the number of its rows."""
        found = self.tables[name] = self.executor.create(name, query)
        return found

    def create_of(self, name: str, queries: Iterable[str]) -> int:
        """Make a table of the rows of several queries; how many."""
        return sum(self.append(name, query) if at else self.create(name, query) for at, query in enumerate(queries))

    def append(self, name: str, query: str) -> int:
        """Add rows to a table, which is made if there is none; how many."""
        if name not in self.tables:
            return self.create(name, query)
        found = self.executor.append(name, query)
        self.tables[name] += found
        return found

    def append_shared(self, name: str, query: str) -> None:
        """Add rows to a table that other threads may add to meanwhile."""
        with self._shared:
            self.append(name, query)

    def replace(self, name: str, other: str) -> None:
        """Let a table hold what another one held, which is gone then."""
        self.executor.replace(name, other)
        self.tables[name] = self.tables.pop(other)

    def load(self, name: str, table: pa.Table) -> None:
        """Make a table of an Arrow table."""
        self.executor.load(name, table)
        self.tables[name] = table.num_rows

    def fresh(self, stem: str) -> str:
        """A table name that nothing else has."""
        return f"{stem}_number_{next(self._names)}"

    def drop(self, name: str) -> None:
        """Drop a table."""
        self.executor.drop(name)
        self.tables.pop(name, None)

    def close(self) -> None:
        """Drop every table."""
        for name in sorted(self.tables):
            self.executor.drop(name)
        self.tables.clear()
