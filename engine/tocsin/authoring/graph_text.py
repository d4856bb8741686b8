"""A graph of rules for Graphviz and Mermaid, in the boxes and arrows of explanations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.authoring import words
from tocsin.authoring.rule_graph import Edge, Graph, Node, NodeKind
from tocsin.explain.voices.dot import dot_of
from tocsin.explain.voices.graph import Arrow, Box
from tocsin.explain.voices.mermaid import mermaid_of
from tocsin.explain.voices.style import clean

_STYLES: Final[Mapping[NodeKind, str]] = {"rule": "rule", "asked": "certain", "section": "likely", "fact": "given"}


def to_dot(graph: Graph) -> str:
    """The graph for Graphviz: what is fed lies to the right of what feeds it. No line end."""
    return dot_of("rules", _boxes(graph), _arrows(graph), "LR")


def to_mermaid(graph: Graph) -> str:
    """The graph as a flowchart: what is fed lies to the right of what feeds it. No line end."""
    return mermaid_of(_boxes(graph), _arrows(graph), "LR")


def _boxes(graph: Graph) -> Iterator[Box]:
    for number, node in enumerate(graph.nodes):
        yield Box(f"n{number}", _STYLES[node.kind], tuple(clean(line) for line in _lines(node)))


def _lines(node: Node) -> tuple[str, ...]:
    return (node.label, node.remark) if node.remark else (node.label,)


def _arrows(graph: Graph) -> Iterator[Arrow]:
    names = {node.key: f"n{number}" for number, node in enumerate(graph.nodes)}
    for edge in graph.edges:
        yield Arrow(names[edge.source], names[edge.target], _label(edge))


def _label(edge: Edge) -> str:
    """As what a fact is asked for, where that is no plain premise; between sections how many feeds there are."""
    if edge.role is None:
        return f"{edge.count:,}" if edge.count > 1 else ""
    return "" if edge.role == "premise" else words.LEGEND[edge.role]
