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
ROOMS = ("engine", "explain", "proof", "bulk", "ledger")
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
    "W401": "engine/test_codes",
    "W402": "engine/test_codes",
    "W403": "engine/test_codes",
    "W404": "engine/test_in_force",
    "W405": "engine/test_reports_that_count",
    "W406": "engine/test_unknown_words",
    "W407": "engine/test_unknown_words",
    "W408": "engine/test_told_twice",
    "W409": "engine/test_parameters",
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


def test_every_code_is_provoked_somewhere():
    codes = {code for module in registries().values() for code in module.CODES}
    assert {path.name[:4] for path in EXAMPLES} | set(IN_CODE) == codes
    assert {path.name[:4] for path in EXAMPLES} & set(IN_CODE) == set()


@pytest.mark.parametrize("code,module", IN_CODE.items())
def test_what_no_command_provokes_is_provoked_in_the_test_named(code, module):
    names = {value: name for room in registries().values() for name, value in vars(room).items() if value == code}
    text = (Path(ROOT) / "tests" / f"{module}.py").read_text(encoding="utf-8")
    assert code in text or re.search(rf"\b{names[code]}\b", text)
