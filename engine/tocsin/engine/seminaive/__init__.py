"""Our own evaluator: semi-naive, set at a time, every firing recorded.

It shares the plan with ``rete`` and nothing else: rules become Python functions (``writer``), run
component by component to their fixpoint, and leave compact records behind.
"""

from __future__ import annotations

from collections.abc import Callable

from tocsin.engine.collection import paused_collection
from tocsin.engine.evaluation import Block, Evaluation, Failure, Givens, Group, aggregate_value, failure_reason
from tocsin.engine.plan import Component, Plan, RulePlan
from tocsin.engine.seminaive.compile import Compiled, compiled
from tocsin.engine.seminaive.store import Store
from tocsin.engine.seminaive.writer import group_relation
from tocsin.rules.expression.evaluate import FAILURES

NAME = "seminaive"
Progress = Callable[[int, int], None]
"""Told after every round: facts so far, firings so far."""


def evaluate(plan: Plan, facts: Givens, active: frozenset[int], progress: Progress | None = None) -> Evaluation:
    """The stratified model of the given facts under the active rules, with every firing.

    ``facts`` maps type names to rows of canonical values in field order, None where absent.
    """
    run = _Run(plan, facts, active, progress)
    with paused_collection():
        return run.evaluate()


class _Run:
    """One evaluation."""

    def __init__(self, plan: Plan, facts: Givens, active: frozenset[int], progress: Progress | None) -> None:
        self._plan = plan
        self._active = active
        self._progress = progress
        self._functions: Compiled = compiled(plan)
        self._failures: set[Failure] = set()
        self._records: dict[int, tuple[list[tuple[object, ...]], ...]] = {}
        self._groups: dict[int, tuple[list[Group], ...]] = {}
        names = set(facts)
        for rule in plan.rules:
            names.update(head.type for head in rule.heads)
            names.update(rule.rule.positive_types())
            names.update(rule.rule.closed_types())
            names.update(pattern.type for pattern in (rule.stronger_if.patterns if rule.stronger_if else ()))
        self._store = Store(sorted(names))
        self._store.give(facts)
        self._given = len(self._store.rows)

    def evaluate(self) -> Evaluation:
        """Run every component to its fixpoint, in dependency order."""
        for component in self._plan.components:
            self._component(component)
        blocks = [
            Block(self._plan.rules[index], head, records, self._groups[index])
            for index, heads in sorted(self._records.items())
            for head, records in enumerate(heads)
            if records
        ]
        store = self._store
        types = [""] * len(store.rows)
        for name, members in store.members.items():
            for number in members:
                types[number] = name
        evaluation = Evaluation(NAME, types, store.rows, self._given, blocks, {}, self._failures)
        self._strengthen(evaluation)
        return evaluation

    def _component(self, component: Component) -> None:
        plans = [self._plan.rules[index] for index in component.rules if index in self._active]
        for rule in plans:
            self._records[rule.index] = tuple([] for _ in rule.heads)
            self._groups[rule.index] = tuple(self._aggregate(rule, number) for number in range(len(rule.aggregates)))
            if self._may_match(rule):
                self._fire(rule, None, component.recursive, [], 0)
        delta = self._round()
        # Δ: evaluate again only the patterns whose type has facts that are new since the last round.
        while any(name in component.recursive for name in delta):
            start = min(numbers[0] for numbers in delta.values())
            for rule in plans:
                for position, pattern in enumerate(rule.patterns):
                    if pattern.type in component.recursive and pattern.type in delta and self._may_match(rule):
                        self._fire(rule, position, component.recursive, delta[pattern.type], start)
            delta = self._round()

    def _round(self) -> dict[str, list[int]]:
        if self._progress is not None:
            firings = sum(len(records) for heads in self._records.values() for records in heads)
            self._progress(len(self._store.rows), firings)
        return self._store.flush()

    def _may_match(self, rule: RulePlan) -> bool:
        return all(self._store.members[pattern.type] for pattern in rule.patterns) and all(self._groups[rule.index])

    def _fire(
        self, rule: RulePlan, delta: int | None, recursive: frozenset[str], numbers: list[int], start: int
    ) -> None:
        function = self._functions.rule(rule.index, delta, recursive)
        self._store.require(function.indexes)
        function.call(self._store, numbers, start, self._failing(rule), self._records[rule.index])

    def _failing(self, rule: RulePlan) -> Callable[[str, Exception], None]:
        def fail(text: str, error: Exception) -> None:
            self._failures.add(Failure(rule.rule.id, text, failure_reason(error)))

        return fail

    def _aggregate(self, rule: RulePlan, number: int) -> list[Group]:
        """The groups of an aggregate over the facts so far, which are complete for its types."""
        aggregate = rule.aggregates[number]
        extra = aggregate.by if aggregate.variable is None else (*aggregate.by, aggregate.variable)
        function = self._functions.collection((rule.index, "aggregate", number), aggregate.match, extra)
        self._store.require(function.indexes)
        matches: list[tuple[tuple[object, ...], tuple[int, ...], int]] = []
        fail = self._failing(rule)
        function.call(self._store, fail, matches.append)
        gathered: dict[tuple[object, ...], list[tuple[tuple[object, ...], tuple[int, ...], int]]] = {}
        width = len(aggregate.by)
        for match in matches:
            gathered.setdefault(match[0][:width], []).append(match)
        groups = []
        for key, members in gathered.items():
            try:
                value = aggregate_value(
                    aggregate, [values[width] if len(values) > width else 1 for values, _, _ in members]
                )
            except FAILURES as error:
                fail(f"{aggregate.operation} as ${aggregate.result}", error)
                continue
            facts = dict.fromkeys(number for _, premises, _ in members for number in premises)
            groups.append(Group((*key, value), tuple(facts), any(boundary for _, _, boundary in members)))  # type: ignore[arg-type]
        self._store.groups[group_relation(rule, number)] = groups
        return groups

    def _strengthen(self, evaluation: Evaluation) -> None:
        """Note which facts match the ``stronger_if`` of each firing, now that the model is complete."""
        for position, block in enumerate(evaluation.blocks):
            match = block.plan.stronger_if
            if match is None:
                continue
            function = self._functions.collection((block.plan.index, "stronger_if", 0), match)
            self._store.require(function.indexes)
            known: dict[tuple[object, ...], tuple[int, ...] | None] = {}
            for number, record in enumerate(block.records):
                bindings = block.bindings(record, evaluation.rows)
                key = tuple(bindings[name] for name in match.outer)
                if key not in known:
                    known[key] = self._strengtheners(function.call, self._failing(block.plan), key)
                strengtheners = known[key]
                if strengtheners is not None:
                    evaluation.strengthened[position, number] = strengtheners

    def _strengtheners(
        self, collect: Callable[..., None], fail: Callable[[str, Exception], None], key: tuple[object, ...]
    ) -> tuple[int, ...] | None:
        """The facts of every certain match; None if there is no such match."""
        matches: list[tuple[tuple[object, ...], tuple[int, ...], int]] = []
        collect(self._store, fail, matches.append, *key)
        certain = [premises for _, premises, boundary in matches if not boundary]
        if not certain:
            return None
        return tuple(dict.fromkeys(number for premises in certain for number in premises))
