"""Patterns against facts outside an engine: observations of outcomes, and evidence on hypotheses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tocsin.engine import Assessment
from tocsin.engine.matching import match_row
from tocsin.engine.planning import pattern_plan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.rules.rule import Pattern

Bindings = Mapping[str, Value]


@dataclass(frozen=True)
class Known:
    """A fact, given or derived, as patterns see it."""

    id: str
    type: FactType
    row: Row


def known_facts(assessment: Assessment) -> dict[str, list[Known]]:
    """Every fact of an assessment, by type."""
    types, graph = assessment.plan.types, assessment.graph
    found: dict[str, list[Known]] = {}
    for identity, name, row in zip(assessment.numbered.ids, graph.types, graph.rows, strict=True):
        found.setdefault(name, []).append(Known(identity, types[name], row))
    return found


def match(pattern: Pattern, fact: Known, bindings: Bindings) -> Bindings | None:
    """The bindings extended by matching the pattern against the fact; None if it does not match."""
    if fact.type.name != pattern.type:
        return None
    return match_row(pattern_plan(pattern, {pattern.type: fact.type}), fact.row, bindings)


def matches(
    patterns: Sequence[Pattern], facts: Mapping[str, Sequence[Known]], bindings: Bindings
) -> Iterator[tuple[Known, ...]]:
    """Every way in which the patterns match together: the facts matched, in the order of the patterns."""
    if not patterns:
        yield ()
        return
    for fact in facts.get(patterns[0].type, ()):
        extended = match(patterns[0], fact, bindings)
        if extended is not None:
            for rest in matches(patterns[1:], facts, extended):
                yield (fact, *rest)
