"""One contestant at one size, in a process of its own: ``python -m benchmarks.trial KEY SIZE NAME ROUNDS LIMIT``."""

from __future__ import annotations

import gc
import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterable
from typing import Any

from benchmarks.suite import suite


def digest(answer: Iterable[object]) -> tuple[int, str]:
    """How many conclusions, and a digest that does not depend on their order."""
    texts = sorted(set(map(repr, answer)))
    return len(texts), hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def measured(key: str, size: int, name: str, rounds: int, limit: float) -> dict[str, Any]:
    """Seconds of each round after one to warm up, the answer, and the peak memory in bytes.

    Rounds that would go beyond the limit, in seconds for all together, are left out.
    """
    began = time.perf_counter()
    trial = suite()[key].contestant(name).build(size)
    trial.prepare()
    start = time.perf_counter()
    result = trial.run()
    warm = time.perf_counter() - start
    peak = _peak()
    count, answer = digest(trial.answer(result))
    fields = dict(trial.fields(result))
    seconds: list[float] = []
    while len(seconds) < rounds and (not seconds or time.perf_counter() - began + warm < limit):
        # The garbage of one round is not collected in the next.
        del result
        trial.prepare()
        gc.collect()
        start = time.perf_counter()
        result = trial.run()
        seconds.append((time.perf_counter() - start) / trial.times)
    return {
        "seconds": seconds,
        "count": count,
        "answer": answer,
        "peak": peak,
        **fields,
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Print what was measured as JSON."""
    key, size, name, rounds, limit = sys.argv[1:]
    json.dump(measured(key, int(size), name, int(rounds), float(limit)), sys.stdout)


if __name__ == "__main__":
    main()
