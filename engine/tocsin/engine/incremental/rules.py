"""A rule at work in one memory: what it watches, its groups, and what had no value in which of its matches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import field
from typing import Any

from tocsin.engine.evaluation import Contribution as Match
from tocsin.engine.evaluation import Failure, aggregate_value, failure_reason
from tocsin.engine.incremental.functions import RuleFunctions
from tocsin.engine.incremental.nodes import UNJUDGED, Bucket, Firing, Group, Node, excluding, including
from tocsin.engine.incremental.store import Store
from tocsin.engine.plan import AggregatePlan
from tocsin.engine.things import thing_of
from tocsin.engine.totals import is_boundary, total_of
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value
from tocsin.rules.expression.evaluate import FAILURES

Key = tuple[Any, ...]
Failures = dict[Failure, None]


@dataclass
class Watch:
    """An exception or a ``stronger_if``: the matches that share bindings with its patterns, by those bindings.

    ``touched`` are the bindings for which it may answer otherwise than it did.
    """

    matches: dict[Key, Bucket[Firing]] = field(default_factory=dict)
    touched: dict[Key, None] = field(default_factory=dict)

    def begin(self, key: Key, firing: Firing) -> None:
        """Watch on behalf of a match."""
        self.matches[key] = including(self.matches.get(key, ()), firing)

    def end(self, key: Key, firing: Firing) -> None:
        """Watch for it no longer."""
        left = excluding(self.matches.get(key, ()), firing)
        if left:
            self.matches[key] = left
        else:
            self.matches.pop(key, None)

    def take(self) -> list[Firing]:
        """The matches for which something may be otherwise; asked again, there are none."""
        found = [firing for key in self.touched for firing in self.matches.get(key, ())]
        self.touched = {}
        return found


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one match of ``over`` brings to its group: a value, or why it has none."""

    value: Value | None
    boundary: int
    failure: Failure | None


class Table:
    """The groups of one aggregate, and the contributions they are made of."""

    def __init__(self, rule: str, plan: AggregatePlan) -> None:
        self.plan = plan
        self.groups: dict[Key, Group] = {}
        self.touched: dict[Key, None] = {}
        self._rule = rule
        self._contributions: dict[Key, dict[tuple[Node, ...], Contribution]] = {}
        self._failed: dict[Key, Failure] = {}

    def add(self, failures: Counter[Failure], key: Key, premises: tuple[Node, ...], found: Contribution) -> None:
        """Count a contribution in; one that is there already changes nothing."""
        members = self._contributions.setdefault(key, {})
        if premises not in members:
            members[premises] = found
            self._note(failures, key, found.failure, 1)

    def remove(self, failures: Counter[Failure], key: Key, premises: tuple[Node, ...]) -> None:
        """Count a contribution out."""
        members = self._contributions.get(key, {})
        found = members.pop(premises, None)
        if found is not None:
            self._note(failures, key, found.failure, -1)
            if not members:
                del self._contributions[key]

    def _note(self, failures: Counter[Failure], key: Key, failure: Failure | None, by: int) -> None:
        if failure is None:
            self.touched[key] = None
        else:
            failures[failure] += by

    def contribution(self, value: Value | None, boundary: int, failed: tuple[str, Exception] | None) -> Contribution:
        """A contribution as the compiled function hands it out."""
        failure = None if failed is None else Failure(self._rule, failed[0], failure_reason(failed[1]))
        return Contribution(value, boundary, failure)

    def made(self, failures: Counter[Failure], key: Key, serial: int) -> Group | None:
        """The group of a key as it is now; None if it has no contributions, or no value."""
        members = [(n, c) for n, c in self._contributions.get(key, {}).items() if c.failure is None]
        before = self._failed.pop(key, None)
        if before is not None:
            failures[before] -= 1
        if not members:
            return None
        if self.plan.has_outer:
            members = list(
                {nodes[: self.plan.counted]: (nodes[: self.plan.counted], c) for nodes, c in members}.values()
            )
        plans = self.plan.things
        if self.plan.recursive:
            return self._total(key, members, serial)
        things = [thing_of(plans, tuple([node.row for node in nodes])) for nodes, _ in (members if plans else ())]
        try:
            value = aggregate_value(self.plan, [contribution.value for _, contribution in members], things)
        except FAILURES as error:
            text = f"{self.plan.operation} as ${self.plan.result}"
            failure = self._failed[key] = Failure(self._rule, text, failure_reason(error))
            failures[failure] += 1
            return None
        facts = dict.fromkeys(node for premises, _ in members for node in premises)
        return Group((*key, value), tuple(facts), any(c.boundary for _, c in members), serial)

    def _total(self, key: Key, members: list[tuple[tuple[Node, ...], Contribution]], serial: int) -> Group:
        """The group of a total that runs through recursion; it always has a value."""
        plans = self.plan.things
        found = [
            Match(c.value, n, bool(c.boundary), thing_of(plans, tuple([each.row for each in n])) if plans else None)  # type: ignore[arg-type]
            for n, c in members
        ]
        facts = dict.fromkeys([node for nodes, _ in members for node in nodes])
        return Group((*key, total_of(self.plan, found)), tuple(facts), False, serial, tuple(found))


