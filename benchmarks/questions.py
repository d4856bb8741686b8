"""Why-not, what-if and flip, in process: on the year-long case, and on 10,000 facts with 100,000 derivations."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from benchmarks.graphs import CLOSURE
from benchmarks.timing import Timing, measure
from tocsin.engine import Assessment, Case, load_pack
from tocsin.questions import flip, what_if, why_not

_GROUPS, _NODES, _EDGES = 100, 84, 100


def large_case() -> Assessment:
    """The closure of a hundred random graphs: 10,000 given facts, over 100,000 derivations."""
    numbers = random.Random(1)
    facts = []
    for group in range(_GROUPS):
        edges: set[tuple[int, int]] = set()
        while len(edges) < _EDGES:
            edges.add((numbers.randrange(_NODES), numbers.randrange(_NODES)))
        facts += [f"edge(source={group * 1000 + a}, target={group * 1000 + b})" for a, b in sorted(edges)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.yaml"
        path.write_text(CLOSURE, encoding="utf-8")
        return Case(load_pack(path), facts).assess(engine="seminaive")


def _timings(name: str, assessment: Assessment, holds: str, absent: str, given: str) -> list[Timing]:
    return [
        measure(f"why-not, {name}", lambda: why_not(assessment, absent), repeat=3),
        measure(f"what-if, {name}", lambda: what_if(assessment, retract=[given]), repeat=3),
        measure(f"flip away, {name}", lambda: flip(assessment, holds), repeat=3),
        measure(f"flip towards, {name}", lambda: flip(assessment, absent), repeat=3),
    ]


def run() -> tuple[dict[str, object], list[Timing]]:
    """The sizes, and the timings on both cases."""
    year = Case.load("examples/chronology.yaml").assess(engine="seminaive")
    found = _timings("the year", year, "highly_significant_development", "position_eroded", "troop_deployment")
    large = large_case()
    derived = {(row[0], row[1]) for row in (large.graph.rows[n] for n in large.graph.by_conclusion)}
    far = max(large.graph.by_conclusion, key=lambda fact: (large.graph.depth[fact], large.graph.rows[fact][0] or 0))
    source, _ = large.graph.rows[far]
    unreached = next(node for node in range(_NODES) if (source, node) not in derived and source != node)
    holds = "path(source={}, target={})".format(*large.graph.rows[far])
    absent = f"path(source={source}, target={unreached})"
    edge = large.facts[0].fact
    found += _timings("10,000 facts", large, holds, absent, str(edge))
    sizes: dict[str, object] = {"facts": len(large.facts), "derivations": len(large.graph)}
    return sizes, found


if __name__ == "__main__":
    measured, timings = run()
    for timing in timings:
        sys.stdout.write(f"{timing.name}: {timing.median:.3f} s ({timing.spread})\n")
    sys.stdout.write(f"{measured}\n")
