"""What of a rule is the same in every evaluation: made once with the network, and kept with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from tocsin.engine.plan import Condition, HeadPlan, PatternPlan, RulePlan
from tocsin.engine.rete.join import Entry, JoinPlan
from tocsin.engine.rete.search import SearchPlan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value

Picked: TypeAlias = Callable[[tuple[Any, ...]], tuple[Any, ...]]
"""What takes some of the values of a tuple."""
Match: TypeAlias = tuple[tuple[int, ...], tuple[Value, ...]]
"""The facts of a match, by pattern, and the values of its variables in the order in which they stand."""
Form: TypeAlias = tuple[tuple[str, tuple[tuple[int, tuple[Value, ...]], ...], tuple[tuple[int, int], ...]], ...]


class Reading(NamedTuple):
    """How a row is read that may match a pattern: of which type it is, which fields have one of which values.

    ``values`` takes those of the variables; ``alike`` are places with the same variable.
    """

    type: str
    constants: tuple[tuple[int, tuple[Value, ...]], ...]
    values: Picked
    alike: tuple[tuple[int, int], ...]


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
    def alone(self) -> Reading:
        """Of a piece of one pattern how a row is read."""
        (pattern,) = self.patterns
        first: dict[str, int] = {}
        alike = tuple([(first[name], at) for at, name in pattern.variables if first.setdefault(name, at) != at])
        return Reading(pattern.type, pattern.constants, picking(first.values()), alike)

    @cached_property
    def _places(self) -> tuple[int, ...] | None:
        """For each of its patterns, in the order written, its place in a match; None if that is the same."""
        places = tuple(sorted(range(len(self.parts)), key=self.parts.__getitem__))
        return None if list(places) == [*range(len(places))] else places

    def in_order(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """The facts of a match in the order in which the patterns are written."""
        places = self._places
        return numbers if places is None else tuple([numbers[place] for place in places])


def picking(places: Iterable[int]) -> Picked:
    """What takes the values at these places, in this order."""
    at = tuple(places)
    if len(at) > 1:
        return itemgetter(*at)
    return (lambda values: (values[at[0]],)) if at else (lambda _: ())


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


def _row_from(head: HeadPlan, names: Sequence[str]) -> Picked:
    constants = tuple([constant for constant, variable in head.terms if variable is None])
    places, seen = [], len(names)
    for _, variable in head.terms:
        places.append(seen if variable is None else names.index(variable))
        seen += variable is None
    pick = picking(places)
    return pick if not constants else lambda values: pick(values + constants)


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
    def plain(self) -> bool:
        """True if a match, once its early conditions hold, is all that there is to it."""
        plan = self.plan
        return not (self.joins or plan.late or plan.unless or any(any(head.converts) for head in plan.heads))

    @cached_property
    def conclusions(self) -> tuple[tuple[str, Picked], ...]:
        """For each conclusion of a rule that is ``plain`` its type, and its row from the values of the variables."""
        names = self.own.pieces[0].names
        return tuple([(head.type, _row_from(head, names)) for head in self.plan.heads])

    @cached_property
    def indexes(self) -> tuple[int, ...]:
        """The pieces of all it matches."""
        return tuple(dict.fromkeys([index for each in (self.own, *self.aggregates) for index in each.indexes]))

    @cached_property
    def begins(self) -> bool:
        """True if it may fire, or fail, though nothing matched it: it aggregates, or has no patterns."""
        return bool(self.plan.aggregates) or not self.own.pieces

    @cached_property
    def awaits(self) -> frozenset[int]:
        """The pieces of its own patterns."""
        return frozenset(self.own.indexes)

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
