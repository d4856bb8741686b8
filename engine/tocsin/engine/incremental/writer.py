"""Loops and conditions of the incremental rules as Python source.

Where ``seminaive`` writes joins over columns of numbers for a whole round, here each join starts from one fact or
group that has just come or is about to go, and walks the linked objects. Expressions are written by the same
``ExpressionWriter``. Nothing of a pack's text reaches the source: names are checked words, values are constants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.engine.incremental.store import Index
from tocsin.engine.plan import AggregatePlan, Computation, Condition, PatternPlan
from tocsin.engine.seminaive.expressions import Constants, ExpressionWriter
from tocsin.facts.kinds import Kind
from tocsin.facts.model import FactType

_MOST_LOOPS = 15


def variable(name: str) -> str:
    """The Python name of a rule's variable, as ``ExpressionWriter`` has it."""
    return f"v_{name}"


def tuple_of(parts: Iterable[str]) -> str:
    """Source of a tuple."""
    return "(" + "".join(f"{part}, " for part in parts) + ")"


class FunctionWriter:
    """A function being written: loops over facts, conditions as soon as their variables are bound.

    ``truths`` are sources of what makes the match only possible. Every function runs inside one loop of one turn,
    so that ``continue`` gives a match up wherever it stands.
    """

    def __init__(self, types: Mapping[str, FactType], kinds: Mapping[str, Kind], early: Iterable[Condition]) -> None:
        self.constants = Constants()
        self.indexes: dict[Index, str] = {}
        self.bound: set[str] = set()
        self.truths: list[str] = []
        self._types = types
        self._expressions = ExpressionWriter(self.constants, kinds)
        self._waiting = list(early)
        self._lines: list[str] = []
        self._calls: list[str] = []
        self._depth = 1
        self._loops = 0
        self.loop("for _ in once:")

    # -- lines ----------------------------------------------------------------------------

    def line(self, text: str) -> None:
        """Add a line at the current depth."""
        self._lines.append("    " * self._depth + text)

    def loop(self, text: str) -> None:
        """Open a loop. Python nests at most 20 blocks, so a long join goes on in a function within the function."""
        if self._loops == _MOST_LOOPS:
            name = f"inner{len(self._calls)}"
            self._calls.append("    " * self._depth + f"{name}()")
            self.line(f"def {name}():")
            self._depth += 1
            self._loops = 0
        self.line(text)
        self._depth += 1
        self._loops += 1

    def text(self, parameters: str, first: Iterable[str] = (), last: str = "") -> str:
        """The whole function, which is called ``function``."""
        lines = [f"def function(store{parameters}):", *(f"    {line}" for line in first)]
        for index, name in self.indexes.items():
            lines.append(f"    {name} = store.indexes[{self.constants.name(index)}]")
        return "\n".join([*lines, *self._lines, *self._calls[::-1], *([f"    {last}"] if last else [])])

    # -- where facts come from ------------------------------------------------------------

    def start(self, part: int, pattern: PatternPlan) -> None:
        """Begin with one fact, ``item``."""
        self.line(f"p{part} = item")
        self._row(part, pattern, _single(pattern), self._known(pattern))

    def pattern(self, part: int, pattern: PatternPlan, guard: str = "") -> None:
        """Open the loop over the facts of a pattern that agree with what is bound; ``guard`` passes facts over."""
        known = sorted([*_single(pattern), *self._known(pattern)], key=lambda item: item[0])
        if known:
            index = self._index(pattern.type, [position for position, _ in known])
            values = [self.constants.name(value) if name is None else name for _, (value, name) in known]
            over = f"{index}.get({values[0] if len(values) == 1 else tuple_of(values)}, ())"
        else:
            over = f"store.members({self.constants.name(pattern.type)}).values()"
        self.loop(f"for p{part} in {over}:")
        if guard:
            self.line(f"if p{part}.serial {guard}: continue")
        self._row(part, pattern, [], [])

    def start_group(self, part: int, aggregate: AggregatePlan) -> None:
        """Begin with one group, ``item``."""
        self.line(f"p{part} = item")
        self._values(part, aggregate)

    def group(self, part: int, aggregate: AggregatePlan, relation: str, guard: str) -> None:
        """Open the loop over an aggregate's groups that agree with what is bound."""
        known = [(at, variable(name)) for at, name in enumerate(aggregate.columns) if name in self.bound]
        if known:
            index = self._index(relation, [at for at, _ in known])
            values = [name for _, name in known]
            over = f"{index}.get({values[0] if len(values) == 1 else tuple_of(values)}, ())"
        else:
            over = f"store.table({self.constants.name(relation)})"
        self.loop(f"for p{part} in {over}:")
        self.line(f"if p{part}.serial {guard}: continue")
        self._values(part, aggregate)

    def _index(self, relation: str, positions: Iterable[int]) -> str:
        return self.indexes.setdefault((relation, tuple(positions)), f"i{len(self.indexes)}")

    def _known(self, pattern: PatternPlan) -> list[tuple[int, tuple[object, str | None]]]:
        return [(at, (None, variable(name))) for at, name in pattern.variables if name in self.bound]

    def _row(
        self,
        part: int,
        pattern: PatternPlan,
        single: list[tuple[int, tuple[object, str | None]]],
        known: list[tuple[int, tuple[object, str | None]]],
    ) -> None:
        """Hold a fact's row against what an index has not settled, and bind its variables."""
        row = f"r{part}"
        self.line(f"{row} = p{part}.row")
        for position, (value, name) in (*single, *known):
            self.line(f"if {row}[{position}] != {self.constants.name(value) if name is None else name}: continue")
        for position, values in pattern.constants:
            if len(values) > 1:
                self.line(f"if {row}[{position}] not in {self.constants.name(frozenset(values))}: continue")
        self._bind(((f"{row}[{at}]", name, self._is_optional(pattern, at)) for at, name in pattern.variables))

    def _is_optional(self, pattern: PatternPlan, position: int) -> bool:
        return self._types[pattern.type].fields[position].optional

    def _values(self, part: int, aggregate: AggregatePlan) -> None:
        self._bind((f"p{part}.values[{at}]", name, False) for at, name in enumerate(aggregate.columns))

    def _bind(self, variables: Iterable[tuple[str, str, bool]]) -> None:
        """Bind variables to values, or hold the values against them; then test what can be tested.

        What was bound before this part is settled already, by the index or line by line.
        """
        fresh: set[str] = set()
        for source, name, optional in variables:
            if name in fresh:
                self.line(f"if {source} != {variable(name)}: continue")
            elif name not in self.bound:
                fresh.add(name)
                self.line(f"{variable(name)} = {source}")
                if optional:
                    self.line(f"if {variable(name)} is None: continue")
        self.bound |= fresh
        self.test()

    # -- conditions -----------------------------------------------------------------------

    def test(self) -> None:
        """Write every early condition whose variables are bound by now."""
        for condition in [c for c in self._waiting if c.reads <= self.bound]:
            self._waiting.remove(condition)
            self.condition(condition)

    def condition(self, condition: Condition) -> None:
        """Go on only if the condition is not false; note that it may be only possible."""
        written = self._expressions.condition(condition.node)
        if condition.interval:
            truth = f"t{len(self.truths)}"
            self.line(f"{truth} = {written}")
            self.line(f"if not {truth}: continue")
            self.truths.append(f"{truth} == 1")
        else:
            self.line(f"if not {written}: continue")

    def guarded(self, condition: Condition, otherwise: str) -> None:
        """A condition that may have no value: then ``otherwise`` is done with ``error``, and the match given up."""
        truth = f"t{len(self.truths)}"
        self.attempt([f"{truth} = {self._expressions.condition(condition.node)}"], condition.text, otherwise)
        self.line(f"if not {truth}: continue")
        self.truths.append(f"{truth} == 1" if condition.interval else "False")

    def computation(self, step: Computation, otherwise: str) -> None:
        """Bind a computed value; or, where the variable is bound already, go on only if it is equal."""
        name = "computed" if step.checks else variable(step.variable)
        kind = self.constants.name(step.kind)
        self.attempt([f"{name} = convert({self._expressions.value(step.node)}, {kind})"], step.text, otherwise)
        if step.checks:
            self.line(f"if computed != {variable(step.variable)}: continue")
        self.bound.add(step.variable)

    def attempt(self, statements: Iterable[str], text: str, otherwise: str) -> None:
        """Do what may fail; if it does, ``otherwise``, with ``text`` and ``error`` filled in, and give up."""
        self.line("try:")
        for statement in statements:
            self.line(f"    {statement}")
        self.line("except FAILURES as error:")
        self.line(f"    {otherwise.format(text=self.constants.name(text), error='error')}")
        self.line("    continue")

    def boundary(self) -> str:
        """Source of the match's boundary: 1 if something was only possible."""
        return f"1 if {' or '.join(self.truths)} else 0" if self.truths else "0"


def _single(pattern: PatternPlan) -> list[tuple[int, tuple[object, str | None]]]:
    return [(position, (values[0], None)) for position, values in pattern.constants if len(values) == 1]
