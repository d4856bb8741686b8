"""A run into a folder: the same result whatever came in between, and nothing taken for what it is not."""

import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import duckdb
import pyarrow.parquet as pq
import pytest

from tocsin.bulk.api import question_of
from tocsin.bulk.chunks import TABLES, Question
from tocsin.bulk.digest import digest_of
from tocsin.bulk.explaining import case_of, check_agreement
from tocsin.bulk.folder import RESULTS, Settings, run_into
from tocsin.bulk.reading.inputs import find_inputs
from tocsin.bulk.reading.rejects import Rejects
from tocsin.engine import EngineDisagreement, plan_of
from tocsin.facts import ProblemError
from tocsin.rules.shipped import load_pack

PACK = """
pack: roads
version: 1.0.0
types:
  edge: {source: int, target: int}
  load: {place: int, tons: quantity, seen: date?}
  path: {source: int, target: int}
  heavy: {place: int}
assumptions:
  - {id: roads-join, text: "Roads that meet can be driven on", class: caveated, default: on}
rules:
  - {id: one, when: [{edge: {source: $a, target: $b}}], then: [{path: {source: $a, target: $b}}], warrant: product}
  - id: more
    assumes: [roads-join]
    when: [{path: {source: $a, target: $b}}, {edge: {source: $b, target: $c}}]
    then: [{path: {source: $a, target: $c}}]
    warrant: product
  - {id: weight, when: [{load: {place: $p, tons: $t}}, $t > 10], then: [{heavy: {place: $p}}], warrant: product}
"""


@pytest.fixture
def pack_file(tmp_path):
    path = tmp_path / "roads.yaml"
    path.write_text(PACK, encoding="utf-8")
    return path


def rows_of_tables(cases=12, seed=1):
    """Rows of roads and loads: some loads straddle the threshold, some are taken back."""
    dice = Random(seed)
    edges = [(f"c{case}", a, a + dice.randint(1, 2)) for case in range(cases) for a in range(3)]
    loads = [
        (f"c{case}", place, dice.choice(["5", "9..12", "20.."]), dice.choice(["A", "B"]), day, status)
        for case in range(cases)
        for place in range(2)
        for day, status in (("2024-01-01", "reported"), ("2024-02-01", dice.choice(["reported", "retracted"])))
    ]
    return edges, loads


def write(folder, edges, loads):
    folder.mkdir(exist_ok=True)
    for name, header, rows in (
        ("edge", ("case_id", "source", "target"), edges),
        ("load", ("case_id", "place", "tons", "source", "source.date", "status"), loads),
    ):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    return folder


def question(pack_file, **options) -> Question:
    named = {"as_of": None, "known_by": None, "assume": (), "without": (), **options}
    return question_of(plan_of(load_pack(pack_file)), **named)


def go(out, tables, pack_file, *, settings=None, rejects=None, **options):
    asked = question(pack_file, **options)
    inputs = find_inputs([str(tables)], asked.plan.pack.vocabulary, [])
    return run_into(out, asked, inputs, settings or Settings(), rejects or Rejects(), lambda *_: None)


def files(out):
    return {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in RESULTS}


def result(out):
    """All that a run's result is, whatever bytes the release of DuckDB gives it: the summary with its digests, rows."""
    rows = {name: pq.read_table(out / f"{name}.parquet").to_pylist() for name in TABLES}
    return json.loads((out / "summary.json").read_text(encoding="utf-8")), (out / "summary.csv").read_bytes(), rows


def test_the_order_of_rows_chunks_and_threads_do_not_show(tmp_path, pack_file):
    edges, loads = rows_of_tables()
    go(tmp_path / "a", write(tmp_path / "one", edges, loads), pack_file)
    Random(2).shuffle(edges)
    Random(3).shuffle(loads)
    shuffled = write(tmp_path / "two", edges, loads)
    go(tmp_path / "b", shuffled, pack_file, settings=Settings(chunk=5, threads=1, memory=2**29))

    assert result(tmp_path / "a") == result(tmp_path / "b")


def by_hand(rows):
    """The digest of rows as docs/bulk.md says it."""
    sums: dict[str, int] = {}
    for case_id, *row in rows:
        texts = [",".join(v) if isinstance(v, list) else str(v).lower() if isinstance(v, bool) else str(v) for v in row]
        sums[case_id] = sums.get(case_id, 0) + hashed("\t".join(texts).encode())
    total = sum(hashed((each % 2**256).to_bytes(32, "big") + case_id.encode()) for case_id, each in sums.items())
    return f"{total % 2**256:064x}"


