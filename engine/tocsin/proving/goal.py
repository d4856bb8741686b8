"""What a witness is to show: a rule fires, facts hold (and others do not), or two packs differ.

Each goal says which shapes of facts might show it, where it is shown in a circuit, and whether assessments show it; of
each there is one for every pack asked. ``types`` are those that it asks about, ``matches`` its conjunctions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from tocsin.engine.matching import Bindings, Members
from tocsin.engine.plan import MatchPlan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.quantity import Truth
from tocsin.proving.circuit import Literal
from tocsin.proving.rows import Model
from tocsin.proving.shapes import Shape, Shapes
from tocsin.proving.term_row import TermRow

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment


@dataclass(frozen=True)
class Fires:
    """A rule fires."""

    rule: int
    types: frozenset[str]
    matches: tuple[MatchPlan, ...] = ()

    def shapes(self, shapes: Sequence[Shapes]) -> set[Shape]:
        """The shapes with which the rule might fire."""
        return shapes[0].of_rule(shapes[0].plan.rules[self.rule])

    def where(self, models: Sequence[Model]) -> Literal:
        """Where the rule fires at most."""
        return models[0].where_fires(self.rule).most

    def is_shown(self, assessments: Sequence[Assessment]) -> bool:
        """Whether the rule fired."""
        graph = assessments[0].graph
        return any(block.plan.index == self.rule and len(block.records) > 0 for block in graph.evaluation.blocks)


@dataclass(frozen=True)
class Holds:
    """A conjunction holds, and no exception to it surely does."""

    match: MatchPlan
    unless: tuple[MatchPlan, ...] = ()

    @property
    def matches(self) -> tuple[MatchPlan, ...]:
        """The conjunction and its exceptions."""
        return (self.match, *self.unless)

    @property
    def types(self) -> frozenset[str]:
        """The types that they ask about."""
        return frozenset(pattern.type for match in self.matches for pattern in match.patterns)

    def shapes(self, shapes: Sequence[Shapes]) -> set[Shape]:
        """The shapes with which the conjunction might hold."""
        return shapes[0].of_goal(self.match, self.unless)

    def where(self, models: Sequence[Model]) -> Literal:
        """Where it holds at most."""
        return models[0].where_holds(self.match, self.unless).most

    def is_shown(self, assessments: Sequence[Assessment]) -> bool:
        """Whether it holds among the facts in force and concluded."""
        graph = assessments[0].graph
        members = Members(graph.types, graph.rows)
        return any(
            all(_best(members, entry, found) != Truth.CERTAIN for entry in self.unless)
            for _, found, _ in members.matches(self.match, {})
        )


def _best(members: Members, entry: MatchPlan, bindings: Bindings) -> Truth:
    """How surely an exception holds."""
    return max((sure for _, _, sure in members.matches(entry, bindings)), default=Truth.FALSE)


@dataclass(frozen=True)
class Differ:
    """One of two packs concludes a fact of some types that the other does not."""

    types: frozenset[str]
    matches: tuple[MatchPlan, ...] = ()

    def shapes(self, shapes: Sequence[Shapes]) -> set[Shape]:
        """The shapes with which either might conclude something, and with which either might lack something."""
        found: set[Shape] = set()
        for one, other in (shapes, shapes[::-1]):
            for name in self.types:
                found |= other.with_more(one.of_types([name]), [name])
        return found

    def where(self, models: Sequence[Model]) -> Literal:
        """Where a row of one is at most, and is surely none of the other."""
        either = models[0].circuit.either
        return either(
            where
            for one, other in ((models[0], models[1]), (models[1], models[0]))
            for name in sorted(self.types)
            for where in _lacking(one, other, name)
        )

    def is_shown(self, assessments: Sequence[Assessment]) -> bool:
        """Whether they conclude something different."""
        one, other = (_told(each, self.types) for each in assessments)
        return one != other


def _lacking(one: Model, other: Model, name: str) -> Iterator[Literal]:
    """Where each row of one model is none of the other."""
    for row in one.rows.get(name, ()):
        yield one.circuit.both(row.where.most, -_among(row, other.rows.get(name, ()), other))


def _among(row: TermRow, rows: Iterable[TermRow], model: Model) -> Literal:
    """Where a row is surely one of some rows."""
    terms = model.terms
    return terms.circuit.either(terms.all((other.where, terms.alike(row.terms, other.terms))).least for other in rows)


def _told(assessment: Assessment, types: frozenset[str]) -> set[tuple[str, object]]:
    """What holds of some types, given or concluded."""
    graph = assessment.graph
    return {key for key in zip(graph.types, graph.rows, strict=True) if key[0] in types}


Goal: TypeAlias = Fires | Holds | Differ
