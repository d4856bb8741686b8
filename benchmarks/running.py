"""The suite run: every contestant at every size in a process of its own, cut off where it takes too long."""

from __future__ import annotations

import json
import math
import os
import signal
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.suite import SIZES, Benchmark, Contestant

_STARTING = 2.0
"""Seconds granted beyond the limit, for the process to start and to end."""

_ENOUGH = 10_000
"""Derivations below which memory is mostly that of modules loaded and pages begun."""


@dataclass(frozen=True)
class Measured:
    """What one contestant did at one size: seconds of each round, or why there are none.

    ``peak`` and ``above`` are bytes, of the process and beyond what it held before its first run. ``over`` is the
    limit, in seconds, within which it did not end.
    """

    contestant: str
    size: int
    seconds: tuple[float, ...] = ()
    count: int = 0
    answer: str = ""
    derivations: int | None = None
    peak: int = 0
    above: int | None = None
    over: float | None = None
    why_not: str = ""

    @property
    def median(self) -> float:
        """The median of the rounds, in seconds."""
        return statistics.median(self.seconds)

    @property
    def bytes_each(self) -> float | None:
        """Memory of the run by the derivations kept, where there are enough of them to tell."""
        if self.above is None or (self.derivations or 0) < _ENOUGH:
            return None
        return self.above / (self.derivations or 1)

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
        for size, most, others in self._answers():
            for group in others:
                alone, rest = (", ".join(each.contestant for each in each_of) for each_of in (group, most))
                counts = f"{alone} ({group[0].count:,} facts) differ from {rest} ({most[0].count:,} facts)"
                found.append(f"{self.benchmark.key} at {size:,}: {counts}")
        return found

    @property
    def doubts_ours(self) -> bool:
        """True if one of Tocsin's own is not among the most that agree."""
        own = {each.name for each in self.benchmark.contestants if each.own}
        return any(
            len(group) == len(most) or own & {each.contestant for each in group}
            for _, most, others in self._answers()
            for group in others
        )

    def _answers(self) -> Iterator[tuple[int, list[Measured], list[list[Measured]]]]:
        """For each size with different answers, the most contestants that agree, and the other groups."""
        for size in sorted({each.size for each in self.measured}):
            answers: dict[str, list[Measured]] = {}
            for each in self.measured:
                if each.size == size and each.answer:
                    answers.setdefault(each.answer, []).append(each)
            if self.benchmark.answers and len(answers) > 1:
                most, *others = sorted(answers.values(), key=len, reverse=True)
                yield size, most, others


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
    """Run a benchmark at the sizes named. A contestant cut off at one size is not given a larger one.

    The limit is in seconds for all that a contestant does at one size. Tocsin's own may go beyond it, by as much as one
    round takes.
    """
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
            measured.append(measure(benchmark, contestant, size, rounds, limit))
            if not measured[-1].seconds:
                over.add(contestant.name)
    return Outcome(benchmark, tuple(measured))


def measure(
    benchmark: Benchmark, contestant: Contestant, size: int, rounds: int, limit: float, checkout: Path | None = None
) -> Measured:
    """What a contestant does at a size, in a process of its own; in another checkout, with that one's Python."""
    arguments = [benchmark.key, str(size), contestant.name, str(rounds), str(limit)]
    python = sys.executable if checkout is None else str(checkout / ".venv" / "bin" / "python")
    command = [python, "-m", "benchmarks.trial", *arguments]
    ended = _ended(command, None if contestant.own else limit + _STARTING, checkout)
    stages = [json.loads(line) for line in ended.output.splitlines() if line.startswith("{") and line.endswith("}")]
    if ended.code is None:
        return Measured(contestant.name, size, over=limit, why_not=over_limit(limit, stages))
    if ended.code:
        last = (ended.errors.strip().splitlines() or [f"exit code {ended.code}"])[-1]
        return Measured(contestant.name, size, why_not=f"failed: {last[:120]}")
    found = stages[-1]
    return Measured(
        contestant.name,
        size,
        tuple(found["seconds"]),
        found["count"],
        found["answer"] if found.get("compared", True) else "",
        found.get("derivations"),
        found["peak"],
        found["above"],
    )


def over_limit(limit: float, stages: Sequence[Mapping[str, float]]) -> str:
    """In words: that a contestant did not end within the limit, and how far it came.

    >>> over_limit(60, [{"built": 9.04}, {"warm": 25.3}])
    'over 60 s in all: built in 9.0 s, first run in 25.3 s, cut off while its answer was read or in its second run'
    """
    reached = {name: taken for stage in stages for name, taken in stage.items()}
    words = [f"over {limit:g} s in all: "]
    if "built" not in reached:
        return words[0] + "cut off while it was built"
    words.append(f"built in {reached['built']:.1f} s, ")
    if "warm" not in reached:
        return "".join(words) + "cut off in its first run"
    words.append(f"first run in {reached['warm']:.1f} s, cut off while its answer was read or in its second run")
    return "".join(words)


@dataclass(frozen=True)
class _Ended:
    """What a process wrote, and its exit code, None if it was killed for taking too long."""

    output: str
    errors: str
    code: int | None


def _ended(command: list[str], timeout: float | None, folder: Path | None = None) -> _Ended:
    """The process has ended, and whatever it started has too."""
    # A group of its own: what a contestant starts (Soufflé) would outlive it.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0, cwd=folder
    ) as process:
        try:
            output, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return _Ended(*process.communicate(), None)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return _Ended(output, errors, process.returncode)
