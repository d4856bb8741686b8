"""The tables of a job's results as they are sent: Parquet as it was written, or row by row as JSON Lines or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

from tocsin.facts.json_values import canonical_json

PARQUET: Final = "application/vnd.apache.parquet"
JSON_LINES: Final = "application/jsonl"
CSV: Final = "text/csv"
FORMS: Final = (PARQUET, JSON_LINES, CSV)
_ROWS: Final = 10_000
_PART: Final = 1024 * 1024


def sent(file: IO[bytes], form: str) -> Iterator[bytes]:
    """The Parquet file in that form, part by part; it is closed at the end."""
    with file:
        if form == PARQUET:
            yield from iter(lambda: file.read(_PART), b"")
            return
        import pyarrow.parquet as pq

        parquet = pq.ParquetFile(file)
        names = parquet.schema_arrow.names
        if form == CSV:
            yield _lines(names)
        for batch in parquet.iter_batches(_ROWS):
            rows = batch.to_pylist()
            if form == CSV:
                yield _lines(*([_cell(row[name]) for name in names] for row in rows))
            else:
                yield "".join(f"{canonical_json(row)}\n" for row in rows).encode("utf-8")


def _cell(value: Any) -> object:
    """A list, as of premises, is JSON in its cell."""
    return canonical_json(value) if isinstance(value, list | Mapping) else value


def _lines(*rows: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")
