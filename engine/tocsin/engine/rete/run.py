"""One evaluation: components in dependency order, each to its fixpoint.

durable-rules matches whatever it can as soon as facts are there; a match waits until the component of its rule is
reached, because only then are the types under ``unless`` and in aggregates complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from weakref import WeakKeyDictionary

from tocsin.engine.evaluation import Block, Evaluation, Failure, Givens, Group
from tocsin.engine.plan import AggregatePlan, Component, Plan, RulePlan
from tocsin.engine.rete.able import able_rules
from tocsin.engine.rete.conditions import Attempts
from tocsin.engine.rete.firing import Firing
from tocsin.engine.rete.grouping import Contribution, groups_of
from tocsin.engine.rete.join import Entry, Join, Part
from tocsin.engine.rete.library import LOCK, engine
from tocsin.engine.rete.matcher import Matcher
from tocsin.engine.rete.memory import Bindings, Memory, bind
from tocsin.engine.rete.network import Network, Piece, compile_network
from tocsin.engine.rete.search import Search
from tocsin.engine.rete.totals import RunningTotal, anew
from tocsin.engine.stopping import counted
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Truth

Progress = Callable[[int, int], None]
_NETWORKS: WeakKeyDictionary[Plan, dict[frozenset[int], Network]] = WeakKeyDictionary()
_NETWORKS_OF_A_PLAN = 8
_SORTS_OF_FACTS = 2
"""So many networks are made for the facts at hand; whoever asks about more facts is served by one for all facts."""


def evaluate_plan(
    name: str, plan: Plan, facts: Givens, active: frozenset[int], progress: Progress | None
) -> Evaluation:
    """The model of the given facts under the active rules; see the package's ``evaluate``."""
    engine()  # refuse before any work where durable-rules is not available
    network = network_of(plan, active, facts)
    with LOCK, Matcher(network) as matcher:
        return _Run(plan, network, matcher, progress).evaluate(name, facts)


def network_of(plan: Plan, active: frozenset[int], facts: Givens | None = None) -> Network:
    """A network of the plan's active rules that could fire on these facts (None: of all), compiled once.

    Raises ProblemError if durable-rules cannot hold it. Where one plan is asked about facts of several sorts, that
    of all its active rules serves them.
    """
    networks = _NETWORKS.setdefault(plan, {})
    if active not in networks:
        able = active if facts is None else able_rules(plan, active, facts)
        if able in networks:
            return networks[able]
        wanted = able if len(networks) < _SORTS_OF_FACTS else active
        if len(networks) == _NETWORKS_OF_A_PLAN:
            del networks[next(iter(networks))]
        networks[wanted] = compile_network(plan, wanted)
        return networks[wanted]
    return networks[active]


class _Rule:
    """One rule in this evaluation: its pieces and groups as parts of a join, and its firing."""

    def __init__(self, plan: RulePlan, pieces: tuple[Piece, ...], memory: Memory, failures: set[Failure]) -> None:
        self.plan = plan
        self.pieces = pieces
        self.firing = Firing(plan, memory, failures)
        self.groups: tuple[list[Group], ...] = ()
        self._memory = memory
        self._failures = failures
        self._parts = [Part(piece.names) for piece in pieces]
        self._join: Join

    def close(self, groups: tuple[list[Group], ...]) -> None:
        """Take over the groups of the aggregates, now that their types are complete."""
        self.groups = groups
        parts = list(self._parts)
        for aggregate, found in zip(self.plan.aggregates, groups, strict=True):
            parts.append(_part_of(aggregate, found))
        self._join = Join(parts, self.plan.early)

    def advance(self, matcher: Matcher, memory: Memory) -> None:
        """Fire every match that came up since the last time."""
        feed(self._parts, self.pieces, matcher, memory)
        width = len(self.plan.patterns)
        for chosen, bindings, truth in self._join.fresh():
            groups = tuple(entry.members[0] for entry in chosen[len(self.pieces) :])
            own = [self.groups[at][number] for at, number in enumerate(groups)] if self.plan.totals else []
            self.firing.fire(_in_order(self.pieces, chosen, width) + groups, bindings, truth, own)

    def restart(self, groups: tuple[list[Group], ...]) -> None:
        """Begin anew with groups that have grown: what fired before fires again, with all that contributes now."""
        self.firing = Firing(self.plan, self._memory, self._failures)
        self._parts = anew(self._parts)
        self.close(groups)


