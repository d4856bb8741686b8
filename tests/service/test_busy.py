"""When there is much to do: nobody takes more than their share, all have their turn, and news is worked out once."""

import asyncio
import threading
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.service.test_http import ENTRY, NONE, codes

from tocsin.service.desks import Desks
from tocsin.service.http import events
from tocsin.service.http.access import Caller
from tocsin.service.http.app import application


def test_nobody_has_more_than_their_share_and_whoever_waited_longest_is_next():
    desks, order = Desks(3, 2), list[str]()
    assert [desks.take(who, 0) for who in ("ana", "ana", "ana", "bo", "bo", "cy")] == [
        True, True, False, True, False, False,
    ]  # fmt: skip

    def wait(who):
        assert desks.take(who, 60)
        order.append(who)

    threads = []
    for number, who in enumerate(("ana", "bo", "cy"), 1):
        threads.append(threading.Thread(target=wait, args=(who,)))
        threads[-1].start()
        while len(desks._waiting) < number:
            threads[-1].join(0.001)
    for number, gone in enumerate(("bo", "ana", "ana"), 1):  # who has their share is passed over
        desks.give(gone)
        while len(order) < number:
            threads[0].join(0.001)

    assert order == ["bo", "ana", "cy"]


@pytest.fixture
def served(ledger, monkeypatch):
    monkeypatch.setattr("tocsin.service.http.access._PATIENCE", 0.0)
    app = application(ledger, NONE)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client, app.state.hall


def test_who_waits_too_long_is_asked_to_come_back(served):
    client, hall = served
    others = [f"other {number}" for number in range(8)]
    assert all(hall.desks.take(who, 0) for who in others)

    told = client.post("/v1/cases/recall/assess", json={})
    assert (told.status_code, codes(told), told.headers["retry-after"]) == (503, ["T714"], "1")
    assert client.get("/healthz").status_code == 200
    hall.desks.give(others[0])
    assert client.post("/v1/cases/recall/assess", json={}).status_code == 200


def test_news_is_worked_out_once_for_all_who_follow_however_much_there_is_to_do(served, monkeypatch):
    client, hall = served
    monkeypatch.setattr(events, "_LOOK", 0.01)
    worked_out = []
    work_out = events._told

    def counted(*arguments):
        worked_out.append(arguments)
        return work_out(*arguments)

    monkeypatch.setattr(events, "_told", counted)

    async def heard():
        streams: list[Any] = [events.events("recall", Caller(hall, "ana", None)).body_iterator for _ in range(5)]
        assert {await anext(stream) for stream in streams} == {": following\n\n"}
        assert client.post("/v1/cases/recall/facts", json={"facts": [ENTRY]}, headers={"if-match": "*"}).is_success
        assert all(hall.desks.take(f"other {number}", 0) for number in range(8))
        return await asyncio.gather(*(anext(stream) for stream in streams))

    told = asyncio.run(asyncio.wait_for(heard(), 60))
    assert (len(set(told)), "event: changed" in told[0]) == (1, True)
    assert len(worked_out) == 1
