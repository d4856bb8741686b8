"""When there is much to do: nobody takes more than their share, all have their turn, and news is worked out once."""

import asyncio
import threading
import time
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.service.test_http import ENTRY, NONE, codes

from tocsin.ledger.location import default_analyst
from tocsin.service.desks import Desks, QueueFull
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


def test_no_more_wait_than_there_are_chairs_and_of_nobody_more_than_their_queue():
    desks = Desks(1, 1, chairs=3, queue=2)
    assert desks.take("first", 0)
    threads = []
    for number, who in enumerate(("ana", "ana", "bo"), 1):
        threads.append(threading.Thread(target=desks.take, args=(who, 60)))
        threads[-1].start()
        while len(desks._waiting) < number:
            threads[-1].join(0.001)

    with pytest.raises(QueueFull):
        desks.take("ana", 60)
    assert not desks.take("cy", 60)
    for who in ("first", "ana", "ana"):
        desks.give(who)
        while desks._taken.total() == 0:
            threads[0].join(0.001)
    for thread in threads:
        thread.join(60)
    desks.give("bo")
    assert desks.take("ana", 0)


def test_requests_of_one_caller_that_wait_leave_room_for_others(ledger, monkeypatch):
    monkeypatch.setattr("tocsin.service.http.access._PATIENCE", 60.0)
    app = application(ledger, NONE)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        desks, me = app.state.hall.desks, Caller(app.state.hall, default_analyst(), None).owner
        assert all(desks.take(me, 0) for _ in range(4))
        told = []

        def ask():
            told.append(client.post("/v1/cases/recall/why", json={"fact": "recall_due"}))

        threads = [threading.Thread(target=ask) for _ in range(60)]
        for thread in threads:
            thread.start()
        give_up = time.monotonic() + 30
        while len(told) < 52 and time.monotonic() < give_up:
            threads[0].join(0.01)
        alive = client.get("/v1/cases")
        for _ in range(4):
            desks.give(me)
        for thread in threads:
            thread.join(60)

    statuses = [each.status_code for each in told]
    assert (alive.status_code, statuses.count(429), statuses.count(200)) == (200, 52, 8)
    assert {(tuple(codes(each)), each.headers["retry-after"]) for each in told if each.status_code == 429} == {
        (("T726",), "1")
    }


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
