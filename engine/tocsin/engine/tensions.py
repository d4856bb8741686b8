"""Which tensions of the pack hold between the facts of a graph."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.engine.derivation import DerivationGraph
from tocsin.engine.evaluation import Row
from tocsin.engine.plan import PatternPlan, TensionPlan
from tocsin.facts.kinds import Value


def match_tensions(graph: DerivationGraph) -> Iterator[tuple[TensionPlan, tuple[int, ...]]]:
    """Every tension with the facts, by number, that its sides match together."""
    members: dict[str, list[int]] = {}
    for number, name in enumerate(graph.types):
        members.setdefault(name, []).append(number)
    for plan in graph.plan.tensions:
        for numbers in _matches(graph, plan.match.patterns, members, {}, ()):
            yield plan, numbers


def _matches(
    graph: DerivationGraph,
    patterns: tuple[PatternPlan, ...],
    members: dict[str, list[int]],
    bindings: dict[str, Value],
    found: tuple[int, ...],
) -> Iterator[tuple[int, ...]]:
    if not patterns:
        yield found
        return
    for number in members.get(patterns[0].type, ()):
        extended = match_row(patterns[0], graph.rows[number], bindings)
        if extended is not None:
            yield from _matches(graph, patterns[1:], members, extended, (*found, number))


def match_row(pattern: PatternPlan, row: Row, bindings: dict[str, Value]) -> dict[str, Value] | None:
    """The bindings extended by matching a pattern against a row; None if it does not match."""
    if any(row[position] not in values for position, values in pattern.constants):
        return None
    extended = dict(bindings)
    for position, name in pattern.variables:
        value = row[position]
        if value is None or extended.setdefault(name, value) != value:
            return None
    return extended
