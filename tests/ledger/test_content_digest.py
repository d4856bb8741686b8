"""What was concluded is recorded by its content: engines and Pythons stand beside it; ledgers of before still hold."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.worlds import small_case
from tocsin.engine import rete
from tocsin.ledger import Ledger
from tocsin.ledger.importing import import_export
from tocsin.ledger.replaying import replay
from tocsin.ledger.verifying import verify

BEFORE = Path(__file__).parent / "before_content_digests"
"""Written when a record held the SHA-256 of the whole JSON, engines included: ``both`` and ``alone`` by both engines
and by ``seminaive`` on Python 3.11, ``thirteen`` on 3.13, where ``rete`` cannot run."""
ALONE = """
import sys
sys.modules["durable_rules_engine"] = None
from tocsin.cli.main import run
sys.argv[0] = "tocsin"
run()
"""


@pytest.fixture
def before(tmp_path):
    file = tmp_path / "before.sqlite"
    with sqlite3.connect(file) as connection:
        connection.executescript((BEFORE / "ledger.sql").read_text(encoding="utf-8"))
    connection.close()
    with Ledger(f"sqlite:///{file}") as ledger:
        yield ledger


@pytest.mark.parametrize("case", ["both", "alone", "thirteen"])
def test_a_ledger_of_before_is_whole_and_concludes_the_same(before, case):
    found = list(replay(before.case(case)))

    assert verify(before.database).is_whole
    assert [(each.record.at, each.same) for each in found] == [(4, True), (6, True), (8, True)]
    assert [each.record.digest for each in found] == [None] * 3


def test_an_export_of_before_is_taken_in_and_concludes_the_same(ledger):
    held = import_export(ledger, BEFORE / "both.jsonl")

    assert [each.same for each in replay(held)] == [True] * 3


def test_what_was_concluded_otherwise_before_is_still_found(before):
    [*_, last] = replay(before.case("both"))
    assert last.again is not None
    records = [each.record for each in replay(before.case("both"))]
    assert [record.is_of(last.again) for record in records] == [False, False, True]


@pytest.mark.skipif(not rete.available(), reason="durable-rules cannot be imported here")
def test_a_ledger_of_two_engines_is_replayed_by_one_and_the_other_way_round(sqlite_url):
    """As between a Python that has durable-rules and one that has not."""

    def run(code, *arguments):
        command = [sys.executable, "-c", code, *arguments, "--json"]
        environment = {**os.environ, "TOCSIN_LEDGER": sqlite_url}
        ran = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=60)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    both = ALONE.replace('sys.modules["durable_rules_engine"] = None\n', "")
    with Ledger(sqlite_url) as ledger:
        small_case(ledger)
    recorded = [run(code, "assess", "roads", "--record") for code in (both, ALONE)]
    assert [each["engines"] for each in recorded] == [["rete", "seminaive"], ["seminaive"]]
    assert [[each["code"] for each in told["engine_warnings"]] for told in recorded] == [[], ["W401"]]
    for code in (both, ALONE):
        told = run(code, "audit", "replay", "roads")
        assert [told["differ"], len({each["recorded"] for each in told["assessments"]}) == 1] == [[], True]
