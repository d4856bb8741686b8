"""The cases of a run in chunks: of each, the facts in force, what follows from them, and the three tables to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from tocsin.bulk.alone import answer_all
from tocsin.bulk.backed import Backed
from tocsin.bulk.database import STAGED
from tocsin.bulk.executor import DuckDB, Executor
from tocsin.bulk.lowering.columns import TooWide
from tocsin.bulk.notations import TABLE as NOTATIONS
from tocsin.bulk.notations import write_notations
from tocsin.bulk.reading.force import in_force, stated, told
from tocsin.bulk.reading.scan import form_of
from tocsin.bulk.reading.staging import Staged
from tocsin.bulk.reviewing import NotReviewed, not_reviewed
from tocsin.bulk.said import TABLE as SAID
from tocsin.bulk.said import numbered, say
from tocsin.engine.plan import STRENGTH, Plan
from tocsin.facts.dataclass import dataclass

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TableName = Literal["conclusions", "derivations", "facts"]
TABLES: Final[tuple[TableName, ...]] = ("conclusions", "derivations", "facts")
ROWS: Final = 1_000_000
"""Rows of facts in a chunk, about, unless a number of cases is asked for: chunks are of one size."""
NOTED: Final = f"JOIN {NOTATIONS} AS n ON n.type = r.type AND n.fields = r.fields"
_COLUMNS: Final[Mapping[TableName, str]] = {
    "conclusions": ", r.strength, r.boundary, CAST(r.depth AS INTEGER) AS depth",
    "facts": ", r.strength",
}
"""Of those tables, what a row has besides the case and its content."""
_FACT_KEY: Final = f"(CAST(r.no AS BIGINT) * {len(STRENGTH)} + r.strength)"
_KEYS: Final[Mapping[TableName, str]] = {
    "conclusions": f"(({_FACT_KEY} * 2 + CAST(r.boundary AS TINYINT)) * {2**31} + r.depth)",
    "facts": _FACT_KEY,
}
"""SQL of all that, with the content, as one number: contents that are numbered are few enough (``writing``)."""
_SAID: Final = f"JOIN {SAID} AS s ON s.no = r.no"
_QUALIFIER: Final = " ".join(f"WHEN {rank} THEN '{word}'" for word, rank in STRENGTH.items())


@dataclass(frozen=True)
class Question:
    """What is asked of every case: the plan, the rules that are on, and the moment."""

    plan: Plan
    active: frozenset[int]
    as_of: dt.date | None
    known_by: dt.date | None

    @cached_property
    def backed(self) -> Backed:
        """What the rules ask of reports."""
        return Backed(self.plan)


@dataclass(frozen=True)
class Failed:
    """A condition that had no value in some cases, and so counted as false there."""

    rule: str
    text: str
    reason: str
    cases: int


@dataclass(frozen=True)
class Answered:
    """A chunk's answer, while its tables last: a query for each table to keep, rows in their final order.

    ``numbers`` has those whose rows are contents in cases, as ``said`` numbers them, and ``contents`` how many it says;
    ``cases`` is the query of the ids of the chunk's cases, by number.
    """

    queries: Mapping[TableName, str]
    numbers: Mapping[TableName, str]
    contents: int
    cases: str
    chunk: range
    failures: tuple[Failed, ...]
    not_reviewed: tuple[NotReviewed, ...]

    def keyed(self, name: TableName, numbered: str) -> str:
        """The SELECT of the rows whose ``numbers`` the table ``numbered`` holds: case_no, and a ``key`` of the rest."""
        return f"SELECT r.case_no, {_KEYS[name]} AS key FROM {numbered} AS r"

    def said(self, name: TableName, numbered: str) -> str:
        """The SELECT of what those rows say, each thing once: its ``key``, and the columns of the table but case_id."""
        distinct = f"(SELECT DISTINCT * EXCLUDE (case_no) FROM {numbered})"
        return f"SELECT {_KEYS[name]} AS key, {_words(_COLUMNS[name])} FROM {distinct} AS r {_SAID}"


def ranges(staged: Staged, cases: int | None) -> list[range]:
    """The numbers of the cases, chunk by chunk: the same for the same rows, in whatever order they came."""
    size = cases or max(1, -(-staged.cases // max(1, round(staged.rows / ROWS))))
    # Without any case there is one empty chunk, so that the tables are there all the same.
    return [range(start, min(start + size, staged.cases)) for start in range(0, max(1, staged.cases), size)]


@contextmanager
def answer(connection: DuckDBPyConnection, question: Question, staged: Staged, chunk: range) -> Iterator[Answered]:
    """What follows in the cases of a chunk. Numbers of cases in its tables count from the chunk's first."""
    executor = DuckDB(connection)
    given = give(executor, question, staged, chunk, f"{STAGED}.")
    try:
        relations = answer_all(executor, question.backed, question.active, given)
    except TooWide as wide:
        raise _named(connection, wide, chunk) from None
    try:
        failures = connection.execute(
            f"SELECT rule, text, reason, count(DISTINCT case_no) FROM ({relations.failures}) GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        outdated = not_reviewed(
            executor, question.plan, question.active, question.as_of, relations, f"{STAGED}.cases", chunk
        )
        write_notations(executor, question.plan, relations)
        contents = say(executor, relations)
        numbers: dict[TableName, str] = {
            "conclusions": numbered(relations.concluded, _COLUMNS["conclusions"]),
            "facts": numbered(relations.given, _COLUMNS["facts"]),
        }
        queries = {
            name: f"{_told(relation, _COLUMNS[name], chunk)} ORDER BY r.case_no, r.no"
            for name, relation in numbers.items()
        }
        queries["derivations"] = _derivations(relations.derivations, chunk)
        within = f"case_no >= {chunk.start} AND case_no < {chunk.stop}"
        cases = f"SELECT case_id FROM {STAGED}.cases WHERE {within} ORDER BY case_no"
        yield Answered(queries, numbers, contents, cases, chunk, tuple(Failed(*row) for row in failures), outdated)
    finally:
        relations.close()
        executor.drop(NOTATIONS)
        executor.drop(SAID)
        for name in (*staged.types, *question.backed.relations):
            executor.drop(f"given_{name}")


