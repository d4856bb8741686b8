"""Texts kept as small numbers give what texts give: order, equality, and what was never a fact's text."""

from collections import Counter

import duckdb
import pyarrow as pa
import pytest

from tests.bulk.tables import rows_of
from tests.bulk.test_agreement import assert_agreement, program_of
from tocsin.bulk.derive import derive
from tocsin.bulk.executor import DuckDB

MANY = 60_001
"""More texts than are numbered."""


@pytest.mark.parametrize("count", [3, MANY])
def test_few_and_many_texts_give_the_same(count):
    rule = {"id": "marks", "when": [{"point": {"n": 1, "name": "$s"}}, {"point": {"n": 2, "name": "$s"}}]}
    plan, _ = program_of([rule | {"then": [{"mark": {"name": "$s"}}]}], [])
    executor = DuckDB(duckdb.connect())
    columns = {"f0": [1, 2] * count, "f1": [0] * 2 * count, "f2": [f"text {n}" for n in range(count) for _ in "12"]}
    executor.load(
        "given", pa.table({"case_no": [n // 2 % 7 for n in range(2 * count)], **columns, "strength": [3] * 2 * count})
    )

    relations = derive(executor, plan, frozenset({0}), {"point": "given"})

    found = rows_of(relations, f"SELECT case_no, fields FROM ({relations.conclusions})")
    assert Counter((n % 7, f'{{"name":"text {n}"}}') for n in range(count)) == found


def test_texts_that_no_fact_has_are_compared_computed_and_concluded():
    rules: list[dict] = [
        {"id": "stated", "when": [{"point": {"name": "$s"}}, '$s < "b"'], "then": [{"mark": {"name": "stated"}}]},
        {
            "id": "computed",
            "when": [{"point": {"name": "$s"}}, {"let": {"$t": '"computed"'}}, '$s != "elsewhere"'],
            "then": [{"mark": {"name": "$t", "note": "$s"}}],
        },
        {
            "id": "between",
            "when": [{"point": {"name": "$s"}}, {"point": {"name": "$t"}}, "$s < $t"],
            "unless": [[{"point": {"name": "$u"}}, "$s < $u", "$u < $t"]],
            "then": [{"mark": {"name": "$s", "note": "$t"}}],
        },
    ]
    points = [("point", {"n": n, "m": 1, "name": name}) for n, name in enumerate(["b", "a", "B", "", "\u00e9", "ab"])]
    plan, facts = program_of(rules, [*points, ("gauge", {"n": 1, "level": 0.5, "amount": "1"})])
    assert_agreement(plan, frozenset(range(3)), [facts])
