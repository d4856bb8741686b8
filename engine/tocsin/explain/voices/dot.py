"""An explanation as a Graphviz graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tocsin.explain.tree import Explanation
from tocsin.explain.voices.graph import Arrow, Box, Direction, Drawing
from tocsin.explain.voices.style import wrap
from tocsin.facts.arguments import checked

_WIDTH = 60
_STYLES: Final = {
    "certain": 'fillcolor="#e3f4e1", color="#2e7d32"',
    "likely": 'fillcolor="#def0f7", color="#00708f"',
    "possible_strengthened": 'fillcolor="#fdf3d7", color="#9a6b00", penwidth=2',
    "possible": 'fillcolor="#fdf8e8", color="#9a6b00", style="filled,dashed"',
    "given": 'fillcolor="#e8eaf6", color="#303f9f"',
    "rule": 'fillcolor="#ffffff", color="#777777", style="filled,rounded"',
}


@checked()
def to_dot(explanation: Explanation, *, depth: int | None = None, direction: Direction = "BT") -> str:
    """The explanation as a directed graph: what supports stands below what it supports. No line end.

    ``depth``: no deeper than so many derivations below the fact asked about. ``direction``: where what is supported
    lies instead.
    """
    drawing = Drawing(explanation, depth)
    return dot_of("why", drawing.boxes(), drawing.arrows(), direction)


def dot_of(name: str, boxes: Iterable[Box], arrows: Iterable[Arrow], direction: Direction) -> str:
    """Boxes and arrows as a directed graph of that name. No line end."""
    lines = [
        f"digraph {name} {{",
        f"  rankdir={direction};",
        '  node [shape=box, style=filled, fontname="Helvetica", fontsize=10];',
        '  edge [fontname="Helvetica", fontsize=9];',
    ]
    for box in boxes:
        label = "".join(f"{_escaped(part)}\\l" for line in box.lines for part in wrap(line, _WIDTH))
        lines.append(f'  {box.name} [label="{label}", {_STYLES[box.style]}];')
    for arrow in arrows:
        label = f' [label="{_escaped(arrow.label)}"]' if arrow.label else ""
        lines.append(f"  {arrow.source} -> {arrow.target}{label};")
    return "\n".join([*lines, "}"])


def _escaped(text: str) -> str:
    """The text as it stands between double quotes in the DOT language, where a backslash begins an escape."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
