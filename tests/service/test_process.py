"""The real process: what it acknowledged is on the ledger however it is told to end, and who follows a case is told."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading

import httpx
import pytest
from tests.service.conftest import ROOT

from tocsin.ledger import Ledger

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


def entry(number):
    return {"facts": [{"reheated": {"batch": f"b-{number}", "celsius": 80.0}, "source": {"publisher": "Kitchen"}}]}


def test_nothing_acknowledged_is_lost_and_who_follows_is_told(served, ledger):
    url, process = served
    news: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=follow, args=(url, news), daemon=True).start()
    assert news.get(timeout=60) == ": following"
    answers: list[httpx.Response] = []

    def write():
        for number in range(200):
            try:
                answers.append(
                    httpx.post(f"{url}{PATH}/facts", json=entry(number), headers={"if-match": "*"}, timeout=60)
                )
            except httpx.TransportError:
                return

    before = {"facts": [{"reheated": {"batch": "milk-7", "celsius": 80.0}, "source": {"publisher": "Kitchen"}}]}
    first = httpx.post(f"{url}{PATH}/facts", json=before, headers={"if-match": "*"}, timeout=60).json()["entries"]
    told = [line for line in iter(lambda: news.get(timeout=60), "") if line] + [news.get(timeout=60) for _ in range(3)]
    writer = threading.Thread(target=write)
    writer.start()
    while not answers:
        writer.join(0.05)
    process.send_signal(signal.SIGTERM)

    assert process.wait(60) == 0
    writer.join(60)
    assert list(iter(lambda: news.get(timeout=60), None))[-1:] != [None]  # the stream ended
    assert told[0] == f"id: {first[-1]}" or f"id: {first[-1]}" in told
    [data] = [json.loads(line.removeprefix("data: ")) for line in told if line and line.startswith("data: ")]
    assert data["entries"] == first
    assert [change["fact"] for change in data["changes"]] != []
    acknowledged = [answer.json()["entries"] for answer in answers if answer.status_code == 200]
    with Ledger(ledger.database.url) as again:
        kinds = {each.number: each.kind for each in again.case("recall").entries()}
    assert acknowledged
    assert all(kinds[numbers[0]] == "fact_asserted" for numbers in [first, *acknowledged])
