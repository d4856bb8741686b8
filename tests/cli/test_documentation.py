"""Documentation is under test: everything is documented, and every example comes out as it is printed."""

import re
import runpy
import shlex

import pytest
import yaml
from tests.cli.conftest import ROOT
from tests.cli.test_help import commands

from tocsin.rules import expression
from tocsin.rules.model import STRONGEST
from tocsin.rules.read import assembling, declarations, rules
from tocsin.rules.shipped import load_pack

COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
FACTS = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(text, title):
    """What stands under a heading, up to the next of its level."""
    level = title.split(" ")[0]
    [found] = re.findall(rf"^{re.escape(title)}$(.*?)(?=^{level} |\Z)", text, re.MULTILINE | re.DOTALL)
    return found


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    "path,command", commands(), ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_and_option_is_documented_with_an_example(path, command):
    words = " ".join(path)
    told = section(COMMANDS, f"## tocsin {words}")

    options = [option for param in command.params for option in param.opts if option.startswith("--")]
    assert [option for option in options if f"`{option}" not in told] == []
    assert f"$ tocsin {words}" in told


@pytest.mark.parametrize("option", ["--version", "-v", "--help", "-h", "--install-completion", "--show-completion"])
def test_options_of_tocsin_itself_are_documented(option):
    assert f"`{option}`" in COMMANDS


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 70, 130, 141])
def test_every_exit_code_is_documented(code):
    assert re.search(rf"^\| {code} \|", COMMANDS, re.MULTILINE)


@pytest.mark.parametrize(
    "title,keys",
    [
        ("## Keys of a pack", assembling.KEYS),
        ("## Keys of a rule", rules.RULE_KEYS),
        ("## Cases", rules.CASE_KEYS),
        ("## Assumptions", declarations.ASSUMPTION_KEYS),
        ("## Tensions", declarations.TENSION_KEYS),
        ("## Documents and statements", declarations.STATEMENT_KEYS),
    ],
)
def test_every_key_of_the_rule_language_is_documented(title, keys):
    told = section(RULES, title)

    assert [key for key in keys if re.search(rf"\b{key}\b", told) is None] == []


def test_every_word_of_the_rule_language_is_documented():
    from tocsin.facts.reports import QUALIFIERS
    from tocsin.rules.expression import FUNCTIONS
    from tocsin.rules.model import ASSUMPTION_CLASSES
    from tocsin.rules.rule import OPERATIONS, WARRANTS

    words = (*QUALIFIERS, *FUNCTIONS, *ASSUMPTION_CLASSES, *OPERATIONS, *WARRANTS, *STRONGEST)
    assert [word for word in words if re.search(rf"`.*\b{word}\b.*`", RULES) is None] == []


def test_every_key_and_column_of_case_files_is_documented():
    from tocsin.facts.kinds import SCALAR_KINDS
    from tocsin.facts.read import ENTRY_KEYS, REPORT_KEYS, SOURCE_KEYS
    from tocsin.facts.read.case import CASE_KEYS
    from tocsin.facts.read.header import REPORT_COLUMNS
    from tocsin.facts.reports import STATUSES

    names = (*SCALAR_KINDS, *CASE_KEYS, *ENTRY_KEYS, *REPORT_KEYS, *SOURCE_KEYS, *STATUSES, *REPORT_COLUMNS)
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", FACTS) is None] == []


def test_the_pack_in_the_rule_language_loads(tmp_path):
    [text] = [block for block in blocks(RULES, "yaml") if block.startswith("pack:")]
    (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")

    assert [rule.id for rule in load_pack(tmp_path).rules] == ["too-warm-for-too-long"]


def test_the_comparisons_in_the_rule_language_are_read():
    written = re.findall(r"^  - (.*\$.*)$", "".join(blocks(section(RULES, "### Comparisons"), "yaml")), re.MULTILINE)

    assert len(written) == 5
    assert [str(expression.parse(text)) for text in written] == [text.replace("10_000", "10000") for text in written]


@pytest.mark.parametrize("text", blocks(RULES, "yaml") + blocks(FACTS, "yaml"))
def test_every_yaml_example_is_yaml(text):
    assert yaml.safe_load(text)


def test_the_case_in_the_documentation_of_facts_is_read(run, tmp_path):
    [text] = [block for block in blocks(FACTS, "yaml") if block.startswith("case:")]
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "lines.jsonl").write_text(blocks(FACTS, "json")[0], encoding="utf-8")
    (tmp_path / "table.csv").write_text(blocks(FACTS, "text")[-1], encoding="utf-8")

    for name, count in (("case.yaml", 3), ("lines.jsonl", 1), ("table.csv", 1)):
        ran = run("facts", "check", str(tmp_path / name), "--pack", "russia-dprk")
        assert (ran.err, ran.code) == ("", 0)
        assert f"; {count} fact" in " ".join(ran.out.split())


EXAMPLES = [
    (command, block.splitlines()[1:] if shown else [])
    for text in (README, COMMANDS)
    for block in blocks(text, "console")
    for shown in [block.count("$ tocsin") == 1]
    for command in re.findall(r"^\$ (tocsin .*)$", block, re.MULTILINE)
    if "COMMAND" not in command
    and "reports.csv" not in command
    and not command.startswith("tocsin page")  # tests/page writes pages, where what runs them can be had
    and not re.search("tocsin (verify|serve|lsp|token revoke)|--watch", command)
    and ">" not in command
]


@pytest.mark.parametrize("command,lines", EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_every_example_comes_out_as_printed(run, monkeypatch, tmp_path, kursk, command, lines):
    for block in blocks(README, "yaml"):
        (tmp_path / block.split("\n")[0].removeprefix("# ")).write_text(block, encoding="utf-8")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "rain.txt").write_text(
        "When it rains, the street may be wet. A wet street is slippery.\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    if command.startswith("tocsin rules statements"):
        assert run("rules", "new", "packs/rain", "--document", "rain.txt").code == 0

    ran = run(*shlex.split(command)[1:])

    assert ran.code in (0, 1)
    rest = iter(_whatever_the_engines(ran.out.splitlines()))
    assert [line for line in _whatever_the_engines(lines) if line != "[…]" and line not in rest] == []


def _whatever_the_engines(lines):
    """The lines, the same where rete cannot be loaded."""
    return [re.sub(r" · engines? .*", " · engines", line) for line in lines]


def test_the_example_of_embedding_runs(capsys):
    runpy.run_path(str(ROOT / "examples" / "embed.py"))

    told = capsys.readouterr().out
    assert "possible Possibly: More than 10,000 North Korean troops" in told
    assert "headcount 12,000 > 10,000: holds" in told


def test_nothing_unknown_to_the_reader_of_packs_is_documented(tmp_path):
    """Each key in the tables of keys is one that a pack, rule or case may have."""
    known = {*assembling.KEYS, *rules.RULE_KEYS, *rules.CASE_KEYS}
    documented = {
        key for row in re.findall(r"^\| (`[^|]+`) \|", RULES, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)
    }

    assert documented == known
