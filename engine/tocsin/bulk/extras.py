"""The packages that bulk runs need beyond Tocsin's own: imported when a run begins, or asked for by name."""

from __future__ import annotations

from importlib.util import find_spec

from tocsin.bulk import codes
from tocsin.facts.problems import Problem, ProblemError

_NEEDED = {"bulk": ("duckdb", "pyarrow", "sqlglot"), "spark": ("duckdb", "pyarrow", "pyspark", "sqlglot")}


def need(extra: str = "bulk") -> None:
    """Nothing happens if the extra is installed. Raises ProblemError, with how to install it, if it is not."""
    missing = [package for package in _NEEDED[extra] if find_spec(package) is None]
    if missing:
        message = f"bulk runs need {', '.join(missing)}, which cannot be imported"
        raise ProblemError([Problem(codes.NO_EXTRA, message, None, f'pip install "tocsin[{extra}]"')])
