"""Many cases at once, from tables to tables, as a library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tocsin.bulk.extras import need
from tocsin.bulk.results import Results, Table, count_failures, failures_of
from tocsin.engine.case import Case, plan_of, switches
from tocsin.engine.plan import Plan
from tocsin.facts.arguments import checked
from tocsin.facts.converting import day_of
from tocsin.rules.model import Pack

if TYPE_CHECKING:
    from tocsin.bulk.chunks import Question
    from tocsin.bulk.reading.inputs import Input
    from tocsin.bulk.reading.rejects import Rejects

Tables = Mapping[str, Any] | Sequence[str]


@checked()
def run(  # noqa: PLR0913  (the options of a run)
    plan: Plan | Pack,
    tables: Tables,
    *,
    as_of: dt.date | None = None,
    known_by: dt.date | None = None,
    assume: Iterable[str] = (),
    without: Iterable[str] = (),
    across: bool = False,
    memory: int | None = None,
    threads: int | None = None,
    on: Any = "duckdb",
) -> Results:
    """What follows in every case of the tables, which are in memory or in files.

    ``tables`` maps fact types to tables (pyarrow, pandas, polars, relations of DuckDB, or the path of a file), or
    names files as the command line does. Each has a column ``case_id`` and one for each field. ``memory`` is in
    bytes. ``on`` may be a session of Spark: tables may then be its data frames too, and each table of the result has a
    data frame, ``frame``. Raises ProblemError for rows that state no fact, unknown types and unknown assumptions.

    >>> import pyarrow as pa
    >>> from tocsin.engine import load_pack
    >>> deployments = pa.table({
    ...     "case_id": ["low", "high"], "sender": ["PRK", "PRK"], "beneficiary": ["RUS", "RUS"],
    ...     "headcount": [9000, 12000], "role": ["combat", "combat"]})
    >>> results = run(load_pack("russia-dprk"), {"troop_deployment": deployments})
    >>> found = results.conclusions.to_arrow()
    >>> {case for case, name in zip(found["case_id"].to_pylist(), found["type"].to_pylist())
    ...  if name == "highly_significant_development"}
    {'high'}
    """
    need("bulk" if on == "duckdb" else "spark")
    from tocsin.bulk.database import STAGED, attach, connected
    from tocsin.bulk.reading.not_understood import not_understood
    from tocsin.bulk.reading.rejects import Rejects
    from tocsin.bulk.reading.staging import stage

    compiled = plan if isinstance(plan, Plan) else plan_of(plan)
    question = question_of(compiled, as_of, known_by, assume, without)
    rejects = Rejects()
    inputs = inputs_of(compiled, tables, rejects)
    rejects.problems.raise_if_any()
    if on != "duckdb":
        from tocsin.bulk.spark.api import run_on

        return run_on(on, question, inputs, across=across, memory=memory, threads=threads)
    with connected(memory, threads, None) as connection:
        attach(connection, None)
        connection.execute(f"USE {STAGED}")
        staged = stage(connection, inputs, rejects, across=across, tell=lambda file: None)
        rejects.problems.raise_if_any()
        missed = not_understood(lambda query: connection.execute(query).fetchall(), compiled, staged)
        connection.execute("USE memory")
        return _answer_all(connection, question, staged, missed)


def _answer_all(connection: Any, question: Question, staged: Any, missed: Mapping[str, Any]) -> Results:
    import pyarrow as pa

    from tocsin.bulk.chunks import TABLES, answer, ranges
    from tocsin.bulk.reviewing import NotReviewed, added_reviews
    from tocsin.engine.stopping import found as note_found

    derived = 0
    found: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
    failures: dict[tuple[str, str, str], int] = {}
    reviews: list[NotReviewed] = []
    for chunk in ranges(staged, None):
        with answer(connection, question, staged, chunk) as answered:
            for name, query in answered.queries.items():
                found[name].append(connection.sql(query).to_arrow_table())
            derived += len(found["derivations"][-1])
            note_found(staged.rows, derived)
            count_failures(failures, answered.failures)
            reviews += answered.not_reviewed
    tables = {name: Table(pa.concat_tables(parts)) for name, parts in found.items()}
    return Results(
        conclusions=tables["conclusions"],
        derivations=tables["derivations"],
        facts=tables["facts"],
        cases=staged.cases,
        failures=failures_of(failures),
        not_understood=missed,
        not_reviewed=added_reviews(reviews),
    )


def question_of(
    plan: Plan, as_of: dt.date | None, known_by: dt.date | None, assume: Iterable[str], without: Iterable[str]
) -> Question:
    """What is asked of every case. Raises ProblemError for an unknown assumption, and for fields without columns."""
    from tocsin.bulk.chunks import Question
    from tocsin.bulk.lowering.columns import require_columns

    require_columns(plan.pack)
    assumptions = Case(plan.pack, assumptions=switches(assume, without)).assumptions
    return Question(plan, plan.active(assumptions), day_of(as_of, "as_of"), day_of(known_by, "known_by"))


def inputs_of(plan: Plan, tables: Tables, rejects: Rejects) -> list[Input]:
    """The tables to read; problems for those that cannot be."""
    from tocsin.bulk.reading.inputs import Input, find_inputs

    vocabulary = plan.pack.vocabulary
    if not isinstance(tables, Mapping):
        return find_inputs(tables, vocabulary, rejects.problems)
    inputs: list[Input] = []
    for name, table in tables.items():
        fact_type = vocabulary.get(name)
        if fact_type is None:
            rejects.problems.append(vocabulary.unknown_type(name, None))
        elif hasattr(table, "__fspath__") or isinstance(table, str):
            inputs += find_inputs([f"{name}={table}"], vocabulary, rejects.problems)
        else:
            inputs.append(Input(fact_type, "memory", f"<{name}>", table))
    return inputs


__all__ = ["Results", "Table", "run"]
