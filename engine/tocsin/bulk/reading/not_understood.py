"""What of the rows of tables nothing can come of, found by counting: types no rule reads, values no rule looks for.

And sources whose name is a slip away from another's. All of it is asked of the database, by type, column and value, so
that it takes a few queries however many rows there are; only distinct names come to Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tocsin.bulk.reading.sql import literal
from tocsin.bulk.reading.staging import Staged
from tocsin.engine.plan import Plan
from tocsin.facts.fact_type import FactType
from tocsin.facts.json_values import to_json
from tocsin.facts.kinds import KindName
from tocsin.facts.near_names import one_slip_apart
from tocsin.facts.problems import nearest
from tocsin.questions.missing.read_by import Sought, sought_values

Rows = Callable[[str], list[tuple[Any, ...]]]
KEPT: Final = 50
"""So many of each are kept, those with the most rows first."""
_NAMES: Final = 20_000
"""So many names of sources are compared, those with the most rows first."""
_COUNTED: Final[Mapping[KindName, Callable[[Any], str]]] = {
    "str": literal,
    "enum": literal,
    "int": str,
    "bool": lambda value: str(value).lower(),
}
"""The kinds of fields whose values are looked for by name, and how SQL writes one."""


def not_understood(rows: Rows, plan: Plan, staged: Staged) -> dict[str, Any]:
    """What nothing can come of, as JSON-ready data; ``docs/bulk.md`` describes it.

    ``rows`` answers a query over the tables ``stated_N`` and ``common_N`` of what was staged.
    """
    sought = sought_values(plan)
    types = [
        found
        for number, name in enumerate(staged.types)
        if name not in sought
        for found in _unread(rows, number, name, staged)
    ]
    values = [
        found
        for number, name in enumerate(staged.types)
        for each in sought.get(name, ())
        if plan.types[name].fields[each.at].kind.name in _COUNTED
        for found in _unsought(rows, number, plan.types[name], each, staged)
    ]
    kept = {"types": types, "values": values, "sources": list(_misspelt(rows, staged))}
    found: dict[str, Any] = {}
    for part, items in kept.items():
        items.sort(key=lambda item: -item["rows"])
        found[part] = items[:KEPT]
    found["left_out"] = {part: max(0, len(items) - KEPT) for part, items in kept.items()}
    return found


def _unread(rows: Rows, number: int, name: str, staged: Staged) -> Iterator[dict[str, Any]]:
    """The type, with how many rows there are of it, if there are some."""
    for _, count, cases in rows(_tally(number, "0", staged, "true")):
        yield {"type": name, "rows": count, "cases": cases}


def _unsought(rows: Rows, number: int, fact_type: FactType, sought: Sought, staged: Staged) -> Iterator[dict[str, Any]]:
    """The values of a column that no pattern takes."""
    field = fact_type.fields[sought.at]
    write = _COUNTED[field.kind.name]
    column = f"f{sought.at}"
    listed = ", ".join(sorted(write(value) for value in sought.values if value is not None))
    another = f"{column} NOT IN ({listed})" if listed else f"{column} IS NOT NULL"
    lost = f"coalesce({another}, {'false' if sought.takes(None) else 'true'})"
    words = [word for word in sought.values if isinstance(word, str) and field.codes is None]
    for value, count, cases in rows(_tally(number, column, staged, lost)):
        yield {
            "type": fact_type.name,
            "field": field.name,
            "value": value,
            "rows": count,
            "cases": cases,
            "nearest": nearest(value, words) if isinstance(value, str) else None,
            "sought": [to_json(word) for word in sought.values],
        }


def _tally(number: int, column: str, staged: Staged, where: str) -> str:
    """The SELECT of each value of a column among some rows of a type, with how many rows and cases have it."""
    return (
        "SELECT v, CAST(sum(n) AS BIGINT), max(c) FROM ("
        f"SELECT {column} AS v, count(*) AS n, count(DISTINCT case_no) AS c FROM stated_{number} WHERE {where} "
        f"GROUP BY 1 UNION ALL SELECT {column} AS v, count(*) AS n, CAST({staged.cases} AS BIGINT) AS c "
        f"FROM common_{number} WHERE {where} GROUP BY 1"
        f") AS tally GROUP BY v ORDER BY 2 DESC, 1 LIMIT {_NAMES}"
    )


def _misspelt(rows: Rows, staged: Staged) -> Iterator[dict[str, Any]]:
    """The sources named a slip away from one with more rows."""
    tables = [table for number in range(len(staged.types)) for table in (f"stated_{number}", f"common_{number}")]
    every = " UNION ALL ".join(f"SELECT name FROM {table} WHERE name IS NOT NULL" for table in tables)
    if not every:
        return
    counted = f"SELECT name, count(*) FROM ({every}) AS named GROUP BY name ORDER BY 2 DESC, 1 LIMIT {_NAMES}"
    counts: dict[str, int] = dict(rows(counted))
    for name, like in one_slip_apart(counts):
        yield {"source": name, "rows": counts[name], "like": like}
