"""(c) Recursion: the closure of random graphs and of chains, and who is of the same generation in a tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import graphs
from benchmarks.packs import Work, by_seminaive, work_of
from benchmarks.peers.clingo import by_clingo
from benchmarks.peers.clips import by_clips
from benchmarks.peers.drools import NEEDS, by_drools
from benchmarks.peers.durable import by_durable
from benchmarks.peers.experta import by_experta
from benchmarks.peers.souffle import by_souffle
from benchmarks.peers.sql import by_sql
from benchmarks.suite import Benchmark, Contestant, Trial

_CLOSURE = """create or replace table path as
with recursive p(source, target) as (
  select source, target from edge union select e.source, p.target from edge e join p on p.source = e.target
) from p"""
_SAME = """create or replace table same as
with recursive s(one, other) as (
  select x.target, y.target from edge x join edge y on x.source = y.source where x.target <> y.target
  union select x.target, y.target from s join edge x on x.source = s.one join edge y on y.source = s.other
) from s"""


def _closure(edges: graphs.Edges) -> Work:
    return work_of(graphs.CLOSURE, {"edge": edges})


def _sql(edges: graphs.Edges, statement: str, table: str) -> Trial:
    def answer(connection: Any) -> list[object]:
        return [(table, row) for row in connection.sql(f"from {table}").fetchall()]

    return by_sql({"edge": (("source", "target"), edges)}, [statement], answer)


def _loop(edges: graphs.Edges) -> Trial:
    return Trial(
        lambda: graphs.closure_by_hand(edges),
        lambda found: [("path", pair) for pair in found],
        fields=lambda found: {"derivations": sum(map(len, found.values()))},
    )


def _contestants(work: Callable[[int], Work], *, drools: str = "middle") -> list[Contestant]:
    return [
        Contestant("seminaive", lambda size: by_seminaive(work(size)), derivations=True),
        Contestant("clipspy", lambda size: by_clips(work(size)), ("clips",)),
        Contestant("clingo", lambda size: by_clingo(work(size)), ("clingo",)),
        Contestant("Soufflé -t explain", lambda size: by_souffle(work(size)), ("$souffle",), derivations=True),
        Contestant("Drools", lambda size: by_drools(work(size)), NEEDS, upto=drools),
        Contestant("experta", lambda size: by_experta(work(size)), ("experta",), upto="small"),
    ]


def _random(nodes: int) -> graphs.Edges:
    return graphs.random_edges(nodes, 2 * nodes)


BENCHMARKS = (
    Benchmark(
        "c-random",
        "Closure of random graphs, two edges a node",
        "nodes",
        (125, 350, 1000),
        (
            *_contestants(lambda nodes: _closure(_random(nodes)), drools="large"),
            Contestant("durable-rules", lambda nodes: by_durable(_closure(_random(nodes))), ("durable",), upto="small"),
            Contestant("a Python loop for this", lambda nodes: _loop(_random(nodes)), derivations=True),
            Contestant("DuckDB, SQL by hand", lambda nodes: _sql(_random(nodes), _CLOSURE, "path"), ("duckdb",)),
        ),
        "clipspy",
    ),
    Benchmark(
        "c-chain",
        "Closure of a chain",
        "edges",
        (270, 540, 1095),
        (
            *_contestants(lambda length: _closure(graphs.chain(length))),
            Contestant("DuckDB, SQL by hand", lambda n: _sql(graphs.chain(n), _CLOSURE, "path"), ("duckdb",)),
        ),
        "clipspy",
    ),
    Benchmark(
        "c-generation",
        "Same generation in a random tree",
        "nodes",
        (500, 1500, 4000),
        (
            *_contestants(lambda nodes: work_of(graphs.SAME_GENERATION, {"edge": graphs.tree(nodes)}))[:5],
            Contestant("DuckDB, SQL by hand", lambda n: _sql(graphs.tree(n), _SAME, "same"), ("duckdb",)),
        ),
        "clipspy",
    ),
)
