"""Cases as the tables that ``derive`` takes, and what it derives, read back by content."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from tocsin.bulk.derive import derive
from tocsin.bulk.executor import DuckDB
from tocsin.bulk.lowering.columns import cells_of
from tocsin.bulk.relations import Relations
from tocsin.bulk.results import Results
from tocsin.engine.assessment import Assessment
from tocsin.engine.plan import STRENGTH, Plan

Given = Mapping[tuple[str, tuple[Any, ...]], str]
"""The facts of a case, type and row, each with the qualifier it is given with."""

ARROW = {
    "str": pa.string(),
    "enum": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
}


def given_tables(plan: Plan, cases: Iterable[Given]) -> dict[str, pa.Table]:
    """One table for each type that has facts."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for case_no, case in enumerate(cases):
        for (name, row), qualifier in case.items():
            cells: dict[str, Any] = {"case_no": case_no, "strength": STRENGTH[qualifier]}  # type: ignore[index]
            for position, (field, value) in enumerate(zip(plan.types[name].fields, row, strict=True)):
                ends = ("_low", "_high") if field.kind.name == "quantity" else ("",)
                cells.update(zip((f"f{position}{end}" for end in ends), cells_of(value, field.kind), strict=True))
            rows.setdefault(name, []).append(cells)
    return {name: pa.Table.from_pylist(found, _schema(plan, name)) for name, found in rows.items()}


def _schema(plan: Plan, name: str) -> pa.Schema:
    columns = [("case_no", pa.int64()), ("strength", pa.int8())]
    for position, field in enumerate(plan.types[name].fields):
        if field.kind.name == "quantity":
            columns += [(f"f{position}_low", pa.float64()), (f"f{position}_high", pa.float64())]
        else:
            columns.append((f"f{position}", ARROW[field.kind.name]))
    return pa.schema(columns)


def derived(
    plan: Plan, active: frozenset[int], cases: Iterable[Given], lanes: int = 3, at_once: int = 1_000_000
) -> Relations:
    """The relations of cases, derived in a DuckDB of their own in which so many facts meet in a join."""
    executor = DuckDB(duckdb.connect(), lanes)
    executor.at_once = at_once
    given = {}
    for name, table in given_tables(plan, cases).items():
        given[name] = f"given_{name}"
        executor.load(f"given_{name}", table)
    return derive(executor, plan, active, given)


def rows_of(relations: Relations, query: str) -> Counter[tuple[Any, ...]]:
    """The rows of a relation, lists as tuples."""
    rows = relations.rows(query)
    return Counter(tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row) for row in rows)


def told(case_id: str, assessment: Assessment) -> Counter[tuple[Any, ...]]:
    """What an assessment says of a case: conclusions and derivations as rows of results."""
    said: list[tuple[Any, ...]] = []
    for each in assessment.conclusions:
        said.append((case_id, each.id, each.qualifier, each.boundary, each.depth))
        said.extend(
            (case_id, each.id, way.rule.id, way.premises, way.tie, way.qualifier, way.boundary, way.height)
            for way in each.derivations
        )
    return Counter(said)


def found(results: Results) -> Counter[tuple[Any, ...]]:
    """What the results of a run say of every case, as ``told`` has it."""
    conclusions, derivations = (each.to_arrow().to_pylist() for each in (results.conclusions, results.derivations))
    said: list[tuple[Any, ...]] = [
        (row["case_id"], row["id"], row["qualifier"], row["boundary"], row["depth"]) for row in conclusions
    ]
    for row in derivations:
        premises, bindings = tuple(row["premises"]), row["bindings"]
        way = (row["rule"], premises, bindings, row["qualifier"], row["boundary"], row["depth"])
        said.append((row["case_id"], row["conclusion"], *way))
    return Counter(said)
