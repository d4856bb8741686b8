"""Limits hold for many cases as for one: within a query, between chunks, at the command line."""

from typing import Any

import pyarrow as pa
import pytest

from tests.bulk.test_folder import PACK, go, result, rows_of_tables, write
from tocsin.bulk import run
from tocsin.bulk.folder import Settings
from tocsin.engine import LimitReached, limits, pack_from_text

NONE: dict[str, Any] = {"time": None, "memory": None, "derivations": None}
# Three patterns without a common variable, of which a comparison lets nothing through: hours of joining.
ENDLESS = """
pack: p
version: 1.0.0
types: {a: {n: int}, b: {n: int}, c: {n: int}, out: {n: int}}
rules:
  - {id: r, when: [a: {n: $a}, b: {n: $b}, c: {n: $c}, $a * $b + $c == 7_000_000_000], then: [out: {n: $a}]}
"""


@pytest.fixture
def pack_file(tmp_path):
    path = tmp_path / "roads.yaml"
    path.write_text(PACK, encoding="utf-8")
    return path


@pytest.mark.parametrize("threads", [1, 2])
def test_a_query_that_would_take_hours_is_stopped(threads):
    numbers = {"case_id": ["one"] * 20_000, "n": list(range(20_000))}
    tables = {name: pa.table(numbers) for name in "abc"}
    reached = pytest.raises(LimitReached, match=r"T409: the limit of 2 s was reached: ")
    with reached, limits(**NONE | {"time": 2}):
        run(pack_from_text(ENDLESS), tables, threads=threads)


def test_derivations_are_those_of_the_run_and_what_is_done_is_kept(tmp_path, pack_file):
    tables = write(tmp_path / "tables", *rows_of_tables())
    whole = go(tmp_path / "whole", tables, pack_file).summary.data["derivations"]
    settings = Settings(chunk=6)
    with limits(**NONE | {"derivations": whole}):
        go(tmp_path / "enough", tables, pack_file, settings=settings)
    reached = pytest.raises(LimitReached, match=f"limit of {whole - 1:,} derivations")
    with reached, limits(**NONE | {"derivations": whole - 1}):
        go(tmp_path / "out", tables, pack_file, settings=settings)
    kept = sorted((tmp_path / "out" / ".tocsin" / "parts").glob("*.json"))
    assert kept
    assert not (tmp_path / "out" / "summary.json").exists()

    again = go(tmp_path / "out", tables, pack_file, settings=settings)
    assert again.resumed
    assert result(tmp_path / "whole")[1:] == result(tmp_path / "out")[1:]