def hashed(text):
    return int.from_bytes(hashlib.sha256(text).digest(), "big")


def test_the_summary_has_the_digest_of_the_rows_of_each_table(tmp_path, pack_file):
    edges, loads = rows_of_tables()
    odd = [("tab\tand\nline", 1, 2), ("é", 1, 2)]
    ran = go(tmp_path / "out", write(tmp_path / "tables", [*edges, *odd], loads), pack_file)
    rows = {
        name: [tuple(row.values()) for row in pq.read_table(tmp_path / "out" / f"{name}.parquet").to_pylist()]
        for name in TABLES
    }

    assert {name: by_hand(rows[name]) for name in TABLES} == ran.summary.data["digests"]
    assert len({*ran.summary.data["digests"].values()}) == len(TABLES)


def test_a_digest_tells_rows_and_not_how_they_are_laid_out(tmp_path, pack_file):
    go(tmp_path / "out", write(tmp_path / "tables", *rows_of_tables()), pack_file)
    table = pq.read_table(tmp_path / "out" / "derivations.parquet")
    turned = table.take(list(range(len(table)))[::-1])
    pq.write_table(turned.slice(0, 7), tmp_path / "first.parquet", compression="none", use_dictionary=False)
    pq.write_table(turned.slice(7), tmp_path / "second.parquet", row_group_size=3)
    connection = duckdb.connect()
    written = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["digests"]["derivations"]

    parted = [str(tmp_path / name) for name in ("first.parquet", "second.parquet")]
    assert written == digest_of(connection, f"read_parquet({parted})")
    for less_or_more in (f"read_parquet({parted[:1]})", f"read_parquet({[*parted, parted[0]]})"):
        assert written != digest_of(connection, less_or_more)
    for column in table.column_names:
        changed = {"premises": "['a']", "boundary": "NOT boundary", "depth": "depth + 1"}.get(column, "'x'")
        other = f"SELECT * REPLACE ({changed} AS {column}) FROM read_parquet({parted})"
        assert written != digest_of(connection, f"({other})"), column


def test_a_digest_is_that_of_whole_cases_however_many_rows_are_read_at_a_time():
    # Rows of a case stand apart, more of them than are read at a time.
    columns = "'case ' || n % 7 AS case_id, 'x' || n // 7 % 3 AS id, n % 2 = 0 AS boundary"
    rows = f"(SELECT {columns} FROM range(250000) AS t(n))"
    connection = duckdb.connect()

    assert by_hand(connection.sql(f"FROM {rows}").fetchall()) == digest_of(connection, rows)
    assert by_hand([]) == digest_of(connection, f"(SELECT * FROM {rows} LIMIT 0)")


def test_every_case_comes_out_as_if_it_were_alone(tmp_path, pack_file):
    tables = write(tmp_path / "tables", *rows_of_tables())
    ran = go(tmp_path / "out", tables, pack_file, settings=Settings(chunk=5))
    pack = load_pack(pack_file)
    inputs = find_inputs([str(tables)], pack.vocabulary, [])

    total = 0
    for number in range(12):
        assessment = case_of(pack, inputs, f"c{number}").assess()
        check_agreement(tmp_path / "out", f"c{number}", assessment)
        total += len(assessment.conclusions)
    assert ran.summary.data["conclusions"] == total > 12
    assert sum(row["conclusions"] for row in ran.summary.types) == total
    assert {"certain", "possible"} <= set(
        pq.read_table(tmp_path / "out" / "conclusions.parquet")["qualifier"].to_pylist()
    )


def test_a_result_that_differs_from_a_single_assessment_is_told(tmp_path, pack_file):
    tables = write(tmp_path / "tables", *rows_of_tables())
    go(tmp_path / "out", tables, pack_file)
    pack = load_pack(pack_file)
    inputs = find_inputs([str(tables)], pack.vocabulary, [])

    with pytest.raises(EngineDisagreement, match="only the run has"):
        check_agreement(tmp_path / "out", "c1", case_of(pack, inputs, "c1").assess(without=["roads-join"]))


