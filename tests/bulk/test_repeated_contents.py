"""Facts that nearly all differ are not looked up among each other; those that are alike still are one content."""

import pyarrow as pa
import pytest

from tests.bulk.tables import derived, rows_of
from tests.bulk.test_agreement import assert_agreement, program_of
from tocsin import bulk
from tocsin.engine import load_pack

RULES: list[dict] = [
    {"id": "near", "when": [{"point": {"n": "$n", "m": "$m"}}], "then": [{"pair": {"a": "$n", "b": "$m"}}]},
    {
        "id": "twice",
        "when": [{"point": {"n": "$n", "m": 1}}, {"point": {"n": "$n", "m": 2}}],
        "then": [{"mark": {"name": "twice"}}],
    },
]


def points_of(cases: int, alike: int) -> list[dict]:
    """Two points for each case; those of the first cases are alike."""
    numbers = [max(0, case - alike) for case in range(cases)]
    return [
        {("point", (n, m, "p")): "certain" if case % 2 else "possible" for m in (1, 2)}
        for case, n in enumerate(numbers)
    ]


@pytest.mark.parametrize("alike", [0, 1, 20])
def test_cases_that_share_few_or_many_facts_give_what_each_gives_alone(alike):
    plan, _ = program_of(RULES, [])
    assert_agreement(plan, frozenset(range(2)), points_of(40, alike))


def test_a_content_with_several_numbers_is_listed_once():
    plan, _ = program_of(RULES, [])
    relations = derived(plan, frozenset(range(2)), points_of(40, 1))
    contents = rows_of(relations, relations.contents)
    points = [fields for name, fields in contents.elements() if name == "point"]
    assert len(points) == 39 * 2
    assert {1} == set(contents.values())


def test_every_given_fact_is_one_row_of_the_answer():
    counts = [9000 + max(1, case) for case in range(30)]
    deployments = pa.table(
        {
            "case_id": [f"c{case:02}" for case in range(30)],
            "sender": ["PRK"] * 30,
            "beneficiary": ["RUS"] * 30,
            "headcount": counts,
            "role": ["combat"] * 30,
        }
    )
    facts = bulk.run(load_pack("russia-dprk"), {"troop_deployment": deployments}).facts.to_arrow()
    assert [f"c{case:02}" for case in range(30)] == facts["case_id"].to_pylist()
    assert facts["id"][0] == facts["id"][1] != facts["id"][2]
