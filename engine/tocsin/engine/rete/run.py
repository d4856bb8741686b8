"""One evaluation: rules stage by stage in the order of their dependency, each stage to its fixpoint.

durable-rules matches whatever it can as soon as facts are there; a match waits until the stage of its rule is
reached, because only then are the types under ``unless`` and in aggregates complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.engine.evaluation import Block, Evaluation, Failure, Givens, Group
from tocsin.engine.phases import Progress
from tocsin.engine.plan import Plan
from tocsin.engine.rete.able import able_rules
from tocsin.engine.rete.conditions import Attempts
from tocsin.engine.rete.firing import PlainRun, RuleRun
from tocsin.engine.rete.grouping import Contribution, groups_of
from tocsin.engine.rete.join import Join, Part
from tocsin.engine.rete.library import LOCK, engine
from tocsin.engine.rete.matcher import Matcher
from tocsin.engine.rete.matches import Matches, holding
from tocsin.engine.rete.memory import Bindings, Memory
from tocsin.engine.rete.network import Network, Networks
from tocsin.engine.rete.rule_network import RuleNetwork
from tocsin.engine.rete.search import Search
from tocsin.engine.rete.totals import RunningTotal
from tocsin.engine.stopping import counted
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Truth
from tocsin.facts.values import kept_with

_NETWORKS_OF_A_PLAN = 8
"""So many choices of rules are kept made up."""
_ALL_RULES = 500
"""With more rules in force durable-rules is told only those that could fire: it sets 10 KB aside for each pattern."""
_MANY = 4
"""All are told where one in so many could fire on some facts: to begin with a ruleset takes a tenth of reading it."""


def evaluate_plan(
    name: str, plan: Plan, facts: Givens, active: frozenset[int], progress: Progress | None
) -> Evaluation:
    """The model of the given facts under the active rules; see the package's ``evaluate``."""
    engine()  # refuse before any work where durable-rules is not available
    with LOCK:
        network = network_of(plan, _told(plan, active, facts))
        with Matcher(network) as matcher:
            return _Run(network, matcher, progress).evaluate(name, facts)


def _told(plan: Plan, active: frozenset[int], facts: Givens) -> frozenset[int]:
    """Which of the active rules durable-rules is told: those that could fire, or, once they were many, all.

    Rulesets with all rules serve the next facts as well. The first time nobody knows that there will be any: most packs
    are used once in a process.
    """
    before = _networks(plan)[1]
    if len(active) <= _ALL_RULES and any(len(rules) * _MANY >= len(active) for rules in before):
        return active
    return able_rules(plan, active, facts)


@kept_with
def _networks(plan: Plan) -> tuple[Networks, dict[frozenset[int], Network]]:
    return Networks(plan), {}


def network_of(plan: Plan, rules: frozenset[int]) -> Network:
    """The network of these rules of the plan. Raises ProblemError if durable-rules cannot hold it."""
    networks, known = _networks(plan)
    network = known.get(rules)
    if network is None:
        if len(known) == _NETWORKS_OF_A_PLAN:
            del known[next(iter(known))]
        network = known[rules] = networks.of(rules)
    return network


