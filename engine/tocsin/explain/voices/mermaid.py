"""An explanation as a Mermaid flowchart."""

from __future__ import annotations

from typing import Final

from tocsin.explain.tree import Explanation
from tocsin.explain.voices.graph import arrows, boxes
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


@checked()
def to_mermaid(explanation: Explanation) -> str:
    """The explanation as a flowchart: what supports stands below what it supports. No line end."""
    lines = ["flowchart BT"]
    for box in boxes(explanation):
        label = "<br/>".join(_escaped(part) for line in box.lines for part in wrap(line, _WIDTH))
        opening, closing = ("(", ")") if box.style == "rule" else ("[", "]")
        lines.append(f'    {box.name}{opening}"{label}"{closing}:::{box.style}')
    for arrow in arrows(explanation):
        label = f'|"{_escaped(arrow.label)}"|' if arrow.label else ""
        lines.append(f"    {arrow.source} -->{label} {arrow.target}")
    lines += [f"    classDef {name} {style}" for name, style in _STYLES.items()]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """The text with everything that Mermaid, Markdown or HTML could read as more than text as a numbered entity."""
    return "".join(c if c.isalnum() or c in _KEPT else f"#{ord(c)};" for c in text)