class LiveRule:
    """One active rule of a memory. ``failures`` counts, over all rules, the matches in which each thing failed."""

    def __init__(self, functions: RuleFunctions, component: int, store: Store, failures: Counter[Failure]) -> None:
        self.plan = functions.plan
        self.functions = functions
        self.component = component
        self.strengthened: dict[Firing, tuple[Node, ...] | None] = {}
        self.watches = tuple(Watch() for _ in functions.plan.asked)
        self.tables = tuple(Table(self.plan.rule.id, aggregate) for aggregate in self.plan.aggregates)
        self._store = store
        self._failures = failures
        self._joins: dict[int, Callable[..., Any]] = {}
        self._verdict: Callable[..., Any] | None = None
        self._may_fail = True
        self._failed: dict[Firing, tuple[Failure, ...]] = {}
        self._not_strengthened: dict[Firing, tuple[Failure, ...]] = {}

    @property
    def boost(self) -> Watch | None:
        """The watch of ``stronger_if``."""
        return None if self.plan.stronger_if is None else self.watches[-1]

    def matches(self, part: int, item: Node | Group) -> list[tuple[Node | Group, ...]]:
        """Every match in which the item takes the part and nothing is newer."""
        found: list[tuple[Node | Group, ...]] = []
        join = self._joins.get(part)
        if join is None:
            join = self._joins[part] = self.functions.join(part).on(self._store)
        join(self._store, item, found.append)
        return found

    def judge(self, firing: Firing) -> tuple[int, tuple[Value, ...], tuple[Key, ...]] | None:
        """What the match comes to now: its boundary or BLOCKED, computed values, and the row of each conclusion.

        None if it is false. What had no value is noted in place of what had none before.
        """
        if self._verdict is None:
            judge = self.functions.judge()
            self._verdict, self._may_fail = judge.on(self._store), judge.fails
        verdict: tuple[int, tuple[Value, ...], tuple[Key, ...]] | None
        if not self._may_fail:
            verdict = self._verdict(self._store, firing.parts, None)
            return verdict
        failed: Failures = {}
        verdict = self._verdict(self._store, firing.parts, self._failing(failed))
        self._replace(self._failed, firing, failed)
        if verdict is not None and not verdict[0] and self.plan.totals:
            firing.computed = verdict[1]
            groups: Any = firing.parts[len(self.plan.patterns) :]
            return (int(is_boundary(self.plan, groups, firing.bindings())), *verdict[1:])
        return verdict

    def is_kept(self, firing: Firing) -> bool:
        """True if some condition of the match had no value."""
        return firing in self._failed

    def begin(self, firing: Firing) -> None:
        """Watch the exceptions, and what would strengthen it, on behalf of a match."""
        if not self.watches:
            return
        for watch, (key, _) in zip(self.watches, self._keys(firing), strict=True):
            watch.begin(key, firing)

    def end(self, firing: Firing) -> None:
        """Forget a match."""
        if firing.own != UNJUDGED:
            for watch, (key, _) in zip(self.watches, self._keys(firing), strict=True):
                watch.end(key, firing)
        self._replace(self._failed, firing, {})
        self.weaken(firing)

    def _keys(self, firing: Firing) -> Iterable[tuple[Key, Key]]:
        if not self.watches:
            return ()
        found: Iterable[tuple[Key, Key]]
        found = self.functions.outer().on(self._store)(self._store, firing.parts, firing.computed)
        return found

    def strengthen(self, firing: Firing, known: dict[Key, tuple[tuple[Node, ...] | None, Failures]]) -> None:
        """Note the facts that match ``stronger_if`` for a firing; ``known`` are answers for the same bindings."""
        *_, (_, outer) = self._keys(firing)
        if outer not in known:
            failed: Failures = {}
            found: list[tuple[Node, ...]] = []
            function = self.functions.strengtheners().on(self._store)
            function(self._store, self._failing(failed), found.append, *outer)
            known[outer] = (tuple(dict.fromkeys(n for premises in found for n in premises)) if found else None), failed
        self.strengthened[firing] = known[outer][0]
        self._replace(self._not_strengthened, firing, known[outer][1])

    def weaken(self, firing: Firing) -> None:
        """Forget what strengthened a firing."""
        self.strengthened.pop(firing, None)
        self._replace(self._not_strengthened, firing, {})

    def _failing(self, failed: Failures) -> Any:
        def fail(text: str, error: Exception) -> None:
            failed[Failure(self.plan.rule.id, text, failure_reason(error))] = None

        return fail

    def _replace(self, kept: dict[Firing, tuple[Failure, ...]], firing: Firing, failed: Failures) -> None:
        if failed or firing in kept:
            self._failures.subtract(kept.pop(firing, ()))
            self._failures.update(failed.keys())
            if failed:
                kept[firing] = tuple(failed)
