"""A graph of rules as one SVG without scripts: sections that open where a browser shows it, lanes that light up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.authoring import words
from tocsin.authoring.graph_rows import Chart, Lane, chart
from tocsin.authoring.rule_graph import Edge, Graph, Node, RuleGraph
from tocsin.explain.voices.page import text

_ROW, _LEFT, _TOP, _LETTER = 24, 14, 70, 7.1
_WIDE, _NARROW, _MANY = 11, 9, 12
"""How far lanes are apart: where there are many, so near that a narrow window has room for names."""
_NAMES, _SAID = 46, 110
"""So many letters of a name, and of what it says, are shown; a tooltip has all of it."""
_COLOURS: Final = ("#1558a6", "#a8261b", "#12663f", "#8a5300", "#6b5b95", "#0f7173", "#a03b7c", "#5c6b1f")
_DARK: Final = ("#7db4f5", "#f28b80", "#5fca95", "#e3a54a", "#b7a5e0", "#5fc9cb", "#e394c5", "#b9c96b")
_STYLE: Final = """
svg { background: #fdfdfb; } text { font: 13px system-ui, "Liberation Sans", sans-serif; fill: #1c2126; }
.title { font-weight: 600; font-size: 16px; } .soft, .said, .key { fill: #59636e; } .said { font-size: 12px; }
.key { font-size: 11.5px; } .fact .name { font-style: italic; } .section .name, .asked .name { font-weight: 600; }
a:hover .name { text-decoration: underline; } .row > rect { fill: transparent; }
.row:hover > rect, .asked > rect { fill: #eceff2; } .guide { stroke: #d9dde2; stroke-width: 1; }
.lane > path { fill: none; stroke-width: 1.6; } .mark { stroke-width: 1.6; stroke: currentColor; fill: #fdfdfb; }
.full { fill: currentColor; } .view { display: none; } .view:target { display: inline; }
.view:target ~ .folded { display: none; }
"""
_DARK_STYLE: Final = """
svg { background: #15181c; } text { fill: #e6e8ea; } .soft, .said, .key { fill: #a3adb8; }
.row:hover > rect, .asked > rect { fill: #262c33; } .guide { stroke: #353c44; } .mark { fill: #15181c; }
.full { fill: currentColor; }
"""
_MARKS: Final = {
    "source": '<circle class="mark full" r="3.6"/>',
    "premise": '<path class="mark full" d="M-3.5-4 4 0-3.5 4z"/>',
    "counted": '<path class="mark" d="M-3.6-3.6h7.2v7.2h-7.2z"/>',
    "exception": '<path class="mark" d="M-3.6-3.6 3.6 3.6M-3.6 3.6 3.6-3.6"/>',
    "strengthening": '<path class="mark" d="M-4.2 0h8.4M0-4.2v8.4"/>',
}


def folded_svg(graph: RuleGraph) -> str:
    """The sections of a pack, each of which opens in a browser by a click and closes again."""
    titles = list(graph.sections)
    overview = chart(graph.folded())
    views = [chart(graph.section(title)) for title in titles]
    links = {title: f"#section-{number}" for number, title in enumerate(titles, 1)}
    heights, drawn = [], []
    for number, view in enumerate(views, 1):
        body = _view(view, f"v{number}", {}, back=True)
        drawn.append(f'<g class="view" id="section-{number}">{body}</g>')
        width, height = _size(view)
        heights.append(f"svg:has(#section-{number}:target) {{ height: {height}px; width: {width}px; }}")
    drawn.append(f'<g class="folded">{_view(overview, "v0", links, back=False)}</g>')
    return _svg(overview, drawn, "\n".join(heights))


def graph_svg(graph: Graph) -> str:
    """One graph, with nothing to open."""
    found = chart(graph)
    return _svg(found, [_view(found, "v0", {}, back=False)], "")


def _svg(first: Chart, drawn: Sequence[str], more: str) -> str:
    width, height = _size(first)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" '
        f'aria-label="{text(first.title)}">\n<title>{text(first.title)}</title>\n'
        f"<style>{_STYLE}{_colours(_COLOURS)}{more}\n"
        f"@media (prefers-color-scheme: dark) {{{_DARK_STYLE}{_colours(_DARK)}}}</style>\n"
        + "\n".join(drawn)
        + "\n</svg>\n"
    )


def _colours(colours: Sequence[str]) -> str:
    return "".join(f".c{number} {{ color: {colour}; stroke: {colour}; }}" for number, colour in enumerate(colours))


def _text_left(found: Chart) -> int:
    return _x(found, found.columns) + 12


def _name_width(found: Chart) -> int:
    longest = max((min(len(node.label), _NAMES) for node in found.rows if node.kind != "fact"), default=10)
    return int(longest * _LETTER) + 16


def _size(found: Chart) -> tuple[int, int]:
    said = max((min(len(node.remark), _SAID) for node in found.rows if node.kind != "section"), default=0)
    width = _text_left(found) + _name_width(found) + int(said * 6.3 if said else 50) + _LEFT
    return max(width, 390), _TOP + _ROW * len(found.rows) + 16


def _view(found: Chart, prefix: str, links: dict[str, str], back: bool) -> str:
    parts = [f'<text class="title" x="{_LEFT}" y="24">{text(_cut(found.title, _NAMES))}</text>']
    if back:
        x = _LEFT + 9 * min(len(found.title), _NAMES) + 20
        parts.append(f'<a href="#"><text class="soft" x="{x}" y="24">{text(words.BACK)}</text></a>')
    elif links:
        parts.append(f'<text class="key" x="{_LEFT}" y="62">{text(words.OPENS)}</text>')
    parts.append(_legend(found))
    parts += (_guide(found, number) for number in range(len(found.rows)))
    parts += (_lane(found, lane, prefix, number) for number, lane in enumerate(found.lanes))
    parts += (_row(found, number, node, links.get(node.key, ""), prefix) for number, node in enumerate(found.rows))
    return f"<style>{_lighting(found, prefix)}</style>" + "".join(parts)


def _legend(found: Chart) -> str:
    """What the marks mean that are drawn, on two lines at most, so that a narrow window has all of it."""
    roles = {edge.role for lane in found.lanes for _, edge in lane.targets}
    told = words.LEGEND_OF_SECTIONS if roles == {None} else words.LEGEND
    parts, x, y = [], _LEFT + 4, 42
    for name, label in told.items():
        if name not in (*roles, "source", *(["premise"] if None in roles else [])):
            continue
        if x + 12 + len(label) * 6.2 > 386:
            x, y = _LEFT + 4, y + 16
        parts.append(f'<g class="c0" transform="translate({x} {y})">{_MARKS[name]}</g>')
        parts.append(f'<text class="key" x="{x + 8}" y="{y + 4}">{text(label)}</text>')
        x += int(24 + len(label) * 6.2)
    return "".join(parts)


def _y(row: int) -> float:
    return _TOP + _ROW * row + _ROW / 2


def _x(found: Chart, column: int) -> int:
    return _LEFT + (_WIDE if found.columns <= _MANY else _NARROW) * column


def _touched(found: Chart, row: int) -> list[Lane]:
    return [
        lane for lane in found.lanes if row == lane.row or row in {end for end, _ in (*lane.sources, *lane.targets)}
    ]


def _guide(found: Chart, row: int) -> str:
    """A faint line from the lanes that a row touches to its name."""
    columns = [lane.column for lane in _touched(found, row)]
    if not columns:
        return ""
    y = _y(row)
    return f'<path class="guide" d="M{_x(found, min(columns))} {y}H{_text_left(found) - 6}"/>'


def _lane(found: Chart, lane: Lane, prefix: str, number: int) -> str:
    x = _x(found, lane.column)
    of = found.rows[lane.row]
    marks: list[tuple[int, str, str]] = [(row, edge.role or "premise", _tip(of, edge)) for row, edge in lane.targets]
    marks += [(row, "source", "") for row, _ in lane.sources] or [(lane.row, "source", "")]
    line = f'<path d="M{x} {_y(lane.first)}V{_y(lane.last)}" stroke="currentColor"/>'
    parts = [f"<title>{text(of.label)}</title>", line]
    for row in dict.fromkeys(row for row, _, _ in marks):
        here = [(kind, tip) for at, kind, tip in marks if at == row]
        # Of several marks, as of a rule that asks for what it concludes, each stands above the next.
        parts += (_mark(x, _y(row) + 8 * (n - (len(here) - 1) / 2), *each) for n, each in enumerate(here))
    return f'<g class="lane c{number % len(_COLOURS)}" id="{prefix}-{number}">{"".join(parts)}</g>'


def _mark(x: float, y: float, kind: str, tip: str) -> str:
    title = f"<title>{text(tip)}</title>" if tip else ""
    return f'<g transform="translate({x} {y})">{title}{_MARKS[kind]}</g>'


def _tip(of: Node, edge: Edge) -> str:
    if edge.role is None:
        return words.FEEDS_OF.format(source=of.label, target=edge.target, count=edge.count)
    return f"{of.label}: {words.LEGEND[edge.role]}"


def _row(found: Chart, number: int, node: Node, link: str, prefix: str) -> str:
    left, y = _text_left(found), _y(number)
    indent = 10 if node.kind == "fact" else 0
    tip = f"{node.label}: {node.remark}" if node.remark else node.label
    name = f'<tspan class="name">{text(_cut(node.label, _NAMES))}</tspan>'
    beside = 'dx="8"' if node.kind == "section" else f'x="{left + _name_width(found)}"'
    said = f'<tspan class="said" {beside}>{text(_cut(node.remark, _SAID))}</tspan>' if node.remark else ""
    box = f'<rect x="{left - 6}" y="{y - _ROW / 2}" width="100%" height="{_ROW}"/>'
    inside = f'{box}<title>{text(tip)}</title><text x="{left + indent}" y="{y + 4}">{name}{said}</text>'
    shown = f'<g class="row {node.kind}" id="{prefix}r{number}">{inside}</g>'
    return f'<a href="{text(link)}">{shown}</a>' if link else shown


def _cut(told: str, most: int) -> str:
    return told if len(told) <= most else told[: most - 1] + "…"


def _lighting(found: Chart, prefix: str) -> str:
    """Over a row, the lanes that it does not touch are dimmed."""
    return "".join(_lit(found, prefix))


def _lit(found: Chart, prefix: str) -> Iterator[str]:
    numbers = {id(lane): number for number, lane in enumerate(found.lanes)}
    for row in range(len(found.rows)):
        touched = [f"#{prefix}-{numbers[id(lane)]}" for lane in _touched(found, row)]
        if touched:
            others = "".join(f":not({name})" for name in touched)
            yield f"svg:has(#{prefix}r{row}:hover) .lane{others}{{opacity:.15}}"
