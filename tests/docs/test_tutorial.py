"""The tutorial, followed: its files are written and its commands run one after the other, in the order of the page."""

import re
import shlex
from pathlib import Path

import pytest

from tocsin.cli.main import exit_code

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(yaml|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ tocsin (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


@pytest.fixture
def followed(tmp_path, monkeypatch, capsys):
    """What each command of the page says, and what the page says that it does."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    found = []
    for language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if language == "yaml":
            write(tmp_path, text)
            continue
        for command, told in COMMAND.findall(text):
            code = exit_code(shlex.split(command))
            said = capsys.readouterr()
            assert (code, said.err) == (0, "") or "written: " in said.err, (command, said.err)
            found.append((command, said.out.splitlines(), told.splitlines()))
    return found


def write(folder, text):
    """A block is a file, which its first line names; or it stands in one, before the first `then` of a rule."""
    name, _, where = text.split("\n")[0].removeprefix("# ").partition(", under ")
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if where:
        body = text.partition("\n")[2]
        before, rule, after = path.read_text(encoding="utf-8").partition(f"- id: {where}\n")
        assert rule
        text = before + rule + after.replace("    then:\n", body + "    then:\n", 1)
    path.write_text(text, encoding="utf-8")


def test_every_command_says_what_the_page_says(followed):
    assert len(followed) == 10
    for command, said, told in followed:
        rest = iter(said)
        missing = [line for line in told if line != "[…]" and line not in rest]
        assert (command, []) == (command, missing), said
