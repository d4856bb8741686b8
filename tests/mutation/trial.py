"""Trying mutants: each in a process of its own, in a copy of the checkout, against the tests of its room.

The process is forked after the heavy packages are loaded and before anything of ours is, so that a trial costs what its
tests cost. Commands that a test runs in processes of their own find the copy, too.
"""

from __future__ import annotations

import compileall
import multiprocessing
import os
import py_compile
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

OUTPUT: Final = "trial.txt"
ROOTS: Final = ("facts", "rules", "engine", "cli")
_HEAVY: Final = ("hypothesis", "hypothesis.strategies", "numpy", "pydantic", "pytest", "sqlalchemy", "typer", "yaml")
_OPTIONS: Final = (
    "-x",
    "-q",
    *("-p", "no:cacheprovider"),
    "--hypothesis-profile=mutation",
    *("-m", "not packaging and not slow"),
    # Loaded before the fork on purpose.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
_CONTEXT = multiprocessing.get_context("fork")


def copy_checkout(checkout: Path, copy: Path) -> None:
    """The files that Git knows or would take are in the folder, compiled so that a change is noticed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=checkout,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (checkout / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(checkout / name, copy / name)
    for root in ROOTS:
        # By content, not by time: a mutant is written and taken back within one tick of a file's clock.
        compileall.compile_dir(copy / root, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)


class Trials:
    """Runs of a room's tests in a copy of the checkout."""

    def __init__(self, copy: Path, options: Sequence[str] = ()) -> None:
        self._copy = copy
        self._options = options
        for name in _HEAVY:
            __import__(name)

    def baseline(self, tests: Iterable[str]) -> dict[str, float]:
        """The seconds that each file of tests takes with nothing mutated, the fastest first; all must pass."""
        seconds = {}
        for test in tests:
            begin = time.monotonic()
            if self._run([test], None, 3_600) != 0:
                said = (self._copy / OUTPUT).read_text(encoding="utf-8", errors="replace")
                raise SystemExit(f"{said[-4_000:]}\nmutation: {test} does not pass as it is")
            seconds[test] = time.monotonic() - begin
        return dict(sorted(seconds.items(), key=lambda item: item[1]))

    def caught(self, file: str, code: str, tests: Sequence[str], limit: float) -> bool:
        """Whether a test fails, or the tests take longer than the limit, with that code in the file."""
        path = self._copy / file
        original = path.read_text(encoding="utf-8")
        path.write_text(code, encoding="utf-8")
        try:
            return self._run(tests, limit, limit) != 0
        finally:
            path.write_text(original, encoding="utf-8")

    def _run(self, tests: Sequence[str], limit: float | None, most: float) -> int:
        process = _CONTEXT.Process(target=_tests, args=(self._copy, [*self._options, *tests], limit is not None))
        process.start()
        process.join(most)
        if process.exitcode is None:
            assert process.pid is not None
            os.killpg(process.pid, signal.SIGKILL)
            process.join()
        code = process.exitcode
        return 1 if code is None else code


def _tests(copy: Path, tests: list[str], mutated: bool) -> None:
    """Run the tests in this process, a child, and leave with pytest's exit code."""
    os.setpgid(0, 0)
    output = os.open(copy / OUTPUT, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(copy)
    # This very package came from the checkout; its neighbours are to come from the copy.
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]
    roots = [str(copy / root) for root in ROOTS]
    sys.path[:0] = [str(copy), *roots]
    os.environ["PYTHONPATH"] = os.pathsep.join(roots)
    if mutated:
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True

    import pytest
    from hypothesis import HealthCheck, Phase, settings

    # Nothing is shrunk: that a property fails is all that is asked. And every mutant is tried alike.
    settings.register_profile(
        "mutation",
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=20,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    code = pytest.main([*_OPTIONS, *tests])
    sys.stdout.flush()
    os._exit(int(code))
