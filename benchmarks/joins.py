"""(e) A join of three: up to 200,000 facts, each matched with a handful of others."""

from __future__ import annotations

import random
from typing import Any

from benchmarks.packs import Work, by_seminaive, work_of
from benchmarks.peers.clingo import by_clingo
from benchmarks.peers.clips import by_clips
from benchmarks.peers.drools import NEEDS, by_drools
from benchmarks.peers.souffle import by_souffle
from benchmarks.peers.sql import by_sql
from benchmarks.suite import Benchmark, Contestant, Trial

PACK = """\
pack: join
types:
  owns: {owner: int, ship: int}
  carries: {ship: int, cargo: int}
  bound: {cargo: int, port: int}
  trades: {owner: int, port: int}
rules:
  - id: who-trades-where
    when:
      - owns: {owner: $o, ship: $s}
      - carries: {ship: $s, cargo: $c}
      - bound: {cargo: $c, port: $p}
      - $o != $p
    then: [trades: {owner: $o, port: $p}]
"""


def rows_at(facts: int) -> dict[str, list[tuple[int, int]]]:
    """So many facts, a third of each type; a value stands in about two facts of a type."""
    dice = random.Random(5)
    third, values = facts // 3, facts // 6
    return {
        name: sorted({(dice.randrange(values), dice.randrange(values)) for _ in range(third)})
        for name in ("owns", "carries", "bound")
    }


def work_at(facts: int) -> Work:
    """The facts under the pack."""
    return work_of(PACK, rows_at(facts))


def _sql(facts: int) -> Trial:
    columns = {"owns": ("owner", "ship"), "carries": ("ship", "cargo"), "bound": ("cargo", "port")}
    statement = """create or replace table trades as select distinct owner, port from owns
        join carries using (ship) join bound using (cargo) where owner <> port"""

    def answer(connection: Any) -> list[object]:
        return [("trades", row) for row in connection.sql("from trades").fetchall()]

    return by_sql({name: (columns[name], rows) for name, rows in rows_at(facts).items()}, [statement], answer)


BENCHMARKS = (
    Benchmark(
        "e",
        "A join of three over many facts",
        "facts",
        (20_000, 60_000, 200_000),
        (
            Contestant("seminaive", lambda size: by_seminaive(work_at(size)), derivations=True),
            Contestant("clipspy", lambda size: by_clips(work_at(size)), ("clips",)),
            Contestant("clingo", lambda size: by_clingo(work_at(size)), ("clingo",)),
            Contestant("Soufflé -t explain", lambda size: by_souffle(work_at(size)), ("$souffle",), derivations=True),
            Contestant("Drools", lambda size: by_drools(work_at(size)), NEEDS),
            Contestant("DuckDB, SQL by hand", _sql, ("duckdb",)),
        ),
        "clipspy",
    ),
)
