"""Source of joins: nested loops over index look-ups, each condition tested as soon as it can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tocsin.engine.plan import AggregatePlan, Computation, Condition, PatternPlan
from tocsin.engine.seminaive.expressions import Constants, ExpressionWriter
from tocsin.facts.model import FactType

_MOST_LOOPS = 15

Index = tuple[str, tuple[int, ...]]
"""A hash index over a relation: its name, and the positions that form the key."""


@dataclass
class Source:
    """Lines of a function being written, with what it needs at run time."""

    types: Mapping[str, FactType]
    constants: Constants
    lines: list[str] = field(default_factory=list)
    indexes: dict[Index, str] = field(default_factory=dict)
    depth: int = 1
    loops: int = 0
    calls: list[str] = field(default_factory=list)
    guards: list[str] = field(default_factory=list)

    def loop(self, text: str) -> None:
        """Open a loop. Python nests at most 20 blocks, so a long join goes on in a function within the function."""
        if self.loops == _MOST_LOOPS:
            name = f"inner{len(self.calls)}"
            self.calls.append("    " * self.depth + f"{name}()")
            self.line(f"def {name}():")
            self.depth += 1
            self.loops = 0
        self.line(text)
        self.depth += 1
        self.loops += 1

    def line(self, text: str) -> None:
        """Add a line at the current depth."""
        self.lines.append("    " * self.depth + text)

    def index(self, relation: str, positions: tuple[int, ...]) -> str:
        """The local name of an index."""
        return self.indexes.setdefault((relation, positions), f"i{len(self.indexes)}")

    def function(self, name: str, parameters: str, result: str = "") -> str:
        """The whole function."""
        head = [f"def {name}(store{parameters}):", "    rows = store.rows"]
        for (relation, positions), local in self.indexes.items():
            head.append(f"    {local} = store.indexes[{self.constants.name((relation, positions))}]")
        return "\n".join([*head, *self.lines, *self.calls[::-1], *([f"    {result}"] if result else [])])


def key_source(parts: list[str]) -> str:
    """A key of one part is the part itself, a longer one a tuple."""
    return parts[0] if len(parts) == 1 else "(" + "".join(part + ", " for part in parts) + ")"


def local(name: str) -> str:
    """The Python name of a rule's variable."""
    return f"v_{name}"


