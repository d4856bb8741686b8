"""Cases of a small pack, and the command to compare with."""

import json
from pathlib import Path

import pytest

from tocsin.cli.main import exit_code

ROOT = Path(__file__).parents[2]
CASE = "examples/own_pack/case.yaml"
PACK = "examples/own_pack/pack.yaml"


@pytest.fixture(autouse=True)
def _checkout(monkeypatch, tmp_path):
    """The checkout as working folder, and an own ledger."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("TOCSIN_LEDGER", f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    monkeypatch.delenv("TOCSIN_ANALYST", raising=False)


@pytest.fixture
def printed(capsys):
    """What the command prints with ``--json``, as data."""

    def printed(*arguments):
        exit_code((*arguments, "--json"))
        return json.loads(capsys.readouterr().out)

    return printed
