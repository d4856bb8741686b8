"""One evaluation: components in dependency order, each to its fixpoint.

durable-rules matches whatever it can as soon as facts are there; a match waits until the component of its rule is
reached, because only then are the types under ``unless`` and in aggregates complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from weakref import WeakKeyDictionary

from tocsin.engine.evaluation import Block, Evaluation, Failure, Givens, Group
from tocsin.engine.plan import AggregatePlan, Plan
from tocsin.engine.rete.able import able_rules
from tocsin.engine.rete.conditions import Attempts, conjunction
from tocsin.engine.rete.firing import Firing
from tocsin.engine.rete.grouping import Contribution, groups_of
from tocsin.engine.rete.join import Entry, Join, Part
from tocsin.engine.rete.library import LOCK, engine
from tocsin.engine.rete.matcher import Matcher
from tocsin.engine.rete.matches import Match, Matches
from tocsin.engine.rete.memory import Bindings, Memory
from tocsin.engine.rete.network import Network, Networks
from tocsin.engine.rete.rule_network import Piece, RuleNetwork
from tocsin.engine.rete.search import Search
from tocsin.engine.rete.totals import RunningTotal, anew
from tocsin.engine.stopping import counted
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Truth

Progress = Callable[[int, int], None]
_NETWORKS: WeakKeyDictionary[Plan, tuple[Networks, dict[frozenset[int], Network]]] = WeakKeyDictionary()
_NETWORKS_OF_A_PLAN = 8
"""So many choices of rules are kept made up."""


def evaluate_plan(
    name: str, plan: Plan, facts: Givens, active: frozenset[int], progress: Progress | None
) -> Evaluation:
    """The model of the given facts under the active rules; see the package's ``evaluate``."""
    engine()  # refuse before any work where durable-rules is not available
    with LOCK:
        network = network_of(plan, able_rules(plan, active, facts))
        with Matcher(network) as matcher:
            return _Run(network, matcher, progress).evaluate(name, facts)


def network_of(plan: Plan, rules: frozenset[int]) -> Network:
    """The network of these rules of the plan. Raises ProblemError if durable-rules cannot hold it."""
    kept = _NETWORKS.get(plan)
    if kept is None:
        kept = _NETWORKS[plan] = Networks(plan), {}
    networks, known = kept
    network = known.get(rules)
    if network is None:
        if len(known) == _NETWORKS_OF_A_PLAN:
            del known[next(iter(known))]
        network = known[rules] = networks.of(rules)
    return network


class _Rule:
    """One rule in this evaluation: its pieces and groups as parts of a join, and its firing."""

    def __init__(self, network: RuleNetwork, memory: Memory, failures: set[Failure]) -> None:
        self.network = network
        self.plan = network.plan
        self.firing = Firing(network, memory, failures)
        self.groups: tuple[list[Group], ...] = ()
        self._memory = memory
        self._failures = failures
        self._fired = 0
        """Of a rule that has nothing to join, how many matches it has gone through."""
        self._parts = [Part() for _ in network.own.pieces] if network.joins else []
        self._join: Join | None = None

    def close(self, groups: tuple[list[Group], ...]) -> None:
        """Take over the groups of the aggregates, now that their types are complete."""
        self.groups = groups
        found = [_part_of(*each) for each in zip(self.plan.aggregates, groups, strict=True)]
        self._join = Join(self.network.own.joined, [*self._parts, *found])

    def advance(self, matches: Matches) -> None:
        """Fire every match that came up since the last time."""
        own, pieces = self.network.own, len(self._parts)
        if not self.network.joins:
            self._fire_each(own.pieces[0], matches.of(own.pieces[0].index))
            return
        if self._join is None:
            self.close(())
        assert self._join is not None
        matches.feed(self._parts, own.pieces)
        for chosen, bindings, truth in self._join.fresh():
            groups = tuple([entry.members[0] for entry in chosen[pieces:]])
            totals = [self.groups[at][number] for at, number in enumerate(groups)] if self.plan.totals else []
            self.firing.fire(own.in_order(chosen[:pieces]) + groups, bindings, truth, totals)

    def _fire_each(self, piece: Piece, found: list[Match]) -> None:
        start, self._fired = self._fired, len(found)
        early, fire = self.plan.early, self.firing.fire
        for numbers, values in found[start:]:
            bindings = dict(zip(piece.names, values, strict=True))
            truth = conjunction(early, bindings) if early else Truth.CERTAIN
            if truth != Truth.FALSE:
                fire(piece.in_order(numbers), bindings, truth)

    def restart(self, groups: tuple[list[Group], ...]) -> None:
        """Begin anew with groups that have grown: what fired before fires again, with all that contributes now."""
        self.firing = Firing(self.network, self._memory, self._failures)
        self._parts = anew(self._parts)
        self.close(groups)


