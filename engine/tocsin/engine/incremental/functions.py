"""The functions of an incremental rule, written from its plan and compiled when first used.

For the rule ``head <- p1, ..., pn, not u1, ..., not um`` they are

- ``join(i)``: the matches of p1 ... pn in which one fact takes part i, the others being older;
- ``judge``: what a match comes to now: false, blocked by an exception, or its conclusions;
- ``touched(u, j)``: for which bindings an exception (or a ``stronger_if``) may answer otherwise, now that one fact
  of its pattern j has come or is about to go;
- ``contributed(a, j)``: the contributions to an aggregate that one fact takes part in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from tocsin.engine.incremental.compiled import Function, compiled, order_from, shared
from tocsin.engine.incremental.writer import FunctionWriter
from tocsin.engine.plan import MatchPlan, Plan, RulePlan
from tocsin.engine.seminaive.expressions import tuple_of, variable
from tocsin.engine.seminaive.matches import FAIL, kinds_of
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import Kind
from tocsin.facts.values import kept_with

BLOCKED = 2
"""What ``judge`` says of a match that an exception stands against; 0 and 1 are its boundary otherwise."""


class RuleFunctions:
    """The functions of one rule, for every memory that has the plan."""

    def __init__(self, plan: RulePlan, types: Mapping[str, FactType]) -> None:
        self.plan = plan
        self._types = types
        self.join = cache(self._join)
        self.judge = cache(self._judge)
        self.outer = cache(self._outer)
        self.touched = cache(self._touched)
        self.exception = cache(self._exception)
        self.strengtheners = cache(self._strengtheners)
        self.contributed = cache(self._contributed)

    def relation(self, aggregate: int) -> str:
        """The name of an aggregate's groups as a relation."""
        return f"{self.plan.index}/{aggregate}"

    # -- matches --------------------------------------------------------------------------

    def _join(self, first: int) -> Function:
        """``function(store, item, out)``: each match is handed out once, when its newest part is ``item``."""
        plan = self.plan
        writer = FunctionWriter(self._types, plan.kinds, plan.early)
        patterns = len(plan.patterns)
        writer.line("serial = item.serial")
        for part in plan.orders[first]:
            # A fact that takes two parts is met once: as the later of them it must be strictly older.
            guard = ">= serial" if part < first else "> serial"
            if part >= patterns:
                aggregate = plan.aggregates[part - patterns]
                if part == first:
                    writer.start_group(part, aggregate)
                else:
                    writer.group(part, aggregate, self.relation(part - patterns), guard)
            elif part == first:
                writer.start(part, plan.patterns[part])
            else:
                writer.pattern(part, plan.patterns[part], guard)
        writer.line(f"out({self._parts()})")
        return compiled(writer, ", item, out")

    def _parts(self) -> str:
        return tuple_of(f"p{part}" for part in range(len(self.plan.columns)))

    def _rebound(self, early: bool) -> FunctionWriter:
        """A function that begins with the parts of a match, its variables bound and comparisons made."""
        plan = self.plan
        conditions = [c for c in plan.early if c.interval] if early else []
        writer = FunctionWriter(self._types, plan.kinds, ())
        patterns = len(plan.patterns)
        known: set[str] = set()
        for part, columns in enumerate(plan.columns):
            pattern = plan.patterns[part].variables if part < patterns else tuple(enumerate(columns))
            field = "row" if part < patterns else "values"
            fresh = [(at, name) for at, name in pattern if name not in known]
            if fresh:
                writer.line(f"r = p{part}.{field}")
            for at, name in fresh:
                if name not in known:
                    writer.line(f"{variable(name)} = r[{at}]")
                    known.add(name)
            if part >= patterns and early:
                writer.truths.append(f"p{part}.boundary")
        writer.bound |= known
        for condition in conditions:
            writer.condition(condition)
        return writer

    def _judge(self) -> Function:
        """``function(store, parts, fail)``: (0, 1 or BLOCKED, computed values, a row for each head), or None."""
        plan = self.plan
        writer = self._rebound(early=True)
        writer.late(plan.late)
        computed = tuple_of(variable(name) for name in plan.computed)
        for position, match in enumerate(plan.unless):
            arguments = "".join(f", {variable(name)}" for name in match.outer)
            exception = self.exception(position).call
            writer.line(f"u{position} = {writer.constants.name(exception)}(store, fail{arguments})")
            writer.line(f"if u{position} == 2: return ({BLOCKED}, {computed}, ())")
            writer.truths.append(f"u{position} == 1")
        # Its exceptions have been looked at, so a match whose conclusion fails is kept and watched like a blocked one.
        rows = writer.conclusions(plan.heads, f"{FAIL}; return ({BLOCKED}, {computed}, ())")
        writer.line(f"return ({writer.boundary()}, {computed}, {tuple_of(rows)})")
        function = compiled(writer, ", parts, fail", first=[f"{self._parts()} = parts"])
        needed = [index for position in range(len(plan.unless)) for index in self.exception(position).indexes]
        return Function(function.call, needed, function.fails)

    # -- exceptions and what strengthens --------------------------------------------------

    def _outer(self) -> Function:
        """``function(store, parts, computed)``: for each watch what its patterns share with the match, then all of it.

        The first says which matches a change may bear on, the second what the answer depends on.
        """
        writer = self._rebound(early=False)
        plan = self.plan
        if plan.computed:
            writer.line(f"{tuple_of(variable(name) for name in plan.computed)} = computed")
        keys = [
            tuple_of([tuple_of(map(variable, shared(match))), tuple_of(map(variable, match.outer))])
            for match in self.plan.asked
        ]
        writer.line(f"return {tuple_of(keys)}")
        return compiled(writer, ", parts, computed", first=[f"{self._parts()} = parts"])

    def _touched(self, watch: int, first: int) -> Function:
        """``function(store, item, out)``: what matches with ``item`` at the pattern share with the rule's."""
        match = self.plan.asked[watch]
        writer = self._conjunction(match, first, self.plan.kinds)
        writer.line(f"out({tuple_of(map(variable, shared(match)))})")
        return compiled(writer, ", item, out")

    def _conjunction(self, match: MatchPlan, first: int | None, kinds: Mapping[str, Kind]) -> FunctionWriter:
        """The loops of a conjunction; from one fact on, or (None) from the variables of the rule."""
        writer = FunctionWriter(self._types, kinds_of(match, kinds, self._types), match.early)
        if first is None:
            writer.bound |= set(match.outer)
            writer.test()
        for part in match.order if first is None else order_from(match, first):
            if part == first:
                writer.start(part, match.patterns[part])
            else:
                writer.pattern(part, match.patterns[part])
        return writer

    def _exception(self, position: int) -> Function:
        """``function(store, fail, *outer)``: how far the entry matches: 0 not, 1 possibly, 2 certainly.

        Every match is tried even after a certain one if some may fail, so that what fails is the same in every engine.
        """
        match = self.plan.unless[position]
        writer = self._conjunction(match, None, self.plan.kinds)
        for condition in match.late:
            writer.guarded(condition)
        writer.line(f"best[0] = max(best[0], 2 - ({writer.boundary()}))")
        if not match.late:
            writer.line("if best[0] == 2: return 2")
        parameters = ", fail" + "".join(f", {variable(name)}" for name in match.outer)
        return compiled(writer, parameters, first=["best = [0]"], last="return best[0]")

    def _strengtheners(self) -> Function:
        """``function(store, fail, out, *outer)``: the facts of every certain match of ``stronger_if``."""
        match = self.plan.stronger_if
        if match is None:
            raise ValueError(f"{self.plan.rule.id} has no stronger_if")
        writer = self._conjunction(match, None, self.plan.kinds)
        for condition in match.late:
            writer.guarded(condition)
        premises = tuple_of(f"p{part}" for part in range(len(match.patterns)))
        writer.line(f"if not ({writer.boundary()}): out({premises})")
        parameters = ", fail, out" + "".join(f", {variable(name)}" for name in match.outer)
        return compiled(writer, parameters)

    # -- aggregates -----------------------------------------------------------------------

    def _contributed(self, number: int, first: int) -> Function:
        """``function(store, item, out)``: (group, premises, value, boundary, failure or None) of each contribution."""
        aggregate = self.plan.aggregates[number]
        match = aggregate.match
        writer = self._conjunction(match, first, {})
        key = tuple_of(map(variable, aggregate.by))
        premises = tuple_of(f"p{part}" for part in range(len(match.patterns)))
        for condition in match.late:
            writer.guarded(condition, f"out({key}, {premises}, None, 0, ({{text}}, {{error}}))")
        value = "1" if aggregate.variable is None else variable(aggregate.variable)
        if aggregate.distinct:
            value = tuple_of(map(variable, aggregate.distinct))
        writer.line(f"out({key}, {premises}, {value}, {writer.boundary()}, None)")
        return compiled(writer, ", item, out")


@kept_with
def functions_of(plan: Plan) -> tuple[RuleFunctions, ...]:
    """The functions of a plan's rules, shared by all that evaluate it incrementally."""
    return tuple(RuleFunctions(rule, plan.types) for rule in plan.rules)
