"""Help, version and completion: what a user finds without reading anything else."""

import json
import os
import re
import subprocess
import sys

import pytest
import typer

from tocsin.cli.main import app

OWN_PACK = "examples/own_pack/pack.yaml"
ROLES = ("", "combat", "training", "engineering", "support")
ROOT_COMMAND = typer.main.get_command(app)


def commands(command=ROOT_COMMAND, path=()):
    """Every command that does something, with the words that call it."""
    if not hasattr(command, "list_commands"):
        return [(path, command)]
    names = command.list_commands(None)
    return [found for name in names for found in commands(command.get_command(None, name), (*path, name))]


@pytest.mark.parametrize("path", [path for path, _ in commands()], ids=" ".join)
def test_every_command_has_help_with_an_example_and_exit_codes(run, path):
    ran = run(*path, "--help")

    assert (ran.code, ran.err) == (0, "")
    assert re.search(rf"Examples?:\n +tocsin {' '.join(path)}", ran.out)
    assert "Exit codes: 0 done; 1 the answer is no; 2 bad input" in " ".join(ran.out.split())


@pytest.mark.parametrize("path", [(), ("facts",), ("rules",)])
def test_every_group_has_help_with_an_example(run, path):
    assert "Example:" in run(*path, "--help").out


def test_the_version_names_the_engines(execute):
    ran = execute("--version")

    assert ran.code == 0
    assert ran.out.startswith("tocsin ")
    assert "seminaive" in ran.out


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom tocsin.cli.main import exit_code\nexit_code(['--help'])\n"
        "heavy = {'pydantic', 'yaml', 'rich', 'lark', 'durable_rules_engine', 'tocsin.facts.model', 'tocsin.engine'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert ran.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "arguments", [("assess", "examples/kursk.yaml"), ("why", "examples/kursk.yaml", "backlash(target=PRK)")]
)
def test_a_case_of_a_kept_pack_imports_nothing_that_it_does_not_need(arguments):
    """Start-up is a budget: what is imported takes most of the time that such a command takes."""
    # Keeps the pack. This process may have it in memory, and would keep nothing.
    subprocess.run([sys.executable, "-m", "tocsin.cli", *arguments], capture_output=True, check=True)
    code = (
        f"import sys\nfrom tocsin.cli.main import exit_code\nassert exit_code({arguments!r}) == 0\n"
        "needless = {'rich', 'lark', 'numpy', 'sqlalchemy', 'duckdb', 'pyarrow', 'pandas', 'cryptography',\n"
        "    'tocsin.rules.lint', 'tocsin.rules.read.rules',\n"
        "    'tocsin.rules.read.declarations', 'tocsin.engine.incremental',\n"
        "    'tocsin.bulk', 'tocsin.ledger', 'tocsin.judgement', 'tocsin.proof', 'tocsin.explain.voices.html',\n"
        "    'tocsin.facts.vocabularies.geopolitics.conclusions_law'}\n"
        "print(sorted(needless & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert ran.stderr.splitlines()[-1] == "[]"


def complete(run, monkeypatch, *words):
    """What bash would be offered for the last of the words."""
    monkeypatch.setenv("_TOCSIN_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", " ".join(("tocsin", *words)))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    offered = [line for line in run().out.splitlines() if line]
    monkeypatch.delenv("_TOCSIN_COMPLETE")
    return offered


FACT = ("assess", "--fact")


@pytest.mark.parametrize(
    "words,expected",
    [
        (("assess", "examples/k"), ["examples/kursk.yaml"]),
        (("assess", "examples/own"), ["examples/own_pack/case.yaml", "examples/own_pack/pack.yaml"]),
        (("assess", "--pack", "russia"), ["russia-dprk"]),
        (("assess", "--pack", OWN_PACK, "--fact", "re"), ["reheated(", "recall_due("]),
        ((*FACT, "'troop_deployment(rol"), [f"troop_deployment(role={role}" for role in ROLES]),
        ((*FACT, "'troop_deployment(head"), ["troop_deployment(headcount=", "troop_deployment(headcount=<quantity>"]),
        ((*FACT, "'troop_deployment(sender=PRK,role=co"),
         ["troop_deployment(sender=PRK,role=combat)", "troop_deployment(sender=PRK,role=combat, "]),
        ((*FACT, "'troop_deployment(active_combat="),
         ["troop_deployment(active_combat=true", "troop_deployment(active_combat=false"]),
        ((*FACT, "'troop_deployment(sender=NAT"), ["troop_deployment(sender=NATO)", "troop_deployment(sender=NATO, "]),
        (("assess", "--pack", OWN_PACK, "--fact", "de"), ["delivery(batch=", "delivery(shop=", "delivery(kilograms="]),
        (("assess", "--assume", "bridge"), ["bridge-links"]),
        (("assess", "examples/own_pack/case.yaml", "--without", ""), ["reheating-kills"]),
        (("why", "examples/kursk.yaml", "sanctions_v"), ["sanctions_violation"]),
        (("why", "examples/own_pack/case.yaml", "recall"), ["recall_due"]),
        (("rules", "show", "deployment-br"), ["deployment-breaches-un-sanctions"]),
        (("rules", "graph", "eu-cash-controls", "--section", "Decl"), ["Declaring"]),
        (("rules", "graph", "eu-cash-controls", "--rule", "nothing"), ["nothing-is-declared"]),
        (("rules", "check", "russia"), ["russia-dprk"]),
        (("facts", "types", "verif"), ["verification"]),
        (("facts", "check", "--vocabulary", "geo"), ["geopolitics"]),
        (("assess", "--engine", "semi"), ["seminaive"]),
    ],
)  # fmt: skip
def test_the_shell_is_offered_what_may_come_next(run, monkeypatch, words, expected):
    assert complete(run, monkeypatch, *words) == expected


def test_a_field_already_given_is_not_offered_again(run, monkeypatch):
    offered = complete(run, monkeypatch, "assess", "--fact", "'troop_deployment(sender=PRK,")

    assert "troop_deployment(sender=PRK,beneficiary=" in offered
    assert not any(offer.endswith("sender=") for offer in offered)


def test_completion_is_silent_where_it_cannot_tell(run, monkeypatch):
    assert complete(run, monkeypatch, "assess", "--pack", "no-such-pack", "--fact", "troop") == []


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal")
def test_a_terminal_gets_colour_and_its_own_width(tmp_path):
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 90, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"} | {"TERM": "xterm"}
    command = [sys.executable, "-m", "tocsin.cli", "rules", "list", "examples/own_pack/pack.yaml"]
    with subprocess.Popen(command, stdout=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65_536)
            except OSError:
                break
            if not part:
                break
            shown += part
    os.close(ours)

    assert process.returncode == 0
    assert b"\x1b[1mContamination\x1b[0m" in shown
    assert max(len(re.sub(r"\x1b\[\d+m", "", line)) for line in shown.decode().splitlines()) <= 90


def test_json_is_json_on_every_command_that_offers_it(run):
    for arguments in (
        ("assess", "examples/own_pack/case.yaml"),
        ("why", "examples/own_pack/case.yaml", "recall_due"),
        ("facts", "check", "examples/own_pack/case.yaml"),
        ("facts", "types"),
        ("facts", "schema"),
        ("rules", "schema"),
        ("rules", "list"),
        ("rules", "show", "fights-in-kursk"),
        ("rules", "check", "examples/own_pack/pack.yaml"),
        ("rules", "coverage"),
    ):
        json.loads(run(*arguments, "--json").out)
