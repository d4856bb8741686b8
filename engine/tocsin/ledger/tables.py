"""A case's history as CSV, for spreadsheets: one row for each report, assessment or other entry."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from tocsin.facts.json_values import canonical_json
from tocsin.ledger.entry import Entry

COLUMNS: Final = (
    *("number", "recorded", "by", "kind", "reason", "fact", "type", "fields"),
    *(
        "status",
        "publisher",
        "title",
        "url",
        "date",
        "origin",
        "grade",
        "valid_from",
        "valid_to",
        "note",
        "details",
        "hash",
    ),
)
# A spreadsheet would take these for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines of the table, without line ends: its header, then a row for each report or entry.

    Text that a spreadsheet would run as a formula stands behind an apostrophe.
    """
    yield _line(COLUMNS)
    for entry in entries:
        content = entry.content
        start = [str(entry.number), entry.recorded, entry.by, entry.kind, entry.reason or ""]
        if "fields" not in content:
            details = canonical_json(content) if content else ""
            yield _line([*start, *[""] * 13, details, entry.hash])
            continue
        fact = [content["id"], content["type"], canonical_json(content["fields"])]
        for report in content["reports"] or [{}]:
            source = report.get("source", {})
            told = [
                report.get("status", ""),
                *(source.get(key, "") for key in ("publisher", "title", "url", "date", "origin")),
            ]
            rest = [report.get(key, "") for key in ("grade", "valid_from", "valid_to", "note")]
            firmness = report.get("qualifier") or content.get("qualifier", "")
            yield _line([*start, *fact, *told, *rest, firmness, entry.hash])


def _line(cells: Iterable[str]) -> str:
    stream = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
    csv.writer(stream, lineterminator="").writerow(safe)
    return stream.getvalue()
