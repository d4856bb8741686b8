"""What is piped fits 80 columns, whatever the command, and calls no conclusion certain."""

import html
import json
import re
import shutil

import pytest

KURSK = "examples/kursk.yaml"


CHRONOLOGY = "examples/chronology.yaml"
OWN = "examples/own_pack/case.yaml"
CERTAIN = re.compile(r"(?<!for )(?<!(?:of|in) a )\bcertain(?:ly|ty)?\b", re.IGNORECASE)
"""What is found *for certain* is an exception and no conclusion; *of a certain quality* says nothing of strength."""


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess", KURSK),
        ("assess", KURSK, "--not-used"),
        ("assess", CHRONOLOGY),
        ("assess", OWN),
        ("why", KURSK, "sanctions_violation", "--all"),
        ("why-not", KURSK, "position_eroded"),
        ("what-if", KURSK, "--retract", "verification(verifier=NATO)"),
        ("what-if", KURSK, "--assert", "verification(subject=troop_deployment, actor=PRK, status=confirmed)"),
        ("flip", KURSK, "sanctions_violation"),
        ("watch", KURSK),
        ("compare", KURSK, "--only-a", "ROK NIS", "--all"),
        ("sweep", KURSK, "--uncertain", "troop_deployment"),
        ("readings", KURSK, "--all"),
        ("timeline", KURSK),
        ("assumptions", KURSK),
        ("hypotheses", KURSK),
        ("backtest", KURSK),
        ("support", KURSK, "sanctions_violation"),
        ("support", KURSK, "--sources"),
        ("explain-check", KURSK),
        ("facts", "check", KURSK),
        ("facts", "types"),
        ("facts", "types", "troop_deployment"),
        ("rules", "list"),
        ("rules", "coverage"),
        ("rules", "show", "deployment-breaches-un-sanctions"),
    ],
    ids=lambda arguments: " ".join(arguments[:3]),
)
def test_piped_output_fits_80_columns_and_calls_no_conclusion_certain(run, monkeypatch, arguments):
    monkeypatch.delenv("COLUMNS")

    ran = run(*arguments)

    assert ran.err == ""
    assert ran.out != ""
    assert [line for line in ran.out.splitlines() if len(line) > 80] == []
    assert CERTAIN.findall(ran.out) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("why", KURSK, "sanctions_violation(violator=PRK)", "--format", "english"),
        ("why", KURSK, "sanctions_violation", "--format", "html"),
        ("why", KURSK, "sanctions_violation(violator=PRK)", "--format", "mermaid"),
        ("why", KURSK, "sanctions_violation(violator=PRK)", "--format", "dot"),
        ("brief", KURSK),
        ("brief", CHRONOLOGY),
        ("timeline", CHRONOLOGY),
    ],
    ids=lambda arguments: " ".join(arguments[:2] + arguments[4:]),
)
def test_no_voice_calls_a_conclusion_certain(run, arguments):
    ran = run(*arguments)

    assert (ran.code, ran.err) == (0, "")
    assert CERTAIN.findall(read(ran.out)) == []
    assert re.search(r"\bfollows?\b", read(ran.out))


@pytest.mark.parametrize(
    "command",
    [("brief", "-o"), ("timeline", "--html"), ("sweep", "--uncertain", "troop_deployment", "--html")],
    ids=lambda command: command[0],
)
def test_no_page_calls_a_conclusion_certain(run, tmp_path, command):
    name, *options = command
    path = tmp_path / "page.html"
    ran = run(name, KURSK, *options, str(path))

    assert ran.code == 0
    assert CERTAIN.findall(read(path.read_text(encoding="utf-8"))) == []
    assert re.search(r"\bfollows\b", read(path.read_text(encoding="utf-8")))