class _Run:
    """One evaluation."""

    def __init__(self, plan: Plan, network: Network, matcher: Matcher, progress: Progress | None) -> None:
        self._plan = plan
        self._matcher = matcher
        self._network = network
        self._progress = progress
        self._memory = Memory()
        self._asserted = 0
        self._failures: set[Failure] = set()
        self._rules = {
            index: _Rule(plan.rules[index], self._network.rules[index], self._memory, self._failures)
            for index in network.rules
        }

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
        for component in self._plan.components:
            self._component(component)
        blocks = [
            Block(rule.plan, head, records, rule.groups)
            for rule in self._rules.values()
            for head, records in enumerate(rule.firing.records)
            if records
        ]
        evaluation = Evaluation(name, memory.types, memory.rows, given, blocks, {}, self._failures)
        for position in range(len(blocks)):
            self._strengthen(evaluation, position)
        return evaluation

    def _component(self, component: Component) -> None:
        rules = [self._rules[index] for index in component.rules if index in self._rules]
        if not rules:
            return
        totals: dict[int, dict[int, RunningTotal]] = {}
        for rule in rules:
            aggregates = [(n, each) for n, each in enumerate(rule.plan.aggregates) if n not in rule.plan.totals]
            known = {number: self._groups(rule.plan, number, aggregate) for number, aggregate in aggregates}
            totals[rule.plan.index] = {at: self._total(rule.plan, at) for at in rule.plan.totals}
            rule.close(tuple(known.get(number, []) for number in range(len(rule.plan.aggregates))))
        while True:
            for rule in rules:
                if rule.plan.totals:
                    attempts = Attempts(rule.plan.rule.id, self._failures)
                    grown = {at: each.groups(attempts, self._memory) for at, each in totals[rule.plan.index].items()}
                    rule.restart(tuple(grown.get(number, each) for number, each in enumerate(rule.groups)))
                rule.advance(self._matcher, self._memory)
            self._tell()
            if not self._assert_new():
                return

    def _total(self, rule: RulePlan, number: int) -> RunningTotal:
        aggregate, pieces = rule.aggregates[number], self._network.aggregates[rule.index, number]
        return RunningTotal(
            aggregate,
            [Part(piece.names) for piece in pieces],
            lambda parts: feed(parts, pieces, self._matcher, self._memory),
            lambda chosen: _in_order(pieces, chosen, len(aggregate.match.patterns)),
        )

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

    def _groups(self, rule: RulePlan, number: int, aggregate: AggregatePlan) -> list[Group]:
        pieces = self._network.aggregates[rule.index, number]
        parts = [Part(piece.names) for piece in pieces]
        feed(parts, pieces, self._matcher, self._memory)

        def contributions() -> Iterator[Contribution]:
            for chosen, bindings, truth in Join(parts, aggregate.match.early).fresh():
                yield _in_order(pieces, chosen, len(aggregate.match.patterns)), bindings, truth

        return groups_of(aggregate, contributions(), Attempts(rule.rule.id, self._failures), self._memory)

    def _strengthen(self, evaluation: Evaluation, position: int) -> None:
        """Note the facts that match the ``stronger_if`` of each firing of a block."""
        block = evaluation.blocks[position]
        match = block.plan.stronger_if
        if match is None:
            return
        search = Search(match, self._memory, Attempts(block.plan.rule.id, self._failures))
        known: dict[tuple[Value, ...], tuple[int, ...] | None] = {}
        for number, record in enumerate(block.records):
            bindings = block.bindings(record, evaluation.rows)
            key = tuple(bindings[name] for name in match.outer)
            if key not in known:
                known[key] = _strengtheners(search, bindings)
            strengtheners = known[key]
            if strengtheners is not None:
                evaluation.strengthened[position, number] = strengtheners


def feed(parts: list[Part], pieces: tuple[Piece, ...], matcher: Matcher, memory: Memory) -> None:
    """Give each part the matches of its piece that came up since the last time, each checked and only once."""
    for part, piece in zip(parts, pieces, strict=True):
        found = matcher.matches[piece.index]
        matcher.matches[piece.index] = []
        for numbers in found:
            bindings = _checked(piece, numbers, memory)
            if bindings is not None and part.is_new(numbers):
                part.add(Entry(numbers, bindings))


def _checked(piece: Piece, numbers: tuple[int, ...], memory: Memory) -> Bindings | None:
    """The bindings of what durable-rules says is a match; None if it is not one."""
    bindings: Bindings = {}
    for pattern, number in zip(piece.patterns, numbers, strict=True):
        extended = bind(pattern, memory.rows[number], bindings) if memory.types[number] == pattern.type else None
        if extended is None:
            return None
        bindings = extended
    return bindings


def _in_order(pieces: tuple[Piece, ...], chosen: list[Entry], width: int) -> tuple[int, ...]:
    """The facts of a match in the order in which the patterns are written."""
    facts = [0] * width
    for piece, entry in zip(pieces, chosen, strict=False):
        for part, number in zip(piece.parts, entry.members, strict=True):
            facts[part] = number
    return tuple(facts)


def _part_of(aggregate: AggregatePlan, groups: list[Group]) -> Part:
    part = Part(frozenset(aggregate.columns))
    for number, group in enumerate(groups):
        truth = Truth.POSSIBLE if group.boundary else Truth.CERTAIN
        part.add(Entry((number,), dict(zip(aggregate.columns, group.values, strict=True)), truth))
    return part


def _strengtheners(search: Search, bindings: Bindings) -> tuple[int, ...] | None:
    """The facts of every certain match; None if there is no such match."""
    certain = [numbers for numbers, truth in search.matches(bindings) if truth == Truth.CERTAIN]
    return tuple(dict.fromkeys(number for numbers in certain for number in numbers)) if certain else None
