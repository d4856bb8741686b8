"""Calls about a case of the ledger stand on the ledger; facts are written only where that is allowed."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.service.conftest import CASE, PACK

from tocsin.engine import Case
from tocsin.facts.problems import ProblemError
from tocsin.ledger import Ledger, PackText
from tocsin.service.assistant.server import called, server_of
from tocsin.service.assistant.tools import READING, WRITING, Answers
from tocsin.service.extras import need
from tocsin.service.limited import Limited
from tocsin.service.served import Served

OFFERED = {tool.name: tool for tool in (*READING, *WRITING)}
FACT = "recall_due(batch=herbs-3)"


@pytest.fixture
def ledger(tmp_path):
    with Ledger() as ledger:
        ledger.new_case("held", PackText.read(PACK), facts=Case.load(CASE).facts, by="ana")
        yield ledger


@pytest.fixture
def ask(ledger, tmp_path):
    served = Served({"file": Path(CASE)}, ledger, ["held"])

    def ask(tool, limited=Limited(), **arguments):  # noqa: B008
        return called(Answers(served, "helper"), OFFERED, tool, arguments, limited)

    return ask


def codes(answer):
    assert answer.is_error
    return [problem["code"] for problem in answer.structured_content["problems"]]


def test_each_call_is_an_assessment_on_the_ledger_that_replays(ask, ledger, printed):
    size = ledger.case("held").size()
    for tool, more in (("assess", {}), ("check_claim", {"fact": FACT}), ("watch", {"known_by": "2025-03-08"})):
        assert not ask(tool, case="held", **more).is_error

    entries = list(ledger.case("held").entries(size))
    assert [(entry.kind, entry.by) for entry in entries] == [("assessment", "helper")] * 3
    assert [entry.reason for entry in entries] == [
        "an assistant asked assess", f"an assistant asked check_claim {FACT}", "an assistant asked watch",
    ]  # fmt: skip
    assert printed("audit", "replay", "held")["differ"] == []


def test_two_cases_beside_each_other_and_a_brief_are_on_the_ledger_too(ledger, printed):
    ledger.new_case("other", PackText.read(PACK), facts=Case.load(CASE).facts[:2], by="ana")
    served = Served({"file": Path(CASE)}, ledger, ["held", "other"])
    sizes = {name: ledger.case(name).size() for name in served.held}

    def ask(tool, **arguments):
        assert not called(Answers(served, "helper"), OFFERED, tool, arguments, Limited()).is_error

    ask("compare", case="held", other="other", only_b=["State laboratory"])
    ask("compare", case="file", other="held")
    ask("brief", case="held", known_by="2025-03-08")
    asked = {name: [entry.reason for entry in ledger.case(name).entries(size)] for name, size in sizes.items()}

    both = "an assistant asked compare with other, State laboratory only"
    assert asked == {
        "held": [both, "an assistant asked compare with held", "an assistant asked brief"],
        "other": [both],
    }
    assert [printed("audit", "replay", name)["differ"] for name in served.held] == [[], []]


def test_what_the_ledger_cannot_record_is_not_answered(ask, ledger, tmp_path):
    with Ledger(read_only=True) as reading:
        answer = called(Answers(Served({}, reading, ["held"])), OFFERED, "assess", {"case": "held"}, Limited())

    assert codes(answer) == ["T604"]


def test_facts_are_written_with_their_reports_and_what_changes_is_answered(ask, ledger):
    entry = {
        "reheated": {"batch": "herbs-3", "celsius": 60.0},
        "source": {"publisher": "Kitchen", "date": "2025-03-09"},
    }
    tried = ask("assert_facts", case="held", facts=[entry], dry_run=True).structured_content
    done = ask("assert_facts", case="held", facts=[entry], reason="told by telephone").structured_content
    taken = ask("retract", case="held", fact="reheated", source={"publisher": "Kitchen"}).structured_content

    assert (tried["dry_run"], tried["entries"], done["dry_run"]) == (True, [], False)
    written = [ledger.case("held").entry(numbers[0]) for numbers in (done["entries"], taken["entries"])]
    assert [(entry.kind, entry.by, entry.reason) for entry in written] == [
        ("fact_asserted", "helper", "told by telephone"), ("fact_retracted", "helper", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "arguments,expected",
    [
        ({"case": "file", "facts": ["suspect(batch=b)"]}, ["T703"]),
        ({"case": "held", "facts": ["suspekt(batch=b)", {"suspect": {}}]}, ["T201", "T204"]),
        ({"case": "held", "facts": []}, ["T702"]),
        ({"case": "held", "facts": [{"suspect": {"batch": "b"}, "source": {"publisher": "Dairi"}}]}, ["T625"]),
    ],
)
def test_what_is_wrong_with_facts_is_told_and_nothing_is_written(arguments, expected, ask, ledger):
    size = ledger.case("held").size()

    assert codes(ask("assert_facts", **arguments)) == expected
    assert ledger.case("held").size() == size


def test_a_call_stays_within_its_limits(ask):
    assert codes(ask("assess", Limited(derivations=1), case="file")) == ["T409"]
    assert codes(ask("assess", case="file", types=["x" * 9_000_000])) == ["T704"]


def test_tools_that_write_are_offered_only_where_that_is_allowed(ledger):
    import asyncio

    def names(**allowed):
        server: Any = server_of(Answers(Served({})), Limited(), **allowed)
        return {tool.name for tool in asyncio.run(server.get_request_handler("tools/list").handler(None, None)).tools}

    assert names(allow_writes=True) - names() == {"assert_facts", "retract"}


def test_the_log_has_no_contents_of_facts(ask, caplog):
    with caplog.at_level("INFO", "tocsin.service"):
        ask("check_claim", case="file", fact=FACT)
        ask("why\n{}", case="file")

    lines = [json.loads(record.getMessage()) for record in caplog.records]
    assert [(line["tool"], line["problems"]) for line in lines] == [("check_claim", []), (None, ["T702"])]
    assert "herbs" not in caplog.text


def test_a_missing_extra_is_named_with_how_to_install_it(monkeypatch):
    monkeypatch.setattr("tocsin.facts.extras.find_spec", lambda name: None)
    with pytest.raises(ProblemError, match=r'T705: this needs mcp, .*\n  pip install "tocsin\[mcp\]"'):
        need("mcp")
