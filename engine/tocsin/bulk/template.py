"""Empty tables to fill in: one for each fact type, with the columns that bulk runs read."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tocsin.bulk import codes
from tocsin.bulk.atomic_files import write_text
from tocsin.bulk.reading.columns import CASE_ID
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.problems import Place, Problem, raise_if_any
from tocsin.facts.read.header import PREFIX
from tocsin.facts.tree import shown_path

if TYPE_CHECKING:
    import pyarrow as pa

TemplateFormat = Literal["csv", "parquet", "jsonl"]
REPORT: tuple[str, ...] = ("source", "source.date", "grade", "status")
"""The columns of the report that a template has; the others are read too."""


def write_templates(types: Sequence[FactType], folder: Path, form: TemplateFormat) -> list[Path]:
    """The folder holds an empty table for each type; the paths written.

    JSON Lines have no header, so there the one line shows the type's kinds and is to be replaced. Raises ProblemError,
    before anything is written, if a file of one of these names is there already.
    """
    paths = [folder / f"{fact_type.name}.{form}" for fact_type in types]
    message = "there is a file of this name already"
    raise_if_any(
        Problem(codes.TARGET, message, Place(shown_path(path)), "name another folder, or move the file away")
        for path in paths
        if path.exists()
    )
    folder.mkdir(parents=True, exist_ok=True)
    for fact_type, path in zip(types, paths, strict=True):
        _write(fact_type, path, form)
    return paths


def columns_of(fact_type: FactType) -> list[str]:
    """The names of a template's columns."""
    report = [PREFIX + name if name in fact_type.by_name else name for name in REPORT]
    return [CASE_ID, *fact_type.by_name, *report]


def _write(fact_type: FactType, path: Path, form: TemplateFormat) -> None:
    match form:
        case "csv":
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerow(columns_of(fact_type))
            write_text(path, text.getvalue())
        case "jsonl":
            write_text(path, _line(fact_type))
        case "parquet":
            import pyarrow.parquet as pq

            pq.write_table(_schema(fact_type).empty_table(), path)


def _line(fact_type: FactType) -> str:
    import json

    shown: dict[str, Any] = {CASE_ID: "case-1"}
    for field in fact_type.fields:
        shown[field.name] = _example(field, shown.values())
    return json.dumps(shown, ensure_ascii=False) + "\n"


def _example(field: FieldType, beside: Collection[object]) -> Any:
    if field.codes is not None:  # another than stand there already: nobody acts upon himself
        return next(code for code in sorted(field.codes.proposed) if code not in beside)
    values: dict[str, Any] = {
        "str": "text",
        "int": 1,
        "float": 0.5,
        "bool": True,
        "date": "2024-01-31",
        "quantity": "10900..11000",
        "enum": field.kind.values[0] if field.kind.values else "",
    }
    return values[field.kind.name]


def _schema(fact_type: FactType) -> pa.Schema:
    """Typed columns; a quantity has one for each end."""
    import pyarrow as pa

    return pa.schema(
        [(CASE_ID, pa.string()), *_fields(fact_type)]
        + [
            (name, pa.date32() if name.endswith("date") else pa.string())
            for name in columns_of(fact_type)[-len(REPORT) :]
        ]
    )


def _fields(fact_type: FactType) -> Iterator[tuple[str, Any]]:
    import pyarrow as pa

    types = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "date": pa.date32()}
    for field in fact_type.fields:
        if field.kind.name == "quantity":
            yield f"{field.name}_low", pa.float64()
            yield f"{field.name}_high", pa.float64()
        else:
            yield field.name, types.get(field.kind.name, pa.string())
