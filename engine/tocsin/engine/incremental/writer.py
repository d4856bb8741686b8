"""Loops of the incremental rules as Python source.

Where ``seminaive`` writes joins over columns of numbers for a whole round, here each join starts from one fact or
group that has just come or is about to go, and walks the linked objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.engine.plan import AggregatePlan, Condition, PatternPlan
from tocsin.engine.seminaive.expressions import key_of, variable
from tocsin.engine.seminaive.matches import MatchWriter
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Kind

_Known = tuple[int, tuple[object, str | None]]
"""A position whose value is known: a constant, or (if there is one) the name of what is bound to it."""


class FunctionWriter(MatchWriter):
    """A function being written: loops over facts and groups, all of it inside one loop of one turn."""

    def __init__(self, types: Mapping[str, FactType], kinds: Mapping[str, Kind], early: Iterable[Condition]) -> None:
        super().__init__(types, kinds, early)
        self.loop("for _ in once:")

    def start(self, part: int, pattern: PatternPlan) -> None:
        """Begin with one fact, ``item``."""
        self.line(f"p{part} = item")
        self._row(part, pattern, [*_single(pattern), *self._known(pattern)])

    def pattern(self, part: int, pattern: PatternPlan, guard: str = "") -> None:
        """Open the loop over the facts of a pattern that agree with what is bound; ``guard`` passes facts over."""
        known = sorted([*_single(pattern), *self._known(pattern)], key=lambda item: item[0])
        if known:
            index = self.index(pattern.type, [position for position, _ in known])
            values = [self.constants.name(value) if name is None else name for _, (value, name) in known]
            over = f"{index}.get({key_of(values)}, ())"
        else:
            over = f"store.members({self.constants.name(pattern.type)}).values()"
        self.loop(f"for p{part} in {over}:")
        if guard:
            self.line(f"if p{part}.serial {guard}: continue")
        self._row(part, pattern)

    def start_group(self, part: int, aggregate: AggregatePlan) -> None:
        """Begin with one group, ``item``."""
        self.line(f"p{part} = item")
        self._values(part, aggregate)

    def group(self, part: int, aggregate: AggregatePlan, relation: str, guard: str) -> None:
        """Open the loop over an aggregate's groups that agree with what is bound."""
        known = [(at, variable(name)) for at, name in enumerate(aggregate.columns) if name in self.bound]
        if known:
            index = self.index(relation, [at for at, _ in known])
            over = f"{index}.get({key_of([name for _, name in known])}, ())"
        else:
            over = f"store.table({self.constants.name(relation)})"
        self.loop(f"for p{part} in {over}:")
        self.line(f"if p{part}.serial {guard}: continue")
        self._values(part, aggregate)

    def _known(self, pattern: PatternPlan) -> list[_Known]:
        return [(at, (None, variable(name))) for at, name in pattern.variables if name in self.bound]

    def _row(self, part: int, pattern: PatternPlan, known: Iterable[_Known] = ()) -> None:
        """Hold a fact's row against what is ``known`` and no index has settled, and bind its variables."""
        row = f"r{part}"
        self.line(f"{row} = p{part}.row")
        for position, (value, name) in known:
            self.line(f"if {row}[{position}] != {self.constants.name(value) if name is None else name}: continue")
        for position, values in pattern.constants:
            if len(values) > 1:
                self.line(f"if {row}[{position}] not in {self.constants.name(frozenset(values))}: continue")
        fields = self._types[pattern.type].fields
        self.bind((f"{row}[{at}]", name, fields[at].optional) for at, name in pattern.variables)
        self.test()

    def _values(self, part: int, aggregate: AggregatePlan) -> None:
        self.bind((f"p{part}.values[{at}]", name, False) for at, name in enumerate(aggregate.columns))
        self.test()


def _single(pattern: PatternPlan) -> list[_Known]:
    return [(position, (values[0], None)) for position, values in pattern.constants if len(values) == 1]
