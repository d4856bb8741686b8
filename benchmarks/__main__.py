"""``make bench``: run the measurements, print them, and keep them in benchmarks/results/."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from benchmarks import closure, startup
from benchmarks.timing import Timing

RESULTS = Path(__file__).parent / "results"


def table(timings: list[Timing], yardstick: str) -> list[str]:
    """Markdown: medians, spread, and the ratio to the yardstick of the same run."""
    base = next((timing.median for timing in timings if timing.name == yardstick), None)
    lines = [f"| what | median, s | spread, s | ratio to {yardstick} |", "| --- | ---: | ---: | ---: |"]
    for timing in timings:
        ratio = "-" if base is None else f"{timing.median / base:.2f}"
        lines.append(f"| {timing.name} | {timing.median:.3f} | {timing.spread} | {ratio} |")
    return lines


def main() -> None:
    """Run everything, largest first."""
    os.chdir(Path(__file__).parent.parent)
    sizes, closure_timings = closure.run()
    names = {timing.name for timing in closure_timings}
    lines = [
        "# Measurements",
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} cores. One run of `make bench`; medians; method in "
        "`benchmarks/README.md`.",
        "",
        "## Transitive closure of a random graph, every derivation kept",
        "",
        ", ".join(f"{key} {value:,}" for key, value in sizes.items()),
        "",
        *table(closure_timings, "clipspy, without derivations"),
        "",
        "## Start-up, whole processes",
        "",
        *table(startup.run(), "python -c 'import typer'"),
    ]
    if "clipspy, without derivations" not in names:
        lines.append("\nclipspy is not installed here, so it is missing from the table.")
    text = "\n".join(lines) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
