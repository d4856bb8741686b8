"""One evaluation: every component to its fixpoint, in dependency order."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Sequence, Set
from typing import TYPE_CHECKING

from tocsin.engine.backing import merged
from tocsin.engine.evaluation import Block, Evaluation, Failure, Givens, Group, Record, Records, failure_reason
from tocsin.engine.gc_pause import paused_collection
from tocsin.engine.phases import Progress, is_told, phase
from tocsin.engine.plan import Plan
from tocsin.engine.record_columns import has_numpy
from tocsin.engine.seminaive.compile import Compiled, CompiledRule, Function, Stage, compiled
from tocsin.engine.seminaive.gathering import groups_of, strengtheners
from tocsin.engine.seminaive.store import Store
from tocsin.engine.seminaive.totals import RunningTotals
from tocsin.engine.seminaive.writer import group_relation
from tocsin.engine.stopping import counted, is_limited

if TYPE_CHECKING:
    from tocsin.engine.seminaive.columnar import Columns

_FEW = 1_000
"""Facts of a type up to which it is found out whether a rule has a match by its constants, before it is compiled."""
_BEFORE_NUMPY = 10
"""So many times more facts are awaited while NumPy is not in the process yet, because loading it takes 0.1 s."""


def evaluate_plan(
    name: str,
    plan: Plan,
    facts: Givens,
    active: frozenset[int],
    progress: Progress | None,
    columns_from: int | None,
) -> Evaluation:
    """The model of the given facts under the active rules; see the package's ``evaluate``."""
    functions = compiled(plan)
    with paused_collection():
        evaluation = _Run(name, functions, facts, active, progress, columns_from).evaluate()
        return merged(plan, evaluation) if functions.is_lowered else evaluation