def _named(connection: DuckDBPyConnection, wide: TooWide, chunk: range) -> TooWide:
    """The problem of a number too wide for columns, with the case by its id."""
    if wide.case_no is None:
        return wide
    at = chunk.start + wide.case_no
    ((case,),) = connection.execute(f"SELECT case_id FROM {STAGED}.cases WHERE case_no = {at}").fetchall()
    return TooWide(wide.number, wide.rule, wide.case_no, case, wide.cases)


def give(executor: Executor, question: Question, staged: Staged, chunk: range, schema: str = "") -> dict[str, str]:
    """Tables of the facts in force in the chunk's cases, by type, and of those that are backed as rules ask.

    ``schema`` stands before the tables of rows.
    """
    given = {}
    for number, name in enumerate(staged.types):
        rows, said = _rows(executor, question, number, name, chunk, schema)
        fact_type, moments = question.plan.types[name], (question.as_of, question.known_by)
        query = in_force(fact_type, rows, *moments) if said else stated(fact_type, rows, question.as_of)
        if executor.create(f"given_{name}", query):
            given[name] = f"given_{name}"
            if said and name in question.backed.asked:
                given |= question.backed.give(executor, name, told(fact_type, rows, *moments))
    return given


def _rows(
    executor: Executor, question: Question, number: int, name: str, chunk: range, schema: str
) -> tuple[str, bool]:
    """SQL of the rows of a type in the chunk's cases, and whether one of them has a report."""
    columns = ", ".join(column for column in form_of(question.plan.types[name]) if column != "case_id")
    within = f"case_no >= {chunk.start} AND case_no < {chunk.stop}"
    local = f"CAST(case_no - {chunk.start} AS INTEGER) AS case_no"
    cases = f"(SELECT case_no, latest FROM {schema}cases WHERE {within})"
    rows = (
        f"SELECT {local}, latest, {columns} FROM {schema}stated_{number} JOIN {cases} USING (case_no) WHERE {within} "
        f"UNION ALL SELECT {local}, latest, {columns} FROM {schema}common_{number} CROSS JOIN {cases}"
    )
    ((said,),) = executor.rows(
        f"SELECT coalesce((SELECT bool_or(said) FROM {schema}stated_{number} WHERE {within}), false) "
        f"OR coalesce((SELECT bool_or(said) FROM {schema}common_{number}), false)"
    )
    return rows, bool(said)


def _case(chunk: range) -> str:
    return f"JOIN {STAGED}.cases AS c ON c.case_no = r.case_no + {chunk.start}"


def qualifier_sql() -> str:
    """SQL of the qualifier of ``r`` in words."""
    return f"CASE r.strength {_QUALIFIER} END AS qualifier"


def _told(numbers: str, columns: str, chunk: range) -> str:
    """The SELECT of the rows of numbers in words."""
    return f"SELECT c.case_id, {_words(columns)} FROM ({numbers}) AS r {_case(chunk)} {_SAID}"


def _words(columns: str) -> str:
    return f"s.id, s.type, s.fields, s.notation{columns.replace('r.strength', qualifier_sql())}"


def _derivations(relation: str, chunk: range) -> str:
    return (
        f"SELECT c.case_id, r.conclusion, r.rule, r.premises, r.bindings, {qualifier_sql()}, r.boundary, "
        f"CAST(r.depth AS INTEGER) AS depth FROM ({relation}) AS r {_case(chunk)} "
        "ORDER BY c.case_no, r.conclusion, r.rule, r.premises, r.bindings"
    )
