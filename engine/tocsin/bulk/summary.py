"""How much followed, by type: as JSON and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk.chunks import TABLES
from tocsin.bulk.digest import NOTHING, VERSION, added
from tocsin.bulk.reading.sql import literal
from tocsin.bulk.reviewing import NotReviewed, added_reviews
from tocsin.facts.dataclass import dataclass
from tocsin.facts.reports import QUALIFIERS

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

COUNTED: Final = ("cases", "conclusions", *QUALIFIERS)


@dataclass(frozen=True)
class Summary:
    """What a run found: its own JSON, and a row of counts for each type of conclusion."""

    data: Mapping[str, Any]

    @property
    def types(self) -> list[Mapping[str, Any]]:
        """The rows, by type."""
        return list(self.data["types"])

    def to_csv(self) -> str:
        """The rows as CSV."""
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(("type", *COUNTED))
        table.writerows([row["type"], *(row[name] for name in COUNTED)] for row in self.types)
        return text.getvalue()


def count_part(connection: DuckDBPyConnection, parts: Mapping[str, Path]) -> dict[str, Any]:
    """What one chunk adds to the summary, read out of its parts."""
    conclusions = f"read_parquet({literal(str(parts['conclusions']))})"
    ranks = ", ".join(f"count(*) FILTER (qualifier = {literal(word)})" for word in QUALIFIERS)
    rows = connection.execute(
        f"SELECT type, count(DISTINCT case_id), count(*), {ranks} FROM {conclusions} GROUP BY type ORDER BY type"
    ).fetchall()
    tables = {name: f"read_parquet({literal(str(path))})" for name, path in parts.items()}
    sizes = {
        name: connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for name, table in tables.items()
    }
    return {"types": {row[0]: list(row[1:]) for row in rows}, **sizes}


def add_up(counts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The summary's counts and digests: no case is in two chunks, so that sums are right."""
    types: dict[str, list[int]] = {}
    sizes = {"conclusions": 0, "derivations": 0, "facts": 0}
    digests = dict.fromkeys(TABLES, NOTHING)
    failures: dict[tuple[str, str, str], int] = {}
    reviews: list[NotReviewed] = []
    for count in counts:
        digests = {name: added((digests[name], count["digests"][name])) for name in TABLES}
        for name in sizes:
            sizes[name] += count[name]
        for name, found in count["types"].items():
            types[name] = [sum(pair) for pair in zip(types.get(name, [0] * len(found)), found, strict=True)]
        for rule, text, reason, cases in count["failures"]:
            failures[rule, text, reason] = failures.get((rule, text, reason), 0) + cases
        reviews += map(NotReviewed.from_json, count["not_reviewed"])
    rows = [{"type": name, **dict(zip(COUNTED, types[name], strict=True))} for name in sorted(types)]
    noted = [
        {"rule": rule, "condition": text, "reason": reason, "cases": cases}
        for (rule, text, reason), cases in sorted(failures.items())
    ]
    outdated = [each.to_json() for each in added_reviews(reviews)]
    told = {"without_value": noted, **({"not_reviewed": outdated} if outdated else {})}
    return {**sizes, "digests": digests, "digests_version": VERSION, "types": rows, **told}
