"""One contestant at one size, in a process of its own: ``python -m benchmarks.trial KEY SIZE NAME ROUNDS LIMIT``.

A line of JSON is written after each stage, so that whoever cuts the process off knows how far it came.
"""

from __future__ import annotations

import gc
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.memory import Peak
from benchmarks.suite import suite

Tell = Callable[[dict[str, Any]], None]


def digest(answer: Iterable[object]) -> tuple[int, str]:
    """How many conclusions, and a digest that does not depend on their order."""
    texts = sorted(set(map(repr, answer)))
    return len(texts), hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def measured(key: str, size: int, name: str, rounds: int, limit: float, tell: Tell) -> dict[str, Any]:
    """Seconds of each round after one to warm up, the answer, and the peak memory of the first in bytes.

    ``above`` is how far that exceeds what was held before it. Rounds, but for the first, are left out that would end
    beyond the limit, in seconds for everything.
    """
    began = time.perf_counter()
    trial = suite()[key].contestant(name).build(size)
    trial.prepare()
    tell({"built": time.perf_counter() - began})
    memory = Peak()
    start = time.perf_counter()
    result = trial.run()
    warm = time.perf_counter() - start
    peak, above = memory.overall, memory.above
    tell({"warm": warm / trial.times})
    count, answer = digest(trial.answer(result))
    fields = dict(trial.fields(result))
    seconds: list[float] = []
    round_took = warm
    while len(seconds) < rounds and (not seconds or time.perf_counter() - began + round_took < limit):
        begun = time.perf_counter()
        # The garbage of one round is not collected in the next.
        del result
        trial.prepare()
        gc.collect()
        start = time.perf_counter()
        result = trial.run()
        seconds.append((time.perf_counter() - start) / trial.times)
        round_took = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "count": count,
        "answer": answer,
        "peak": peak,
        "above": above,
        **fields,
    }


def _tell(stage: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(stage) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Print what was measured as JSON."""
    key, size, name, rounds, limit = sys.argv[1:]
    _tell(measured(key, int(size), name, int(rounds), float(limit), _tell))


if __name__ == "__main__":
    main()
