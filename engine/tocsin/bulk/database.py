"""The DuckDB that a run works in: how much memory and how many threads it may take, and where it spills."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.bulk.reading.sql import literal
from tocsin.engine.stopping import interrupted_by, memory_allowed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STAGED = "staged"
"""The attached database that holds the rows read."""
_SHARE = 0.6
"""DuckDB's part of the memory a run may take: the rest is for Arrow, Python and what DuckDB does not count."""


_LEAST = 2**28
"""The least memory that DuckDB is asked to work within, in bytes, its part of it: with less even a small run fails."""


@contextmanager
def connected(memory: int | None, threads: int | None, spill: Path | None) -> Iterator[DuckDBPyConnection]:
    """Within, there is a connection to an empty database in memory, whose queries end where ``limits`` stop the work.

    ``memory`` is what the whole process should stay within, in bytes; if it is not said, what limits leave to it.
    Without ``spill`` DuckDB finds a folder itself.
    """
    if memory is None and (allowed := memory_allowed()) is not None:
        memory = max(allowed, _LEAST)
    connection = connect(memory, threads, spill)
    try:
        with interrupted_by(connection.interrupt):
            yield connection
    finally:
        connection.close()


def connect(memory: int | None, threads: int | None, spill: Path | None) -> DuckDBPyConnection:
    """A connection to an empty database in memory, which the caller closes; options as for ``connected``."""
    import duckdb

    connection = duckdb.connect(":memory:")
    if memory is not None:
        connection.execute(f"SET memory_limit = '{int(memory * _SHARE) // 1024} KiB'")
    if threads is not None:
        connection.execute(f"SET threads = {threads}")
    if spill is not None:
        spill.mkdir(parents=True, exist_ok=True)
        connection.execute(f"SET temp_directory = {literal(str(spill))}")
    connection.execute("SET enable_progress_bar = false")
    return connection


def attach(connection: DuckDBPyConnection, file: Path | None, *, read_only: bool = False) -> None:
    """Attach the database of rows: a file, or another one in memory."""
    path = ":memory:" if file is None else str(file)
    connection.execute(f"ATTACH {literal(path)} AS {STAGED}" + (" (READ_ONLY)" if read_only else ""))
