"""The packages that bulk runs need beyond Tocsin's own: imported when a run begins, or asked for by name."""

from __future__ import annotations

from tocsin.bulk import codes
from tocsin.facts import extras

_NEEDED = {"bulk": ("duckdb", "pyarrow", "sqlglot"), "spark": ("duckdb", "pyarrow", "pyspark", "sqlglot")}


def need(extra: str = "bulk") -> None:
    """Nothing happens if the extra is installed. Raises ProblemError, with how to install it, if it is not."""
    extras.need(extra, codes.NO_EXTRA, "bulk runs need", *_NEEDED[extra])