class _Run:
    """One evaluation."""

    def __init__(self, network: Network, matcher: Matcher, progress: Progress | None) -> None:
        self._matcher = matcher
        self._network = network
        self._progress = progress
        self._memory = Memory()
        self._matches = Matches(network.pieces, matcher, self._memory)
        self._matched: set[int] = set()
        """The pieces that durable-rules has matched something of."""
        self._asserted = 0
        self._failures: set[Failure] = set()
        self._rules: dict[int, PlainRun | RuleRun] = {}

    def evaluate(self, name: str, facts: Givens) -> Evaluation:
        """Run every stage to its fixpoint, and note what strengthens in the complete model."""
        with counted(lambda: (len(self._memory.rows), self._firings())):
            return self._evaluated(name, facts)

    def _evaluated(self, name: str, facts: Givens) -> Evaluation:
        memory = self._memory
        for type_name, rows in facts.items():
            for row in rows:
                memory.add(type_name, row)
        given = len(memory.rows)
        self._assert_new()
        for rules, growing, begins in self._network.stages:
            if begins or not growing.isdisjoint(self._matched):
                self._stage(rules, growing, begins)
        blocks = [
            Block(rule.plan, head, records, rule.groups)
            for _, rule in sorted(self._rules.items())
            for head, records in enumerate(rule.records)
            if records
        ]
        evaluation = Evaluation(name, memory.types, memory.rows, given, blocks, {}, self._failures)
        for position, block in enumerate(blocks):
            if block.plan.stronger_if is not None:
                self._strengthen(evaluation, position)
        return evaluation

    def _stage(self, rules: tuple[RuleNetwork, ...], growing: frozenset[int], begins: bool) -> None:
        totals: dict[int, dict[int, RunningTotal]] = {}
        for network in rules:
            plan = network.plan
            if plan.aggregates:
                groups = [[] if at in plan.totals else self._groups(network, at) for at in range(len(plan.aggregates))]
                totals[plan.index] = {at: self._total(network, at) for at in plan.totals}
                self._run_of(network).close(tuple(groups))
        touched = self._matched
        while True:
            for network in rules:
                if network.plan.totals:
                    self._restart(network, totals[network.plan.index])
                elif network.awaits.isdisjoint(touched) and not (begins and network.begins):
                    continue
                self._advance(network)
            self._tell()
            begins = False
            touched = self._assert_new()
            if growing.isdisjoint(touched):
                return

    def _advance(self, network: RuleNetwork) -> None:
        """Let the rule fire on all that matches now and did not before."""
        indexes, of = network.own.indexes, self._matches.of
        if network.joins:
            if all(map(of, indexes)):
                self._run_of(network).advance(self._matches)
            return
        found = of(indexes[0])
        if found:
            run = self._rules.get(network.plan.index)
            if run is None:
                made = PlainRun(network, self._memory) if network.plain else self._run_of(network)
                run = self._rules[network.plan.index] = made
            run.fire_each(found)

    def _run_of(self, network: RuleNetwork) -> RuleRun:
        """The rule in this evaluation, made when there is something for it to do."""
        run = self._rules.get(network.plan.index)
        if not isinstance(run, RuleRun):
            run = self._rules[network.plan.index] = RuleRun(network, self._memory, self._failures)
        return run

    def _restart(self, network: RuleNetwork, totals: Mapping[int, RunningTotal]) -> None:
        rule = self._run_of(network)
        attempts = Attempts(network.plan.rule.id, self._failures)
        grown = {at: each.groups(attempts, self._memory) for at, each in totals.items()}
        rule.restart(tuple(grown.get(at, each) for at, each in enumerate(rule.groups)))

    def _total(self, network: RuleNetwork, at: int) -> RunningTotal:
        within = network.aggregates[at]
        return RunningTotal(network.plan.aggregates[at], within, lambda parts: self._matches.feed(parts, within.pieces))

    def _assert_new(self) -> set[int]:
        """Let the facts concluded since the last time join; the pieces that there are more matches of now."""
        memory, start = self._memory, self._asserted
        self._asserted = len(memory.rows)
        if self._asserted == start:
            return set()
        self._matcher.assert_facts(start, memory.types, memory.rows)
        touched, self._matcher.touched = self._matcher.touched, set()
        self._matched |= touched
        return touched

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(len(self._memory.rows), self._firings())

    def _firings(self) -> int:
        return sum(len(records) for rule in self._rules.values() for records in rule.records)

    def _groups(self, network: RuleNetwork, at: int) -> list[Group]:
        attempts = Attempts(network.plan.rule.id, self._failures)
        return groups_of(network.plan.aggregates[at], self._contributions(network, at), attempts, self._memory)

    def _contributions(self, network: RuleNetwork, at: int) -> Iterator[Contribution]:
        within = network.aggregates[at]
        if len(within.pieces) == 1:
            found = self._matches.of(within.indexes[0])
            yield from holding(within.pieces[0], network.plan.aggregates[at].match.early, found)
            return
        parts = [Part() for _ in within.pieces]
        self._matches.feed(parts, within.pieces)
        for chosen, bindings, truth in Join(within.joined, parts).fresh():
            yield within.in_order(chosen), bindings, truth

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


def _strengtheners(search: Search, bindings: Bindings) -> tuple[int, ...] | None:
    """The facts of every certain match; None if there is no such match."""
    certain = [numbers for numbers, truth in search.matches(bindings) if truth == Truth.CERTAIN]
    return tuple(dict.fromkeys(number for numbers in certain for number in numbers)) if certain else None
