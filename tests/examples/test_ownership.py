"""The register of 1,000 invented firms: what is concluded of it is what adding up shares by hand comes to."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest
from examples.firms.registry import register

from tests.bulk.tables import found, told
from tocsin.bulk import run
from tocsin.engine import Case, load_pack
from tocsin.explain import resolve, to_text, why

REGISTER = Path(__file__).parents[2] / "examples" / "firms" / "registry.csv"


@pytest.fixture(scope="module")
def assessment():
    return Case.load(REGISTER, load_pack("ownership-and-control")).assess(engine="seminaive")


def holdings() -> dict[tuple[str, str], tuple[int, int]]:
    """The least and the most that each owner may hold of a firm, whichever report is right."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for row in register():
        if row["type"] == "holds":
            low, _, high = str(row["percent"]).partition("..")
            pair = str(row["owner"]), str(row["firm"])
            least, most = found.get(pair, (100, 0))
            found[pair] = min(least, int(low)), max(most, int(high or low))
    return found


def blocked(held: dict[tuple[str, str], int]) -> set[str]:
    """Who is blocked in the United States if owners hold just so much."""
    found = {str(row["person"]) for row in register() if row["type"] == "designated" and row["by"] == "us"}
    while True:
        totals: dict[str, int] = {}
        for (owner, firm), percent in held.items():
            totals[firm] = totals.get(firm, 0) + (percent if owner in found else 0)
        more = {firm for firm, total in totals.items() if total >= 50} - found
        if not more:
            return found
        found |= more


def test_the_register_is_what_its_script_makes():
    with REGISTER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [{k: str(v) for k, v in row.items()} for row in register()] == [
        {key: value for key, value in row.items() if value} for row in rows
    ]


def test_who_is_blocked_for_sure_and_possibly_is_as_added_up_by_hand(assessment):
    found = {c.fact.row[0]: c.qualifier for c in assessment.conclusions if c.type == "blocked_us"}
    surely = blocked({pair: low for pair, (low, _) in holdings().items()})
    possibly = blocked({pair: high for pair, (_, high) in holdings().items()})

    assert {name for name, qualifier in found.items() if qualifier == "certain"} == surely
    assert set(found) == possibly
    assert len(possibly) > len(surely) > 12


def test_the_explanation_is_in_shares(assessment):
    [firm] = resolve(assessment, 'blocked_us(who="Crufflebank Nowhere Oil 767")')
    text = " ".join(to_text(why(assessment, firm), width=400, colour=False).split())
    assert "held = 43..57: the sum of percent over blocked_us(who=$owner)" in text
    assert "percent=43..57) turns out to be 50 or more" in text


COLUMNS = {"designated": ("person", "by"), "holds": ("owner", "firm", "percent"), "controls": ("who", "firm", "how")}


def test_the_register_in_tables_gives_the_same_derivations(assessment):
    tables = {}
    for name, fields in COLUMNS.items():
        columns = (*fields, "source", "source.date", "grade")
        rows = [{key: row.get(key) for key in columns} for row in register() if row["type"] == name]
        tables[name] = pa.Table.from_pylist(rows)
    results = run(load_pack("ownership-and-control"), tables, across=True)

    assert told("all", assessment) == found(results)
