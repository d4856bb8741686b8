"""Long work stops where it is told to, wherever it is: in joins of a thousand million candidates, in every engine."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tocsin.engine import (
    Cancel,
    Cancelled,
    Case,
    LimitReached,
    LiveCase,
    WorkingMemory,
    limits,
    load_pack,
    pack_from_data,
    plan_of,
    rete,
)
from tocsin.engine.raising import Stop, raise_in
from tocsin.engine.stopping import Reached, unstopped
from tocsin.facts import ProblemError
from tocsin.facts.notation import parse_fact
from tocsin.questions import flip, support, sweep, watch, why_not

SOON = 60.0
"""Seconds, where the work would take hours; half a second is what a machine of one's own takes."""
NONE: dict[str, Any] = {"time": None, "memory": None, "derivations": None}


def program(condition, names="abcd", *, recursive=False):
    """Types of facts whose every combination is a candidate."""
    types = {name: {"n": "int"} for name in (*names, "out")}
    when = [{name: {"n": f"${name}"}} for name in names]
    rules = [{"id": "r", "when": [*when, condition], "then": [{"out": {"n": "$a"}}]}]
    if recursive:
        again = [{"out": {"n": "$a"}}, {"a": {"n": "$a"}}]
        rules.append({"id": "s", "when": again, "then": [{"out": {"n": "$a"}}]})
    return pack_from_data({"pack": "p", "version": "1.0.0", "types": types, "rules": rules})


