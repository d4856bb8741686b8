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
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.mutation.mutants import Mutant
from tests.mutation.selection import InOrder, Timed, Watch, read, tests_for

Outcome: TypeAlias = Literal["caught", "too long", "SURVIVED"]

OUTPUT: Final = "trial.txt"
NOTED: Final = "noted.json"
ROOTS: Final = ("facts", "rules", "engine", "cli")
_HEAVY: Final = ("hypothesis.strategies", "numpy", "pydantic", "sqlalchemy", "typer", "yaml")
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
        self._tests: list[Timed] = []
        self._imported: frozenset[tuple[str, int]] = frozenset()
        for name in _HEAVY:
            __import__(name)

    def baseline(self, tests: Sequence[str], files: Sequence[str]) -> float:
        """The seconds that the tests take with nothing mutated; all must pass. What they call in the files is noted."""
        if self._run([*self._options, *tests], 3_600, watched=files) != 0:
            said = (self._copy / OUTPUT).read_text(encoding="utf-8", errors="replace")
            raise SystemExit(f"{said[-4_000:]}\nmutation: the tests do not pass as they are")
        self._tests, self._imported = read(self._copy / NOTED)
        return sum(test.seconds for test in self._tests)

    def outcome(self, mutant: Mutant) -> Outcome:
        """What the tests do with the mutant in its file's place."""
        path = self._copy / mutant.file
        original = path.read_text(encoding="utf-8")
        tests = tests_for(mutant.file, original, mutant.line, self._tests, self._imported)
        if not tests:
            return "SURVIVED"
        path.write_text(mutant.code, encoding="utf-8")
        try:
            limit = 60 + 5 * sum(test.seconds for test in tests)
            code = self._run(
                [*self._options, *dict.fromkeys(test.file for test in tests)],
                limit,
                order=[test.name for test in tests],
            )
        finally:
            path.write_text(original, encoding="utf-8")
        return "too long" if code is None else "caught" if code else "SURVIVED"

    def _run(
        self, arguments: Sequence[str], limit: float, watched: Sequence[str] = (), order: Sequence[str] = ()
    ) -> int | None:
        """pytest's exit code; None if the limit is reached."""
        process = _CONTEXT.Process(target=_tests, args=(self._copy, [*arguments], watched, order))
        process.start()
        process.join(limit)
        if process.exitcode is None:
            assert process.pid is not None
            os.killpg(process.pid, signal.SIGKILL)
            process.join()
            return None
        return process.exitcode


def _tests(copy: Path, arguments: list[str], watched: Sequence[str], order: Sequence[str]) -> None:
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
    if order:
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True

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
    if watched:
        watch = Watch(copy, watched)
        code = pytest.main([*_OPTIONS, *arguments], plugins=[watch])
        watch.write(copy / NOTED)
    else:
        code = pytest.main([*_OPTIONS, *arguments], plugins=[InOrder(order)])
    sys.stdout.flush()
    os._exit(int(code))
