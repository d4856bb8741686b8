"""The real process: what it acknowledged is on the ledger however it is told to end, and who follows a case is told."""

import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest
from tests.service.conftest import ROOT

from tocsin.facts.problems import ProblemError
from tocsin.ledger import Ledger
from tocsin.service.listening import sockets_at

PATH = "/v1/cases/recall"


@pytest.fixture
def served(ledger):
    """The address of a service of the ledger, and its process."""
    words = [sys.executable, "-m", "tocsin.cli", "serve", "--port", "0"]
    with subprocess.Popen(words, cwd=ROOT, env=os.environ, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            line = json.loads(process.stderr.readline())
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield f"http://127.0.0.1:{line['port']}", process
        finally:
            process.kill()


def follow(url, news):
    with httpx.stream("GET", f"{url}{PATH}/events", timeout=60) as stream:
        for line in stream.iter_lines():
            news.put(line)
    news.put(None)


def entry(batch):
    return {"facts": [{"reheated": {"batch": batch, "celsius": 80.0}, "source": {"publisher": "Kitchen"}}]}


def next_event(news):
    """The id of the next event, and its data."""
    lines = iter(lambda: news.get(timeout=60), None)
    fields = dict(line.split(": ", 1) for line in iter(lambda: next(lines), "") if not line.startswith(":"))
    return fields if fields else next_event(news)


def test_nothing_acknowledged_is_lost_and_who_follows_is_told(served, ledger):
    url, process = served
    news: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=follow, args=(url, news), daemon=True).start()
    assert news.get(timeout=60) == ": following"
    answers: list[httpx.Response] = []

    def write(batch):
        headers = {"if-match": "*"}
        answers.append(httpx.post(f"{url}{PATH}/facts", json=entry(batch), headers=headers, timeout=60))

    def write_on():
        with contextlib.suppress(httpx.TransportError):
            for number in range(200):
                write(f"b-{number}")

    write("milk-7")
    told = next_event(news)
    writer = threading.Thread(target=write_on)
    writer.start()
    while len(answers) < 2:
        writer.join(0.05)
    process.send_signal(signal.SIGTERM)
    code = process.wait(60)
    writer.join(60)

    assert code == 0
    list(iter(lambda: news.get(timeout=60), None))  # the stream has ended
    numbers = [answer.json()["entries"] for answer in answers if answer.status_code == 200]
    assert (told["event"], int(told["id"])) == ("changed", numbers[0][-1])
    data = json.loads(told["data"])
    assert (data["entries"], data["changes"]) == (numbers[0], answers[0].json()["changes"])
    assert data["changes"] != []
    with Ledger(ledger.database.url) as again:
        kinds = {each.number: each.kind for each in again.case("recall").entries()}
    assert all(kinds[first] == "fact_asserted" for first, *_ in numbers)


@pytest.mark.parametrize("command", [("serve", "--port"), ("mcp", "--http")], ids=lambda words: words[0])
def test_an_address_at_which_another_listens_is_a_problem_of_its_own(command, ledger):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        words = [sys.executable, "-m", "tocsin.cli", *command, str(port)]
        ran = subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"T746: nothing can listen at 127.0.0.1:{port}: " in ran.stderr
    assert "0 is any that is free" in ran.stderr


def test_an_address_that_is_none_of_this_machine_is_told_so():
    with pytest.raises(ProblemError, match=r"T746: nothing can listen at 192\.0\.2\.1:0: "):
        sockets_at("192.0.2.1", 0)
