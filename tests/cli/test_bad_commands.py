"""Codes that no file alone provokes: commands that do, each with its exact message; ``UPDATE_GOLDEN=1`` renews them."""

import os
import re
import shlex
import shutil
from importlib import import_module
from pathlib import Path

import pytest
from tests.cli.conftest import ROOT

BAD = ROOT / "tests" / "bad" / "commands"
EXAMPLES = sorted(BAD.glob("[TW]*.txt"))
ROOMS = ("engine", "explain", "proof", "proving", "authoring", "bulk", "ledger", "service", "page")
# What no command brings about on any machine: where it is provoked instead.
IN_CODE = {
    "T401": "engine/test_rete_shield",
    "T403": "engine/test_codes",
    "T405": "cli/test_disagreement",
    "T406": "engine/test_codes",
    "T407": "cli/test_disagreement",
    "T408": "cli/test_disagreement",
    "T409": "engine/test_stopping",
    "T410": "engine/test_stopping",
    "T411": "explain/test_why",
    "T445": "questions/test_sweep",
    "T446": "questions/test_sweep",
    "T452": "cli/test_proof_commands",
    "T501": "bulk/test_too_wide",
    "T511": "bulk/test_reading",
    "T513": "bulk/test_reading",
    "T514": "bulk/test_folder",
    "T516": "cli/test_bulk",
    "T518": "cli/test_bulk",
    "T520": "bulk/test_spark",
    "T521": "engine/test_codes",
    "T522": "bulk/test_spark",
    "T602": "ledger/test_failures",
    "T603": "ledger/test_failures",
    "T604": "ledger/test_failures",
    "T605": "ledger/test_failures",
    "T606": "ledger/test_ledger",
    "T607": "ledger/test_tampering",
    "T614": "ledger/test_ledger",
    "T615": "ledger/test_ledger",
    "T616": "ledger/test_tampering",
    "T619": "cli/test_ledger_commands",
    "T620": "ledger/test_ledger",
    "T621": "ledger/test_failures",
    "T622": "cli/test_ledger_commands",
    "T623": "ledger/test_ledger",
    "T624": "cli/test_further_reports",
    "T625": "cli/test_further_reports",
    "T626": "cli/test_further_reports",
    "T627": "ledger/test_contents",
    "T700": "service/test_assistant",
    "T701": "service/test_assistant",
    "T702": "service/test_assistant",
    "T703": "service/test_assistant",
    "T704": "service/test_assistant",
    "T705": "service/test_assistant_ledger",
    "T706": "service/test_http",
    "T707": "service/test_http",
    "T708": "service/test_http",
    "T709": "service/test_access",
    "T710": "service/test_access",
    "T711": "service/test_http",
    "T712": "service/test_access",
    "T713": "service/test_http",
    "T714": "service/test_access",
    "T715": "service/test_access",
    "T716": "service/test_http",
    "T717": "service/test_access",
    "T718": "service/test_jobs",
    "T719": "service/test_jobs",
    "T721": "page/test_folder",
    "T722": "page/test_folder",
    "T724": "page/test_session",
    "T725": "service/test_jobs",
    "T726": "service/test_rates",
    "T746": "service/test_process",
    "T730": "cli/test_proving_commands",
    "W401": "engine/test_codes",
    "W402": "engine/test_codes",
    "W403": "engine/test_codes",
    "W404": "engine/test_in_force",
    "W405": "engine/test_reports_that_count",
    "W406": "engine/test_unknown_words",
    "W407": "engine/test_unknown_words",
    "W408": "engine/test_told_twice",
    "W409": "engine/test_parameters",
    "W410": "engine/test_unknown_words",
}


