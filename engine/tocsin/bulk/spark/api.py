"""Many cases at once on Spark, from tables to tables, as a library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.bulk.chunks import Question
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.not_understood import not_understood
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.results import Results, SparkTable
from tocsin.bulk.spark.chunks import answer
from tocsin.bulk.spark.executor import Spark
from tocsin.bulk.spark.session import working_session
from tocsin.bulk.spark.staging import stage
from tocsin.bulk.spark.writing import SORTED

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


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
    rejects = Rejects()
    executor = Spark.of(working_session(session), memory, threads)
    try:
        staged = stage(executor, inputs, rejects, across=across, tell=lambda file: None)
        rejects.problems.raise_if_any()
        missed = not_understood(executor.rows, question.plan, staged)
        with answer(executor, question, staged, range(staged.cases)) as answered:
            tables = {
                name: SparkTable(frame.drop("case_no").orderBy(*SORTED[name]).localCheckpoint())
                for name, frame in answered.frames.items()
            }
            return Results(
                conclusions=tables["conclusions"],
                derivations=tables["derivations"],
                facts=tables["facts"],
                cases=staged.cases,
                failures=answered.failures,
                not_understood=missed,
                not_reviewed=answered.not_reviewed,
            )
    finally:
        executor.close()
