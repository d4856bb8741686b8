"""Which given facts first stated a figure: traced down through the derivations that are shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from tocsin.explain.tree import Carrier
from tocsin.rules import expression

if TYPE_CHECKING:
    from tocsin.engine import Assessment, Derivation
    from tocsin.explain.shown_derivation import Grounding

Spot: TypeAlias = tuple[int, int]
"""A value where it stands: the number of a fact, and the position of a field."""


class Figures:
    """Traces variables of derivations to the given facts, or rule constants, that their values come from."""

    def __init__(self, assessment: Assessment, grounding: Grounding) -> None:
        self._assessment = assessment
        self._graph = assessment.graph
        self._grounding = grounding
        self._known: dict[Spot, tuple[Carrier, ...]] = {}

    def carriers(self, derivation: Derivation, names: tuple[str, ...]) -> tuple[Carrier, ...]:
        """The carriers of the values of some variables of a derivation, each once."""
        spots = [spot for name in names for spot in self._spots(derivation, name)]
        return tuple(dict.fromkeys(carrier for spot in spots for carrier in self._trace(spot)))

    def _trace(self, start: Spot) -> tuple[Carrier, ...]:
        """The carriers of one value; on the way every spot below is settled too, deepest first."""
        waiting = [start]
        opened: set[Spot] = set()
        while waiting:
            spot = waiting[-1]
            if spot in self._known:
                waiting.pop()
                continue
            below = self._below(spot)
            if not isinstance(below, list):
                self._known[spot] = (below,)
            elif spot in opened:
                found = (carrier for inner in below for carrier in self._known.get(inner, ()))
                self._known[spot] = tuple(dict.fromkeys(found))
            else:
                opened.add(spot)
                waiting.extend(inner for inner in below if inner not in self._known and inner not in opened)
        return self._known[start]

    def _below(self, spot: Spot) -> Carrier | list[Spot]:
        """Where a fact's value comes from: a report or a rule's constant, or values of its premises."""
        fact, position = spot
        if fact < self._graph.given:
            return self._given(fact)
        derivation = self._grounding.first(fact)
        block = self._graph.block(derivation.number)
        name = block.plan.heads[block.head].terms[position][1]
        return Carrier(None, derivation.rule.id) if name is None else list(self._spots(derivation, name))

    def _given(self, fact: int) -> Carrier:
        identity = self._assessment.numbered.ids[fact]
        given = self._assessment.fact(identity)
        assert given is not None
        reports = [report for report in given.supporting if report.status != "assumed"]
        named = [_source(report.source.name, report.source.day) for report in reports]
        return Carrier(identity, None, tuple(dict.fromkeys(name for name in named if name)), not all(named))

    def _spots(self, derivation: Derivation, name: str) -> Iterator[Spot]:
        """The premises' values that a variable's value comes from."""
        plan = self._graph.block(derivation.number).plan
        premises = self._graph.premises[derivation.number]
        waiting, seen = [name], set()
        while waiting:
            wanted = waiting.pop()
            if wanted in seen:
                continue
            seen.add(wanted)
            places = [(fact, p) for fact, pattern in zip(premises, plan.patterns, strict=False)
                      for p, variable in pattern.variables if variable == wanted]  # fmt: skip
            yield from places[:1]
            if not places:
                waiting.extend(
                    v for let in plan.rule.lets if let.variable == wanted for v in expression.variables(let.node)
                )
                yield from self._aggregated(derivation, wanted)

    def _aggregated(self, derivation: Derivation, name: str) -> Iterator[Spot]:
        """The values that an aggregate with this result ran over."""
        block, record = self._graph.block(derivation.number), self._graph.record(derivation.number)
        start = 1 + len(block.plan.patterns)
        for number, aggregate in enumerate(block.plan.aggregates):
            if name not in aggregate.columns:
                continue
            variable = aggregate.variable if name == aggregate.result else name
            for fact in block.groups[number][record[start + number]].facts:
                for pattern in aggregate.match.patterns:
                    if pattern.type == self._graph.types[fact]:
                        yield from ((fact, p) for p, found in pattern.variables if found == variable)


def _source(name: str | None, date: object) -> str:
    if name is None:
        return ""
    return name if date is None else f"{name}, {date}"
