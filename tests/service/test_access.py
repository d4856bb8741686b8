"""Who may do what: tokens with roles and cases, kept as hashes, that expire and are revoked."""

import asyncio
import datetime as dt
import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from tests.service.conftest import make_cases

from tocsin.cli.main import exit_code
from tocsin.facts.problems import ProblemError
from tocsin.ledger import Ledger
from tocsin.service.http.access import Caller
from tocsin.service.http.app import application
from tocsin.service.http.events import events
from tocsin.service.http.running import require_tokens
from tocsin.service.tokens import ROLES, Tokens

ENTRY = {"reheated": {"batch": "herbs-3", "celsius": 60.0}, "source": {"publisher": "Kitchen", "date": "2025-03-09"}}
CHANGE = {"facts": [ENTRY], "dry_run": True}


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    with Ledger(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.sqlite'}") as ledger:
        make_cases(ledger)
        yield ledger


@pytest.fixture
def tokens(tmp_path):
    return Tokens(tmp_path / "folder" / "tokens.json")


@pytest.fixture
def client(held, tokens):
    with TestClient(application(held, tokens), base_url="http://localhost") as client:
        yield client


def bearer(text):
    return {"authorization": f"Bearer {text}"}


def test_each_role_may_do_what_it_is_for(client, tokens):
    def statuses(role):
        _, text = tokens.new(role, role, ["recall"], 1)
        asked = [
            client.get("/v1/cases/recall", headers=bearer(text)),
            client.post("/v1/cases/recall/watch", json={}, headers=bearer(text)),
            client.get("/v1/cases/recall/log", headers=bearer(text)),
            client.post("/v1/cases/recall/facts", json=CHANGE, headers=bearer(text)),
            client.post("/v1/cases", json={"name": "recall"}, headers=bearer(text)),
        ]
        return [response.status_code for response in asked]

    _, text = tokens.new("ana", "reader", ["recall"], 1)
    refused = client.post("/v1/cases/recall/facts", json=CHANGE, headers=bearer(text)).json()
    assert [problem["code"] for problem in refused["problems"]] == ["T710"]
    assert {role: statuses(role) for role in ROLES} == {
        "reader": [200, 200, 403, 403, 403],
        "auditor": [200, 200, 200, 403, 403],
        "analyst": [200, 200, 200, 200, 403],
        "admin": [200, 200, 200, 200, 409],
    }


def test_of_a_case_of_others_nothing_is_told(client, tokens):
    _, text = tokens.new("ana", "admin", ["recall"], 1)
    headers = bearer(text)

    assert [case["name"] for case in client.get("/v1/cases", headers=headers).json()["cases"]] == ["recall"]
    for path in ("", "/log", "/events", "/verification"):
        theirs, none = (client.get(f"/v1/cases/{name}{path}", headers=headers) for name in ("theirs", "thiers"))
        assert (theirs.status_code, none.status_code) == (404, 404)
        assert theirs.text == none.text.replace("thiers", "theirs")
    for path, sent in (("why", {"fact": "recall_due"}), ("facts", CHANGE)):
        assert client.post(f"/v1/cases/theirs/{path}", json=sent, headers=headers).status_code == 404
    assert client.post("/v1/verify", json={"certificate": {}, "case": "theirs"}, headers=headers).status_code == 404
    compared = [
        client.post("/v1/cases/recall/compare", json={"other": each}, headers=headers) for each in ("theirs", "x")
    ]
    assert [told.status_code for told in compared] == [404, 404]
    made = [client.post("/v1/cases", json={"name": name}, headers=headers) for name in ("theirs", "another")]
    assert [answer.status_code for answer in made] == [403, 403]
    assert made[0].text.replace("theirs", "another") == made[1].text


def test_without_a_token_that_is_good_nothing_is_answered(client, tokens, held):
    assert client.get("/v1/cases").status_code == 200  # there are no tokens yet, and it listens here alone

    token, text = tokens.new("ana", "admin", (), 1)
    _, old = tokens.new("old", "admin", (), 1)
    data = json.loads(tokens.path.read_text())
    data["tokens"][1]["expires"] = (dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)).isoformat()
    tokens.path.write_text(json.dumps(data))
    forged = text[:-1] + ("A" if text[-1] != "A" else "B")
    sizes = [case.entries for case in held.cases()]

    for headers in ({}, bearer("x"), bearer(forged), bearer(old), {"authorization": f"Basic {text}"}):
        told = client.post("/v1/cases/recall/facts", json={"facts": [ENTRY]}, headers={**headers, "if-match": "*"})
        assert (told.status_code, told.json()["problems"][0]["code"]) == (401, "T709")
        assert told.headers["www-authenticate"].startswith("Bearer")
    assert client.get("/v1/cases", headers=bearer(text)).status_code == 200
    assert client.get("/healthz").status_code == 200
    Tokens(tokens.path).revoke(token.id)  # as another process does
    assert client.get("/v1/cases", headers=bearer(text)).status_code == 401
    assert [case.entries for case in held.cases()] == sizes


