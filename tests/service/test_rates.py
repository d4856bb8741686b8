"""Nobody asks more often than may be, and nobody is held up by others who do."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from tests.service.conftest import make_cases
from tests.service.test_access import bearer
from tests.service.test_http import codes

from tocsin.cli.main import exit_code
from tocsin.ledger import Ledger
from tocsin.service.http.app import application
from tocsin.service.rates import Rate, Rates, TooFast, address_of
from tocsin.service.tokens import Tokens


class Clock:
    """A clock that goes when it is told to."""

    now = 0.0

    def __call__(self):
        return self.now


def admitted(rates, who, times):
    """How many of so many requests are taken."""
    count = 0
    for _ in range(times):
        try:
            rates.take(who)
        except TooFast:
            continue
        count += 1
    return count


def test_a_bucket_fills_steadily_up_to_its_burst():
    clock = Clock()
    rates = Rates(Rate(2.0, 5), clock)

    assert admitted(rates, "a", 9) == 5
    clock.now += 1.0
    assert admitted(rates, "a", 9) == 2
    clock.now += 1000.0
    assert (admitted(rates, "a", 9), admitted(rates, "b", 9)) == (5, 5)
    clock.now += 0.25
    with pytest.raises(TooFast) as raised:
        rates.take("a")
    assert raised.value.after == 1
    clock.now += 0.25  # what was refused was not counted
    rates.take("a")
    assert admitted(Rates(None), "a", 9) == 9


def test_many_threads_take_exactly_what_there_is_and_each_gets_its_own():
    rates = Rates(Rate(1.0, 100), Clock())

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: admitted(rates, f"who {number % 2}", 100), range(16)))

    assert (sum(found[::2]), sum(found[1::2])) == (100, 100)


@pytest.mark.parametrize("host,whose", [
    ("127.0.0.1", "127.0.0.1"),
    ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
    ("testclient", "testclient"),
    ("fe80::1%eth0", "fe80::/64"),
])  # fmt: skip
def test_an_address_of_ipv6_counts_with_its_network(host, whose):
    assert whose == address_of(host)


@pytest.fixture
def asked(tmp_path):
    """A client, the tokens and the clock of a service that takes three requests at once, and one in two seconds."""
    clock, tokens = Clock(), Tokens(tmp_path / "tokens" / "tokens.json")
    with Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        make_cases(ledger)
        app = application(ledger, tokens, rates=Rates(Rate(0.5, 3), clock))
        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield client, tokens, clock


def statuses(client, times, headers=None, path="/v1/cases"):
    return [client.get(path, headers=headers).status_code for _ in range(times)]


def test_what_is_too_much_is_refused_and_says_when_to_come_back(asked):
    client, tokens, clock = asked

    assert statuses(client, 5) == [200, 200, 200, 429, 429]
    told = client.get("/v1/cases")
    assert (codes(told), told.headers["retry-after"]) == (["T726"], "2")
    assert statuses(client, 3, path="/healthz") == [200, 200, 200]
    clock.now += 2.0
    assert statuses(client, 2) == [200, 429]

    first, second = (bearer(tokens.new(name, "reader", (), 1)[1]) for name in ("ana", "bo"))
    clock.now += 4.0  # a token that is new counts for its address, too
    assert statuses(client, 1, first) + statuses(client, 1, second) == [200, 200]
    assert (statuses(client, 4, first), statuses(client, 1, second)) == ([200, 200, 429, 429], [200])


def test_whoever_guesses_is_refused_before_a_hash_is_worked_out(asked, monkeypatch):
    client, tokens, _ = asked
    text = tokens.new("ana", "reader", (), 1)[1]
    assert statuses(client, 1, bearer(text)) == [200]
    hashed: list[str] = []

    def counted(secret, salt):
        hashed.append(secret)
        return "0"

    monkeypatch.setattr("tocsin.service.tokens._hashed", counted)
    forged = [f"{text[:-1]}{letter}" for letter in "ABCDEFGH" if letter != text[-1]]

    assert [statuses(client, 1, bearer(each))[0] for each in forged[:4]] == [401, 401, 429, 429]
    assert statuses(client, 1) == [429]
    assert len(hashed) == 2
    assert statuses(client, 1, bearer(text)) == [200]  # who was known is let in as before


@pytest.mark.parametrize("text", ["0", "-1", "many", "nan", "inf"])
def test_a_rate_that_is_none_is_refused(text, capsys):
    assert exit_code(["serve", "--rate", text, "--port", "0"]) == 2
    assert "write 50, or off" in " ".join(capsys.readouterr().err.split())
