"""Tries the two ends of the ranges in pyproject.toml: every lower bound exactly, and the newest release of everything.

    python tests/ranges.py lowest|highest [--python PYTHON] [--keep FOLDER] [PYTEST ARGUMENTS]

A fresh environment is made in a temporary folder, or in FOLDER, which is taken up again, and the tests of what meets
other libraries run there. `make ranges` does both, one after the other. Needs the package index, and some minutes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
TESTS = (
    *("tests/bulk", "tests/cli/test_bulk.py", "tests/cli/test_ledger_commands.py", "tests/cli/test_assess.py"),
    *("tests/facts", "tests/rules", "tests/ledger", "tests/proof", "tests/engine/test_agreement.py"),
    *("tests/test_ranges.py", "tests/test_layout.py", "README.md", "docs"),
)
"""What reads, writes, shows or computes by somebody else's library; ``rete`` and ``seminaive`` agreeing, too."""


def requirements() -> Iterator[Requirement]:
    """Every requirement of pyproject.toml, those of its extras too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for listed in (project["dependencies"], *project["optional-dependencies"].values()):
        yield from map(Requirement, listed)


def extras() -> list[str]:
    """The names of the extras that tests need: mutation testing has no part in them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return sorted(project["optional-dependencies"].keys() - {"mutate"})


def lower_bound(requirement: Requirement) -> str:
    """The least release that a requirement takes."""
    (found,) = [each.version for each in requirement.specifier if each.operator in (">=", "==")]
    return found


def lowest() -> list[str]:
    """A constraint for each requirement: its lower bound exactly."""
    found = {}
    for each in requirements():
        marker = f"; {each.marker}" if each.marker else ""
        found[each.name] = f"{each.name}=={lower_bound(each)}{marker}"
    return sorted(found.values())


def main() -> int:
    """Make the environment, run the tests, and say how they ended."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("end", choices=("lowest", "highest"))
    parser.add_argument("--python", default=sys.executable, help="the interpreter of the environment")
    parser.add_argument("--keep", type=Path, help="the folder of the environment, which stays")
    asked, others = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(asked.keep or name)
        # A test gives up its rights, and goes on running this Python.
        Path(name).chmod(0o755)
        python = environment(folder, asked.python, asked.end)
        options = ["-q", "-p", "no:cacheprovider", "-m", "not packaging and not slow"]
        if asked.end == "lowest":
            # Old releases of PySpark leave sockets to the garbage collector, which says so in whichever test it runs.
            options += ["-W", "ignore::pytest.PytestUnraisableExceptionWarning"]
        return subprocess.run([python, "-m", "pytest", *options, *(others or TESTS)], cwd=ROOT, check=False).returncode


def environment(folder: Path, interpreter: str, end: str) -> Path:
    """The Python of an environment in the folder, with Tocsin and all its extras at one end of the ranges."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([interpreter, "-m", "venv", str(folder)], check=True)
    bounds = folder / "bounds.txt"
    bounds.write_text("\n".join(lowest() if end == "lowest" else []) + "\n", encoding="utf-8")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--upgrade", "--upgrade-strategy", "eager"]
    subprocess.run([*pip, "-c", str(bounds), "-e", f"{ROOT}[{','.join(extras())}]"], check=True)
    shown = subprocess.run([python, "-m", "pip", "list", "--format=freeze"], check=True, capture_output=True, text=True)
    names = {each.name.lower().replace("_", "-") for each in requirements()}
    versions = [line for line in shown.stdout.split() if line.split("==")[0].lower().replace("_", "-") in names]
    print(f"{end}: {' '.join(versions)}", flush=True)
    return python


if __name__ == "__main__":
    sys.exit(main())
