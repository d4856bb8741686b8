"""What the command line answers the service answers, in the same forms; or docs/service.md says why it does not."""

import re

import pytest
from fastapi.testclient import TestClient
from tests.cli.test_help import commands
from tests.service.conftest import ROOT, make_cases

from tocsin.ledger import Ledger, Record
from tocsin.service.http.app import application
from tocsin.service.http.forms import preferred
from tocsin.service.judging import EVERY
from tocsin.service.tokens import Tokens

CASE = "/v1/cases/{case}"
ELSEWHERE = {
    "verify": "/v1/verify",
    "assert": f"{CASE}/facts",
    **dict.fromkeys(("confirm", "deny", "retract"), f"{CASE}/reports"),
    "case new": "/v1/cases",
    "case list": "/v1/cases",
    "case show": CASE,
    "case export": f"{CASE}/export",
    "packs list": "/v1/packs",
    "facts types": "/v1/packs/{pack}/types",
    "audit show": f"{CASE}/entries/{{number}}",
    "audit prove": f"{CASE}/entries/{{number}}/proof",
    "audit verify": f"{CASE}/verification",
    "audit export": f"{CASE}/history",
    "bulk run": "/v1/bulk",
}
"""Where a command is whose operation is not named as it is."""


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """A case with an assessment on record and a fact more, and a client of its service."""
    folder = tmp_path_factory.mktemp("ledger")
    with Ledger(f"sqlite:///{folder / 'ledger.sqlite'}") as ledger:
        make_cases(ledger)
        held = ledger.case("recall")
        opened = held.opened()
        held.append([Record.of(opened.case.assess(), opened.size, opened.text.digest, "auto").draft("asked")])
        app = application(ledger, Tokens(folder / "none.json"))
        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield ledger, client


def operation(path):
    """The operation of a command: named as it is, of a case, unless it is elsewhere; None where it is of no case."""
    named = f"{CASE}/{path[-1]}" if len(path) == 1 or path[0] == "audit" else None
    return ELSEWHERE.get(" ".join(path), named)


def test_every_command_has_an_operation_or_a_reason_why_not(standing):
    text = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
    table = text.split("## What it leaves to the command line", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| (`.+?) \| (.+?) \|$", table, flags=re.MULTILINE)
    left = [name for names, _ in rows for name in re.findall(r"`([^`]+)`", names)]
    paths = standing[1].get("/openapi.json").json()["paths"]

    operations = {" ".join(path): operation(path) for path, _ in commands()}
    missing = {name for name, path in operations.items() if path not in paths}
    told = {each: {name for name in operations if f"{name} ".startswith(f"{each} ")} for each in left}
    assert missing == set().union(*told.values())
    assert all(told.values())
    assert len(left) == len(set(left))
    assert all(len(why) > 20 for _, why in rows)


def test_what_was_recorded_is_answered_as_the_command_prints_it(standing, printed, monkeypatch):
    ledger, client = standing
    monkeypatch.setenv("TOCSIN_LEDGER", str(ledger.database.url))
    size = ledger.case("recall").size()
    asked = {
        f"diff?first=3&second={size}": ("audit", "diff", "recall", "3", str(size)),
        "replay": ("audit", "replay", "recall"),
        "replay?pack=russia-dprk": ("audit", "replay", "recall", "--pack", "russia-dprk"),
        "entries/3/proof": ("audit", "prove", "recall", "3"),
        f"entries/3/proof?continues=true&size={size}": ("audit", "prove", "recall", "3", "--continues"),
        "export": ("case", "export", "recall"),
    }

    for path, words in asked.items():
        assert client.get(f"/v1/cases/recall/{path}").json() == printed(*words), path
    assert [each["same"] for each in client.get("/v1/cases/recall/replay").json()["assessments"]] == [True]
    assert client.get("/v1/cases/recall/replay?pack=./russia-dprk").status_code == 422


def test_a_history_is_whole_and_can_be_verified(standing, tmp_path):
    from tocsin.ledger.export import verify_export

    path = tmp_path / "history.jsonl"
    path.write_bytes(standing[1].get("/v1/cases/recall/history").content)

    assert verify_export(path).is_whole


@pytest.mark.parametrize(
    "question,words,accept",
    [
        ("brief", ("brief", "recall", "--trace"), "text/markdown"),
        ("brief", ("brief", "recall", "--trace", "--output", "<page.html>"), "text/html, text/markdown;q=0.5"),
        ("why", ("why", "recall", "recall_due", "--format", "html"), "text/html"),
        ("timeline", ("timeline", "recall", "--html", "<page.html>"), "text/html"),
    ],
)
def test_an_answer_for_people_is_what_the_command_writes(
    question, words, accept, standing, monkeypatch, tmp_path, capsys
):
    from tocsin.cli.main import exit_code

    monkeypatch.setenv("TOCSIN_LEDGER", str(standing[0].database.url))
    page = tmp_path / "page.html"
    asked = {"brief": {"trace": True}, "why": {"fact": "recall_due"}, "timeline": {}}[question]

    told = standing[1].post(f"/v1/cases/recall/{question}", json=asked, headers={"accept": accept})
    exit_code([str(page) if word.startswith("<") else word for word in words])

    printed = page.read_text(encoding="utf-8") if page.exists() else capsys.readouterr().out
    assert told.headers["content-type"] == f"{accept.split(',')[0]}; charset=utf-8"
    assert "sandbox" in told.headers["content-security-policy"]
    assert printed.rstrip("\n") == told.text.rstrip("\n")


@pytest.mark.parametrize(
    "accept,form",
    [
        (None, "a/json"),
        ("*/*", "a/json"),
        ("x/html", "x/html"),
        ("X/HTML;q=0.9, a/*;q=0.8", "x/html"),
        ("x/html;q=0.5, a/json;q=0.4", "x/html"),
        ("*/*, a/json;q=0.1", "x/md"),
        ("image/png", "a/json"),
        ("x/html;q=much", "a/json"),
    ],
)
def test_the_form_is_the_one_that_is_asked_for_most(accept, form):
    assert form == preferred(accept, ("a/json", "x/md", "x/html"))


SHOWN = {"every", "all_facts", "output", "html", "form", "depth", "direction", "document", "sections", "as_json"}
SET_OTHERWISE = {"case", "pack", "facts", "engine", "rules", "record", "by", "reason", "help"}
SHARED = {
    "assess": {"unused", "limit"},
    "not_used": {"unused", "limit", "min_qualifier", "types"},
    "support": {"by_source", "seed"},
    "sources": {"by_source", "limit", "fact"},
}
"""Options of a command that answers two questions that are the other question's, or about its table."""
NAMED = {"grade": "uncertain_grade", "status": "uncertain_status", "names": "sets"}


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.name)
def test_every_option_of_a_question_is_a_parameter(question):
    command = {"sources": "support", "not_used": "assess"}.get(question.name, question.name.replace("_", "-"))
    options = {each.name for each in dict(commands())[(command,)].params if not each.name.startswith("limit_")}
    options -= SHOWN | SET_OTHERWISE | SHARED.get(question.name, set())

    assert {NAMED.get(name, name) for name in options} <= set(question.model_fields)
