"""Start-up: what a user waits for before anything happens."""

from __future__ import annotations

import sys

from benchmarks.timing import Timing, measure_process

CASE = "examples/kursk.yaml"


def run() -> list[Timing]:
    """Whole processes: an import of typer as the yardstick, help, and the assessment of the example case."""
    python = sys.executable
    return [
        measure_process("python -c 'import typer'", [python, "-c", "import typer"], 15),
        measure_process("tocsin --help", [python, "-m", "tocsin.cli", "--help"], 15),
        measure_process("tocsin assess examples/kursk.yaml", [python, "-m", "tocsin.cli", "assess", CASE], 7),
        measure_process(
            "tocsin why examples/kursk.yaml sanctions_violation",
            [python, "-m", "tocsin.cli", "why", CASE, "sanctions_violation"],
            5,
        ),
    ]
