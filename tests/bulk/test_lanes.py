"""Components evaluated at once: tasks in order, errors, Ctrl-C, and what the caller's connection is left with."""

import signal
import threading
import time
from functools import partial

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.bulk.deriving.scheduler import Task, carry_out
from tocsin.bulk.executor import DuckDB


def nothing():
    """There is nothing to interrupt."""


@given(st.integers(1, 12), st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30), st.integers(1, 4))
def test_every_task_is_done_once_after_those_before_it(count, edges, lanes):
    before = {number: {low for low, high in edges if high == number and low < high} for number in range(count)}
    log, lock = [], threading.Lock()

    def work(number):
        with lock:
            log.append(("begun", number))
        time.sleep(0)
        with lock:
            log.append(("done", number))

    carry_out({number: Task(partial(work, number), before[number]) for number in before}, lanes, nothing)

    assert sorted(log) == sorted((word, number) for word in ("begun", "done") for number in range(count))
    for number, others in before.items():
        assert all(log.index(("done", other)) < log.index(("begun", number)) for other in others)
    running = 0
    for word, _ in log:
        running += 1 if word == "begun" else -1
        assert running <= lanes


@pytest.mark.parametrize("lanes", [1, 3])
def test_a_failure_is_raised_and_nothing_that_waits_for_it_begins(lanes):
    done: list[str] = []

    def fail():
        raise ValueError("no value")

    tasks: dict[str, Task[str]] = {"first": Task(fail), "second": Task(partial(done.append, "second"), {"first"})}

    with pytest.raises(ValueError, match="no value"):
        carry_out(tasks, lanes, nothing)
    assert done == []


def test_ctrl_c_ends_the_queries_of_all_threads():
    executor = DuckDB(duckdb.connect(), lanes=2)
    # Long work that keeps nothing in memory.
    endless = "SELECT count(*) FROM range(1000000000000) AS r WHERE hash(r.range) = 42"
    tasks: dict[int, Task[int]] = {number: Task(partial(executor.rows, endless)) for number in range(2)}
    threading.Timer(0.3, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        carry_out(tasks, 2, executor.interrupt)

    assert time.monotonic() - begun < 60
    assert executor.rows("SELECT 1") == [(1,)]


def test_threads_see_the_tables_of_each_other_and_of_the_caller(tmp_path):
    connection = duckdb.connect(str(tmp_path / 'it"s, mine.db'))
    connection.execute("CREATE TABLE theirs AS SELECT 1 AS n")
    executor = DuckDB(connection, lanes=2)
    tasks: dict[str, Task[str]] = {
        "make": Task(lambda: executor.create("ours", "SELECT n + 1 AS n FROM theirs")),
        "more": Task(lambda: executor.append("ours", "SELECT n + 2 FROM theirs"), {"make"}),
    }

    carry_out(tasks, 2, executor.interrupt)

    assert sorted(DuckDB(connection).rows("SELECT n FROM ours")) == [(2,), (3,)]
    executor.drop("ours")


def test_the_callers_settings_are_as_before():
    connection = duckdb.connect()
    connection.execute("SET threads = 3; SET disabled_optimizers = 'top_n'")
    settings = "SELECT current_setting('threads'), current_setting('disabled_optimizers')"
    executor = DuckDB(connection)
    with executor.shared(3):
        assert connection.execute(settings).fetchall()[0][0] == 1
    assert connection.execute(settings).fetchall() == [(3, "top_n")]
