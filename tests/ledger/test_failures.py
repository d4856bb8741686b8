"""What happens when something fails: nothing acknowledged is lost, nothing is half-written, and the error is clear."""

import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy.exc

from tests.ledger.workers import write_roads
from tests.ledger.worlds import edge, pack_text, small_case
from tocsin.facts import ProblemError
from tocsin.ledger import Ledger, codes
from tocsin.ledger.failures import problem_of
from tocsin.ledger.verifying import verify

PROCESSES: Any = multiprocessing.get_context("spawn")


def start(url, folder, worker, count, limit=None):
    """A process that asserts so many roads, and the file in which it notes each entry that was acknowledged."""
    notes = folder / f"worker-{worker}"
    process = PROCESSES.Process(target=write_roads, args=(url, notes, worker, count, limit))
    process.start()
    return process, notes


def acknowledged(notes):
    """The entries that were acknowledged; a line cut short by a kill was not."""
    lines = notes.read_text().splitlines(keepends=True) if notes.exists() else []
    return [tuple(line.split()) for line in lines if line.endswith("\n")]


def test_processes_killed_at_any_moment_lose_nothing_acknowledged(url, tmp_path):
    dice = random.Random(20)
    with Ledger(url) as ledger:
        held = small_case(ledger, count=0)
        workers = [start(url, tmp_path, worker, 50) for worker in range(4)]
        for process, _ in workers:
            while len(acknowledged(tmp_path / "worker-0")) < 1:
                time.sleep(0.005)
            time.sleep(dice.uniform(0, 0.15))
            process.kill()
            process.join()
        said = [entry for _, notes in workers for entry in acknowledged(notes)]
        with held.session() as session:  # the next start needs no repair
            session.assert_fact(edge(100, 1))
        entries = {(str(entry.number), entry.hash) for entry in held.entries()}

        assert said
        assert set(said) <= entries
        assert len(entries) == held.size()
        assert verify(ledger.database).is_whole


def test_processes_write_side_by_side(url, tmp_path):
    with Ledger(url) as ledger:
        held = small_case(ledger, count=0)
        workers = [start(url, tmp_path, worker, 10) for worker in range(5)]
        for process, _ in workers:
            process.join(timeout=120)

        assert [process.exitcode for process, _ in workers] == [0] * 5
        numbers = sorted(int(number) for _, notes in workers for number, _ in acknowledged(notes))
        assert list(range(3, 53)) == numbers
        assert held.state().fact_count == 50
        assert verify(ledger.database).is_whole


@pytest.mark.skipif(sys.platform != "linux", reason="sets a limit on the size of files")
def test_a_full_disk_is_a_clear_problem_and_harms_nothing(sqlite_url, tmp_path):
    with Ledger(sqlite_url) as ledger:
        small_case(ledger)
    size = Path(sqlite_url.removeprefix("sqlite:///")).stat().st_size

    process, notes = start(sqlite_url, tmp_path, 7, 1_000, size + 40_000)
    process.join(timeout=60)
    said = acknowledged(notes)

    assert process.exitcode == 1
    assert codes.NO_SPACE in notes.with_suffix(".problem").read_text()
    with Ledger(sqlite_url) as ledger:
        entries = {(str(entry.number), entry.hash) for entry in ledger.case("roads").entries()}
        assert set(said) <= entries
        assert len(said) == len(entries) - 5
        assert verify(ledger.database).is_whole


def test_a_locked_ledger_is_a_clear_problem(sqlite_url, monkeypatch):
    monkeypatch.setattr("tocsin.ledger.database.WAIT_SECONDS", 0.1)
    with Ledger(sqlite_url) as ledger:
        held = small_case(ledger)
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProblemError) as caught, held.session() as session:
            session.assert_fact(edge(7, 8))
        assert [problem.code for problem in caught.value.problems] == [codes.LOCKED]
        assert held.size() == 5, "it can be read all the while"
        other.execute("ROLLBACK")
        other.close()
        with held.session() as session:
            session.assert_fact(edge(7, 8))
        assert [entry.number for entry in session.written] == [6]


@pytest.mark.skipif(sys.platform != "linux", reason="becomes another user")
def test_a_ledger_that_may_only_be_read_is_read_and_not_written(tmp_path, sqlite_url):
    with Ledger(sqlite_url) as ledger:
        small_case(ledger)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    code = (
        "from tocsin.ledger import Ledger\nfrom tocsin.facts import ProblemError\n"
        "with Ledger(URL) as ledger:\n    held = ledger.case('roads')\n    print(held.size())\n"
        "    try:\n        with held.session() as session: session.assert_fact('edge(source=1, target=9)')\n"
        "    except ProblemError as error: print(error.problems[0].code)\n"
    )
    for path, mode in ((file, 0o444), (tmp_path, 0o555)):
        path.chmod(mode)
    ran = _as_nobody([sys.executable, "-c", code.replace("URL", repr(sqlite_url))], tmp_path)
    tmp_path.chmod(0o755)

    assert (f"5\n{codes.READ_ONLY}\n", "") == (ran.stdout, ran.stderr)


