"""What the second engine and the comparison cost: ``assess`` by both beside ``seminaive`` alone, on the examples."""

from __future__ import annotations

import sys
import time

from tocsin.engine import Case
from tocsin.engine.engines import EngineChoice

CASES = ("examples/kursk.yaml", "examples/chronology.yaml")
_AT_A_TIME = 20
_TURNS = 15


def seconds_of(case: Case, engine: EngineChoice) -> float:
    """The CPU seconds of one assessment, as the mean of several."""
    start = time.process_time()
    for _ in range(_AT_A_TIME):
        case.assess(engine=engine)
    return (time.process_time() - start) / _AT_A_TIME


def main() -> None:
    """Print the least of each, measured in turns, and their ratio."""
    for path in CASES:
        case = Case.load(path)
        turns = [(seconds_of(case, "seminaive"), seconds_of(case, "both")) for _ in range(_TURNS)][1:]
        alone, both = (min(each) for each in zip(*turns, strict=True))
        sys.stdout.write(
            f"{path}: {alone * 1000:.2f} ms alone, {both * 1000:.2f} ms by both, {both / alone:.1f} times\n"
        )


if __name__ == "__main__":
    main()
