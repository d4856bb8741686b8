"""Tables in memory, in and out, of whatever library."""

import datetime as dt

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from tests.bulk.test_folder import PACK
from tocsin.bulk import run
from tocsin.engine import Case, plan_of
from tocsin.facts import ProblemError
from tocsin.rules.shipped import load_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    path = tmp_path_factory.mktemp("pack") / "roads.yaml"
    path.write_text(PACK, encoding="utf-8")
    return load_pack(path)


EDGES = {"case_id": [1, 1, 2], "source": [1, 2, 1], "target": [2, 3, 2]}
SEEN = [dt.date(2024, 1, 1), None, dt.date(2024, 1, 3)]
LOADS = {"case_id": [1, 1, 2], "place": [1, 2, 1], "tons": ["9..12", "3", "20.."], "seen": SEEN}
KINDS = {
    "arrow": pa.table,
    "pandas": lambda columns: pd.DataFrame({k: pd.to_datetime(v) if k == "seen" else v for k, v in columns.items()}),
    "polars": pl.DataFrame,
    "duckdb": lambda columns: duckdb.from_arrow(pa.table(columns)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_gives_what_single_cases_give(pack, kind):
    results = run(plan_of(pack), {"edge": KINDS[kind](EDGES), "load": KINDS[kind](LOADS)})

    expected = set()
    for case, facts in (
        ("1", ["edge(source=1,target=2)", "edge(source=2,target=3)", "load(place=1,tons=9..12,seen=2024-01-01)"]),
        ("2", ["edge(source=1,target=2)", "load(place=1,tons=20..,seen=2024-01-03)"]),
    ):
        more = ["load(place=2,tons=3)"] if case == "1" else []
        for each in Case(pack, [*facts, *more]).assess().conclusions:
            expected.add((case, each.id, each.fact_text, each.qualifier, each.boundary, each.depth))
    rows = results.conclusions.to_polars()["case_id", "id", "notation", "qualifier", "boundary", "depth"].rows()
    assert set(rows) == expected
    assert (len(results.conclusions), results.cases, len(results.facts)) == (len(expected), 2, 6)
    assert list(results.derivations.to_pandas().columns) == results.derivations.to_arrow().column_names


def test_a_path_may_stand_for_a_table(pack, tmp_path):
    path = tmp_path / "roads.csv"
    path.write_text("case_id,source,target\na,1,2\n", encoding="utf-8")

    assert run(pack, {"edge": path}).conclusions.to_arrow()["notation"].to_pylist() == ["path(source=1, target=2)"]


def test_across_cases_rows_of_different_cases_meet(pack):
    edges = pa.table({"case_id": ["a", "b"], "source": [1, 2], "target": [2, 3]})

    apart = run(pack, {"edge": edges}).conclusions.to_arrow()
    across = run(pack, {"edge": edges}, across=True).conclusions.to_arrow()

    assert (apart.num_rows, across.num_rows) == (2, 3)
    assert set(across["case_id"].to_pylist()) == {"all"}


def test_what_is_wrong_is_told_at_once(pack):
    edges = pa.table({"case_id": ["a", None], "source": [1, None], "target": [2, 3]})

    with pytest.raises(ProblemError) as refused:
        run(pack, {"edge": edges})
    assert [(p.code, str(p.place)) for p in refused.value.problems] == [("T204", "<edge>:2"), ("T512", "<edge>:2")]
    with pytest.raises(ProblemError, match="T201"):
        run(pack, {"egde": edges})
    with pytest.raises(ProblemError, match="T404"):
        run(pack, {"edge": edges}, assume=["roads-jion"])
