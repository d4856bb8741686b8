"""Cases of a small pack, and the command to compare with."""

import json
from pathlib import Path

import pytest

from tocsin.cli.main import exit_code
from tocsin.engine import Case
from tocsin.ledger import Ledger, PackText

ROOT = Path(__file__).parents[2]
CASE = "examples/own_pack/case.yaml"
PACK = "examples/own_pack/pack.yaml"


@pytest.fixture(autouse=True)
def _checkout(monkeypatch, tmp_path):
    """The checkout as working folder, and an own ledger."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("TOCSIN_LEDGER", f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    monkeypatch.setenv("TOCSIN_TOKENS", str(tmp_path / "tokens.json"))
    monkeypatch.delenv("TOCSIN_ANALYST", raising=False)


@pytest.fixture
def printed(capsys):
    """What the command prints with ``--json``, as data."""

    def printed(*arguments):
        exit_code((*arguments, "--json"))
        return json.loads(capsys.readouterr().out)

    return printed


def make_cases(ledger):
    """Two cases of the small pack are in the ledger."""
    for name in ("recall", "theirs"):
        ledger.new_case(name, PackText.read(ROOT / PACK), facts=Case.load(ROOT / CASE).facts, by="ana")


@pytest.fixture
def ledger(tmp_path):
    """A ledger with two cases of the small pack."""
    with Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        make_cases(ledger)
        yield ledger
