"""Which functions of the comparison language have exact SQL, and which Python evaluates for SQL.

Every function of the table (``tocsin.rules.expression.functions``) stands in one of the two lists; a test names those
that stand in neither.
"""

from __future__ import annotations

from typing import Final

SQL: Final = {
    "year": "year({0})",
    "quarter": "quarter({0})",
    "month": "month({0})",
    "day": "day({0})",
    "weekday": "isodow({0})",
    "days": "date_diff('day', {0}, {1})",
    # The bounds of a quantity are columns of their own.
    "same": "({0} IS NOT DISTINCT FROM {2} AND {1} IS NOT DISTINCT FROM {3})",
    "abs": "abs({0})",
}
"""DuckDB's SQL of a function, over that of its arguments."""

IN_PYTHON: Final = frozenset({"min", "max", "low", "high"})
"""Of whole numbers and doubles together the extreme one has no exact SQL, and an open end has no value."""
