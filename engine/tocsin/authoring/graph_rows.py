"""A graph as rows with lanes beside them, as histories of versions are drawn: what feeds stands above what is fed.

Each fact type, or each section that feeds others, has a lane that runs from what concludes it to what asks for it.
Lanes that do not overlap share a column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush

from tocsin.authoring.rule_graph import Edge, Graph, Node
from tocsin.facts.dataclass import dataclass


@dataclass(frozen=True)
class Lane:
    """A line beside the rows from ``first`` to ``last``, in a column; the rows that lead into it and out of it.

    ``row`` is the row that it belongs to.
    """

    column: int
    first: int
    last: int
    row: int
    sources: tuple[tuple[int, Edge], ...]
    targets: tuple[tuple[int, Edge], ...]


@dataclass(frozen=True)
class Chart:
    """The rows of a graph from the top, and its lanes."""

    title: str
    rows: tuple[Node, ...]
    lanes: tuple[Lane, ...]

    @property
    def columns(self) -> int:
        """How many columns the lanes take."""
        return 1 + max((lane.column for lane in self.lanes), default=-1)


def chart(graph: Graph) -> Chart:
    """The graph as rows and lanes. Only where it runs in a circle does a lane lead upwards."""
    rows = _ordered(graph)
    at = {node.key: number for number, node in enumerate(rows)}
    hubs = {node.key for node in graph.nodes if node.kind == "fact"}
    into: dict[str, list[tuple[int, Edge]]] = {}
    out_of: dict[str, list[tuple[int, Edge]]] = {}
    for edge in graph.edges:
        if edge.target in hubs:
            into.setdefault(edge.target, []).append((at[edge.source], edge))
        else:
            out_of.setdefault(edge.source, []).append((at[edge.target], edge))
    lanes, ends = [], list[int]()
    spans = {key: _span(at[key], into.get(key, ()), out_of.get(key, ())) for key in (*into, *out_of)}
    for key, (first, last) in sorted(spans.items(), key=lambda item: (item[1], item[0])):
        column = next((number for number, end in enumerate(ends) if end < first), len(ends))
        ends[column : column + 1] = [last]
        lanes.append(Lane(column, first, last, at[key], tuple(into.get(key, ())), tuple(out_of.get(key, ()))))
    return Chart(graph.title, rows, tuple(lanes))


def _span(row: int, *ends: Sequence[tuple[int, Edge]]) -> tuple[int, int]:
    rows = [row, *(number for several in ends for number, _ in several)]
    return min(rows), max(rows)


def _ordered(graph: Graph) -> tuple[Node, ...]:
    """The nodes, each below all that feeds it as far as that can be; what is connected to nothing comes last."""
    before: dict[str, set[str]] = {node.key: set() for node in graph.nodes}
    after: dict[str, list[str]] = {node.key: [] for node in graph.nodes}
    for edge in graph.edges:
        if edge.source != edge.target:
            before[edge.target].add(edge.source)
            after[edge.source].append(edge.target)
    found = list(_drained({key: ends for key, ends in before.items() if ends or after[key]}, after, graph))
    return (*found, *(node for node in graph.nodes if not before[node.key] and not after[node.key]))


def _drained(before: Mapping[str, set[str]], after: Mapping[str, Sequence[str]], graph: Graph) -> Iterator[Node]:
    """First what nothing is wanting for any more; of that fact types, then what a lane is already open for."""
    nodes = {node.key: (number, node) for number, node in enumerate(graph.nodes)}
    waiting = {key: set(ends) for key, ends in before.items()}
    started: set[str] = set()

    def rank(key: str) -> tuple[int, bool, int, int]:
        number, node = nodes[key]
        return len(waiting[key]), node.kind != "fact", -sum(target in started for target in after[key]), number

    heap = [(rank(key), key) for key in waiting]
    heapify(heap)
    while waiting:
        ranked, key = heappop(heap)
        if key not in waiting or ranked != rank(key):
            continue  # it was ranked again since
        del waiting[key]
        changed = {each for target in after[key] if target not in started for each in before[target]}
        for target in after[key]:
            started.add(target)
            if target in waiting:
                waiting[target].discard(key)
                changed.add(target)
        for each in changed & waiting.keys():
            heappush(heap, (rank(each), each))
        yield nodes[key][1]