class _Run:
    """One evaluation. ``columns_from`` is the number of new facts in a round from which columns take over."""

    def __init__(
        self,
        name: str,
        compiled: Compiled,
        facts: Givens,
        active: frozenset[int],
        progress: Progress | None,
        columns_from: int | None,
    ) -> None:
        self._name = name
        self._active = active
        self._progress = progress
        self._columns_from = math.inf if columns_from is None else columns_from
        self._compiled = compiled
        self._failures: set[Failure] = set()
        self._records: dict[int, tuple[list[Record], ...]] = {}
        self._columns: dict[tuple[int, int], Records] = {}
        self._groups: dict[int, tuple[list[Group], ...]] = {}
        self._totals: dict[int, RunningTotals] = {}
        self._store = Store()
        self._store.give(facts)
        self._given = len(self._store.rows)

    def evaluate(self) -> Evaluation:
        """Run every component to its fixpoint, in dependency order."""
        if not is_limited():  # as nearly always: one of a thousand small cases must not pay for it
            return self._evaluated()
        with counted(lambda: (len(self._store.rows), self._firings())):
            return self._evaluated()

    def _evaluated(self) -> Evaluation:
        told = is_told()
        for stage in self._compiled.stages(self._active):
            if not told:
                self._stage(stage)
                continue
            names = " ".join(rule.plan.rule.id for rule in stage.rules)
            with phase("component", engine=self._name, rules=names, recursive=bool(stage.recursive)) as found:
                self._stage(stage)
                found.tell(facts=len(self._store.rows), firings=self._firings())
        plans, columns, groups = self._compiled.plans, self._columns, self._groups
        blocks = [
            Block(plans[index], head, records, groups.get(index, ()))
            for index, heads in sorted(self._records.items())
            for head, rows in enumerate(heads)
            if (records := columns.get((index, head), rows) if columns else rows)
        ]
        store = self._store
        strengthened = self._strengtheners(blocks)
        # An empty set takes 200 bytes, and there may be a hundred thousand small cases.
        failures: Set[Failure] = self._failures or frozenset()
        return Evaluation(self._name, store.types(), store.rows, self._given, blocks, strengthened, failures)

    def _stage(self, stage: Stage) -> None:
        """A component to its fixpoint."""
        most = 0
        if len(self._store.rows) >= self._columns_from:
            most = max([len(self._store.members[name]) for name in stage.types])
        if stage.fires_once and most < self._columns_from:
            if self._fire_all(stage.rules, stage):
                self._round(stage.makes)
            return
        present = self._store.present | stage.recursive
        matching = []
        for rule in stage.rules:
            if rule.aggregates:
                groups = tuple([self._aggregate(rule, number) for number in rule.aggregates])
                self._groups[rule.plan.index] = groups
                if not all(groups) and not rule.totals:
                    continue
            if rule.totals:
                # Gathered whether or not the rule can fire: that it has no value somewhere is told.
                self._totals[rule.plan.index] = RunningTotals(rule, self._store, self._compiled, self._failing)
                matching.append(rule)
            elif rule.needs <= present and (rule.functions or self._has_constants(rule, stage.recursive)):
                matching.append(rule)
        if matching:
            self._fixpoint(matching, stage, most)

    def _has_constants(self, rule: CompiledRule, recursive: frozenset[str]) -> bool:
        """False if a constant of the rule is in no fact of its type, so that there is no match and nothing to compile.

        Types that still grow, and those with many facts, are not looked at.
        """
        store = self._store
        for name, position, values in rule.constants:
            if name in recursive or len(store.members[name]) > _FEW:
                continue
            key = name, (position,)
            store.require((key,))
            if store.indexes[key].keys().isdisjoint(values):
                return False
        return True

    def _fire_all(self, rules: list[CompiledRule], stage: Stage) -> bool:
        """Fire the rules, as far as they can, over all facts there are; whether any could."""
        store, fired = self._store, False
        for rule in rules:
            if rule.needs <= store.present and (rule.functions or self._has_constants(rule, stage.recursive)):
                function = rule.functions.get(None) or rule.function(None, stage.recursive)
                if not fired:
                    store.recognise(stage.makes)
                    fired = True
                self._records[rule.plan.index] = ([],) if rule.single else tuple([[] for _ in rule.plan.heads])
                self._fire(rule, function, (), 0)
        return fired

    def _fixpoint(self, rules: list[CompiledRule], stage: Stage, most: int) -> None:
        records, recursive = self._records, stage.recursive
        for rule in rules:
            records[rule.plan.index] = tuple([[] for _ in rule.plan.heads])
        if self._suits_columns(rules, most) and self._in_columns(rules, recursive, None):
            return
        totals: Sequence[RunningTotals] = ()
        plain = rules
        if self._totals:
            totals = [self._totals[rule.plan.index] for rule in rules if rule.totals]
            plain = [rule for rule in rules if not rule.totals]
            self._store.recognise(stage.makes)
        self._fire_all(plain, stage)
        for total in totals:
            total.begin()
        delta = self._round(stage.makes)
        refused = False
        # Δ: evaluate again only the patterns whose type has facts that are new since the last round.
        while recursive and not recursive.isdisjoint(delta):
            if not refused and self._suits_columns(rules, sum(map(len, delta.values()))):
                if self._in_columns(rules, recursive, delta):
                    return
                refused = True
            self._go_on(plain, totals, recursive, delta)
            delta = self._round(stage.makes)
        for total in totals:
            index = total.rule.plan.index
            self._groups[index], records[index] = total.finish(self._groups.get(index, ()))

    def _go_on(
        self,
        rules: list[CompiledRule],
        totals: Sequence[RunningTotals],
        recursive: frozenset[str],
        delta: dict[str, list[int]],
    ) -> None:
        """Everything that follows with a fact of the last round."""
        start = min([numbers[0] for numbers in delta.values()])
        for total in totals:
            total.go_on(delta, start, recursive)
        for rule in rules:
            if not rule.needs <= self._store.present:
                continue
            for position, pattern in enumerate(rule.plan.patterns):
                if pattern.type in recursive and pattern.type in delta:
                    self._fire(rule, rule.function(position, recursive), delta[pattern.type], start)

    def _suits_columns(self, rules: list[CompiledRule], facts: int) -> bool:
        enough = self._columns_from * (1 if "numpy" in sys.modules else _BEFORE_NUMPY)
        return facts >= enough and has_numpy() and all(rule.columnar for rule in rules)

    def _in_columns(
        self, rules: list[CompiledRule], recursive: frozenset[str], delta: dict[str, list[int]] | None
    ) -> bool:
        """Go on column by column, from the beginning (``delta`` None) or the last round; False if it cannot be done."""
        from tocsin.engine.seminaive.columnar import Columns

        columns = Columns([rule.plan for rule in rules], self._store, self._compiled)
        if not columns.fits:
            return False
        with counted(lambda: (columns.facts, self._firings() + columns.firings)):
            self._columns_to_fixpoint(columns, rules, recursive, delta)
        columns.hand_back()
        for rule in rules:
            for head, before in enumerate(self._records[rule.plan.index]):
                self._columns[rule.plan.index, head] = columns.records(rule.plan.index, head, before)
        return True

    def _columns_to_fixpoint(
        self,
        columns: Columns,
        rules: list[CompiledRule],
        recursive: frozenset[str],
        delta: dict[str, list[int]] | None,
    ) -> None:
        fresh: set[str] = set()
        if delta is None:
            for rule in rules:
                columns.fire(rule.plan, None, recursive, self._failing(rule.plan.rule.id))
            fresh = columns.reveal()
        else:
            columns.since(delta)
            fresh.update(delta)
        while not recursive.isdisjoint(fresh):
            for rule in rules:
                for position, pattern in enumerate(rule.plan.patterns):
                    if pattern.type in recursive and pattern.type in fresh:
                        columns.fire(rule.plan, position, recursive, self._failing(rule.plan.rule.id))
            fresh = columns.reveal()
            if self._progress is not None:
                self._progress(columns.facts, self._firings() + columns.firings)

    def _firings(self) -> int:
        heads = (((index, head), rows) for index, heads in self._records.items() for head, rows in enumerate(heads))
        return sum(len(self._columns.get(key, rows)) for key, rows in heads)

    def _round(self, names: Iterable[str]) -> dict[str, list[int]]:
        if self._progress is not None:
            self._progress(len(self._store.rows), self._firings())
        return self._store.flush(names)

    def _fire(self, rule: CompiledRule, function: Function, numbers: Sequence[int], start: int) -> None:
        self._store.require(function.indexes)
        fail = self._failing(rule.plan.rule.id) if function.fails else None
        function.call(self._store, numbers, start, fail, self._records[rule.plan.index])

    def _failing(self, rule: str) -> Callable[[str, Exception], None]:
        def fail(text: str, error: Exception) -> None:
            self._failures.add(Failure(rule, text, failure_reason(error)))

        return fail

    def _aggregate(self, rule: CompiledRule, number: int) -> list[Group]:
        """The groups of an aggregate over the facts so far, which are complete for its types."""
        aggregate = rule.plan.aggregates[number]
        groups: list[Group] = []
        # Without facts of every type there is no match, and nothing to compile.
        if all(self._store.members[pattern.type] for pattern in aggregate.match.patterns):
            extra = aggregate.taken
            function = self._compiled.collection((rule.plan.index, "aggregate", number), aggregate.match, extra)
            self._store.require(function.indexes)
            groups = groups_of(aggregate, function.call, self._store, self._failing(rule.plan.rule.id))
        self._store.groups[group_relation(rule.plan, number)] = groups
        return groups

    def _strengtheners(self, blocks: list[Block]) -> dict[tuple[int, int], tuple[int, ...]]:
        """The facts that match the ``stronger_if`` of each firing, now that the model is complete."""
        strengthened: dict[tuple[int, int], tuple[int, ...]] = {}
        for position, block in enumerate(blocks):
            match = block.plan.stronger_if
            if match is None or not all(self._store.members[pattern.type] for pattern in match.patterns):
                continue
            function = self._compiled.collection((block.plan.index, "stronger_if", 0), match)
            self._store.require(function.indexes)
            fail = self._failing(block.plan.rule.id)
            known: dict[tuple[object, ...], tuple[int, ...] | None] = {}
            for number, record in enumerate(block.records):
                bindings = block.bindings(record, self._store.rows)
                key = tuple([bindings[name] for name in match.outer])
                if key not in known:
                    known[key] = strengtheners(function.call, self._store, fail, key)
                found = known[key]
                if found is not None:
                    strengthened[position, number] = found
        return strengthened