def registries():
    return {room: import_module(f"tocsin.{room}.codes") for room in ROOMS}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_command_that_cannot_be_is_refused_with_exactly_this_message(path, run, tmp_path, monkeypatch):
    folder = tmp_path / "here"
    shutil.copytree(BAD, folder, ignore=shutil.ignore_patterns("*.txt"))
    monkeypatch.chdir(folder)
    text = path.read_text(encoding="utf-8")
    commands = re.findall(r"^\$ (.+)$", text, re.MULTILINE)
    for command in commands:
        words = shlex.split(command)
        while "=" in words[0]:
            monkeypatch.setenv(*words.pop(0).split("=", 1))
        assert words[0] == "tocsin"
        ran = run(*words[1:])
    told = "".join(f"$ {command}\n" for command in commands) + ran.err
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(told, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == told
    assert ran.code in (1, 2)
    assert set(re.findall(r"\b([TW]\d{3}):", ran.err)) == {path.name[:4]}


# What whoever reads the hint of a refused command does next.
NEXT = {
    "T402-no-pack": ["tocsin assess no_pack.yaml --pack russia-dprk"],
    "T404-unknown-assumption": ["tocsin assess roads.yaml --assume both-ways"],
    "T431-no-such-id": ["tocsin why-not roads.yaml 'way(start=Z)'"],
    "T435-no-report-by": ["tocsin compare case.yaml --only-a 'ROK NIS'"],
    "T441-no-given-fact": ["tocsin assess roads.yaml --json", "tocsin sweep roads.yaml --uncertain 'road(start=A)'"],
    "T442-too-many": ["tocsin sweep case.yaml --uncertain troop_deployment --uncertain verification --limit 24"],
    "T443-prior-missing": [
        "tocsin sweep case.yaml --uncertain verification --prior troop_deployment=0.5 --prior 148a9bf5358e=0.5"
    ],
    "T444-no-probability": ["tocsin sweep roads.yaml --prior road=0.2"],
    "T451-no-certificate": ["tocsin certify roads.yaml way -o proof.json", "tocsin verify proof.json"],
    "T515-other-run": ["tocsin bulk run late --pack other.yaml --out out --restart"],
    "T741-no-text": ["tocsin rules new rain --document rain.md"],
    "T742-exists": ["tocsin rules new rain --document rain.md"],
    "T740-case-fails": ["tocsin rules test wrong_case.yaml"],
    "T601-no-url": ["TOCSIN_LEDGER=sqlite:///ledger.sqlite tocsin case list"],
    "T608-no-such-case": ["tocsin case show kursk"],
    "T733-off": ["tocsin rules witness off.yaml a-road-goes-both-ways --assume both-ways"],
    "T612-no-entry": ["tocsin audit log kursk", "tocsin audit show kursk 2"],
}


@pytest.mark.parametrize("name", NEXT)
def test_a_command_that_a_hint_proposes_does_what_was_meant(name, run, tmp_path, monkeypatch):
    folder = tmp_path / "here"
    shutil.copytree(BAD, folder, ignore=shutil.ignore_patterns("*.txt"))
    monkeypatch.chdir(folder)
    text = (BAD / f"{name}.txt").read_text(encoding="utf-8")
    for command in (*re.findall(r"^\$ (.+)$", text, re.MULTILINE)[:-1], *NEXT[name]):
        words = shlex.split(command)
        while "=" in words[0]:
            monkeypatch.setenv(*words.pop(0).split("=", 1))
        ran = run(*words[1:])
    assert (ran.code in (0, 1), ran.err) == (True, ran.err)
    assert ran.out


def test_every_code_is_provoked_somewhere():
    codes = {code for module in registries().values() for code in module.CODES}
    assert {path.name[:4] for path in EXAMPLES} | set(IN_CODE) == codes
    assert {path.name[:4] for path in EXAMPLES} & set(IN_CODE) == set()


@pytest.mark.parametrize("code,module", IN_CODE.items())
def test_what_no_command_provokes_is_provoked_in_the_test_named(code, module):
    names = {value: name for room in registries().values() for name, value in vars(room).items() if value == code}
    text = (Path(ROOT) / "tests" / f"{module}.py").read_text(encoding="utf-8")
    assert code in text or re.search(rf"\b{names[code]}\b", text)
