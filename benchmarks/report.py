"""The table of a run, as Markdown and as JSON."""

from __future__ import annotations

import os
import platform
from typing import Any

from benchmarks.running import Measured, Outcome


def seconds(value: float) -> str:
    """A time in the unit that suits it."""
    if value >= 1:
        return f"{value:.2f} s"
    return f"{value * 1e3:.2f} ms" if value >= 1e-3 else f"{value * 1e6:.1f} µs"


def markdown(outcomes: list[Outcome], rounds: int) -> str:
    """Every benchmark as a table: medians with their spread, ratios at the largest size, growth."""
    lines = [
        "# Measurements",
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} cores. Medians of {rounds} rounds after one to warm up, "
        "the fastest and the slowest in brackets. *Growth* is the exponent of time in the size. All in one run; "
        "[method](../README.md). Contestants with ● keep every derivation.",
        "",
        "![every contestant at every size](latest.svg)",
    ]
    for outcome in outcomes:
        lines += ["", *_table(outcome)]
    lines += ["", "## Absent, cut off or left out", "", *_absent(outcomes)]
    return "\n".join(lines) + "\n"


def _table(outcome: Outcome) -> list[str]:
    benchmark = outcome.benchmark
    sizes = sorted({each.size for each in outcome.measured})
    lines = [f"## ({benchmark.key}) {benchmark.title}", ""]
    if benchmark.note:
        lines += [benchmark.note, ""]
    heads = [f"{size:,} {benchmark.unit}" for size in sizes]
    lines.append(f"| | {' | '.join(heads)} | ratio to {benchmark.yardstick} | growth | peak memory |")
    lines.append("| --- |" + " ---: |" * (len(sizes) + 3))
    for contestant in benchmark.contestants:
        found = [outcome.at(contestant.name, size) for size in sizes]
        if not any(found):
            continue
        name = contestant.name + (" ●" if contestant.derivations else "")
        ratios = [outcome.ratio(contestant.name, size) for size in sizes]
        shown = " / ".join("-" if ratio is None else f"{ratio:.2f}" for ratio in ratios)
        growth = outcome.exponent(contestant.name)
        peak = max(each.peak for each in found if each is not None) / 2**20
        cells = [*map(_cell, found), shown, "-" if growth is None else f"{growth:.2f}", f"{peak:,.0f} MiB"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    if benchmark.answers:
        lines += ["", *_agreement(outcome, sizes)]
    return lines


def _cell(found: Measured | None) -> str:
    if found is None:
        return "-"
    return f"{seconds(found.median)} ({seconds(min(found.seconds))} to {seconds(max(found.seconds))})"


def _agreement(outcome: Outcome, sizes: list[int]) -> list[str]:
    parts = []
    for size in sizes:
        compared = [each for each in outcome.measured if each.size == size and each.answer]
        answers = [each.answer for each in compared]
        compared = [each for each in compared if answers.count(each.answer) == max(map(answers.count, answers))]
        derivations = max([each.derivations or 0 for each in compared], default=0)
        if compared:
            counted = f", {derivations:,} derivations" if derivations else ""
            parts.append(
                f"{size:,} {outcome.benchmark.unit}: {compared[0].count:,} facts{counted}, {len(compared)} agree"
            )
    agreed = "Same answer checked (facts of concluded types, by content): " + "; ".join(parts) + "."
    return [agreed, *(f"\n**Different answers**: {text}." for text in outcome.disagreements)]


def _absent(outcomes: list[Outcome]) -> list[str]:
    found: dict[tuple[str, str], list[str]] = {}
    for outcome in outcomes:
        for each in outcome.measured:
            if each.why_not:
                where = f"{outcome.benchmark.key} at {each.size:,}"
                found.setdefault((each.contestant, each.why_not), []).append(where)
    lines = [f"- {name}: {why} ({', '.join(where)})" for (name, why), where in sorted(found.items())]
    lines.append("- Drools (drools_jpy): the suite has no adapter for it yet.")
    return lines


def as_data(outcomes: list[Outcome], rounds: int) -> dict[str, Any]:
    """The same as JSON-ready data."""
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "rounds": rounds,
        "benchmarks": [
            {
                "key": outcome.benchmark.key,
                "title": outcome.benchmark.title,
                "unit": outcome.benchmark.unit,
                "yardstick": outcome.benchmark.yardstick,
                "measured": [each.to_json() for each in outcome.measured],
                "growth": {
                    each.name: round(growth, 3)
                    for each in outcome.benchmark.contestants
                    if (growth := outcome.exponent(each.name)) is not None
                },
                "disagreements": outcome.disagreements,
            }
            for outcome in outcomes
        ],
    }
