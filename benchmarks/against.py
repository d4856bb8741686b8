"""The suite before a change and after it: ``python -m benchmarks.against CHECKOUT``.

Tocsin's own contestants run in the other checkout, which has a ``.venv`` of its own, and in this one, in turn, so that
a machine whose speed changes does so for both. The ratio is that of the fastest rounds: what else the machine does
makes a round slower, never faster.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.running import Measured, measure
from benchmarks.suite import SIZES, Benchmark, Contestant, chosen

HEADING = "| benchmark | contestant | size | before | after | after / before | peak memory, after / before |"


def main(arguments: list[str] | None = None) -> int:
    """Print a row for each of Tocsin's own at each size; 1 if a ratio is above ``--most``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against", description="This checkout beside another.")
    parser.add_argument("checkout", type=Path, help="the other checkout, set up in .venv")
    parser.add_argument("--only", default="", help="benchmarks by letter or key, as in a,c-random; all if left out")
    parser.add_argument("--sizes", default="middle", help=f"of {', '.join(SIZES)} (middle)")
    parser.add_argument("--turns", type=int, default=3, help="how often each checkout has its turn (3)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds in a turn, after one to warm up (5)")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds after which no further round begins (60)")
    parser.add_argument("--most", type=float, default=1.03, help="the ratio above which it is slower (1.03)")
    options = parser.parse_args(arguments)
    os.chdir(Path(__file__).parent.parent)
    before = options.checkout.resolve()
    print(HEADING, "|".join(["", " --- ", " --- ", *[" ---: "] * 5, ""]), sep="\n")
    slower = False
    for benchmark, contestant, size in _own(options.only, options.sizes.split(",")):
        turns: tuple[list[Measured], list[Measured]] = ([], [])
        for _ in range(options.turns):
            for found, checkout in zip(turns, (before, None), strict=True):
                found.append(measure(benchmark, contestant, size, options.rounds, options.limit, checkout))
        row, ratio = _row(benchmark, contestant, size, *turns)
        print(row, flush=True)
        slower |= ratio > options.most
    return int(slower)


def _own(only: str, sizes: list[str]) -> Iterator[tuple[Benchmark, Contestant, int]]:
    for benchmark in chosen(only).values():
        for label in sizes:
            for contestant in benchmark.contestants:
                if contestant.own and contestant.missing is None and SIZES.index(label) <= SIZES.index(contestant.upto):
                    yield benchmark, contestant, benchmark.sizes[SIZES.index(label)]


def _row(
    benchmark: Benchmark, contestant: Contestant, size: int, before: list[Measured], after: list[Measured]
) -> tuple[str, float]:
    cells = [benchmark.key, contestant.name, f"{size:,} {benchmark.unit}"]
    failed = next((each.why_not for each in (*before, *after) if not each.seconds), None)
    if failed is not None:
        return f"| {' | '.join(cells)} | - | - | {failed} | - |", math.nan
    fastest = [min(second for each in found for second in each.seconds) for found in (before, after)]
    peaks = [min(each.peak for each in found) for found in (before, after)]
    ratio = fastest[1] / fastest[0]
    times = [f"{seconds * 1000:,.3f} ms" for seconds in fastest]
    return f"| {' | '.join([*cells, *times])} | {ratio:.2f} | {peaks[1] / peaks[0]:.2f} |", ratio


if __name__ == "__main__":
    sys.exit(main())
