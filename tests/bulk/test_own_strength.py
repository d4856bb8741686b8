"""The strength that a firing has of its own: one definition, and the SQL of it."""

import duckdb
import pytest

from tocsin.bulk.deriving.heads import own_strength_sql
from tocsin.engine.plan import STRENGTH, own_strength

EITHER = (False, True)


@pytest.mark.parametrize("rule", STRENGTH.values())
@pytest.mark.parametrize("boundary", EITHER)
@pytest.mark.parametrize("matched", EITHER)
def test_sql_says_what_the_one_definition_says(rule, boundary, matched):
    connection = duckdb.connect()
    expected = own_strength(rule, boundary, matched)
    told = f"(SELECT {boundary} AS boundary, {matched} AS matched) AS f"
    asked = own_strength_sql(rule, "f.boundary", "f.matched")
    assert [(expected,)] == connection.execute(f"SELECT {asked} FROM {told}").fetchall()
    if not matched:
        unasked = own_strength_sql(rule, "f.boundary")
        assert [(expected,)] == connection.execute(f"SELECT {unasked} FROM {told}").fetchall()


@pytest.mark.parametrize("qualifier, rule", STRENGTH.items())
def test_only_a_possible_rule_is_lifted_and_nothing_at_a_boundary_is_more_than_possible(qualifier, rule):
    lifted = STRENGTH["possible_strengthened"] if qualifier == "possible" else rule
    assert lifted == own_strength(rule, boundary=False, matched=True)
    assert rule == own_strength(rule, boundary=False, matched=False)
    assert all(own_strength(rule, boundary=True, matched=matched) == STRENGTH["possible"] for matched in EITHER)
