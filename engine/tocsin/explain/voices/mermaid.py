"""An explanation as a Mermaid flowchart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tocsin.explain import words
from tocsin.explain.tree import Explanation
from tocsin.explain.voices.graph import Arrow, Box, Direction, Drawing
from tocsin.explain.voices.style import wrap
from tocsin.facts.arguments import checked

_WIDTH = 60
_STYLES: Final = {
    "certain": "fill:#e3f4e1,stroke:#2e7d32,color:#111",
    "likely": "fill:#def0f7,stroke:#00708f,color:#111",
    "possible_strengthened": "fill:#fdf3d7,stroke:#9a6b00,stroke-width:3px,color:#111",
    "possible": "fill:#fdf8e8,stroke:#9a6b00,stroke-dasharray:4 3,color:#111",
    "given": "fill:#e8eaf6,stroke:#303f9f,color:#111",
    "rule": "fill:#ffffff,stroke:#777777,color:#333",
}
_KEPT: Final = frozenset(" .,:;()=!?/+-_'*[]{}·")


MOST_EDGES: Final = 500
MOST_TEXT: Final = 50_000
"""What Mermaid draws unless it is configured otherwise (``maxEdges``, ``maxTextSize``)."""


@checked()
def to_mermaid(explanation: Explanation, *, depth: int | None = None, direction: Direction = "BT") -> str:
    """The explanation as a flowchart: what supports stands below what it supports. No line end.

    ``depth``: no deeper than so many derivations below the fact asked about. ``direction``: where what is supported
    lies instead.
    """
    drawing = Drawing(explanation, depth)
    return mermaid_of(drawing.boxes(), drawing.arrows(), direction)


def mermaid_of(boxes: Iterable[Box], arrows: Iterable[Arrow], direction: Direction) -> str:
    """Boxes and arrows as a flowchart. No line end."""
    lines = [f"flowchart {direction}"]
    for box in boxes:
        label = "<br/>".join(_escaped(part) for line in box.lines for part in wrap(line, _WIDTH))
        opening, closing = ("(", ")") if box.style == "rule" else ("[", "]")
        lines.append(f'    {box.name}{opening}"{label}"{closing}:::{box.style}')
    for arrow in arrows:
        label = f'|"{_escaped(arrow.label)}"|' if arrow.label else ""
        lines.append(f"    {arrow.source} -->{label} {arrow.target}")
    lines += [f"    classDef {name} {style}" for name, style in _STYLES.items()]
    return "\n".join(lines)


@checked()
def beyond_mermaid(chart: str) -> str:
    """Why Mermaid, as it is configured at first, would not draw the chart; empty if it would."""
    arrows = chart.count(" -->")
    if arrows <= MOST_EDGES and len(chart) <= MOST_TEXT:
        return ""
    return words.BEYOND_MERMAID.format(arrows=arrows, size=len(chart), most_arrows=MOST_EDGES, most=MOST_TEXT)


def _escaped(text: str) -> str:
    """The text with everything that Mermaid, Markdown or HTML could read as more than text as a numbered entity."""
    return "".join(c if c.isalnum() or c in _KEPT else f"#{ord(c)};" for c in text)
