"""The Python of Pyodide, run by Node, as one more Python to try Tocsin on: the newest, and no machine of ours needs it.

It has what the page needs (``tocsin.page.runtime``) and what the command line and the ledger are made of, as
far as that is plain Python. Needs npm, Node and the package index.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import yaml

from tocsin.page.runtime import PYODIDE, WHEELS, runtime

ROOT = Path(__file__).parents[1]
VERSION = "3.14"
"""The Python that it is."""
PLAIN = (
    *("annotated-doc", "markdown-it-py", "mdurl", "platformdirs", "pygments", "rich", "shellingham"),
    *("sqlalchemy", "typer"),
)


def available() -> bool:
    """Whether this machine has what runs it."""
    return shutil.which("node") is not None and shutil.which("npm") is not None


def tocsin(folder: Path) -> Path:
    """A command ``tocsin`` on it, in the folder, which is taken up where it was made before."""
    command = folder / "bin" / "tocsin"
    if command.exists():
        return command
    with tarfile.open(runtime() / PYODIDE) as package:
        package.extractall(folder, filter="data")
    site = folder / "site"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "-qq",
        "--no-deps",
        "--target",
        str(site),
    ]
    subprocess.run([*pip, "--only-binary=:all:", "-c", str(ROOT / "constraints.txt"), *PLAIN], check=True)
    for wheel in WHEELS:
        shutil.unpack_archive(runtime() / wheel, site, "zip")
    # Its wheels are compiled for machines; without them it is plain Python.
    parts = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    shutil.copytree(Path(yaml.__file__).parent, site / "yaml", ignore=parts)
    sources = [str(ROOT / name) for name in ("facts", "rules", "engine", "cli")]
    settings = {
        "pyodide": (folder / "package" / "pyodide.mjs").as_uri(),
        "folders": [str(ROOT), str(site)],
        "path": [*sources, str(site)],
        "home": str(ROOT),
    }
    (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    command.parent.mkdir()
    command.write_text(
        f'#!/bin/sh\nexec node "{ROOT}/tests/wasm.mjs" "{folder}/settings.json" "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    return command