class JoinWriter:
    """Writes the nested loops of a conjunction, testing each early condition as soon as it can be."""

    def __init__(self, source: Source, expressions: ExpressionWriter, early: Iterable[Condition], give_up: str) -> None:
        self._source = source
        self._expressions = expressions
        self._waiting = list(early)
        self._give_up = give_up
        self.bound: set[str] = set()
        self.truths: list[str] = []

    def pattern(self, part: int, pattern: PatternPlan, over: str | None = None, old: bool = False) -> None:
        """Open the loop over a pattern's facts: ``over`` a list of numbers, or by index; ``old`` keeps Δ out."""
        source = self._source
        number, row = f"p{part}", f"r{part}"
        single = [(position, values[0]) for position, values in pattern.constants if len(values) == 1]
        known = [(position, source.constants.name(value)) for position, value in single]
        known += [(position, local(name)) for position, name in pattern.variables if name in self.bound]
        known.sort()
        if over is None:
            over = self._look_up(pattern.type, known)
            known = []
        source.loop(f"for {number} in {over}:")
        if old:
            source.line(f"if {number} >= start: break")
        if known or len(single) < len(pattern.constants) or any(n not in self.bound for _, n in pattern.variables):
            source.line(f"{row} = rows[{number}]")
        for position, expected in known:
            source.line(f"if {row}[{position}] != {expected}: continue")
        for position, values in pattern.constants:
            if len(values) > 1:
                source.line(f"if {row}[{position}] not in {source.constants.name(frozenset(values))}: continue")
        self._bind(row, pattern, known)
        self.test()

    def _bind(self, row: str, pattern: PatternPlan, known: list[tuple[int, str]]) -> None:
        fresh: set[str] = set()
        fields = self._source.types[pattern.type].fields
        for position, name in pattern.variables:
            if name in fresh:
                self._source.line(f"if {row}[{position}] != {local(name)}: continue")
            elif name not in self.bound:
                fresh.add(name)
                self._source.line(f"{local(name)} = {row}[{position}]")
                if fields[position].optional:
                    self._source.line(f"if {local(name)} is None: continue")
        self.bound |= fresh

    def _look_up(self, relation: str, known: list[tuple[int, str]]) -> str:
        if not known:
            return f"store.members[{self._source.constants.name(relation)}]"
        index = self._source.index(relation, tuple(position for position, _ in known))
        key = key_source([expected for _, expected in known])
        if not any(expected.startswith("v_") for _, expected in known):
            # Constants alone: without such a fact there is no match, whatever else there is.
            self._source.guards.append(f"    if {key} not in {index}: return")
        return f"{index}.get({key}, ())"

    def group(self, part: int, relation: str, aggregate: AggregatePlan) -> None:
        """Open the loop over an aggregate's groups."""
        source = self._source
        number = f"p{part}"
        known = [(at, local(name)) for at, name in enumerate(aggregate.columns) if name in self.bound]
        if known:
            index = source.index(relation, tuple(at for at, _ in known))
            over = f"{index}.get({key_source([expected for _, expected in known])}, ())"
        else:
            over = f"range(len(store.groups[{source.constants.name(relation)}]))"
        source.loop(f"for {number} in {over}:")
        source.line(f"g{part} = store.groups[{source.constants.name(relation)}][{number}]")
        fresh: set[str] = set()
        for at, name in enumerate(aggregate.columns):
            if name in fresh:
                source.line(f"if g{part}.values[{at}] != {local(name)}: continue")
            elif name not in self.bound:
                source.line(f"{local(name)} = g{part}.values[{at}]")
                fresh.add(name)
        self.bound |= fresh
        self.truths.append(f"g{part}.boundary")
        self.test()

    def test(self) -> None:
        """Write every early condition whose variables are bound by now."""
        for condition in [c for c in self._waiting if c.reads <= self.bound]:
            self._waiting.remove(condition)
            self.condition(condition)

    def condition(self, condition: Condition) -> None:
        """Go on only if the condition is not false; remember that it may be only possible."""
        written = self._expressions.condition(condition.node)
        if not condition.interval:
            self._source.line(f"if not {written}: {self._give_up}")
            return
        truth = f"t{len(self.truths)}"
        self._source.line(f"{truth} = {written}")
        self._source.line(f"if not {truth}: {self._give_up}")
        self.truths.append(f"{truth} == 1")

    def guarded(self, condition: Condition) -> None:
        """A condition that may have no value: then it is false, and the failure is noted."""
        truth = f"t{len(self.truths)}"
        self._attempt(f"{truth} = {self._expressions.condition(condition.node)}", condition.text)
        self._source.line(f"if not {truth}: {self._give_up}")
        self.truths.append(f"{truth} == 1" if condition.interval else "False")

    def computation(self, step: Computation) -> None:
        """Bind a computed value; or, where the variable is bound already, go on only if it is equal."""
        name = "computed" if step.checks else local(step.variable)
        kind = self._source.constants.name(step.kind)
        self._attempt(f"{name} = convert({self._expressions.value(step.node)}, {kind})", step.text)
        if step.checks:
            self._source.line(f"if computed != {local(step.variable)}: {self._give_up}")
        self.bound.add(step.variable)

    def _attempt(self, statement: str, text: str) -> None:
        source = self._source
        source.line("try:")
        source.line(f"    {statement}")
        source.line("except FAILURES as error:")
        source.line(f"    fail({source.constants.name(text)}, error)")
        source.line(f"    {self._give_up}")

    def boundary(self) -> str:
        """Source of the match's boundary: 1 if some condition was only possible."""
        return f"1 if {' or '.join(self.truths)} else 0" if self.truths else "0"
