"""The chart of a run: a panel for each benchmark, time over size, both by logarithm, a line for each contestant."""

from __future__ import annotations

import math
from html import escape

from benchmarks.report import seconds
from benchmarks.running import Outcome

_WIDTH, _HEIGHT, _COLUMNS = 604, 330, 2
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 236, 44, 40
OWN_INKS = {
    "seminaive": "#0b4f9e",
    "seminaive, one at a time": "#0b4f9e",
    "relational": "#2f80d0",
    "incremental": "#2f80d0",
    "assess and list, whole pack": "#6aa5de",
    "tocsin bulk run, csv": "#0b4f9e",
    "tocsin bulk run, parquet": "#2f80d0",
    "tocsin bulk run, jsonl": "#6aa5de",
}
_PEERS = {
    "clipspy": "#8a8f98",
    "clingo": "#b07d2b",
    "Soufflé -t explain": "#5b8c5a",
    "Drools": "#a8506f",
    "experta": "#8d6a9f",
    "durable-rules": "#c2655a",
    "a Python loop for this": "#7a6a58",
    "DuckDB, SQL by hand": "#3f8f8b",
}
_INKS = {**_PEERS, **OWN_INKS}
_OTHER = "#9aa0a8"


def svg(outcomes: list[Outcome]) -> str:
    """The chart as SVG text."""
    panels = [outcome for outcome in outcomes if len({each.size for each in outcome.measured if each.seconds}) > 1]
    rows = math.ceil(len(panels) / _COLUMNS)
    width, height = _WIDTH * _COLUMNS, _HEIGHT * max(rows, 1) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="system-ui, sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    for number, outcome in enumerate(panels):
        x, y = number % _COLUMNS * _WIDTH, number // _COLUMNS * _HEIGHT + 10
        parts.append(f'<g transform="translate({x} {y})">{"".join(_panel(outcome))}</g>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(outcome: Outcome) -> list[str]:
    points = {
        each.name: [(m.size, m.median) for m in outcome.measured if m.contestant == each.name and m.seconds]
        for each in outcome.benchmark.contestants
    }
    points = {name: found for name, found in points.items() if found}
    times = [time for found in points.values() for _, time in found]
    sizes = sorted({size for found in points.values() for size, _ in found})
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    high = max(high, low + 1)

    def x(size: float) -> float:
        span = math.log(sizes[-1] / sizes[0])
        return _LEFT + math.log(size / sizes[0]) / span * (_WIDTH - _LEFT - _RIGHT)

    def y(time: float) -> float:
        return _TOP + (high - math.log10(time)) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    title = f"({outcome.benchmark.key}) {outcome.benchmark.title}"
    parts = [f'<text x="{_LEFT}" y="24" font-size="14" font-weight="600" fill="#1c2430">{escape(title)}</text>']
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#e6e9ee"/>')
        label = seconds(10.0**power).replace(".00", "").replace(".0 ", " ")
        parts.append(f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#5a6472">{label}</text>')
    parts += [
        f'<text x="{x(size):.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle" fill="#5a6472">{size:,}</text>'
        for size in sizes
    ]
    parts.append(
        f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - _BOTTOM + 34}" text-anchor="middle" '
        f'fill="#5a6472">{escape(outcome.benchmark.unit)}</text>'
    )
    for name, found in sorted(points.items(), key=lambda item: item[0] in OWN_INKS):
        path = " ".join(f"{x(size):.1f},{y(time):.1f}" for size, time in found)
        weight = 2.6 if name in OWN_INKS else 1.6
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{_INKS.get(name, _OTHER)}" stroke-width="{weight}"/>'
        )
        parts += [f'<circle cx="{x(s):.1f}" cy="{y(t):.1f}" r="3" fill="{_INKS.get(name, _OTHER)}"/>' for s, t in found]
    return parts + _labels({name: (x(found[-1][0]), y(found[-1][1])) for name, found in points.items()})


def _labels(ends: dict[str, tuple[float, float]]) -> list[str]:
    """Names at the right, in the order of the lines' ends, moved apart, each led to its line."""
    parts = []
    below = _TOP - 14.0
    for name, (x, y) in sorted(ends.items(), key=lambda item: item[1][1]):
        at = below = max(y, below + 14)
        weight, ink = "600" if name in OWN_INKS else "400", _INKS.get(name, _OTHER)
        left = _WIDTH - _RIGHT + 14
        parts.append(
            f'<line x1="{x + 4:.1f}" y1="{y:.1f}" x2="{left - 3}" y2="{at:.1f}" stroke="{ink}" '
            'stroke-width="0.6" stroke-dasharray="2 2"/>'
            f'<text x="{left}" y="{at + 4:.1f}" font-weight="{weight}" fill="{ink}">{escape(name)}</text>'
        )
    return parts
