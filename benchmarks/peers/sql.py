"""DuckDB with SQL written by hand for one program: the limit for a set-oriented engine. It keeps no derivations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.suite import Trial


def by_sql(
    tables: Mapping[str, tuple[Sequence[str], Sequence[tuple[Any, ...]]]],
    statements: Sequence[str],
    answer: Callable[[Any], list[object]],
) -> Trial:
    """The tables in memory beforehand (columns, rows), the statements timed; each begins ``create or replace``."""
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect()
    connection.execute("set threads to 2")
    for name, (columns, rows) in tables.items():
        arrays = dict(zip(columns, zip(*rows, strict=True), strict=True))
        connection.register("given", pa.table({column: list(values) for column, values in arrays.items()}))
        connection.execute(f"create table {name} as from given")

    def run() -> Any:
        for statement in statements:
            connection.execute(statement)
        return connection

    return Trial(run, answer)
