"""Questions over many worlds: sweeps, minimal supports and load-bearing sources.

``python -m benchmarks.questions_sweep`` prints seconds (medians). The year-long case is ``examples/chronology.yaml``;
the large one is the transitive closure of ``benchmarks.graphs``, about 100,000 derivations.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
from pathlib import Path

from benchmarks.graphs import CLOSURE, random_edges
from benchmarks.timing import Timing, measure
from tocsin.engine import Assessment, Case, load_pack
from tocsin.questions import sources, support, sweep

CHRONOLOGY = Path(__file__).parent.parent / "examples" / "chronology.yaml"


def widest(assessment: Assessment) -> list[str]:
    """The given facts under the conclusion that rests on most of them, then the others."""
    graph, ids = assessment.graph, assessment.numbered.ids
    below: list[int] = []
    for top in graph.by_conclusion:
        seen: set[int] = set()
        waiting = [top]
        while waiting:
            fact = waiting.pop()
            if fact not in seen:
                seen.add(fact)
                for derivation in graph.by_conclusion.get(fact, ()):
                    waiting.extend(graph.premises[derivation])
        leaves = sorted(fact for fact in seen if fact < graph.given)
        below = max(below, leaves, key=len)
    rest = [fact for fact in range(graph.given) if fact not in below]
    return [ids[fact] for fact in (*below, *rest)]


def chronology() -> list[Timing]:
    """Sweeps, supports and sources of the year-long case."""
    assessment = Case.load(CHRONOLOGY).assess(engine="seminaive")
    ids = widest(assessment)
    timings = []
    for count in (10, 20, 24):
        facts = ids[:count]
        timings.append(
            measure(
                f"sweep, {count} uncertain facts, {2**count:,} worlds",
                lambda facts=facts: sweep(assessment, facts, limit=24),  # type: ignore[misc]
            )
        )
    priors = dict.fromkeys(ids[:20], 0.3)
    timings.append(measure("sweep, 20 uncertain facts with priors", lambda: sweep(assessment, priors=priors)))
    every = [conclusion.id for conclusion in assessment.conclusions]
    supports = f"support, all {len(every)} conclusions"
    timings.append(measure(supports, lambda: [support(assessment, identity) for identity in every], 3))
    timings.append(measure("sources, 2,000 orders", lambda: sources(assessment)))
    return timings


def worst() -> list[Timing]:
    """A conclusion that depends on every one of its facts: nothing to be gained from independence."""
    pack = (
        "pack: worst\ntypes:\n  step: {n: int}\n  odd: {n: int}\n  walk: {}\nrules:\n"
        "  - {id: count, when: [{count: true, over: [step: {}], as: $n}], then: [odd: {n: $n}]}\n"
        "  - {id: far, when: [odd: {n: $n}, $n >= 9], unless: [odd: {n: 11}], then: [walk: {}]}\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "worst.yaml"
        file.write_text(pack, encoding="utf-8")
        loaded = load_pack(file)
    timings = []
    for count in (20, 24):
        assessment = Case(loaded, [f"step(n={n})" for n in range(count)]).assess(engine="seminaive")
        timings.append(
            measure(
                f"sweep, all decided by a count of {count} facts",
                lambda assessment=assessment: sweep(assessment, ["step"], limit=24),  # type: ignore[misc]
                3,
            )
        )
    return timings


def large() -> list[Timing]:
    """Supports in a graph of about 100,000 derivations."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "closure.yaml"
        file.write_text(CLOSURE, encoding="utf-8")
        loaded = load_pack(file)
    facts = [f"edge(source={source}, target={target})" for source, target in random_edges(300, 594)]
    assessment = Case(loaded, facts).assess(engine="seminaive")
    chosen = random.Random(5).sample([conclusion.id for conclusion in assessment.conclusions], 5)
    name = f"support in a graph of {len(assessment.graph):,} derivations, one conclusion"
    return [measure(name, lambda identity=identity: support(assessment, identity), 1) for identity in chosen]  # type: ignore[misc]


def main() -> None:
    """Print everything."""
    for timing in (*chronology(), *worst(), *large()):
        sys.stdout.write(f"{timing.median:8.3f} s  ({timing.spread})  {timing.name}\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"peak memory {peak:,.0f} MiB\n")


if __name__ == "__main__":
    main()
