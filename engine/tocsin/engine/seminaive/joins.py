"""Source of joins: nested loops over index look-ups, facts by number and row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.engine.plan import AggregatePlan, Condition, PatternPlan
from tocsin.engine.seminaive.expressions import key_of, variable
from tocsin.engine.seminaive.matches import MatchWriter
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Kind


class JoinWriter(MatchWriter):
    """Writes the nested loops of a conjunction; ``guards`` are lines that end the function before the first loop."""

    def __init__(self, types: Mapping[str, FactType], kinds: Mapping[str, Kind], early: Iterable[Condition]) -> None:
        super().__init__(types, kinds, early)
        self.guards: list[str] = []

    def pattern(self, part: int, pattern: PatternPlan, over: str | None = None, old: bool = False) -> None:
        """Open the loop over a pattern's facts: ``over`` a list of numbers, or by index; ``old`` keeps Δ out."""
        number, row = f"p{part}", f"r{part}"
        single = [(position, values[0]) for position, values in pattern.constants if len(values) == 1]
        known = [(position, self.constants.name(value)) for position, value in single]
        known += [(position, variable(name)) for position, name in pattern.variables if name in self.bound]
        known.sort()
        if over is None:
            over = self._look_up(pattern.type, known)
            known = []
        self.loop(f"for {number} in {over}:")
        if old:
            self.line(f"if {number} >= start: break")
        if known or len(single) < len(pattern.constants) or any(n not in self.bound for _, n in pattern.variables):
            self.line(f"{row} = rows[{number}]")
        for position, expected in known:
            self.line(f"if {row}[{position}] != {expected}: continue")
        for position, values in pattern.constants:
            if len(values) > 1:
                self.line(f"if {row}[{position}] not in {self.constants.name(frozenset(values))}: continue")
        fields = self._types[pattern.type].fields
        self.bind((f"{row}[{at}]", name, fields[at].optional) for at, name in pattern.variables)
        self.test()

    def _look_up(self, relation: str, known: list[tuple[int, str]]) -> str:
        if not known:
            return f"store.members[{self.constants.name(relation)}]"
        index = self.index(relation, [position for position, _ in known])
        key = key_of([expected for _, expected in known])
        if not any(expected.startswith("v_") for _, expected in known):
            # Constants alone: without such a fact there is no match, whatever else there is.
            self.guards.append(f"    if {key} not in {index}: return")
        return f"{index}.get({key}, ())"

    def group(self, part: int, relation: str, aggregate: AggregatePlan, over: str | None = None) -> None:
        """Open the loop over an aggregate's groups, or over the numbers of some."""
        number = f"p{part}"
        known = [(at, variable(name)) for at, name in enumerate(aggregate.columns) if name in self.bound]
        if over is not None:
            pass
        elif known:
            index = self.index(relation, [at for at, _ in known])
            over = f"{index}.get({key_of([expected for _, expected in known])}, ())"
        else:
            over = f"range(len(store.groups[{self.constants.name(relation)}]))"
        self.loop(f"for {number} in {over}:")
        self.line(f"g{part} = store.groups[{self.constants.name(relation)}][{number}]")
        self.bind((f"g{part}.values[{at}]", name, False) for at, name in enumerate(aggregate.columns))
        self.truths.append(f"g{part}.boundary")
        self.test()