def test_who_is_let_in_no_more_hears_no_more(client, tokens):
    token, _ = tokens.new("ana", "reader", ["recall"], 1)
    stream = events("recall", Caller(client.app.state.hall, "ana", token))

    async def heard():
        told = []
        async for each in stream.body_iterator:
            told.append(each)
            tokens.revoke(token.id)
        return told

    assert asyncio.run(asyncio.wait_for(heard(), 60)) == [": following\n\n"]


def test_tokens_that_are_made_at_once_are_all_kept(tokens):
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda name: Tokens(tokens.path).new(name, "reader", (), 1)[0], "abcdef"))

    assert {token.id for token in tokens.all()} == {token.id for token in made}


def test_who_writes_stands_on_the_ledger(ledger, tokens):
    _, text = tokens.new("ana", "analyst", ["recall"], 1)
    with TestClient(application(ledger, tokens), base_url="http://localhost") as client:
        headers = {**bearer(text), "if-match": client.get("/v1/cases/recall", headers=bearer(text)).headers["etag"]}
        written = client.post("/v1/cases/recall/facts", json={"facts": [ENTRY]}, headers=headers).json()["entries"]

    assert {entry.by for entry in ledger.case("recall").entries(written[0] - 1)} == {"ana"}


def test_no_token_is_kept_and_nobody_else_may_read_the_file(tokens):
    token, text = tokens.new("ana", "reader", (), 30)

    assert re.fullmatch(r"tocsin_[0-9a-f]{12}_[\w-]{43}", text)
    assert text.split("_", 2)[2] not in tokens.path.read_text()
    assert tokens.path.stat().st_mode & 0o077 == 0
    assert token.to_json().keys() == {"id", "name", "role", "cases", "created", "expires", "revoked"}


@pytest.mark.parametrize(
    "name,content,code",
    [("a\x1b[31m", None, "T702"), ("", None, "T702"), ("ana", "{", "T717"), ("ana", '{"tokens": [{}]}', "T717")],
)
def test_what_cannot_be_kept_is_refused(name, content, code, tokens):
    if content is not None:
        tokens.path.parent.mkdir()
        tokens.path.write_text(content)
    with pytest.raises(ProblemError, match=code):
        tokens.new(name, "reader", (), 1)


def test_a_token_that_is_not_there_cannot_be_revoked(tokens):
    with pytest.raises(ProblemError, match="T715"):
        tokens.revoke("0f3a5c7e9b1d")


def test_without_tokens_it_is_for_this_machine_alone(tokens, capsys):
    require_tokens(tokens, "127.0.0.1", loopback=True)
    with pytest.raises(ProblemError, match="T712"):
        require_tokens(tokens, "0.0.0.0", loopback=False)
    assert exit_code(("serve", "--allow-host", "tocsin.example")) == 2  # what a proxy on this machine is for
    assert "T712" in capsys.readouterr().err
    tokens.new("ana", "reader", (), 1)
    require_tokens(tokens, "0.0.0.0", loopback=False)


def test_beyond_this_machine_a_token_is_needed_even_when_all_of_them_go(held, tokens):
    with TestClient(application(held, tokens, hosts=(), loopback=False), base_url="http://tocsin.example") as client:
        assert client.get("/v1/cases").status_code == 401


def test_when_it_is_about_to_end_it_takes_no_more(held, tokens):
    app = application(held, tokens)
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/readyz").status_code == 200
        app.state.hall.closing.set()
        told = client.get("/readyz")

    assert (told.status_code, told.json()["problems"][0]["code"], told.headers["retry-after"]) == (503, "T714", "1")
