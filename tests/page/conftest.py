"""What runs Python in a browser, brought once by npm and pip into the user's own cache; where it cannot be had, why."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tocsin.facts.problems import ProblemError
from tocsin.page.runtime import runtime

CHROMIUM = shutil.which("chromium")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium; a test without it is skipped."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Debian's chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def runtime_folder() -> Path:
    """A folder with every file; without npm, pip or a network the tests that need it are skipped, and say so."""
    with pytest.MonkeyPatch.context() as patch:
        # The tests have a cache of their own, which is empty; what is checked against its digest may stay.
        patch.setenv("TOCSIN_CACHE", os.environ.get("TOCSIN_PAGE_CACHE", str(Path("~/.cache/tocsin").expanduser())))
        try:
            return runtime()
        except (ProblemError, OSError) as error:
            pytest.skip(f"no Pyodide: {str(error).splitlines()[0]}")


@pytest.fixture(scope="session")
def axe(tmp_path_factory):
    """The script of axe-core, which looks for what keeps people from using a page; npm brings it."""
    folder = tmp_path_factory.mktemp("axe")
    command = ["npm", "pack", "--silent", "axe-core@4.14.1", "--pack-destination", folder]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"no axe-core: {error}")
    with tarfile.open(next(folder.glob("*.tgz"))) as package:
        script = package.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()