def test_a_killed_run_goes_on_where_it_stopped_with_the_same_result(tmp_path, pack_file):
    tables = write(tmp_path / "tables", *rows_of_tables(12))
    go(tmp_path / "whole", tables, pack_file, settings=Settings(chunk=1))
    out = tmp_path / "killed"
    command = [sys.executable, "-m", "tocsin.cli", "bulk", "run", str(tables), "--pack", str(pack_file)]
    running = subprocess.Popen(
        [*command, "--out", str(out), "--chunk", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ},
    )
    second = out / ".tocsin" / "parts" / "000002.json"
    while running.poll() is None and not second.exists():
        time.sleep(0.005)
    assert running.poll() is None
    os.kill(running.pid, signal.SIGKILL)
    running.communicate(timeout=60)
    assert not (out / "conclusions.parquet").exists()
    left = len(list(second.parent.glob("*.json")))

    ran = go(out, tables, pack_file, settings=Settings(chunk=1))

    assert (left < 12, ran.resumed, ran.was_done) == (True, True, False)
    assert result(out) == result(tmp_path / "whole")
    assert [path.name for path in (out / ".tocsin").iterdir()] == ["manifest.json"]


def test_what_is_done_is_not_done_again(tmp_path, pack_file):
    tables = write(tmp_path / "tables", *rows_of_tables())
    first = go(tmp_path / "out", tables, pack_file)
    stamps = {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in RESULTS}

    again = go(tmp_path / "out", tables, pack_file)

    assert (first.was_done, again.was_done) == (False, True)
    assert again.summary.data == first.summary.data
    assert stamps == {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in RESULTS}


@pytest.mark.parametrize("change,named", [("rows", "the facts"), ("pack", "the pack"), ("off", "the assumptions")])
def test_a_changed_run_is_refused_unless_it_may_replace_the_old(tmp_path, pack_file, change, named):
    edges, loads = rows_of_tables()
    tables = write(tmp_path / "tables", edges, loads)
    go(tmp_path / "out", tables, pack_file)
    before = files(tmp_path / "out")
    options = {}
    if change == "rows":
        write(tables, [*edges, ("c1", 7, 8)], loads)
    elif change == "pack":
        pack_file.write_text(PACK.replace("$t > 10", "$t > 11"), encoding="utf-8")
    else:
        options = {"without": ["roads-join"]}

    with pytest.raises(ProblemError) as refused:
        go(tmp_path / "out", tables, pack_file, **options)
    assert [(p.code, named in p.message) for p in refused.value.problems] == [("T515", True)]
    assert files(tmp_path / "out") == before

    assert not go(tmp_path / "out", tables, pack_file, settings=Settings(restart=True), **options).was_done
    assert files(tmp_path / "out") != before


def test_a_folder_with_other_results_is_left_alone(tmp_path, pack_file):
    tables = write(tmp_path / "tables", *rows_of_tables())
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "conclusions.parquet").write_text("mine", encoding="utf-8")

    with pytest.raises(ProblemError, match="T518"):
        go(tmp_path / "out", tables, pack_file, settings=Settings(restart=True))
    assert (tmp_path / "out" / "conclusions.parquet").read_text(encoding="utf-8") == "mine"


def test_bad_rows_leave_nothing_behind_unless_they_are_rejected(tmp_path, pack_file):
    edges, loads = rows_of_tables()
    tables = write(tmp_path / "tables", [*edges, ("c1", "x", 8)], loads)

    with pytest.raises(ProblemError, match="T203"):
        go(tmp_path / "out", tables, pack_file)
    assert not (tmp_path / "out").exists()

    ran = go(tmp_path / "out", tables, pack_file, rejects=Rejects(tmp_path / "bad.csv"))
    assert (ran.summary.data["rejected_rows"], ran.summary.data["cases_with_rejected_rows"]) == (1, 1)
    assert (tmp_path / "bad.csv").read_text(encoding="utf-8").count("\n") == 2


def test_no_rows_make_empty_tables(tmp_path, pack_file):
    ran = go(tmp_path / "out", write(tmp_path / "tables", [], []), pack_file)

    assert (ran.summary.data["cases"], ran.summary.data["conclusions"]) == (0, 0)
    table = pq.read_table(tmp_path / "out" / "derivations.parquet")
    assert table.num_rows == 0
    assert table.column_names[:4] == ["case_id", "conclusion", "rule", "premises"]


def test_a_table_that_is_none_is_told(tmp_path, pack_file):
    (tmp_path / "edge.parquet").write_text("no", encoding="utf-8")

    with pytest.raises(ProblemError, match="T514"):
        go(tmp_path / "out", tmp_path / "edge.parquet", pack_file)


def test_the_summary_is_canonical(tmp_path, pack_file):
    go(tmp_path / "out", write(tmp_path / "tables", *rows_of_tables()), pack_file)
    text = (tmp_path / "out" / "summary.json").read_text(encoding="utf-8")

    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    assert str(Path(tmp_path)) not in text
