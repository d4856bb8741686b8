"""What a run over many cases gives: three tables, held by Arrow or kept on Spark, and what failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tocsin.bulk.chunks import Failed
from tocsin.bulk.reviewing import NotReviewed
from tocsin.engine.arrow_tables import Table
from tocsin.facts.dataclass import dataclass

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from pyspark.sql import DataFrame


@dataclass(frozen=True)
class SparkTable:
    """One table of a result, kept by the workers of a session for as long as it lasts."""

    frame: DataFrame

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _length(self) -> int:
        return int(self.frame.count())

    def to_arrow(self) -> pa.Table:
        """The table, brought to the driver."""
        return self.frame.toArrow()

    def to_pandas(self) -> pd.DataFrame:
        """A data frame of pandas, brought to the driver."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """A data frame of polars, brought to the driver."""
        import polars as pl

        found = pl.from_arrow(self.to_arrow())
        assert isinstance(found, pl.DataFrame)
        return found


@dataclass(frozen=True)
class Results:
    """What follows in every case: conclusions, every derivation, and the given facts in force.

    ``conclusions`` has ``case_id, id, type, fields, notation, qualifier, boundary, depth``; ``derivations`` has
    ``case_id, conclusion, rule, premises, bindings, qualifier, boundary, depth``; ``facts`` the first five of
    ``conclusions`` and ``qualifier``. Ids are content ids, ``fields`` and ``bindings`` canonical JSON.
    ``not_understood`` is what nothing can come of, whatever else is in the tables, as the summary of a run has it.
    ``not_reviewed`` are the parameters last reviewed before the day of some cases, which rules read there.
    """

    conclusions: Table | SparkTable
    derivations: Table | SparkTable
    facts: Table | SparkTable
    cases: int
    failures: tuple[Failed, ...]
    not_understood: Mapping[str, Any]
    not_reviewed: tuple[NotReviewed, ...]


def count_failures(counts: dict[tuple[str, str, str], int], failures: Iterable[Failed]) -> None:
    """Add the cases of each failure to the counts."""
    for failed in failures:
        key = (failed.rule, failed.text, failed.reason)
        counts[key] = counts.get(key, 0) + failed.cases


def failures_of(counts: Mapping[tuple[str, str, str], int]) -> tuple[Failed, ...]:
    """The failures counted, in a fixed order."""
    return tuple(Failed(*key, cases) for key, cases in sorted(counts.items()))


__all__ = ["Results", "SparkTable", "Table", "count_failures", "failures_of"]
