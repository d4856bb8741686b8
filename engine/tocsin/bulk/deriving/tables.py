"""The temporary tables of one derivation, so that all of them can be dropped when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.bulk.executor import Executor

if TYPE_CHECKING:
    import pyarrow as pa


class Tables:
    """The tables that a derivation has made in an executor."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.tables: set[str] = set()
        self._names = 0

    def create(self, name: str, query: str) -> int:
        """Make a table that is dropped with the others; the number of its rows."""
        count = self.executor.create(name, query)
        self.tables.add(name)
        return count

    def append(self, name: str, query: str) -> int:
        """Add rows to a table, which is made if there is none; how many."""
        if name in self.tables:
            return self.executor.append(name, query)
        return self.create(name, query)

    def replace(self, name: str, other: str) -> None:
        """Let a table hold what another one held, which is gone then."""
        self.executor.replace(name, other)
        self.tables.discard(other)
        self.tables.add(name)

    def load(self, name: str, table: pa.Table) -> None:
        """Make a table of an Arrow table."""
        self.executor.load(name, table)
        self.tables.add(name)

    def fresh(self, stem: str) -> str:
        """A table name that nothing else has."""
        self._names += 1
        return f"{stem}_number_{self._names}"

    def drop(self, name: str) -> None:
        """Drop a table."""
        self.executor.drop(name)
        self.tables.discard(name)

    def close(self) -> None:
        """Drop every table."""
        for name in sorted(self.tables):
            self.executor.drop(name)
        self.tables.clear()