class _Run:
    """One evaluation."""

    def __init__(self, network: Network, matcher: Matcher, progress: Progress | None) -> None:
        self._matcher = matcher
        self._network = network
        self._progress = progress
        self._memory = Memory()
        self._matches = Matches(network.pieces, matcher, self._memory)
        self._asserted = 0
        self._failures: set[Failure] = set()
        self._rules: dict[int, _Rule] = {}

    def evaluate(self, name: str, facts: Givens) -> Evaluation:
        """Run every component to its fixpoint, and note what strengthens in the complete model."""
        with counted(lambda: (len(self._memory.rows), self._firings())):
            return self._evaluated(name, facts)

    def _evaluated(self, name: str, facts: Givens) -> Evaluation:
        memory = self._memory
        for type_name, rows in facts.items():
            for row in rows:
                memory.add(type_name, row)
        given = len(memory.rows)
        self._assert_new()
        for component, growing in self._network.components:
            self._component(component, growing)
        blocks = [
            Block(rule.plan, head, records, rule.groups)
            for _, rule in sorted(self._rules.items())
            for head, records in enumerate(rule.firing.records)
            if records
        ]
        evaluation = Evaluation(name, memory.types, memory.rows, given, blocks, {}, self._failures)
        for position in range(len(blocks)):
            self._strengthen(evaluation, position)
        return evaluation

    def _component(self, component: tuple[RuleNetwork, ...], growing: frozenset[int]) -> None:
        totals: dict[int, dict[int, RunningTotal]] = {}
        for network in component:
            plan = network.plan
            if plan.aggregates:
                groups = [[] if at in plan.totals else self._groups(network, at) for at in range(len(plan.aggregates))]
                totals[plan.index] = {at: self._total(network, at) for at in plan.totals}
                self._rule(network).close(tuple(groups))
        while True:
            for network in component:
                if network.plan.totals:
                    self._restart(network, totals[network.plan.index])
                if all(map(self._matches.of, network.own.indexes)):
                    self._rule(network).advance(self._matches)
            self._tell()
            if not self._assert_new() or not self._matches.waiting(growing):
                return

    def _rule(self, network: RuleNetwork) -> _Rule:
        """The rule in this evaluation, made when there is something for it to do."""
        rule = self._rules.get(network.plan.index)
        if rule is None:
            rule = self._rules[network.plan.index] = _Rule(network, self._memory, self._failures)
        return rule

    def _restart(self, network: RuleNetwork, totals: Mapping[int, RunningTotal]) -> None:
        rule = self._rule(network)
        attempts = Attempts(network.plan.rule.id, self._failures)
        grown = {at: each.groups(attempts, self._memory) for at, each in totals.items()}
        rule.restart(tuple(grown.get(at, each) for at, each in enumerate(rule.groups)))

    def _total(self, network: RuleNetwork, at: int) -> RunningTotal:
        within = network.aggregates[at]
        return RunningTotal(network.plan.aggregates[at], within, lambda parts: self._matches.feed(parts, within.pieces))

    def _assert_new(self) -> bool:
        """Let the facts concluded since the last time join; whether there were any."""
        memory, start = self._memory, self._asserted
        self._asserted = len(memory.rows)
        self._matcher.assert_facts(start, memory.types, memory.rows)
        return self._asserted > start

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(len(self._memory.rows), self._firings())

    def _firings(self) -> int:
        return sum(len(records) for rule in self._rules.values() for records in rule.firing.records)

    def _groups(self, network: RuleNetwork, at: int) -> list[Group]:
        within, aggregate = network.aggregates[at], network.plan.aggregates[at]
        parts = [Part() for _ in within.pieces]
        self._matches.feed(parts, within.pieces)

        def contributions() -> Iterator[Contribution]:
            for chosen, bindings, truth in Join(within.joined, parts).fresh():
                yield within.in_order(chosen), bindings, truth

        return groups_of(aggregate, contributions(), Attempts(network.plan.rule.id, self._failures), self._memory)

    def _strengthen(self, evaluation: Evaluation, position: int) -> None:
        """Note the facts that match the ``stronger_if`` of each firing of a block."""
        block = evaluation.blocks[position]
        plan = self._network.rules[block.plan.index].strengthening
        if plan is None:
            return
        search = Search(plan, self._memory, Attempts(block.plan.rule.id, self._failures))
        known: dict[tuple[Value, ...], tuple[int, ...] | None] = {}
        for number, record in enumerate(block.records):
            bindings = block.bindings(record, evaluation.rows)
            key = tuple(bindings[name] for name in plan.match.outer)
            if key not in known:
                known[key] = _strengtheners(search, bindings)
            strengtheners = known[key]
            if strengtheners is not None:
                evaluation.strengthened[position, number] = strengtheners


def _part_of(aggregate: AggregatePlan, groups: list[Group]) -> Part:
    part = Part()
    for number, group in enumerate(groups):
        truth = Truth.POSSIBLE if group.boundary else Truth.CERTAIN
        part.add(Entry((number,), dict(zip(aggregate.columns, group.values, strict=True)), truth))
    return part


def _strengtheners(search: Search, bindings: Bindings) -> tuple[int, ...] | None:
    """The facts of every certain match; None if there is no such match."""
    certain = [numbers for numbers, truth in search.matches(bindings) if truth == Truth.CERTAIN]
    return tuple(dict.fromkeys(number for numbers in certain for number in numbers)) if certain else None
