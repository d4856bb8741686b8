"""Conclusions, derivations and facts as tables of Arrow, which pandas and polars read without copying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.engine.assessment import Assessment
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


@dataclass(frozen=True)
class Table:
    """One table of a result, held by Arrow."""

    arrow: pa.Table

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    def to_arrow(self) -> pa.Table:
        """The table itself."""
        return self.arrow

    def to_pandas(self) -> pd.DataFrame:
        """A data frame of pandas; its texts are Arrow's, where pandas has that."""
        return self.arrow.to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """A data frame of polars over the same memory."""
        import polars as pl

        found = pl.from_arrow(self.arrow)
        assert isinstance(found, pl.DataFrame)
        return found


class Tables(NamedTuple):
    """What a case comes to, in the columns of a run over many cases (``tocsin.bulk.Results``)."""

    conclusions: Table
    derivations: Table
    facts: Table


@checked()
def tables_of(assessment: Assessment) -> Tables:
    """The tables of an assessment, each ordered by its ids. Needs pyarrow; ModuleNotFoundError without it.

    ``case_id`` is the name of the case, ``fields`` and ``bindings`` are canonical JSON.
    """
    import pyarrow as pa

    from tocsin.facts.json_values import canonical_json

    text, flag, number = pa.string(), pa.bool_(), pa.int32()
    named = {"case_id": text, "id": text, "type": text, "fields": text, "notation": text, "qualifier": text}
    steps = {"case_id": text, "conclusion": text, "rule": text, "premises": pa.list_(text), "bindings": text}
    strength = {"qualifier": text, "boundary": flag, "depth": number}
    conclusions = sorted(assessment.conclusions, key=lambda each: each.id)
    facts = sorted(assessment.facts, key=lambda each: each.id)
    case = assessment.name
    concluded = [
        (case, c.id, c.type, canonical_json(c.fields), c.fact_text, c.qualifier, c.boundary, c.depth)
        for c in conclusions
    ]
    derived = [
        (case, c.id, d.rule.id, list(d.premises), d.tie, d.qualifier, d.boundary, d.height)
        for c in conclusions
        for d in c.derivations
    ]
    given = [
        (case, f.id, f.type, canonical_json(f.to_json()["fields"]), str(f.fact), f.qualifier) for f in facts
    ]  # fmt: skip
    return Tables(
        _table(concluded, {**named, **strength}), _table(derived, {**steps, **strength}), _table(given, named)
    )


def _table(rows: list[tuple[Any, ...]], kinds: dict[str, pa.DataType]) -> Table:
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    arrays = [pa.array(list(column), kind) for column, kind in zip(columns, kinds.values(), strict=True)]
    return Table(pa.table(arrays, names=list(kinds)))
