"""What a benchmark is: contestants that are given the same at three sizes and must give the same answer."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SIZES = ("small", "middle", "large")
BULK = ("tocsin bulk run, csv", "tocsin bulk run, jsonl", "tocsin bulk run, parquet")
OWN = frozenset(
    {"seminaive", "seminaive, one at a time", "relational", "incremental", "assess and list, whole pack", *BULK}
)
"""The contestants that are Tocsin's: never left out for taking long."""

_INSTALL = {"drools": "pip install drools_jpy", "$java": "Java 17 or later"}
"""How to come by what `make setup` does not bring."""


@dataclass(frozen=True)
class Trial:
    """One contestant ready to run: ``run`` is what is timed, ``answer`` reads the conclusions out of its result.

    One run counts as ``times`` runs, for what is too short to be timed alone. ``fields`` may add what was
    measured besides (derivations, say) from a result. ``prepare`` goes before each round and is not timed.
    """

    run: Callable[[], Any]
    answer: Callable[[Any], Iterable[object]]
    times: int = 1
    fields: Callable[[Any], Mapping[str, object]] = lambda _: {}
    prepare: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Contestant:
    """A way to do it. ``needs`` are modules, and programs as ``$name``; ``derivations`` says whether it records any.

    ``upto`` is the largest size it is given, where larger ones are known to take minutes.
    """

    name: str
    build: Callable[[int], Trial]
    needs: tuple[str, ...] = ()
    derivations: bool = False
    upto: str = "large"

    @property
    def own(self) -> bool:
        """True of Tocsin's engines."""
        return self.name in OWN

    @property
    def missing(self) -> str | None:
        """What it needs and is not here, and how to come by it where that is not plain."""
        for need in self.needs:
            how = f" ({_INSTALL[need]})" if need in _INSTALL else ""
            if need.startswith("$"):
                if shutil.which(need[1:]) is None:
                    return f"no program `{need[1:]}` on the PATH{how}"
            elif importlib.util.find_spec(need) is None:
                return f"no module `{need}`{how}"
        return None


@dataclass(frozen=True)
class Benchmark:
    """One of the suite. ``sizes`` are in ``unit``, small to large; ``ours`` are held against ``yardstick``.

    ``answers`` is False where there is nothing to compare (start-up).
    """

    key: str
    title: str
    unit: str
    sizes: tuple[int, int, int]
    contestants: tuple[Contestant, ...]
    yardstick: str
    note: str = ""
    answers: bool = True

    def contestant(self, name: str) -> Contestant:
        """The contestant of that name."""
        return next(each for each in self.contestants if each.name == name)


def suite() -> dict[str, Benchmark]:
    """Every benchmark by its key; larger programs are written when a contestant is built, not here."""
    from benchmarks import (
        bulk_files,
        cases,
        incremental,
        joins,
        many_cases,
        many_rules,
        recursion,
        startup,
        whole_commands,
    )

    every = (
        *cases.BENCHMARKS,
        *many_cases.BENCHMARKS,
        *recursion.BENCHMARKS,
        *many_rules.BENCHMARKS,
        *joins.BENCHMARKS,
        *incremental.BENCHMARKS,
        *startup.BENCHMARKS,
        *whole_commands.BENCHMARKS,
        *bulk_files.BENCHMARKS,
    )
    return {benchmark.key: benchmark for benchmark in every}


def chosen(only: str) -> dict[str, Benchmark]:
    """The benchmarks named by letter or key, separated by commas; all of them for an empty text."""
    wanted = [word for word in only.split(",") if word]
    return {key: each for key, each in suite().items() if not wanted or key in wanted or key.split("-")[0] in wanted}
