"""Many cases at once on Spark, from tables to tables, as a library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tocsin.bulk.chunks import Question
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.spark.chunks import answer
from tocsin.bulk.spark.executor import Spark
from tocsin.bulk.spark.session import working_session
from tocsin.bulk.spark.staging import stage
from tocsin.bulk.spark.writing import SORTED

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from tocsin.bulk.api import Results


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


def run_on(
    session: SparkSession,
    question: Question,
    inputs: Sequence[Input],
    *,
    across: bool,
    memory: int | None,
    threads: int | None,
) -> Results:
    """What follows in every case of the tables, in one go, on a session of Spark that the caller keeps."""
    from tocsin.bulk.api import Results

    rejects = Rejects()
    executor = Spark.of(working_session(session), memory, threads)
    try:
        staged = stage(executor, inputs, rejects, across=across, tell=lambda file: None)
        rejects.problems.raise_if_any()
        with answer(executor, question, staged, range(staged.cases)) as answered:
            tables = {
                name: SparkTable(frame.drop("case_no").orderBy(*SORTED[name]).localCheckpoint())
                for name, frame in answered.frames.items()
            }
            return Results(**tables, cases=staged.cases, failures=answered.failures)
    finally:
        executor.close()
