"""Conjunctions matched over facts that are settled: groups of aggregates, exceptions, strengtheners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic

from tocsin.engine.evaluation import Group
from tocsin.engine.plan import MatchPlan, RulePlan
from tocsin.engine.seminaive.compile import Compiled
from tocsin.engine.seminaive.store import Store
from tocsin.engine.seminaive.writer import group_relation
from tocsin.facts.kinds import Value
from tocsin.questions.worlds.ground.aggregates import GroupValues
from tocsin.questions.worlds.ground.algebra import Algebra, W
from tocsin.questions.worlds.ground.program import Grouping, Match


class Conjunctions(Generic[W]):
    """Finds the matches of conjunctions, each with the worlds it holds in; ``holds`` grows as facts are settled."""

    def __init__(self, functions: Compiled, store: Store, holds: list[W], algebra: Algebra[W]) -> None:
        self._functions = functions
        self._store = store
        self._holds = holds
        self._algebra = algebra
        self._known: dict[tuple[Any, ...], tuple[Match[W], ...]] = {}

    def groups(self, rule: RulePlan, number: int) -> list[Grouping[W]]:
        """The groups of an aggregate, one for each value it has in some world, entered in the store in this order.

        Raises TooManyValues.
        """
        aggregate = rule.aggregates[number]
        extra = aggregate.taken
        found = self._collected((rule.index, "aggregate", number), aggregate.match, extra)
        contributions = [(values, match) for values, match in found if match.worlds is not self._algebra.none]
        groupings = GroupValues(self._algebra, self._store.rows).groupings(aggregate, contributions)
        self._store.groups[group_relation(rule, number)] = [Group(columns, (), False) for columns, _ in groupings]
        return [grouping for _, grouping in groupings]

    def matches(
        self, rule: int, what: str, number: int, match: MatchPlan, bindings: Mapping[str, Value]
    ) -> tuple[Match[W], ...]:
        """The matches of an entry under these bindings that hold in some world; ``what`` is the part of the rule."""
        outer = tuple(bindings[name] for name in match.outer)
        key = (rule, what, number, *outer)
        if key not in self._known:
            found = self._collected((rule, what, number), match, (), outer)
            self._known[key] = tuple(made for _, made in found if made.worlds is not self._algebra.none)
        return self._known[key]

    def _collected(
        self, key: tuple[int, str, int], match: MatchPlan, extra: tuple[str, ...], outer: tuple[Value, ...] = ()
    ) -> list[tuple[tuple[Value, ...], Match[W]]]:
        function = self._functions.collection(key, match, extra)
        self._store.require(function.indexes)
        found: list[Any] = []
        function.call(self._store, unheard, found.append, *outer)
        return [(values, self._match(facts, bool(boundary))) for values, facts, boundary in found]

    def _match(self, facts: tuple[int, ...], boundary: bool) -> Match[W]:
        worlds = self._algebra.all
        for fact in facts:
            worlds = self._algebra.meet(worlds, self._holds[fact])
        return Match(facts, boundary, worlds)


def unheard(text: str, error: Exception) -> None:
    """A condition without a value counts as false; that it had none is told by the assessment, not again here."""
