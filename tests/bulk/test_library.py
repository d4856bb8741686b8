"""Tables in memory, in and out, of whatever library."""

import datetime as dt

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from tests.bulk.test_folder import PACK
from tests.engine.test_parameters import IN_COLUMNS as CAPS
from tocsin.bulk import run
from tocsin.engine import Case, plan_of
from tocsin.facts import ProblemError
from tocsin.facts.model import Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.reports import Report, Source
from tocsin.rules.read import pack_from_text
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


VOLUMES = {("early", "2024-06-30"): 1, ("late", "2024-07-01"): 1, ("later", "2024-08-01"): 600_000}
SHIPMENTS = {
    "case_id": [case for case, _ in VOLUMES],
    "to": ["A"] * 3,
    "volume": [*VOLUMES.values()],
    "day": [dt.date(2018, 5, 1)] * 3,
    "source": ["Port"] * 3,
    "source.date": [day for _, day in VOLUMES],
}
OTHERS = {"case_id": ["idle"], "to": ["A"], "cap": ["5"], "source": ["Port"], "source.date": ["2024-08-01"]}


@pytest.mark.parametrize("as_of", [None, dt.date(2024, 6, 30), dt.date(2025, 1, 1)])
def test_a_run_counts_the_cases_that_are_warned_of_a_parameter_not_reviewed_since(as_of):
    caps = pack_from_text(CAPS)
    results = run(caps, {"shipment": pa.table(SHIPMENTS), "capped": pa.table(OTHERS)}, as_of=as_of)

    told = [(f"shipment(to=A, volume={volume}, day=2018-05-01)", day) for (_, day), volume in VOLUMES.items()]
    warned = 0
    for text, day in [*told, ("capped(to=A, cap=5)", "2024-08-01")]:
        given = Given(parse_fact(text, caps.vocabulary), (Report(Source("Port", date=dt.date.fromisoformat(day))),))
        found = Case(caps, [given], as_of=as_of).assess(engine="seminaive")
        warned += "W409" in [each.code for each in found.warnings]
    assert [(each.parameter, each.reviewed, each.cases) for each in results.not_reviewed] == (
        [("refined_cap", dt.date(2024, 6, 30), warned)] if warned else []
    )
    assert warned == {None: 2, dt.date(2024, 6, 30): 0, dt.date(2025, 1, 1): 3}[as_of]
