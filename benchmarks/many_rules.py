"""(d) Many rules: a generated pack of up to two thousand rules, each of two patterns, in twenty layers."""

from __future__ import annotations

import random

from benchmarks.packs import Work, by_seminaive, work_of
from benchmarks.peers.clingo import by_clingo
from benchmarks.peers.clips import by_clips
from benchmarks.peers.drools import NEEDS, by_drools
from benchmarks.suite import Benchmark, Contestant

_LAYERS = 20
_FACTS = 2_000


def work_at(rules: int) -> Work:
    """A pack of so many rules over 2,000 facts: a rule joins two types of the layers below it."""
    dice = random.Random(3)
    width = rules // _LAYERS
    given = [f"given{number}" for number in range(width)]
    names, texts = list(given), []
    for layer in range(_LAYERS):
        below = list(names)
        for place in range(width):
            name = f"made{layer}x{place}"
            first, second = dice.choice(below[-2 * width :]), dice.choice(given)
            texts.append(
                f"  - id: rule-{layer}-{place}\n    when: [{first}: {{a: $x, b: $y}}, {second}: {{a: $y, b: $z}}]\n"
                f"    then: [{name}: {{a: $x, b: $z}}]\n"
            )
            names.append(name)
    types = "".join(f"  {name}: {{a: int, b: int}}\n" for name in names)
    # Each type has as many facts as values, so that a join neither grows nor dies out.
    facts = _FACTS // width
    rows = {name: sorted({(dice.randrange(facts), dice.randrange(facts)) for _ in range(facts)}) for name in given}
    return work_of(f"pack: layers\ntypes:\n{types}rules:\n{''.join(texts)}", rows)


BENCHMARKS = (
    Benchmark(
        "d",
        "A pack of many rules over 2,000 facts",
        "rules",
        (200, 600, 2_000),
        (
            Contestant("seminaive", lambda size: by_seminaive(work_at(size)), derivations=True),
            Contestant("clipspy", lambda size: by_clips(work_at(size)), ("clips",)),
            Contestant("clingo", lambda size: by_clingo(work_at(size)), ("clingo",)),
            Contestant("Drools", lambda size: by_drools(work_at(size)), NEEDS),
        ),
        "clipspy",
        "Rules are compiled before the first run by Tocsin, CLIPS and Drools; clingo reads them each time.",
    ),
)
