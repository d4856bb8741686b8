"""The service over HTTP: it answers what the commands print, and two analysts cannot overwrite each other."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.service.conftest import CASE, make_cases

from tocsin.engine import Case
from tocsin.ledger import Ledger, Record
from tocsin.proof import certify
from tocsin.service.http.app import LARGEST, application
from tocsin.service.http.questions import QUESTIONS
from tocsin.service.limited import Limited
from tocsin.service.tokens import Tokens

NONE = Tokens(Path("there-are-none.json"))
FACT = "recall_due(batch=herbs-3)"
ENTRY = {"reheated": {"batch": "herbs-3", "celsius": 60.0}, "source": {"publisher": "Kitchen", "date": "2025-03-09"}}
JSON = {"content-type": "application/json"}
COMMANDS: dict[str, Any] = {
    "assess": ({}, ()),
    "why": ({"fact": "recall_due", "every": True}, ("recall_due", "--all")),
    "why-not": ({"fact": "recall_due(batch=milk-7)"}, ("recall_due(batch=milk-7)",)),
    "what-if": (
        {"without": ["reheating-kills"], "min_qualifier": "likely"},
        ("--without", "reheating-kills", "--min-qualifier", "likely"),
    ),
    "flip": ({"fact": FACT, "at_most": 1}, (FACT, "--at-most", "1")),
    "watch": ({}, ()),
    "check-claim": ({"fact": FACT, "claimed": "likely"}, (FACT, "--claimed", "likely")),
    "not-used": ({}, ("--not-used",)),
    "compare": ({"other": "theirs", "only_a": ["State laboratory"]}, ("theirs", "--only-a", "State laboratory")),
    "explain-check": ({"fact": FACT, "limit": 5}, (FACT, "--limit", "5")),
    "sweep": (
        {"uncertain": ["illness"], "prior": {"lab_result": 0.5, "illness": 0.25}},
        ("--uncertain", "illness", "--prior", "lab_result=0.5", "--prior", "illness=0.25"),
    ),
    "brief": ({"since": "2025-03-07"}, ("--since", "2025-03-07")),
    "certify": ({"fact": FACT}, (FACT,)),
    "support": ({"fact": FACT}, (FACT,)),
    "sources": ({}, ("--sources",)),
    "readings": ({}, ()),
    "assumptions": ({"as_of": "2025-03-08", "min_qualifier": "likely"}, ("--min-qualifier", "likely")),
    "hypotheses": ({}, ()),
    "timeline": ({"begin": "2025-03-07"}, ("--from", "2025-03-07")),
    "backtest": ({}, ()),
}


@pytest.fixture
def client(ledger):
    with TestClient(application(ledger, NONE), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """A ledger that nothing is written to, and a client of its service."""
    with Ledger(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.sqlite'}") as ledger:
        make_cases(ledger)
        with TestClient(application(ledger, NONE), base_url="http://127.0.0.1") as client:
            yield ledger, client


def codes(response):
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], body["type"]) == (response.status_code, f"urn:tocsin:problem:{body['problems'][0]['code']}")
    return [problem["code"] for problem in body["problems"]]


def test_each_question_answers_what_the_command_prints(client, printed, capsys):
    paths = {str(vars(route)["path"]).rsplit("/", 1)[1] for route in QUESTIONS.routes}
    assert paths == COMMANDS.keys()
    for name, (asked, words) in COMMANDS.items():
        told = client.post(f"/v1/cases/recall/{name}", json=asked)
        command = {"sources": "support", "not-used": "assess"}.get(name, name)
        if told.status_code != 200:  # the small pack has no hypotheses and no outcomes
            assert (name, codes(told)) in [("hypotheses", ["T423"]), ("backtest", ["T422"]), ("readings", ["T421"])]
            continue
        dated = ("--as-of", asked["as_of"]) if "as_of" in asked else ()
        assert printed(command, "recall", *words, *dated) == told.json(), name


def test_two_who_saw_the_same_case_cannot_both_write(client, ledger):
    seen = client.get("/v1/cases/recall").headers["etag"]
    path, body = "/v1/cases/recall/facts", {"facts": [ENTRY]}

    unseen = client.post(path, json=body)
    tried = client.post(path, json={**body, "dry_run": True})
    first = client.post(path, json=body, headers={"If-Match": seen})
    second = client.post(path, json=body, headers={"If-Match": seen})

    assert (unseen.status_code, codes(unseen)) == (428, ["T707"])
    assert (tried.status_code, tried.json()["entries"]) == (200, [])
    assert first.headers["etag"] == client.get("/v1/cases/recall").headers["etag"] != seen
    assert (second.status_code, codes(second)) == (412, ["T706"])
    assert second.headers["etag"] == first.headers["etag"]
    assert ledger.case("recall").size() == first.json()["entries"][-1]


def test_that_somebody_asked_is_no_change_of_the_case(client, ledger):
    held = ledger.case("recall")
    seen = client.get("/v1/cases/recall").headers["etag"]
    opened = held.opened()
    held.append([Record.of(opened.case.assess(), opened.size, opened.text.digest, "auto").draft("asked")])

    assert client.post("/v1/cases/recall/watch", json={}).headers["etag"] == seen
    assert client.post("/v1/cases/recall/facts", json={"facts": [ENTRY]}, headers={"If-Match": seen}).status_code == 200
    assert "etag" not in client.post("/v1/cases/recall/watch", json={"known_by": "2001-01-01"}).headers


def test_a_request_that_is_sent_again_is_answered_and_not_done_again(client, ledger):
    path = "/v1/cases/recall/reports"
    body = {
        "fact": "lab_result(batch=milk-7)",
        "status": "denied",
        "source": {"publisher": "Dairy", "origin": "Press agency"},
    }
    headers = {"If-Match": client.get("/v1/cases/recall").headers["etag"], "Idempotency-Key": "k1"}

    first = client.post(path, json=body, headers=headers)
    again = client.post(path, json=body, headers=headers)
    other = client.post(path, json={**body, "status": "confirmed"}, headers=headers)

    assert (first.status_code, again.content) == (200, first.content)
    assert (other.status_code, codes(other)) == (422, ["T708"])
    written = ledger.case("recall").entry(first.json()["entries"][0])
    [report] = written.content["reports"]
    assert (written.kind, report["status"], report["source"]["origin"]) == ("fact_denied", "denied", "Press agency")


def test_a_day_that_does_not_exist_is_told_so(client):
    refused = client.post("/v1/cases", json={"name": "kursk", "as_of": "30.02.2025"})
    assert refused.status_code == 422
    assert "the calendar has no 2025-02-30: that month ends with 2025-02-28" in refused.text


def test_a_case_is_made_listed_and_its_history_read(client):
    made = client.post("/v1/cases", json={"name": "kursk", "as_of": "2024-11-30", "reason": "asked for"})
    again = client.post("/v1/cases", json={"name": "kursk"})
    path = client.post("/v1/cases", json={"name": "x", "pack": "examples/own_pack/pack.yaml"})

    assert (made.status_code, made.json()["entries"]) == (201, [1, 2])
    assert (again.status_code, codes(again)) == (409, ["T609"])
    assert (path.status_code, codes(path)) == (422, ["T323"])
    assert [case["name"] for case in client.get("/v1/cases").json()["cases"]] == ["kursk", "recall", "theirs"]
    log = client.get("/v1/cases/kursk/log?limit=1").json()
    assert ([each["entry"]["kind"] for each in log["entries"]], log["size"]) == (["pack_pinned"], 2)
    assert client.get("/v1/cases/kursk/entries/1").json()["entry"]["reason"] == "asked for"
    assert client.get("/v1/cases/kursk/verification").json()["whole"] is True
    assert client.get("/v1/cases/kursk/head").json()["size"] == 2


@pytest.mark.parametrize(
    "method,path,sent,status,code",
    [
        ("GET", "/v1/nothing", {}, 404, "T713"),
        ("PUT", "/healthz", {}, 405, "T713"),
        ("GET", "/v1/packs/roads/types", {}, 404, "T713"),
        ("GET", "/v1/cases/recal", {}, 404, "T608"),
        ("GET", "/v1/cases/recall/entries/999", {}, 404, "T612"),
        ("GET", "/v1/cases/recall?known_by=yesterday", {}, 422, "T702"),
        ("POST", "/v1/cases/recall/why", {"json": {"fact": "recall_due(batch=none)"}}, 404, "T700"),
        ("POST", "/v1/cases/recall/why", {"json": {"fact": FACT, "knownby": "x"}}, 422, "T702"),
        ("POST", "/v1/cases/recall/why", {"content": rb'{"fact": "\ud800"}', "headers": JSON}, 422, None),
        ("POST", "/v1/cases/recall/why", {"content": json.dumps({"fact": FACT})}, 422, "T702"),
        ("POST", "/v1/cases/recall/why", {"content": "[" * 100_000, "headers": JSON}, 400, "T702"),
        ("POST", "/v1/cases/recall/facts", {"json": {"facts": [json.loads("[" * 99 + "]" * 99)]}}, 422, None),
        ("POST", "/v1/cases/recall/why", {"content": b" " * (LARGEST + 1)}, 413, "T704"),
        ("POST", "/v1/verify", {"json": {"certificate": {}}}, 422, "T451"),
        ("POST", "/v1/cases/recall/facts", {"content": rb'{"facts": [{"suspect": {"batch": "\ud800"}}]}',
                                            "headers": JSON | {"If-Match": "*"}}, 422, "T115"),
        ("POST", "/v1/cases", {"json": {"name": "x"}, "headers": {"origin": "http://[evil"}}, 403, "T711"),
        ("GET", "/v1/cases", {"headers": {"host": "evil.example"}}, 403, "T711"),
        ("POST", "/v1/cases", {"json": {"name": "x"}, "headers": {"origin": "http://evil.example"}}, 403, "T711"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why_and_nothing_is_recorded(method, path, sent, status, code, standing):
    ledger, client = standing
    sizes = [case.entries for case in ledger.cases()]
    told = client.request(method, path, **sent)

    assert (told.status_code, codes(told)[0]) == (status, code or codes(told)[0])
    assert [case.entries for case in ledger.cases()] == sizes


@pytest.mark.parametrize(
    "path,sent,hint",
    [
        ("/v1/cases", {"json": {"nam": "x", "name": "y"}}, "did you mean name?"),
        (
            "/v1/cases",
            {"content": b"{}", "headers": {"content-type": "text/plain"}},
            "send Content-Type: application/json",
        ),
        ("/v1/cases", {"content": b'{"name": "x', "headers": JSON}, "send one JSON object"),
    ],
)
def test_a_body_that_cannot_be_read_is_answered_with_what_to_send(path, sent, hint, standing):
    [problem] = standing[1].post(path, **sent).json()["problems"]

    assert problem["hint"] == hint


def test_a_forged_certificate_is_not_accepted(standing):
    client = standing[1]
    whole = json.loads(certify(Case.load(CASE).assess()))
    forged = {**whole, "steps": whole["steps"][:-1]}
    asked = [client.post("/v1/verify", json={"certificate": each, "case": "recall"}) for each in (whole, forged)]

    assert [answer.json()["accepted"] for answer in asked] == [True, False]


def test_a_request_stays_within_its_limits(standing):
    with TestClient(application(standing[0], NONE, Limited(derivations=1)), base_url="http://127.0.0.1") as client:
        assert codes(client.post("/v1/cases/recall/assess", json={})) == ["T409"]


def test_an_error_of_ours_is_told_without_what_it_says(standing, monkeypatch, caplog):
    monkeypatch.setattr("tocsin.service.http.cases.case_data", lambda *_: 1 / 0)
    with (
        caplog.at_level("INFO", "tocsin.service"),
        TestClient(
            application(standing[0], NONE), base_url="http://127.0.0.1", raise_server_exceptions=False
        ) as client,
    ):
        told = client.get("/v1/cases/recall")

    assert (told.status_code, codes(told)) == (500, ["T716"])
    assert "division" not in told.text + caplog.text


def test_what_is_counted_and_logged_has_no_contents_of_facts(client, caplog):
    with caplog.at_level("INFO", "tocsin.service"):
        client.post("/v1/cases/recall/why", json={"fact": FACT}, headers={"user-agent": "x\r\nforged"})
        metrics = client.get("/metrics").text

    assert 'tocsin_requests_total{method="POST",route="/v1/cases/{case}/why",status="200"} 1.0' in metrics
    assert "herbs" not in metrics + caplog.text
    assert [json.loads(record.getMessage())["status"] for record in caplog.records] == [200, 200]


@pytest.mark.parametrize("kind", ["facts", "reports"])
def test_a_request_that_is_sent_again_after_a_restart_is_answered_and_not_done_again(kind, ledger, monkeypatch):
    body: dict[str, Any] = {"facts": [ENTRY, "reheated(batch=milk-7, celsius=80.0)"], "reason": "told so"}
    if kind == "reports":
        body = {"fact": "lab_result(batch=milk-7)", "status": "denied", "source": {"publisher": "Dairy"}}
    sent = {"json": body, "headers": {"If-Match": "*", "Idempotency-Key": "k1"}}

    def served(**asked):
        with TestClient(application(ledger, NONE), base_url="http://127.0.0.1") as client:
            return client.post(f"/v1/cases/recall/{kind}", **{**sent, **asked})

    first = served()
    size = ledger.case("recall").size()
    again, other = served(), served(json={**body, "reason": "another"})
    monkeypatch.setattr("tocsin.ledger.Ledger.done", lambda *_: None)  # as where another process is faster
    late = served()

    assert (first.status_code, first.json()["changes"] == []) == (200, kind == "reports")
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert (late.content, other.status_code, codes(other)) == (first.content, 422, ["T708"])
    assert ledger.case("recall").size() == size
