"""Tasks that wait for others, carried out by several threads at once."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Mapping, Set
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import field
from graphlib import TopologicalSorter
from typing import Final, Generic, TypeVar

from tocsin.engine.raising import Stop
from tocsin.facts.dataclass import dataclass

_LOOK: Final = 0.1
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Task(Generic[Key]):
    """Something to do once the tasks before it are done; ``weight`` says how long it takes, compared with others."""

    work: Callable[[], object]
    before: Set[Key] = field(default_factory=frozenset)
    weight: int = 1


def carry_out(tasks: Mapping[Key, Task[Key]], lanes: int, interrupt: Callable[[], None]) -> None:
    """All tasks are done, each after those before it, at most ``lanes`` at once.

    Of those that are ready the one goes first on which the longest way still rests. If one fails no other is begun,
    those under way end, and its error is raised; on Ctrl-C ``interrupt`` is called to end them soon.
    """
    sorter = TopologicalSorter({key: task.before & tasks.keys() for key, task in tasks.items()})
    if lanes == 1:
        for key in sorter.static_order():
            tasks[key].work()
        return
    sorter.prepare()
    ways = _ways(tasks)
    order = {key: number for number, key in enumerate(tasks)}
    ready: list[tuple[int, int, Key]] = []
    running: dict[Future[object], Key] = {}
    with ThreadPoolExecutor(lanes, "tocsin-lane") as pool:
        try:
            while sorter.is_active():
                for key in sorter.get_ready():
                    heapq.heappush(ready, (-ways[key], order[key], key))
                while ready and len(running) < lanes:
                    key = heapq.heappop(ready)[2]
                    running[pool.submit(tasks[key].work)] = key
                # With a timeout: somebody may have this thread stopped, which no lock on which it waits would notice.
                for future in wait(running, _LOOK, FIRST_COMPLETED).done:
                    future.result()
                    sorter.done(running.pop(future))
        except (KeyboardInterrupt, Stop):
            while wait(running, 0.05).not_done:
                # Between two queries a thread has nothing that could be interrupted: again, until all have ended.
                with suppress(Exception):
                    interrupt()
            raise


def _ways(tasks: Mapping[Key, Task[Key]]) -> dict[Key, int]:
    """For each task, the weight of the heaviest way from it through tasks that wait for it."""
    found: dict[Key, int] = {}
    after: dict[Key, list[Key]] = {key: [] for key in tasks}
    for key, task in tasks.items():
        for other in task.before & tasks.keys():
            after[other].append(key)
    for key in TopologicalSorter(after).static_order():
        found[key] = tasks[key].weight + max((found[other] for other in after[key]), default=0)
    return found
