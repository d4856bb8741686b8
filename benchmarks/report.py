"""The table of a run, as Markdown and as JSON."""

from __future__ import annotations

import os
import platform
from typing import Any

from benchmarks.running import Measured, Outcome
from benchmarks.suite import Contestant


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
        "the fastest and the slowest in brackets, and how many rounds where they were fewer. *Growth* is the exponent "
        "of time in the size. *Bytes a derivation*: the peak memory of one run at the largest size above what was held "
        "just before, by the derivations kept. All in one run; [method](../README.md). Contestants with ● keep every "
        "derivation.",
        "",
        "![every contestant at every size](latest.svg)",
    ]
    for outcome in outcomes:
        lines += ["", *_table(outcome, rounds)]
    lines += ["", "## Absent, cut off or left out", "", *_absent(outcomes)]
    return "\n".join(lines) + "\n"


def _table(outcome: Outcome, rounds: int) -> list[str]:
    benchmark = outcome.benchmark
    sizes = sorted({each.size for each in outcome.measured})
    lines = [f"## ({benchmark.key}) {benchmark.title}", ""]
    if benchmark.note:
        lines += [benchmark.note, ""]
    heads = [f"{size:,} {benchmark.unit}" for size in sizes]
    heads += [f"ratio to {benchmark.yardstick}", "growth", "peak memory"]
    kept = any(each.bytes_each is not None for each in outcome.measured)
    heads += ["bytes a derivation"] if kept else []
    lines += [f"| | {' | '.join(heads)} |", "| --- |" + " ---: |" * len(heads)]
    lines += [
        _row(outcome, contestant, sizes, rounds, kept)
        for contestant in benchmark.contestants
        if any(each.contestant == contestant.name and (each.seconds or each.over) for each in outcome.measured)
    ]
    if benchmark.answers:
        lines += ["", *_agreement(outcome, sizes)]
    return lines


def _row(outcome: Outcome, contestant: Contestant, sizes: list[int], rounds: int, kept: bool) -> str:
    mine = {each.size: each for each in outcome.measured if each.contestant == contestant.name}
    ratios = [outcome.ratio(contestant.name, size) for size in sizes]
    growth = outcome.exponent(contestant.name)
    peak = max(each.peak for each in mine.values()) / 2**20
    cells = [contestant.name + (" ●" if contestant.derivations else "")]
    cells += [_cell(mine.get(size), rounds) for size in sizes]
    cells.append(" / ".join("-" if ratio is None else f"{ratio:.2f}" for ratio in ratios))
    cells += ["-" if growth is None else f"{growth:.2f}", f"{peak:,.0f} MiB" if peak else "-"]
    if kept:
        largest = mine.get(max(sizes))
        each = None if largest is None else largest.bytes_each
        cells.append("-" if each is None else f"{each:,.0f}")
    return f"| {' | '.join(cells)} |"


def _cell(found: Measured | None, rounds: int) -> str:
    if found is not None and found.over is not None:
        return f"over {found.over:g} s in all"
    if found is None or not found.seconds:
        return "-"
    done = len(found.seconds)
    fewer = "" if done >= rounds else f"; {done} round{'s' if done > 1 else ''}"
    return f"{seconds(found.median)} ({seconds(min(found.seconds))} to {seconds(max(found.seconds))}{fewer})"


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
    return lines or ["Nothing."]


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
