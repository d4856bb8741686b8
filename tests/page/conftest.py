"""What runs Python in a browser, brought once by npm and pip into the user's own cache; where it cannot be had, why."""

import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from tocsin.facts.problems import ProblemError
from tocsin.page.runtime import runtime


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