def _as_nobody(command, folder):
    """Run as a user without rights, where we are root, who has them all."""
    if os.geteuid() != 0:
        return subprocess.run(command, capture_output=True, text=True, check=False)
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv")
    for parent in (folder, *folder.parents[:3]):
        if parent.stat().st_uid == 0 and parent != Path("/tmp"):
            parent.chmod(0o555 if parent == folder else 0o755)
    dropped = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
    return subprocess.run(dropped, capture_output=True, text=True, check=False, cwd="/")


def test_what_is_no_database_is_refused(tmp_path):
    (tmp_path / "text").write_text("no database, only some text that is long enough to be read as a header" * 20)
    for name, code in (("text", codes.NOT_A_LEDGER), ("missing", codes.CANNOT_OPEN)):
        with pytest.raises(ProblemError) as caught:
            Ledger(f"sqlite:///{tmp_path / name}", create=False)
        assert [code] == [problem.code for problem in caught.value.problems]
    (tmp_path / "file").write_text("")
    with pytest.raises(ProblemError) as caught:
        Ledger(f"sqlite:///{tmp_path / 'file' / 'ledger.sqlite'}")
    assert [problem.code for problem in caught.value.problems] == [codes.CANNOT_OPEN]


def test_the_password_of_a_database_is_not_shown():
    pytest.importorskip("psycopg")
    with pytest.raises(ProblemError) as caught:
        Ledger("postgresql://ana:hunter2@127.0.0.1:1/cases")
    assert [f"{each.code}: {each.message}" for each in caught.value.problems] == [
        "T601: the ledger postgresql://ana:***@127.0.0.1:1/cases cannot be reached: no server answers there"
    ]


@pytest.mark.parametrize(
    "said,told",
    [
        (
            "connection failed: Connection refused\n\tIs the server running?",
            "cannot be reached: no server answers there",
        ),
        ('failed: could not translate host name "x"', "cannot be reached: its host is not known"),
        ('FATAL: password authentication failed for user "ana"', "does not let this user in"),
        ('FATAL: role "ana" does not exist', "does not let this user in"),
        ('FATAL: database "cases" does not exist', "does not exist on the server"),
        ("connection timeout expired", "cannot be reached: no answer came in time"),
        ("something else\nhappened", "cannot be used; the database says: something else happened"),
        ("'utf-8' codec can't decode byte 0xff", "is damaged"),
    ],
)
def test_why_no_connection_came_about_is_told_in_our_words(said, told):
    problem = problem_of(sqlalchemy.exc.OperationalError(None, None, Exception(said)), "here")

    assert (codes.DAMAGED if told == "is damaged" else codes.CANNOT_OPEN) == problem.code
    assert f"the ledger here {told}" == problem.message
    assert problem.hint


def test_a_stored_pack_that_was_changed_is_not_used(sqlite_url):
    with Ledger(sqlite_url) as ledger:
        held = small_case(ledger)
        with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
            connection.execute("DROP TRIGGER packs_no_update")
            connection.execute("UPDATE packs SET files = replace(files, 'certain', 'possible')")
        connection.close()
        with pytest.raises(ProblemError) as caught:
            held.load()
        digest = held.pin().text
        find = "find the damage with: tocsin audit verify"
        assert str(caught.value) == f"{codes.DAMAGED}: the stored text of the pack {digest} was changed\n  {find}"
        with pytest.raises(ProblemError) as caught:
            held.stored_pack("sha256:none")
        told = "the ledger has no text of a pack with the digest sha256:none"
        assert str(caught.value) == f"{codes.UNKNOWN_PACK}: {told}\n  {find}"


def test_a_pack_that_means_something_else_now_is_told():
    from tocsin.ledger import Pin

    pin = Pin.of(pack_text())

    assert pin.differences(pack_text().parse()) == []
    other = pack_text("possible").parse()
    meaning = f"roads 1.0.0 now means something else: {other.digest}, then {pin.digest}"
    assert pin.differences(other) == [meaning]
    words = "the vocabulary roads that is installed is not the one of that time"
    assert replace(pin, vocabulary_digest="sha256:0").differences(other) == [words, meaning]
    assert Pin.from_json(pin.to_json()) == pin
