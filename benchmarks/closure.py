"""Transitive closure of a random graph: 300 nodes, 594 edges, every derivation kept.

Peers in the same run: CLIPS through clipspy, which keeps no derivations, and a plain Python loop written for
this one program, which records every derivation, as the limit of what Python can do.
"""

from __future__ import annotations

import importlib.util
import json
import random
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks.timing import Timing, measure, measure_process
from tocsin.engine import Case, load_pack

Edges = list[tuple[int, int]]

PACK = """\
pack: closure
types:
  edge: {source: int, target: int}
  path: {source: int, target: int}
rules:
  - id: an-edge-is-a-path
    when: [edge: {source: $x, target: $y}]
    then: [path: {source: $x, target: $y}]
  - id: a-path-goes-on
    when:
      - edge: {source: $x, target: $y}
      - path: {source: $y, target: $z}
    then: [path: {source: $x, target: $z}]
"""


def random_edges(nodes: int, count: int, seed: int = 1) -> Edges:
    """So many distinct edges between so many nodes."""
    numbers = random.Random(seed)
    edges: set[tuple[int, int]] = set()
    while len(edges) < count:
        edges.add((numbers.randrange(nodes), numbers.randrange(nodes)))
    return sorted(edges)


def by_hand(edges: Edges) -> tuple[int, int]:
    """Conclusions and derivations, by a loop written for this program alone."""
    into: dict[int, list[int]] = {}
    for source, target in edges:
        into.setdefault(target, []).append(source)
    derivations: dict[tuple[int, int], list[tuple[object, ...]]] = {}
    frontier = []
    for edge in edges:
        derivations[edge] = [("base", edge)]
        frontier.append(edge)
    while frontier:
        following = []
        for path in frontier:
            for source in into.get(path[0], ()):
                longer = (source, path[1])
                found = derivations.get(longer)
                if found is None:
                    found = derivations[longer] = []
                    following.append(longer)
                found.append(("step", (source, path[0]), path))
        frontier = following
    return len(derivations), sum(map(len, derivations.values()))


def by_clips(edges: Iterable[tuple[int, int]]) -> int:
    """Conclusions, by CLIPS; it keeps no derivations."""
    import clips

    environment = clips.Environment()
    environment.build("(deftemplate edge (slot s (type INTEGER)) (slot t (type INTEGER)))")
    environment.build("(deftemplate path (slot s (type INTEGER)) (slot t (type INTEGER)))")
    environment.build("(defrule base (edge (s ?x) (t ?y)) => (assert (path (s ?x) (t ?y))))")
    environment.build("(defrule step (edge (s ?x) (t ?y)) (path (s ?y) (t ?z)) => (assert (path (s ?x) (t ?z))))")
    template = environment.find_template("edge")
    for source, target in edges:
        template.assert_fact(s=source, t=target)
    environment.run()
    return sum(1 for fact in environment.facts() if fact.template.name == "path")


def run(nodes: int = 300, count: int = 594) -> tuple[dict[str, object], list[Timing]]:
    """The sizes found (equal for all peers) and the timings."""
    edges = random_edges(nodes, count)
    with tempfile.TemporaryDirectory() as folder:
        pack_file = Path(folder) / "closure.yaml"
        pack_file.write_text(PACK, encoding="utf-8")
        facts_file = Path(folder) / "edges.jsonl"
        lines = (json.dumps({"edge": {"source": source, "target": target}}) for source, target in edges)
        facts_file.write_text("\n".join(lines), encoding="utf-8")
        pack = load_pack(pack_file)
        case = Case.load(facts_file, pack)
        assessment = case.assess(engine="seminaive")
        sizes = len(assessment.graph.by_conclusion), len(assessment.graph)
        if sizes != by_hand(edges):
            raise AssertionError(f"the closures differ: {sizes} and {by_hand(edges)}")
        timings = [
            measure("seminaive, in process", lambda: case.assess(engine="seminaive")),
            measure("a Python loop for this program alone", lambda: by_hand(edges)),
        ]
        if importlib.util.find_spec("clips") is not None:
            if by_clips(edges) != sizes[0]:
                raise AssertionError("CLIPS finds another closure")
            timings.append(measure("clipspy, without derivations", lambda: by_clips(edges)))
        command = [sys.executable, "-m", "tocsin.cli", "assess", str(facts_file), "--pack", str(pack_file)]
        timings.append(measure_process("tocsin assess --json, whole process", [*command, "--json"]))
    return {"nodes": nodes, "edges": count, "conclusions": sizes[0], "derivations": sizes[1]}, timings
