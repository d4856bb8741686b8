"""The suite run: every contestant at every size in a process of its own, cut off where it takes too long."""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.suite import SIZES, Benchmark, Contestant

_BESIDE = 3
"""So many times the limit a contestant may take in all: building and reading out the answer are not timed."""


@dataclass(frozen=True)
class Measured:
    """What one contestant did at one size: seconds of each round, or why there are none."""

    contestant: str
    size: int
    seconds: tuple[float, ...] = ()
    count: int = 0
    answer: str = ""
    derivations: int | None = None
    peak: int = 0
    why_not: str = ""

    @property
    def median(self) -> float:
        """The median of the rounds, in seconds."""
        return statistics.median(self.seconds)

    def to_json(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {key: value for key, value in vars(self).items() if value not in ((), "", None)}


@dataclass(frozen=True)
class Outcome:
    """One benchmark run: what was measured, by contestant and size."""

    benchmark: Benchmark
    measured: tuple[Measured, ...]

    def at(self, contestant: str, size: int) -> Measured | None:
        """What the contestant did at that size, if it was run to its end."""
        for each in self.measured:
            if each.contestant == contestant and each.size == size and each.seconds:
                return each
        return None

    def ratio(self, contestant: str, size: int) -> float | None:
        """Its median over that of the yardstick in the same run."""
        mine, other = self.at(contestant, size), self.at(self.benchmark.yardstick, size)
        return None if mine is None or other is None else mine.median / other.median

    def exponent(self, contestant: str) -> float | None:
        """How its time grows with the size: the slope of a line through the logarithms, by least squares."""
        points = [(each.size, each.median) for each in self.measured if each.contestant == contestant and each.seconds]
        return None if len({size for size, _ in points}) < 2 else fitted(points)

    @property
    def disagreements(self) -> list[str]:
        """Where contestants gave different answers, in words: who is alone with an answer, against which count."""
        found = []
        for size in sorted({each.size for each in self.measured}):
            answers: dict[str, list[Measured]] = {}
            for each in self.measured:
                if each.size == size and each.answer:
                    answers.setdefault(each.answer, []).append(each)
            if not self.benchmark.answers or len(answers) < 2:
                continue
            most, *others = sorted(answers.values(), key=len, reverse=True)
            for group in others:
                alone, rest = (", ".join(each.contestant for each in each_of) for each_of in (group, most))
                counts = f"{alone} ({group[0].count:,} facts) differ from {rest} ({most[0].count:,} facts)"
                found.append(f"{self.benchmark.key} at {size:,}: {counts}")
        return found


def fitted(points: Iterable[tuple[float, float]]) -> float:
    """The slope of the least-squares line through the logarithms of some points.

    >>> round(fitted([(1, 3), (10, 300), (100, 30_000)]), 3)
    2.0
    """
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mean_x, mean_y = (statistics.fmean(each) for each in zip(*logs, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / spread


def run(benchmark: Benchmark, sizes: Sequence[str], rounds: int, limit: float, tell: Callable[[str], None]) -> Outcome:
    """Run a benchmark at the sizes named. A contestant cut off at one size is not given a larger one."""
    measured: list[Measured] = []
    over: set[str] = set()
    for label in SIZES:
        size = benchmark.sizes[SIZES.index(label)]
        if label not in sizes or any(each.size == size for each in measured):
            continue
        for contestant in benchmark.contestants:
            why_not = contestant.missing or ("too slow at a smaller size" if contestant.name in over else None)
            if why_not is None and SIZES.index(label) > SIZES.index(contestant.upto):
                why_not = f"not run beyond {contestant.upto}: known to take minutes"
            if why_not is not None:
                measured.append(Measured(contestant.name, size, why_not=why_not))
                continue
            tell(f"{benchmark.key}: {contestant.name}, {size:,} {benchmark.unit}")
            measured.append(_measure(benchmark, contestant, size, rounds, limit))
            if not measured[-1].seconds:
                over.add(contestant.name)
    return Outcome(benchmark, tuple(measured))


def _measure(benchmark: Benchmark, contestant: Contestant, size: int, rounds: int, limit: float) -> Measured:
    arguments = [benchmark.key, str(size), contestant.name, str(rounds), str(limit)]
    command = [sys.executable, "-m", "benchmarks.trial", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit * _BESIDE, check=False)
    except subprocess.TimeoutExpired:
        return Measured(contestant.name, size, why_not=f"cut off after {limit * _BESIDE:.0f} s")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return Measured(contestant.name, size, why_not=f"failed: {last[:120]}")
    found = json.loads(done.stdout.splitlines()[-1])
    answer = found["answer"] if found.get("compared", True) else ""
    return Measured(
        contestant.name, size, tuple(found["seconds"]), found["count"], answer, found.get("derivations"), found["peak"]
    )
