"""Two ways to run the command: in this process for the bulk of tests, and as the real executable."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tocsin.cli.main import exit_code

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The checkout as working folder, 100 columns, an own ledger, nothing to read, and no wish of the developer's."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TOCSIN_LEDGER", f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    monkeypatch.setenv("TOCSIN_TOKENS", str(tmp_path / "tokens.json"))
    for name in ("NO_COLOR", "FORCE_COLOR", "TOCSIN_DOCUMENT", "TOCSIN_ANALYST"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs the command in this process."""

    def run(*arguments: str) -> Ran:
        try:
            code = exit_code(arguments)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def execute() -> Callable[..., Ran]:
    """Runs the command as users do, in a process of its own."""

    def execute(*arguments: str, **environment: str) -> Ran:
        ran = subprocess.run(
            [sys.executable, "-m", "tocsin.cli", *arguments],
            env={**os.environ, **environment},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    return execute


DEPLOYMENT = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=10900..11000, role=combat)"


@pytest.fixture(scope="session")
def kept_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the case ``kursk``: made, one report asserted, and assessed. To be copied, not written to."""
    path = tmp_path_factory.mktemp("kept") / "ledger.sqlite"
    environment = {**os.environ, "TOCSIN_LEDGER": f"sqlite:///{path}"}
    for arguments in (
        ("case", "new", "kursk", "--as-of", "2024-11-30"),
        ("assert", "kursk", DEPLOYMENT, "--source", "ROK NIS", "--grade", "B2", "--date", "2024-11-20"),
    ):
        command = [sys.executable, "-m", "tocsin.cli", *arguments, "--by", "ana"]
        subprocess.run(command, env=environment, check=True, capture_output=True, cwd=ROOT)
    return path


@pytest.fixture
def kursk(kept_ledger: Path, tmp_path: Path) -> Path:
    """The ledger of this test, a copy of that one."""
    for file in kept_ledger.parent.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path / kept_ledger.name
