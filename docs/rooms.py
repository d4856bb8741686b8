"""The rooms of the house, read from the code: who imports whom, and the picture of it (``python -m docs.rooms``).

Imports inside functions and under ``TYPE_CHECKING`` count too: what a module must know to be read is what it imports.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping, Set
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURE = Path(__file__).with_name("rooms.svg")
SOURCE_ROOTS = ("facts", "rules", "engine", "cli")
Graph = Mapping[str, Set[str]]

_WIDTH, _MARGIN, _GAP, _LINE, _BETWEEN = 920, 12, 14, 17, 34
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1c2733 }
.name { font-weight: 600; font-size: 15px }
.folders { fill: #51606f; font-size: 12px }
rect { fill: #f4f6f8; stroke: #8795a3 }
path { fill: none; stroke: #51606f; stroke-width: 1.2 }
.past { stroke-dasharray: 5 4 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6ebf0 } .folders { fill: #a9b6c2 } rect { fill: #1f2a35; stroke: #6f7f8e } path { stroke: #a9b6c2 }
}
"""


def modules() -> dict[str, Path]:
    """Every module of the four source roots, by its dotted name."""
    found = {}
    for root in SOURCE_ROOTS:
        for path in sorted((ROOT / root / "tocsin").rglob("*.py")):
            parts = path.relative_to(ROOT / root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports() -> dict[str, set[str]]:
    """For each module the modules of ours that it imports, wherever in it the import stands."""
    paths = modules()
    graph: dict[str, set[str]] = {}
    for name, path in paths.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        graph[name] = set(_imported(tree, paths)) - {name}
    return graph


def _imported(tree: ast.AST, known: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in known:
                    yield whole
                elif node.module in known:
                    yield node.module


def circles(graph: Graph) -> list[list[str]]:
    """Each set of two modules or more that import one another in a circle, however long."""
    below = {name: reached(graph, name) for name in graph}
    found = {tuple(sorted(other for other in below[name] if name in below[other])) for name in graph if below[name]}
    return [list(circle) for circle in sorted(found) if len(circle) > 1]


def reached(graph: Graph, start: str) -> set[str]:
    """Every module that one leads to, by however many imports."""
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph.get(name, ())
    return seen


def rooms(graph: Graph) -> dict[str, set[str]]:
    """For each room the rooms that it imports."""
    found: dict[str, set[str]] = {}
    for name, others in graph.items():
        room = name.split(".")[1]
        found.setdefault(room, set()).update(other.split(".")[1] for other in others)
    return {room: others - {room} for room, others in found.items()}


def direct(graph: Graph) -> dict[str, set[str]]:
    """The graph without the arrows that longer ways say already (its transitive reduction)."""
    below = {name: reached(graph, name) for name in graph}
    return {name: {o for o in others if not any(o in below[via] for via in others)} for name, others in graph.items()}


def layers(graph: Graph) -> list[list[str]]:
    """The rooms from the highest to the lowest: each stands above all that it imports, as low as it can."""
    height: dict[str, int] = {}
    while len(height) < len(graph):
        for name, others in graph.items():
            if name not in height and others <= height.keys():
                height[name] = 1 + max((height[other] for other in others), default=-1)
    return [sorted(n for n in graph if height[n] == level) for level in range(max(height.values()), -1, -1)]


def _words(room: str, width: int) -> tuple[list[str], list[str]]:
    """What a room says of itself, and its folders, in lines that fit a box."""
    package = modules()[f"tocsin.{room}"]
    said = (ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
    folders = sorted(p.parent.name for p in package.parent.glob("*/*.py") if p.name == "__init__.py")
    columns = (width - 2 * _MARGIN) // 7
    return textwrap.wrap(" ".join(said.replace("`", "").split()), columns), textwrap.wrap(
        ", ".join(folders), columns + 3
    )


def draw() -> str:
    """The picture of the rooms, as SVG."""
    graph = rooms(imports())
    boxes: dict[str, tuple[float, float, float, float]] = {}
    parts: list[str] = []
    top = float(_MARGIN)
    for layer in layers(graph):
        width = (_WIDTH - 2 * _MARGIN - _GAP * (len(layer) - 1)) / len(layer)
        texts = {room: _words(room, int(width)) for room in layer}
        height = 2 * _MARGIN + _LINE * (1 + max(len(said) + len(folders) for said, folders in texts.values()))
        for place, room in enumerate(layer):
            left = _MARGIN + place * (width + _GAP)
            boxes[room] = (left, top, width, height)
            parts += _box(room, boxes[room], *texts[room])
        top += height + _BETWEEN
    arrows = [_arrow(boxes[a], boxes[b]) for a, below in sorted(direct(graph).items()) for b in sorted(below)]
    size = f'viewBox="0 0 {_WIDTH} {top - _BETWEEN + _MARGIN:.0f}" width="{_WIDTH}"'
    head = '<marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="Who imports whom">',
            f"<style>{_STYLE}</style>",
            f'<defs>{head}<path d="M0 0 8 4 0 8"/></marker></defs>',
            *arrows,
            *parts,
            "</svg>\n",
        ]
    )


def _box(room: str, at: tuple[float, float, float, float], said: list[str], folders: list[str]) -> Iterator[str]:
    left, top, width, height = at
    yield f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="6"/>'
    lines = [("name", room), *(("", line) for line in said), *(("folders", line) for line in folders)]
    for number, (kind, line) in enumerate(lines, 1):
        style = f' class="{kind}"' if kind else ""
        y = top + _MARGIN / 2 + _LINE * number
        yield f'<text x="{left + _MARGIN:.1f}" y="{y:.1f}"{style}>{escape(line)}</text>'


def _arrow(start: tuple[float, float, float, float], end: tuple[float, float, float, float]) -> str:
    """From the foot of one box to the head of another; dashed where it passes behind boxes in between."""
    x1, y1 = start[0] + start[2] / 2, start[1] + start[3]
    x2, y2 = end[0] + end[2] / 2, end[1]
    low, high = max(start[0], end[0]) + 20, min(start[0] + start[2], end[0] + end[2]) - 20
    if low <= high:
        x1 = x2 = (low + high) / 2
    style = ' class="past"' if y2 - y1 > _BETWEEN + 1 else ""
    return f'<path d="M{x1:.1f} {y1:.1f} L{x2:.1f} {y2:.1f}"{style} marker-end="url(#to)"/>'


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
