"""(g) Start-up: what a user waits for before anything happens. Whole processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from benchmarks.suite import Benchmark, Contestant, Trial

CASE = "examples/kursk.yaml"


def _process(*arguments: str) -> Trial:
    def run() -> None:
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)

    return Trial(run, lambda _: ())


def _contestant(name: str, *arguments: str) -> Contestant:
    return Contestant(name, lambda _: _process(*arguments))


def _tocsin(*arguments: str) -> Sequence[str]:
    return ("-m", "tocsin.cli", *arguments)


BENCHMARKS = (
    Benchmark(
        "g",
        "Start-up, whole processes",
        "run",
        (1, 1, 1),
        (
            _contestant("tocsin --help", *_tocsin("--help")),
            _contestant("tocsin assess, the example case", *_tocsin("assess", CASE)),
            _contestant("tocsin why, the example case", *_tocsin("why", CASE, "sanctions_violation")),
            _contestant("python -c 'import typer'", "-c", "import typer"),
        ),
        "python -c 'import typer'",
        answers=False,
    ),
)
