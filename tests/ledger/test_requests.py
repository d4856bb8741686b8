"""A request that was carried out is on disk with what it wrote, and is never carried out again."""

import threading

import pytest
import sqlalchemy

from tests.ledger.worlds import edge, small_case
from tocsin.ledger import Ledger, Repeated, Request, change, changed_by
from tocsin.ledger.recorded import assertion
from tocsin.ledger.verifying import verify

REQUEST = Request.of("ana", "k1", "a road")


def road(held, number):
    """The draft of a road that the case has not."""
    from tocsin.engine import Case

    [given] = Case.from_data({"facts": [edge(number, number + 1)]}, held.load().pack).facts
    return assertion(given)


def test_a_request_is_noted_with_its_entries_and_not_repeated(ledger):
    held = small_case(ledger)
    assert ledger.done(REQUEST) is None

    first = change(held, [road(held, 7)], request=REQUEST)
    size = held.size()
    for request in (REQUEST, Request.of("ana", "k1", "another road")):
        with pytest.raises(Repeated) as raised:
            change(held, [road(held, 8)], request=request)
        assert raised.value.done == ledger.done(REQUEST)
        assert str(raised.value) == "the request was carried out before, by entries 6 to 7 of roads"
    again = changed_by(held, raised.value.done)

    assert held.size() == size
    assert (again.written, again.before.digest, again.after.digest) == (
        first.written,
        first.before.digest,
        first.after.digest,
    )
    change(held, [])
    assert changed_by(held, raised.value.done).written == first.written
    assert ledger.done(Request.of("bo", "k1", "a road")) is None
    assert verify(ledger.database).is_whole


def test_a_write_that_others_came_before_is_made_again_as_it_was_answered(ledger, monkeypatch):
    held = small_case(ledger)
    append, drafts = held.append, [road(held, 8)]

    def overtaken(*arguments, **asked):
        if asked.get("if_size") is not None:  # somebody else writes in between
            append([road(held, 7)])
        return append(*arguments, **asked)

    monkeypatch.setattr(held, "append", overtaken)
    first = change(held, drafts, request=REQUEST)
    again = changed_by(held, ledger.done(REQUEST))

    assert [entry.kind for entry in first.written] == ["fact_asserted", "assessment"]
    assert (again.written, again.after.digest) == (first.written, first.after.digest)


def test_of_two_that_send_the_same_at_once_one_writes(ledger, url):
    held = small_case(ledger)
    draft, size, said = road(held, 7), held.size(), []
    begin = threading.Barrier(2)

    def send():
        with Ledger(url) as another:
            begin.wait(60)
            try:
                another.case("roads").append([draft], request=REQUEST)
                said.append("written")
            except Repeated:
                said.append("repeated")

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sorted(said), held.size()) == (["repeated", "written"], size + 1)


def test_a_ledger_from_before_requests_is_read_as_it_is_and_brought_up_to_date_when_written(sqlite_url):
    with Ledger(sqlite_url) as ledger:
        small_case(ledger)
    engine = sqlalchemy.create_engine(sqlite_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE requests")
        connection.exec_driver_sql("DELETE FROM schema_steps WHERE version = 2")
    engine.dispose()

    with Ledger(sqlite_url, read_only=True) as ledger:
        assert (verify(ledger.database).is_whole, ledger.done(REQUEST)) == (True, None)
    with Ledger(sqlite_url) as ledger:
        held = ledger.case("roads")
        change(held, [road(held, 7)], request=REQUEST)
        assert (verify(ledger.database).is_whole, ledger.done(REQUEST) is None) == (True, False)
