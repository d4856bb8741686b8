"""Graphs, and the recursive packs over them."""

from __future__ import annotations

import random

Edges = list[tuple[int, int]]

CLOSURE = """\
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
SAME_GENERATION = """\
pack: same-generation
types:
  edge: {source: int, target: int}
  same: {one: int, other: int}
rules:
  - id: siblings
    when:
      - edge: {source: $p, target: $x}
      - edge: {source: $p, target: $y}
      - $x != $y
    then: [same: {one: $x, other: $y}]
  - id: cousins
    when:
      - edge: {source: $a, target: $x}
      - same: {one: $a, other: $b}
      - edge: {source: $b, target: $y}
    then: [same: {one: $x, other: $y}]
"""


def random_edges(nodes: int, count: int, seed: int = 1) -> Edges:
    """So many distinct edges between so many nodes."""
    numbers = random.Random(seed)
    edges: set[tuple[int, int]] = set()
    while len(edges) < count:
        edges.add((numbers.randrange(nodes), numbers.randrange(nodes)))
    return sorted(edges)


def chain(length: int) -> Edges:
    """A chain of so many edges."""
    return [(at, at + 1) for at in range(length)]


def tree(nodes: int, seed: int = 1) -> Edges:
    """A random tree, parents before children, in which a node's parent is one of the hundred before it."""
    numbers = random.Random(seed)
    return [(numbers.randrange(max(0, node - 100), node), node) for node in range(1, nodes)]


def closure_by_hand(edges: Edges) -> dict[tuple[int, int], list[tuple[object, ...]]]:
    """Every path with its derivations, by a loop written for this program alone."""
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
    return derivations
