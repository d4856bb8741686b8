"""``make bench``: run the suite, print its table, and keep table, data and chart in benchmarks/results/."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from benchmarks.chart import svg
from benchmarks.report import as_data, markdown
from benchmarks.running import run
from benchmarks.suite import SIZES, chosen, suite

RESULTS = Path(__file__).parent / "results"


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked for; 1 if Tocsin gave another answer than most."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Tocsin and its peers in one run.")
    parser.add_argument("--only", default="", help="benchmarks by letter or key, as in a,c-random; all if left out")
    parser.add_argument("--sizes", default=",".join(SIZES), help=f"of {', '.join(SIZES)}; all if left out")
    parser.add_argument("--rounds", type=int, default=5, help="rounds after one to warm up (5)")
    parser.add_argument(
        "--limit", type=float, default=60.0, help="seconds a peer has at a size, with all that is not timed (60)"
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="where to write (benchmarks/results)")
    options = parser.parse_args(arguments)
    os.chdir(Path(__file__).parent.parent)
    sizes = options.sizes.split(",")
    asked = chosen(options.only)
    unknown = [word for word in sizes if word not in SIZES] + ([] if asked else [options.only])
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; benchmarks are {', '.join(suite())}, sizes {', '.join(SIZES)}")
    outcomes = [run(benchmark, sizes, options.rounds, options.limit, _tell) for benchmark in asked.values()]
    text = markdown(outcomes, options.rounds)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "latest.md").write_text(text, encoding="utf-8")
    data = json.dumps(as_data(outcomes, options.rounds), indent=1, sort_keys=True)
    (options.out / "latest.json").write_text(data + "\n", encoding="utf-8")
    (options.out / "latest.svg").write_text(svg(outcomes), encoding="utf-8")
    sys.stdout.write(text)
    return int(any(outcome.doubts_ours for outcome in outcomes))


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text} …")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
