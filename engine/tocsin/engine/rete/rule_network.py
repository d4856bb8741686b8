"""What of a rule is the same in every evaluation: made once with the network, and kept with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TypeAlias

from tocsin.engine.plan import Condition, PatternPlan, RulePlan
from tocsin.engine.rete.join import Entry, JoinPlan
from tocsin.engine.rete.search import SearchPlan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value

Form: TypeAlias = tuple[tuple[str, tuple[tuple[int, tuple[Value, ...]], ...], tuple[tuple[int, int], ...]], ...]


@dataclass(frozen=True)
class Piece:
    """Patterns that durable-rules matches together; ``parts`` says which ones of the conjunction.

    Under its ``index`` durable-rules is told its form, which pieces of several rules may have in common.
    """

    index: int
    parts: tuple[int, ...]
    patterns: tuple[PatternPlan, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The variables it binds, in the order in which they stand: the same order in all that have its form."""
        return tuple(_numbered(self.patterns))

    @cached_property
    def _places(self) -> tuple[int, ...] | None:
        """For each of its patterns, in the order written, its place in a match; None if that is the same."""
        places = tuple(sorted(range(len(self.parts)), key=self.parts.__getitem__))
        return None if list(places) == [*range(len(places))] else places

    def in_order(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """The facts of a match in the order in which the patterns are written."""
        places = self._places
        return numbers if places is None else tuple([numbers[place] for place in places])


def _numbered(patterns: Iterable[PatternPlan]) -> dict[str, int]:
    names: dict[str, int] = {}
    for pattern in patterns:
        for _, name in pattern.variables:
            names.setdefault(name, len(names))
    return names


def form_of(patterns: Sequence[PatternPlan]) -> Form:
    """What tells patterns from others, whatever their variables are called."""
    names = _numbered(patterns)
    return tuple(
        (pattern.type, pattern.constants, tuple((at, names[name]) for at, name in pattern.variables))
        for pattern in patterns
    )


class Conjunction:
    """The pieces of a conjunction, how they are joined (with groups of aggregates, of these variables) and read."""

    def __init__(
        self, pieces: tuple[Piece, ...], groups: Sequence[frozenset[str]], conditions: Sequence[Condition]
    ) -> None:
        self.pieces = pieces
        self.joined = JoinPlan([*(frozenset(piece.names) for piece in pieces), *groups], conditions)
        parts = [part for piece in pieces for part in piece.parts]
        self.indexes = tuple([piece.index for piece in pieces])
        self._places = sorted(range(len(parts)), key=parts.__getitem__)

    def in_order(self, chosen: Sequence[Entry]) -> tuple[int, ...]:
        """The facts of a match in the order in which the patterns are written."""
        facts = [number for _, entry in zip(self.pieces, chosen, strict=False) for number in entry.members]
        return tuple([facts[place] for place in self._places])


@dataclass(frozen=True)
class RuleNetwork:
    """A rule as it is matched: its own patterns, those of each aggregate, and what is searched for under a match."""

    plan: RulePlan
    own: Conjunction
    aggregates: tuple[Conjunction, ...]

    @cached_property
    def joins(self) -> bool:
        """False, as nearly always, if its one piece says all that it matches."""
        return len(self.own.pieces) != 1 or bool(self.plan.aggregates)

    @cached_property
    def indexes(self) -> tuple[int, ...]:
        """The pieces of all it matches."""
        return tuple(dict.fromkeys([index for each in (self.own, *self.aggregates) for index in each.indexes]))

    @cached_property
    def growing(self) -> frozenset[int]:
        """The pieces whose matches, where there are more of them, let it fire again."""
        return frozenset(self.own.indexes).union(*[self.aggregates[at].indexes for at in self.plan.totals])

    @cached_property
    def exceptions(self) -> tuple[SearchPlan, ...]:
        """Its exceptions, in the order written."""
        return tuple(map(SearchPlan, self.plan.unless))

    @cached_property
    def strengthening(self) -> SearchPlan | None:
        """What makes it stronger."""
        return None if self.plan.stronger_if is None else SearchPlan(self.plan.stronger_if)
