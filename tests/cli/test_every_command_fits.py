"""What is piped fits 80 columns: of every command that there is, the plainest and the longest form."""

import re

import pytest
from tests.cli.conftest import DEPLOYMENT
from tests.cli.test_help import commands

from tocsin.service.tokens import Tokens

KURSK = "examples/kursk.yaml"
BREACH = "sanctions_violation"
MACHINE = {
    ("facts", "schema"): "JSON",
    ("rules", "schema"): "JSON",
    ("lsp",): "messages of a protocol",
    ("audit", "head"): "JSON",
    ("brief",): "Markdown, a paragraph on a line",
    ("rules", "table"): "CSV",
    ("rules", "graph"): "a picture",
    ("rules", "docs"): "Markdown, a paragraph on a line",
    ("mcp",): "a protocol",
    ("serve",): "a protocol",
    ("page",): "what runs it in a browser is not everywhere: tests/page writes pages",
}
"""Commands whose output is for programs or that are tried elsewhere, and why."""
# Words that begin with < stand for paths that the test makes; commands of the ledger work on a case that is there.
HELD = ("--implies", "held_too_long(cash=$what) => held(cash=$what)")
INVOCATIONS: dict[tuple[str, ...], list[tuple[str, ...]]] = {
    ("assess",): [(KURSK,), (KURSK, "--not-used"), (KURSK, "--type", BREACH), ("kursk", "--record")],
    ("why",): [(KURSK, BREACH, "--all"), (KURSK, "regional_threat_level", "--all-facts"), ("kursk", "alignment")],
    ("why-not",): [(KURSK, "position_eroded"), (KURSK, "position_eroded", "--all")],
    ("what-if",): [(KURSK, "--retract", "verification(verifier=NATO)"), (KURSK, "--without", "threat-scale", "--all")],
    ("flip",): [(KURSK, BREACH), (KURSK, "position_eroded", "--all")],
    ("watch",): [(KURSK,), (KURSK, "--all")],
    ("check-claim",): [(KURSK, BREACH, "--cites", "S17"), (KURSK, "position_eroded"), (KURSK, "troop_deployment")],
    ("compare",): [
        (KURSK, "examples/chronology.yaml"),
        (KURSK, "examples/chronology.yaml", "--all"),
        (KURSK, KURSK, "--only-a", "Kremlin", "--all"),
    ],
    ("certify",): [(KURSK, BREACH, "--output", "<proof.json>")],
    ("verify",): [("<proof.json>",)],
    ("explain",): [("T313",), ("W310",)],
    ("explain-check",): [("<small.yaml>",), ("<small.yaml>", "highly_significant_development")],
    ("timeline",): [(KURSK,), ("examples/chronology.yaml", "--from", "2024-10-01", "--to", "2024-11-01")],
    ("readings",): [(KURSK,), (KURSK, "--all")],
    ("assumptions",): [(KURSK,), (KURSK, "--all")],
    ("hypotheses",): [(KURSK,)],
    ("backtest",): [(KURSK,), ("examples/chronology.yaml",)],
    ("case", "new"): [("another", "--as-of", "2024-11-30")],
    ("case", "list"): [()],
    ("case", "show"): [("kursk",)],
    ("case", "export"): [("kursk", "--out", "<out.yaml>")],
    ("case", "import"): [(KURSK, "--name", "imported")],
    ("case", "close"): [("kursk", "--reason", "its questions are answered by others, of whom there are many by now")],
    ("assert",): [
        ("kursk", DEPLOYMENT, "--source", "Yonhap", "--note", "a note"),
        ("kursk", "--from", KURSK),
        ("kursk", "--from", KURSK, "--each"),
        ("kursk", "--from", KURSK, "--dry-run"),
    ],
    ("confirm",): [("kursk", "troop_deployment", "--source", "Yonhap", "--grade", "A1", "--reason", "seen by two")],
    ("deny",): [("kursk", "troop_deployment", "--source", "TASS", "--note", "a statement of the ministry at length")],
    ("retract",): [("kursk", "troop_deployment", "--source", "ROK NIS")],
    ("pack", "pin"): [("kursk", "--pack", "russia-dprk", "--dry-run")],
    ("pack", "upgrade"): [("kursk", "--dry-run")],
    ("packs", "list"): [()],
    ("audit", "log"): [("kursk",)],
    ("audit", "show"): [("kursk", "3"), ("kursk", "4")],
    ("audit", "diff"): [("kursk", "2", "4")],
    ("audit", "verify"): [("kursk",), ()],
    ("audit", "replay"): [("kursk",), ("kursk", "--pack", "russia-dprk")],
    ("audit", "prove"): [("kursk", "3")],
    ("audit", "export"): [("kursk", "--out", "<out.jsonl>")],
    ("support",): [(KURSK, BREACH), (KURSK, "--sources")],
    ("sweep",): [(KURSK, "--uncertain", "verification"), (KURSK, "--uncertain", "verification", "--all")],
    ("token", "new"): [("an analyst with a rather long name", "--case", "kursk", "--case", "another-one")],
    ("token", "list"): [()],
    ("token", "revoke"): [("<token>",)],
    ("facts", "check"): [(KURSK,), ("examples/chronology.yaml",)],
    ("facts", "types"): [(), ("troop_deployment",), ("sanctions_violation",), ("--vocabulary", "geopolitics")],
    ("bulk", "run"): [("examples/bulk", "--out", "<screening>")],
    ("bulk", "check"): [("examples/bulk",)],
    ("bulk", "template"): [("troop_deployment", "--out", "<template>")],
    ("cache",): [()],
    ("rules", "list"): [()],
    ("rules", "show"): [("deployment-breaches-un-sanctions",), ("threat-is-high",)],
    ("rules", "check"): [("examples/own_pack/pack.yaml",)],
    ("rules", "test"): [("eu-cash-controls",), ("examples/own_pack/pack.yaml", "--all")],
    ("rules", "mutate"): [("examples/own_pack/pack.yaml", "--all")],
    ("rules", "diff"): [
        ("eu-cash-controls", "eu-cash-controls"),
        ("examples/own_pack/pack.yaml", "eu-cash-controls", "--all"),
        ("examples/own_pack/pack.yaml", "examples/postage/pack.yaml", "--cases", "examples/own_pack/case.yaml"),
    ],
    ("rules", "fmt"): [("examples/own_pack/pack.yaml", "--check")],
    ("rules", "new"): [("<rain>", "--document", "<small.yaml>")],
    ("rules", "statements"): [("russia-dprk", "--document", "<small.yaml>")],
    ("rules", "coverage"): [()],
    ("rules", "witness"): [
        ("examples/own_pack/pack.yaml", "recall_due"),
        ("examples/own_pack/pack.yaml", "recall_due", "--facts", "1"),
    ],
    ("rules", "verify"): [("examples/own_pack/pack.yaml", "--never", "recall_due"), ("eu-cash-controls", *HELD)],
}
HASH = re.compile(r"[0-9a-f]{64}")
WARNED = {("assert",), ("confirm",), ("assess",)}
"""Commands that may remark something on standard error while they answer."""
EVERY = [(path, given) for path, several in INVOCATIONS.items() for given in several]
SMALL = (
    "pack: russia-dprk\nfacts:\n  - troop_deployment: {sender: PRK, beneficiary: RUS, headcount: 12000, role: combat}\n"
)


