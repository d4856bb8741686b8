"""A ledger made on each Python that is supported is replayed on each other, and concludes the same there.

    python tests/pythons.py [--keep FOLDER] [VERSION …]

An environment is made for each version in a temporary folder, or in FOLDER, where it is taken up again; without
versions, for each that the classifiers name and that is installed here, and for the Python of Pyodide where it is the
only one of its version. `make pythons` runs it. Needs the package index.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests import wasm  # noqa: E402  (where this is a program, the tests are found from here on)

CURRENT = "{}.{}".format(*sys.version_info)
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = sorted(
    (line.rsplit(" ", 1)[1] for line in _PROJECT["classifiers"] if re.search(r":: Python :: 3\.\d+$", line)),
    key=lambda version: int(version.split(".")[1]),
)
"""The versions that the classifiers name."""
Cases = dict[str, str]
CASES: Cases = {
    "kursk": "examples/kursk.yaml",
    "own": "examples/own_pack/case.yaml",
    "chronology": "examples/chronology.yaml",
}
ASKED = ((), ("--engine", "seminaive"), ("--as-of", "2024-11-25", "--known-by", "2024-11-22"))


def candidates(version: str) -> Iterator[Path]:
    """Every path at which such a Python may be; what merely stands there may still refuse to run."""
    if version == CURRENT:
        yield Path(sys.executable)
    for folder in os.get_exec_path():
        if found := shutil.which(f"python{version}", path=folder):
            yield Path(found)
    # Version managers keep one folder per version, side by side.
    yield from sorted(Path(sys.base_prefix).parent.glob(f"*{version}*/bin/python{version}"), reverse=True)


@cache
def interpreter(version: str) -> Path | None:
    """A Python of that version on this machine, if there is one."""
    tell = "import sys, venv; print('{}.{}'.format(*sys.version_info))"
    for candidate in candidates(version):
        told = subprocess.run([candidate, "-c", tell], capture_output=True, text=True, check=False)
        if told.stdout.strip() == version:
            return candidate
    return None


def is_there(version: str) -> bool:
    """Whether that Python is on this machine, or Pyodide is and is one."""
    return interpreter(version) is not None or (version == wasm.VERSION and wasm.available())


def environment(version: str, folder: Path) -> Path:
    """The ``tocsin`` of an environment of that Python in the folder, with the releases that are tested."""
    if interpreter(version) is None and version == wasm.VERSION:
        return wasm.tocsin(folder)
    tocsin = folder / "bin" / "tocsin"
    if not tocsin.exists():
        python = interpreter(version)
        assert python is not None, f"no Python {version} on this machine"
        subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True)
        python = folder / "bin" / "python"
        pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "-qq", "-c", str(ROOT / "constraints.txt"), "-e", str(ROOT)], check=True)
    return tocsin


def run(tocsin: Path, ledger: Path, *arguments: str) -> str:
    """What a command on that ledger prints; it has to end well."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TOCSIN"))}
    kept |= {"TOCSIN_LEDGER": f"sqlite:///{ledger}", "TOCSIN_ANALYST": "ana", "PYTHONUTF8": "1"}
    command = [str(tocsin), *arguments]
    ran = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, f"{command} ended with {ran.returncode}\n{ran.stdout}{ran.stderr}"
    return ran.stdout


def make_ledger(tocsin: Path, ledger: Path, cases: Cases) -> None:
    """A ledger of the cases, each with recorded assessments, and a change after them."""
    for name, file in cases.items():
        run(tocsin, ledger, "case", "import", file, "--name", name)
        for asked in ASKED:
            run(tocsin, ledger, "assess", name, "--record", *asked)
    run(
        tocsin, ledger, "deny", "kursk", "troop_deployment(headcount=12000)", "--source", "TASS", "--date", "2024-11-20"
    )


def replayed(tocsin: Path, ledger: Path, cases: Cases) -> list[str]:
    """The digest of each recorded assessment, after all were verified and made again and came out the same."""
    run(tocsin, ledger, "audit", "verify")
    found = []
    for name in cases:
        told = json.loads(run(tocsin, ledger, "audit", "replay", name, "--json"))
        assert told["differ"] == [], f"{name} comes out otherwise: {told}"
        found += [each["recorded"] for each in told["assessments"]]
    return found


def across(commands: dict[str, Path], folder: Path, cases: Cases = CASES) -> int:
    """How many pairs of Pythons, each with its ``tocsin``, agree; each has to."""
    pairs = 0
    digests = set()
    for made_on, tocsin in commands.items():
        ledger = folder / f"made-on-{made_on}.sqlite"
        ledger.unlink(missing_ok=True)
        make_ledger(tocsin, ledger, cases)
        for replayed_on, other in commands.items():
            digests.add(tuple(replayed(other, ledger, cases)))
            pairs += 1
            print(f"made on {made_on}, replayed on {replayed_on}: the same", flush=True)
    assert len(digests) == 1, f"the Pythons conclude differently: {digests}"
    return pairs


def main() -> int:
    """Try the versions asked for, and say how many pairs agree."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("versions", nargs="*", metavar="VERSION")
    parser.add_argument("--keep", type=Path, help="the folder of the environments, which stay")
    asked = parser.parse_args()
    here = [version for version in asked.versions or PYTHONS if is_there(version)]
    missing = [version for version in asked.versions or PYTHONS if version not in here]
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        pairs = across({version: environment(version, folder / f"python{version}") for version in here}, folder)
    print(f"{pairs} of {len(here) ** 2} pairs agree" + (f"; not on this machine: {', '.join(missing)}" * bool(missing)))
    return 1 if set(missing) & set(asked.versions) else 0


if __name__ == "__main__":
    sys.exit(main())
