"""The cases of a run on Spark, some at a time: what follows from the facts in force, as data frames to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tocsin.bulk.alone import Answers, answer_all
from tocsin.bulk.chunks import NOTED, Failed, Question, TableName, give, qualifier_sql
from tocsin.bulk.notations import TABLE as NOTATIONS
from tocsin.bulk.notations import notation, write_notations
from tocsin.bulk.reading.staging import Staged
from tocsin.bulk.reviewing import NotReviewed, not_reviewed
from tocsin.bulk.spark.executor import Spark
from tocsin.engine.plan import Plan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


@dataclass(frozen=True)
class Answered:
    """A chunk's answer, while its tables last: a frame for each table to keep, with the number of each row's case."""

    frames: Mapping[TableName, DataFrame]
    failures: tuple[Failed, ...]
    not_reviewed: tuple[NotReviewed, ...]


@contextmanager
def answer(executor: Spark, question: Question, staged: Staged, chunk: range) -> Iterator[Answered]:
    """What follows in the cases of a chunk."""
    given = give(executor, question, staged, chunk)
    relations = answer_all(executor, question.backed, question.active, given)
    try:
        failed = executor.rows(
            "SELECT rule, text, reason, count(DISTINCT case_no) AS cases "
            f"FROM ({relations.failures}) GROUP BY rule, text, reason"
        )
        outdated = not_reviewed(executor, question.plan, question.active, question.as_of, relations, "cases", chunk)
        _note(executor, question.plan, relations)
        frames = {name: executor.answer(query) for name, query in _queries(relations, chunk).items()}
        yield Answered(frames, tuple(Failed(*row) for row in sorted(failed)), outdated)
    finally:
        relations.close()
        executor.drop(NOTATIONS)
        for name in (*staged.types, *question.backed.relations):
            executor.drop(f"given_{name}")


def _queries(relations: Answers, chunk: range) -> dict[TableName, str]:
    case = f"JOIN cases AS c ON c.case_no = r.case_no + {chunk.start}"
    first = "CAST(c.case_no AS BIGINT) AS case_no, c.case_id"
    return {
        "conclusions": (
            f"SELECT {first}, r.id, r.type, r.fields, n.notation, {qualifier_sql()}, r.boundary, "
            f"CAST(r.depth AS INTEGER) AS depth FROM ({relations.conclusions}) AS r {case} {NOTED}"
        ),
        "derivations": (
            f"SELECT {first}, r.conclusion, r.rule, r.premises, r.bindings, {qualifier_sql()}, r.boundary, "
            f"CAST(r.depth AS INTEGER) AS depth FROM ({relations.derivations}) AS r {case}"
        ),
        "facts": (
            f"SELECT {first}, r.id, r.type, r.fields, n.notation, {qualifier_sql()} "
            f"FROM ({relations.facts}) AS r {case} {NOTED}"
        ),
    }


def _note(executor: Spark, plan: Plan, relations: Answers) -> None:
    """The table ``notations`` holds the notation of every content in the relations, written where contents are."""
    query = relations.contents
    if executor.is_small(query):
        write_notations(executor, plan, relations)
    else:
        written = executor.frame(query).mapInArrow(_writer(plan.types), "type string, fields string, notation string")
        executor.hold(NOTATIONS, written)


def _writer(types: Mapping[str, FactType]) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    known = dict(types)

    def write(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            names, fields = batch.column(0).to_pylist(), batch.column(1).to_pylist()
            written = [notation(known[name], text) for name, text in zip(names, fields, strict=True)]
            columns = [pa.array(values, pa.string()) for values in (names, fields, written)]
            yield pa.record_batch(columns, names=["type", "fields", "notation"])

    return write
