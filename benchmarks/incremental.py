"""(f) What asserting one more fact costs, when there are many already."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from benchmarks.many_cases import SIX_RULES
from benchmarks.packs import Work, made_by, work_of
from benchmarks.peers.clips import environment, read, slots
from benchmarks.suite import Benchmark, Contestant, Trial

_TIMES = 200


def work_at(facts: int) -> Work:
    """So many facts under the six rules, about groups of states that have nothing to do with each other."""
    rows: dict[str, list[tuple[Any, ...]]] = {"deployment": [], "regime": [], "shipment": []}
    for group in range(facts // 3):
        rows["deployment"].append((f"s{group}", f"a{group}", 12_000))
        rows["regime"].append(("UN", f"s{group}"))
        rows["shipment"].append((f"a{group}", f"s{group}", "refined" if group % 1_000 == 0 else "crude"))
    return work_of(SIX_RULES, rows)


def _fresh(numbers: Iterator[int]) -> list[tuple[str, tuple[Any, ...]]]:
    """Two facts of a new group: one conclusion follows."""
    number = next(numbers)
    return [("regime", ("UN", f"n{number}")), ("deployment", (f"n{number}", "m", 11_000))]


def _memory(facts: int) -> Trial:
    from tocsin.engine.incremental import WorkingMemory

    work, numbers = work_at(facts), count()
    memory = WorkingMemory(work.plan, work.active)
    memory.assert_([(name, row) for name, rows in work.rows.items() for row in rows])

    def run() -> Any:
        for _ in range(_TIMES):
            for fact in _fresh(numbers):
                memory.assert_([fact])
        return memory

    made = made_by(work)
    return Trial(run, lambda found: [fact for fact in _keys(found) if fact[0] in made], 2 * _TIMES)


def _keys(memory: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
    return iter(memory.facts)


def _clips(facts: int) -> Trial:
    work, numbers = work_at(facts), count()
    prepared = environment(work)
    templates = {name: prepared.find_template(name) for name in work.plan.types}
    prepared.reset()

    def enter(name: str, row: tuple[Any, ...]) -> None:
        templates[name].assert_fact(**slots(work.plan.types[name], row))

    for name, rows in work.rows.items():
        for row in rows:
            enter(name, row)
    prepared.run()

    def run() -> Any:
        for _ in range(_TIMES):
            for name, row in _fresh(numbers):
                enter(name, row)
                prepared.run()
        return prepared

    return Trial(run, lambda found: list(read(work, found)), 2 * _TIMES)


BENCHMARKS = (
    Benchmark(
        "f",
        "One more fact asserted, what follows derived",
        "facts",
        (1_000, 10_000, 100_000),
        (
            Contestant("incremental", _memory, ("tocsin.engine.incremental",), derivations=True),
            Contestant("clipspy", _clips, ("clips",)),
        ),
        "clipspy",
    ),
)