def wait(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def wait_until_it_works(running):
    """Three seconds of a processor are more than starting takes, however many others use it."""
    status = Path(f"/proc/{running.pid}/stat")
    if not status.exists():
        time.sleep(4)
        return
    ticks = os.sysconf("SC_CLK_TCK")
    while running.poll() is None and sum(map(int, status.read_text().rsplit(")", 1)[1].split()[11:13])) < 3 * ticks:
        time.sleep(0.1)


def facts(count, names="abcd"):
    return [f"{name}(n={number})" for name in names for number in range(count)]


NEVER, ALWAYS = "$a + $b + $c > 100_000_000", "$a >= 0"
# By rows up to 500 facts of a type, by columns from there: 200 ** 4 and 1000 ** 3 candidates.
ROWS, COLUMNS = (200, "abcd"), (1000, "abc")
WORK = {
    "rows": lambda: Case(program(NEVER), facts(*ROWS)).assess(engine="seminaive"),
    "firings by rows": lambda: Case(program(ALWAYS), facts(*ROWS)).assess(engine="seminaive"),
    "columns": lambda: Case(program(NEVER, "abc"), facts(*COLUMNS)).assess(engine="seminaive"),
    "firings by columns": lambda: Case(program(ALWAYS, "abc", recursive=True), facts(*COLUMNS)).assess(
        engine="seminaive"
    ),
    "rete": lambda: Case(program(NEVER), facts(*ROWS)).assess(engine="rete"),
    "live": lambda: LiveCase(Case(program(NEVER), facts(*ROWS))),
    "memory": lambda: WorkingMemory(plan_of(program(NEVER))).assert_(
        [parse_fact(fact, program(NEVER).vocabulary).key for fact in facts(*ROWS)]
    ),
}


@pytest.fixture(autouse=True)
def _columns_are_ready():
    import numpy  # noqa: F401 - columns take over at fewer facts once it is there


def skip_without_rete(name):
    if name == "rete" and not rete.available():
        pytest.skip("durable-rules is not available")


@pytest.mark.parametrize("name", WORK)
def test_a_join_of_a_thousand_million_candidates_stops_at_its_time(name):
    skip_without_rete(name)
    begun = time.monotonic()
    with (
        pytest.raises(LimitReached, match=r"T409: the limit of 0\.5 s was reached: \d+\.\d s, "),
        limits(**NONE | {"time": 0.5}),
    ):
        WORK[name]()

    assert time.monotonic() - begun < 0.5 + SOON


@pytest.mark.parametrize("name", WORK)
def test_a_join_stops_when_its_token_is_cancelled(name):
    skip_without_rete(name)
    token = Cancel()
    timer = threading.Timer(0.4, token.cancel)
    begun = time.monotonic()
    timer.start()
    with pytest.raises(Cancelled, match="T410: cancelled after"), limits(**NONE, cancel=token):
        WORK[name]()

    assert time.monotonic() - begun < 0.4 + SOON


@pytest.mark.parametrize("name", ["firings by rows", "firings by columns"])
def test_firings_stop_at_their_number_and_at_their_memory(name):
    few = limits(**NONE | {"derivations": 20_000})
    with pytest.raises(LimitReached, match="the limit of 20,000 derivations was reached"), few:
        WORK[name]()
    if sys.platform == "linux":
        small = limits(**NONE | {"memory": 100 * 1024**2})
        with pytest.raises(LimitReached, match=r"the limit of 100 MiB was reached: .* 1[0-2]. MiB"), small:
            WORK[name]()


@pytest.mark.parametrize("engine", ["seminaive", "rete"])
def test_the_limit_of_derivations_is_exact(engine):
    skip_without_rete(engine)
    case = Case(program(ALWAYS, "abc"), facts(4, "abc"))

    with limits(derivations=64):
        assert sum(len(c.derivations) for c in case.assess(engine=engine).conclusions) == 64
    told = r"the limit of 63 derivations was reached: .* 64 derivations"
    with pytest.raises(LimitReached, match=told), limits(derivations=63):
        case.assess(engine=engine)


QUESTIONS: dict[str, Any] = {
    "flip": lambda case: flip(case, "significant_impact", at_most=4),
    "watch": watch,
    "support": lambda case: support(
        case.assess(engine="seminaive"), case.assess(engine="seminaive").conclusions[-1].id
    ),
    "sweep": lambda case: sweep(case.assess(engine="seminaive"), ["troop_deployment"]),
    "why_not": lambda case: why_not(case.assess(engine="seminaive"), "un_authorisation"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_stop_and_are_answered_afterwards(question):
    case = Case.load("examples/kursk.yaml")

    def again_and_again():
        while True:
            QUESTIONS[question](case)

    with pytest.raises(LimitReached), limits(time=0.02):
        again_and_again()

    assert QUESTIONS["why_not"](case) is not None


def test_every_block_ends_in_its_result_or_in_its_limit():
    case = Case(program(ALWAYS), facts(8))
    expected = case.assess(engine="seminaive").to_json()
    ends = set()
    for number in range(60):
        try:
            with limits(time=0.001 + number * 0.001):
                told = case.assess(engine="seminaive").to_json()
        except LimitReached:
            ends.add("limit")
        else:
            ends.add("result")
            assert told == expected
    assert ends <= {"limit", "result"}
    assert threading.active_count() < 20


def test_of_nested_blocks_each_holds():
    work = WORK["rows"]
    with pytest.raises(LimitReached, match=r"limit of 0\.3 s"), limits(time=0.3), limits(time=30):
        work()
    with limits(time=60):
        with pytest.raises(LimitReached, match=r"limit of 0\.2 s"), limits(time=0.2):
            work()
        assert Case(program(ALWAYS), facts(2)).assess().conclusions


def test_what_is_not_to_be_stopped_is_done_whole():
    done = []

    def work():
        with unstopped():
            wait(0.4)
            done.append("whole")
        wait(60)

    with pytest.raises(LimitReached), limits(time=0.05):
        work()

    assert done == ["whole"]


def test_an_import_is_not_torn_apart(tmp_path, monkeypatch):
    (tmp_path / "slow_to_load.py").write_text(
        "import time\nuntil = time.monotonic() + 0.5\nwhile time.monotonic() < until:\n    pass\nloaded = True\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    def load():
        import_module("slow_to_load")
        wait(60)

    with pytest.raises(LimitReached), limits(time=0.05):
        load()

    assert sys.modules["slow_to_load"].loaded


def test_a_stop_that_is_swallowed_comes_again():
    def swallowing():
        with suppress(Stop):
            wait(60)
        wait(60)

    with pytest.raises(LimitReached), limits(time=0.05):
        swallowing()


def test_progress_is_told_inside_a_round():
    told: list[Reached] = []
    with pytest.raises(LimitReached), limits(**NONE | {"time": 0.8}, progress=told.append):
        WORK["firings by rows"]()

    assert len(told) > 2
    assert told[-1].derivations > told[-2].derivations > 0
    assert [each.seconds for each in told] == sorted(each.seconds for each in told)


def test_what_was_cancelled_before_does_not_run():
    token = Cancel()
    token.cancel()
    with pytest.raises(Cancelled), limits(cancel=token):
        pytest.fail("it ran")

    assert token.is_cancelled


@pytest.mark.parametrize("wrong", [{"time": 0}, {"time": -1}, {"memory": True}, {"derivations": "5"}])
def test_a_limit_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match=f"the limit of {next(iter(wrong))} is a number above 0, or None"):
        limits(**wrong)


def test_an_error_of_the_work_itself_stays_what_it_is():
    with pytest.raises(ProblemError, match="T323"), limits():
        load_pack("no-such-pack")
    with pytest.raises(KeyError), limits():
        raise KeyError


def test_the_limits_of_a_command_are_told(tmp_path):
    pack = tmp_path / "pack.yaml"
    pack.write_text(
        "pack: p\nversion: 1.0.0\ntypes: {a: {n: int}, b: {n: int}, c: {n: int}, out: {n: int}}\nrules:\n"
        f"  - {{id: r, when: [a: {{n: $a}}, b: {{n: $b}}, c: {{n: $c}}, {NEVER}], then: [out: {{n: $a}}]}}\n"
    )
    case = tmp_path / "case.jsonl"
    case.write_text("".join(f'{{"{name}": {{"n": {number}}}}}\n' for name in "abc" for number in range(COLUMNS[0])))
    command = [sys.executable, "-m", "tocsin.cli", "assess", str(case), "--pack", str(pack)]

    ran = subprocess.run([*command, "--limit-time", "1"], capture_output=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stdout, ran.stderr[:34]) == (2, "", "T409: the limit of 1 s was reached")
    if sys.platform == "win32":
        return
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as running:
        wait_until_it_works(running)
        at = time.monotonic()
        os.kill(running.pid, signal.SIGINT)
        _, told = running.communicate(timeout=SOON)
        assert (running.returncode, told) == (130, "tocsin: interrupted; nothing was changed\n")
        assert time.monotonic() - at < SOON


def test_a_block_that_is_struck_while_it_is_left_ends_in_its_own_error():
    class Waiting:
        """A lock for which the thread waits while the one beside it strikes."""

        struck = False

        def __enter__(self):
            if not self.struck:
                self.struck = True
                raise_in(threading.get_ident())

        def __exit__(self, *error):
            pass

    block = limits(derivations=1)
    block._lock = Waiting()  # type: ignore[assignment]
    with pytest.raises(LimitReached), block:
        block._found(1, 2)
    assert sum(range(1000)) == 499_500


@pytest.mark.parametrize("work", ["pass", "while True: pass"], ids=["never reached", "reached"])
def test_calls_can_be_traced_after_a_block(work):
    """As debuggers and measures of coverage do it."""
    program = f"""if True:
        import sys
        from tocsin.engine import LimitReached, limits
        try:
            with limits(time=0.05):
                {work}
        except LimitReached:
            pass
        events = []
        sys.settrace(lambda frame, event, argument: events.append(event))
        (lambda: None)()
        sys.settrace(None)
        print(events[0])
    """
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=SOON, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "call\n", "")


def test_limits_that_were_reached_travel():
    with pytest.raises(LimitReached) as reached, limits(time=0.01):
        WORK["rows"]()

    assert [problem.code for problem in reached.value.problems] == ["T409"]
    assert pickle.loads(pickle.dumps(reached.value.problems)) == reached.value.problems
