"""Where the SQL of a derivation runs: the little that lowering asks of an engine, and DuckDB's way to do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import get_ident, local
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

from tocsin.bulk.reading import sql

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


class Executor(Protocol):
    """An SQL engine. Queries are written in DuckDB's dialect and use only what sqlglot can say in others too.

    Tables are temporary: they belong to the run that makes them. As many threads as there are ``lanes`` may use an
    executor at once, and each finds the tables of the others.
    """

    lanes: int
    at_once: int | None
    """So many facts meet in a join, about; of more it is made in stretches of cases. None: however many there are."""

    def shared(self, lanes: int) -> AbstractContextManager[None]:
        """Meanwhile so many threads use the executor, and each query takes no more than its share of the machine."""

    def interrupt(self) -> None:
        """What other threads are computing ends with an error."""

    def create(self, name: str, query: str) -> int:
        """The table holds the rows of the query, and nothing that it may have held before; how many they are."""

    def append(self, name: str, query: str) -> int:
        """The table also holds the rows of the query, whose columns come in the table's order; how many they are."""

    def replace(self, name: str, other: str) -> None:
        """The table holds what the other one held, which is gone."""

    def words(self, query: str) -> str:
        """An SQL type for texts that are all among the query's rows: distinct, in one column ``word``.

        What is kept in it compares and sorts as the texts do, and is a text again wherever one is asked for.
        """

    def count(self, name: str) -> int:
        """The number of rows of a table."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query as Python values."""

    def arrow(self, query: str) -> pa.Table:
        """The rows of a query as an Arrow table."""

    def load(self, name: str, table: pa.Table) -> None:
        """The table holds the rows of an Arrow table."""

    def drop(self, name: str) -> None:
        """The table is gone, if it was there."""


_WORK = "tocsin_work"
_LANES = 4
"""So many threads at most: a plan's components rest on each other, and seldom keep more of them busy."""
_IDLE_PASSES = frozenset(
    (
        *("common_aggregate", "common_subexpressions", "common_subplan", "cte_filter_pusher", "cte_inlining"),
        *("duplicate_groups", "empty_result_pullup", "extension", "filter_pullup", "in_clause", "join_elimination"),
        *("join_filter_pushdown", "late_materialization", "limit_pushdown", "materialized_cte", "regex_range"),
        *("row_group_pruner", "sampling_pushdown", "sum_rewriter", "top_n", "top_n_window_elimination"),
        *("unnest_rewriter", "window_self_join"),
    )
)
"""What DuckDB's optimizer looks for and the queries of a derivation do not have."""
_AT_ONCE = 200_000
"""The hash table of a join of so many facts takes some 4 MiB; smaller ones would take more time and little less."""
_WORDS = 60_000
"""So many texts are numbered, in sixteen bits; beyond that their dictionary costs more than it saves."""


class DuckDB:
    """DuckDB in this process, over a connection that the caller opens, sets up and closes.

    Tables are made in a database in memory of their own, ``tocsin_work``, which is attached to the connection and
    searched before the caller's: other than temporary tables, every thread's cursor finds them.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, lanes: int | None = None) -> None:
        self._connection = connection
        self._owner = get_ident()
        self._cursors = local()
        self._open: WeakSet[duckdb.DuckDBPyConnection] = WeakSet()
        ((threads, database, schema, path),) = connection.execute(
            "SELECT current_setting('threads'), current_database(), current_schema(), current_setting('search_path')"
        ).fetchall()
        self.lanes = min(threads, _LANES) if lanes is None else lanes
        self.at_once: int | None = _AT_ONCE
        if database != _WORK:
            connection.execute(f"ATTACH IF NOT EXISTS ':memory:' AS {_WORK}")
            path = f"{_WORK},{sql.name(database)}.{sql.name(schema)}"
        self._path = f"SET search_path = {sql.literal(path)}"
        connection.execute(self._path)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The caller's connection; in another thread, a cursor of it."""
        if get_ident() == self._owner:
            return self._connection
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._cursors, "cursor", None)
        if cursor is None:
            cursor = self._cursors.cursor = self._connection.cursor()
            cursor.execute(self._path)
            self._open.add(cursor)
        return cursor

    @contextmanager
    def shared(self, lanes: int) -> Iterator[None]:
        """Divide DuckDB's threads among so many queries at once: two that both take all of them hinder each other.

        Queries are planned without the passes that have nothing to do in them, which saves a tenth of the planning.
        """
        known = "SELECT list(name) FROM duckdb_optimizers()"
        ((threads, passes, disabled),) = self.connection.execute(
            f"SELECT current_setting('threads'), ({known}), current_setting('disabled_optimizers')"
        ).fetchall()
        idle = ",".join([*filter(None, [disabled]), *(name for name in passes if name in _IDLE_PASSES)])
        self._set(max(1, threads // lanes), threads, idle)
        try:
            yield
        finally:
            self._set(threads, max(1, threads // lanes), disabled)

    def _set(self, threads: int, before: int, disabled: str) -> None:
        self.connection.execute(f"SET disabled_optimizers = '{disabled}'")
        if threads != before:
            # DuckDB gives memory back whenever this is set, to the same number too.
            self.connection.execute(f"SET threads = {threads}")

    def interrupt(self) -> None:
        """Interrupt what the cursors of other threads are executing."""
        for cursor in list(self._open):
            cursor.interrupt()

    def create(self, name: str, query: str) -> int:
        """Make a temporary table of the rows of a query."""
        return self._number(f"CREATE OR REPLACE TABLE {name} AS {query}")

    def append(self, name: str, query: str) -> int:
        """Add the rows of a query to a table."""
        return self._number(f"INSERT INTO {name} {query}")

    def replace(self, name: str, other: str) -> None:
        """Drop a table and rename another to its name."""
        self.drop(name)
        self.connection.execute(f"ALTER TABLE {other} RENAME TO {name}")

    def words(self, query: str) -> str:
        """Make an enumeration of texts, in their order, so that joins compare small numbers."""
        try:
            if not 0 < self.create("tocsin_words", query) <= _WORDS:
                return "VARCHAR"
            ordered = "SELECT word FROM tocsin_words ORDER BY word"
            self.connection.execute(f"CREATE OR REPLACE TYPE tocsin_word AS ENUM ({ordered})")
        finally:
            self.drop("tocsin_words")
        return "tocsin_word"

    def count(self, name: str) -> int:
        """Count the rows of a table."""
        return self._number(f"SELECT count(*) FROM {name}")

    def _number(self, statement: str) -> int:
        found: int = self.connection.execute(statement).fetchall()[0][0]
        return found

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Fetch the rows of a query."""
        return self.connection.execute(query).fetchall()

    def arrow(self, query: str) -> pa.Table:
        """Fetch the rows of a query as an Arrow table."""
        return self.connection.sql(query).to_arrow_table()

    def load(self, name: str, table: pa.Table) -> None:
        """Make a temporary table of an Arrow table's rows."""
        self.connection.register(f"{name}_arrow", table)
        try:
            self.create(name, f"SELECT * FROM {name}_arrow")
        finally:
            self.connection.unregister(f"{name}_arrow")

    def drop(self, name: str) -> None:
        """Drop a temporary table."""
        self.connection.execute(f"DROP TABLE IF EXISTS {name}")