def test_no_command_is_left_out():
    assert {path for path, _ in commands()} == INVOCATIONS.keys() | MACHINE.keys()


@pytest.fixture
def paths(tmp_path, run, kursk):
    """What the words stand for that begin with <."""
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    token, _ = Tokens(tmp_path / "tokens.json").new("ana", "analyst", ["kursk"], 30)
    found = {word: str(tmp_path / word.strip("<>")) for _, given in EVERY for word in given if word.startswith("<")}
    return found | {"<token>": token.id}


@pytest.mark.parametrize("path,given", EVERY, ids=[" ".join((*path, *given[:3])) for path, given in EVERY])
def test_piped_output_fits_80_columns(run, monkeypatch, paths, path, given):
    monkeypatch.delenv("COLUMNS")
    if path == ("verify",):
        assert run("certify", KURSK, BREACH, "--output", paths["<proof.json>"]).code == 0

    ran = run(*path, *(paths.get(word, word) for word in given))

    assert ran.err == "" or path in WARNED or ran.err.startswith("written: "), ran.err
    assert ran.out != "" or path == ("certify",) or "--out" in given
    shown = ran.out
    for made in paths.values():
        shown = shown.replace(made, "PATH")  # a path is as long as it is
    shown = HASH.sub("", shown)  # and a hash is copied whole
    assert [line for line in shown.splitlines() if len(line) > 80] == []
    assert ran.code in (0, 1)