def test_no_command_about_a_proof_or_the_ledger_calls_a_conclusion_certain(run, tmp_path, monkeypatch, kept_ledger):
    proof = tmp_path / "proof.json"
    assert run("certify", KURSK, "sanctions_violation", "-o", str(proof)).code == 0
    shutil.copy(kept_ledger, tmp_path / "ledger.sqlite")
    verification = "verification(subject=troop_deployment, actor=PRK, status=confirmed)"
    told = [
        run("verify", str(proof)),
        run("case", "show", "kursk"),
        run("assert", "kursk", verification, "--source", "NATO", "--date", "2024-10-28", "--dry-run"),
        run("audit", "log", "kursk", "--all"),
        run("rules", "show", "visit-is-significant"),
    ]

    assert [ran.out for ran in told if ran.code != 0 or CERTAIN.search(ran.out)] == []
    assert "follows" in told[0].out
    assert re.search(r"\d+ follow;", told[3].out)


def read(out: str) -> str:
    """What people see of the text: no style sheets and no tags, no names of classes in graphs."""
    out = re.sub(r"(?s)<style>.*?</style>|<[^>]*>", " ", out)
    return html.unescape(re.sub(r":::\w+|(?m:^ *classDef .*$)", "", out))


def test_the_grade_a_conclusion_needs_stands_beside_it_and_is_explained(run):
    shown = run("assess", KURSK, "--type", "confirmed_deployment", "--type", "significant_event").out
    told = json.loads(run("assess", KURSK, "--type", "confirmed_deployment", "--json").out)

    assert "follows · on A2 It is confirmed that North Korea sent troops." in " ".join(shown.split())
    assert re.search(r"^on [A-F][1-6]: the weakest grade among the sources", shown, re.MULTILINE)
    assert told["grades"] == {"c1e924a1492a": ["A2"]}
    assert run("why", KURSK, "confirmed_deployment").out.splitlines()[2].startswith("follows · on A2 · It is confirmed")


def test_where_no_source_is_graded_no_grade_is_told_or_explained(run):
    fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"
    shown = run("assess", "--pack", "russia-dprk", "--fact", fact).out

    assert "follows" in shown
    assert " on " not in "".join(re.findall(r"(?m)^(?:on|  (?:follows|likely|possible)) .{0,12}", shown))


def test_follows_may_be_written_for_certain(run):
    selected = [run("assess", KURSK, "--min-qualifier", word, "--json").out for word in ("follows", "certain")]

    assert selected[0] == selected[1]
    assert {conclusion["qualifier"] for conclusion in json.loads(selected[0])["conclusions"]} == {"certain"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess", KURSK),
        ("assess", KURSK, "--not-used"),
        ("why", KURSK, "sanctions_violation"),
        ("why-not", KURSK, "position_eroded"),
        ("what-if", KURSK, "--retract", "verification(verifier=NATO)"),
        ("flip", KURSK, "sanctions_violation"),
        ("watch", KURSK),
        ("support", KURSK, "sanctions_violation"),
        ("sweep", KURSK, "--uncertain", "troop_deployment"),
        ("compare", KURSK, "--only-a", "ROK NIS"),
        ("brief", KURSK),
        ("timeline", KURSK),
        ("backtest", KURSK),
        ("assumptions", KURSK),
        ("readings", KURSK),
    ],
    ids=lambda arguments: arguments[0],
)
def test_every_code_in_json_has_its_name_beside_it(run, arguments):
    out = run(*arguments, "--json").out
    names = json.loads(out)["names"]

    told = {
        code for code in ("PRK", "RUS", "UKR", "USA", "CHN", "KOR", "NATO") if re.search(rf'["=|]{code}[",)|]', out)
    }
    assert told
    assert told <= names.keys()
    assert names.get("PRK", "North Korea") == "North Korea"


def test_a_state_that_is_only_asked_about_has_its_name_too(run):
    told = json.loads(run("why-not", KURSK, "sanctions_violation(violator=IRN)", "--json").out)

    assert told["names"]["IRN"] == "Iran"
