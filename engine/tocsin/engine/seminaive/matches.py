"""Functions that go through the matches of a conjunction, as Python source: lines, loops, conditions, conclusions.

Where the facts of a pattern come from is each engine's own: ``joins`` walks numbers and rows, ``incremental.writer``
linked objects. Nothing of a pack's text reaches the source: names are checked words, values are constants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tocsin.engine.plan import Computation, Condition, HeadPlan, MatchPlan
from tocsin.engine.seminaive.expressions import Constants, ExpressionWriter, tuple_of, variable
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Kind

_MOST_LOOPS = 15

Index = tuple[str, tuple[int, ...]]
"""A hash index over a relation: its name, and the positions that form the key."""

FAIL = "fail({text}, {error})"
"""What is done where a value cannot be worked out, unless something else must follow."""


class MatchWriter:
    """A function being written, which goes through matches and tests each condition as soon as it can be.

    ``kinds`` are those of the variables. ``truths`` are sources of what makes a match only possible. Whatever is
    written stands inside some loop, so that ``continue`` gives a match up.
    """

    def __init__(self, types: Mapping[str, FactType], kinds: Mapping[str, Kind], early: Iterable[Condition]) -> None:
        self.constants = Constants()
        self.lines: list[str] = []
        self.indexes: dict[Index, str] = {}
        self.bound: set[str] = set()
        self.truths: list[str] = []
        self._types = types
        self._expressions = ExpressionWriter(self.constants, kinds)
        self._waiting = list(early)
        self._calls: list[str] = []
        self._depth = 1
        self._loops = 0

    # ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────

    def line(self, text: str) -> None:
        """Add a line at the current depth."""
        self.lines.append("    " * self._depth + text)

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

    @property
    def is_nested(self) -> bool:
        """True if the join goes on in a function within the function."""
        return bool(self._calls)

    def index(self, relation: str, positions: Iterable[int]) -> str:
        """The local name of an index."""
        return self.indexes.setdefault((relation, tuple(positions)), f"i{len(self.indexes)}")

    def function(self, name: str, parameters: str, first: Iterable[str] = (), last: str = "") -> str:
        """The whole function: ``first`` lines, its indexes fetched, what was written, the ``last`` line if any."""
        head = [f"def {name}(store{parameters}):", *(f"    {line}" for line in first)]
        for index, local in self.indexes.items():
            head.append(f"    {local} = store.indexes[{self.constants.name(index)}]")
        return "\n".join([*head, *self.lines, *self._calls[::-1], *([f"    {last}"] if last else [])])

    # ── variables and conditions ─────────────────────────────────────────────────────────────────────────────────

    def bind(self, variables: Iterable[tuple[str, str, bool]]) -> None:
        """Bind variables to sources of values, some of which may be absent.

        One that comes twice must have the same value; those bound before are settled elsewhere.
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

    def test(self) -> None:
        """Write every early condition whose variables are bound by now."""
        for condition in [c for c in self._waiting if c.reads <= self.bound]:
            self._waiting.remove(condition)
            self.condition(condition)

    def condition(self, condition: Condition) -> None:
        """Go on only if the condition is not false; note that it may be only possible."""
        written = self._expressions.condition(condition.node)
        if not condition.interval:
            self.line(f"if not {written}: continue")
            return
        truth = f"t{len(self.truths)}"
        self.line(f"{truth} = {written}")
        self.line(f"if not {truth}: continue")
        self.truths.append(f"{truth} == 1")

    def guarded(self, condition: Condition, otherwise: str = FAIL) -> None:
        """A condition that may have no value: then ``otherwise`` is done with ``error``, and the match given up."""
        truth = f"t{len(self.truths)}"
        self.attempt([f"{truth} = {self._expressions.condition(condition.node)}"], condition.text, otherwise)
        self.line(f"if not {truth}: continue")
        self.truths.append(f"{truth} == 1" if condition.interval else "False")

    def computation(self, step: Computation) -> None:
        """Bind a computed value; or, where the variable is bound already, go on only if it is equal."""
        name = "computed" if step.checks else variable(step.variable)
        kind = self.constants.name(step.kind)
        self.attempt([f"{name} = worked_out({self._expressions.value(step.node)}, {kind})"], step.text)
        if step.checks:
            self.line(f"if computed != {variable(step.variable)}: continue")
        if step.may_be_none:
            self.truths.append(f"{name}.is_anything")
        self.bound.add(step.variable)

    def late(self, steps: Iterable[Condition | Computation]) -> None:
        """What a rule tests and works out once its patterns are matched, in the order written."""
        for step in steps:
            if isinstance(step, Computation):
                self.computation(step)
            elif step.may_fail:
                self.guarded(step)
            else:
                self.condition(step)

    def attempt(self, statements: Iterable[str], text: str, otherwise: str = FAIL) -> None:
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

    # ── conclusions ──────────────────────────────────────────────────────────────────────────────────────────────

    def conclusions(self, heads: Sequence[HeadPlan], otherwise: str = FAIL) -> list[str]:
        """Sources of the rows that a match concludes; where a value has to be converted, that may fail."""
        rows = [self._row_of(head) for head in heads]
        if not any(any(head.converts) for head in heads):
            return rows
        self.attempt([f"h{position} = {row}" for position, row in enumerate(rows)], "the conclusion", otherwise)
        return [f"h{position}" for position in range(len(rows))]

    def _row_of(self, head: HeadPlan) -> str:
        parts = []
        for (value, name), kind, converts in zip(head.terms, head.kinds, head.converts, strict=True):
            if name is None:
                parts.append("None" if value is None else self.constants.name(value))
            elif converts:
                parts.append(f"worked_out({variable(name)}, {self.constants.name(kind)})")
            else:
                parts.append(variable(name))
        return tuple_of(parts)


def kinds_of(match: MatchPlan, kinds: Mapping[str, Kind], types: Mapping[str, FactType]) -> dict[str, Kind]:
    """The kinds of a conjunction's variables: those known from outside, the others by the fields they stand for."""
    found = dict(kinds)
    for pattern in match.patterns:
        for position, name in pattern.variables:
            found.setdefault(name, types[pattern.type].fields[position].kind)
    return found
