"""Facts as people write them, worked out once for each content of a chunk."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk.arrow import texts
from tocsin.bulk.executor import Executor
from tocsin.engine.plan import Plan
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.printing import format_fields
from tocsin.facts.quantity import interval

if TYPE_CHECKING:
    from tocsin.bulk.alone import Answers

TABLE: Final = "notations"
_BATCH: Final = 100_000
"""So many contents at a time."""


def write_notations(executor: Executor, plan: Plan, relations: Answers) -> None:
    """The table ``notations`` holds the notation of every content in the relations, by type and fields."""
    import pyarrow as pa

    found = executor.arrow(relations.contents)
    written = []
    for batch in found.to_batches(max_chunksize=_BATCH):  # Python's texts are larger than Arrow's
        pairs = zip(batch["type"].to_pylist(), batch["fields"].to_pylist(), strict=True)
        written.append(texts(notation(plan.types[name], text) for name, text in pairs))
    executor.load(TABLE, found.append_column("notation", pa.chunked_array(written, pa.string())))


def notation(fact_type: FactType, fields: str) -> str:
    """The notation of a fact from the canonical JSON of its fields.

    >>> from tocsin.facts import registered
    >>> notation(registered("geopolitics").type("sanctions_regime"), '{"imposed_by":"UN","target":"PRK"}')
    'sanctions_regime(imposed_by=UN, target=PRK)'
    """
    values = json.loads(fields)
    named = {field.name: _value(field, values[field.name]) for field in fact_type.fields if field.name in values}
    return format_fields(fact_type.name, named)


def _value(field: FieldType, value: Any) -> Any:
    match field.kind.name:
        case "quantity":
            return interval(*value)
        case "date":
            return dt.date.fromisoformat(value)
        case _:
            return value
