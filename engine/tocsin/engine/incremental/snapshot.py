"""A network of facts and firings as an ``Evaluation``: numbered facts, and records block by block."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.engine.evaluation import Block, Evaluation, Group, Record
from tocsin.engine.gc_pause import paused_collection
from tocsin.engine.incremental import nodes
from tocsin.engine.incremental.network import Network
from tocsin.engine.incremental.nodes import NOT_GIVEN, Firing, FiringRule, Node
from tocsin.engine.incremental.rules import LiveRule

NAME = "incremental"


def snapshot(network: Network) -> Evaluation:
    """What the network holds, as every engine hands it back; later updates do not change it."""
    with paused_collection():
        return _Snapshot(network).evaluation


class _Snapshot:
    def __init__(self, network: Network) -> None:
        found = sorted(network.nodes(), key=lambda node: node.given == NOT_GIVEN)
        self._numbers = {node: number for number, node in enumerate(found)}
        self._firings: dict[FiringRule, list[Firing]] = {}
        for firing in _concluding(found):
            self._firings.setdefault(firing.rule, []).append(firing)
        self.evaluation = Evaluation(
            engine=NAME,
            types=[node.type for node in found],
            rows=[node.row for node in found],
            given=sum(node.given != NOT_GIVEN for node in found),
            blocks=[],
            failures={failure for failure, count in network.failures.items() if count > 0},
        )
        for rule in network.rules:
            if rule in self._firings:
                self._add_blocks(rule, self._firings[rule])

    def _add_blocks(self, rule: LiveRule, firings: list[Firing]) -> None:
        numbers = self._numbers
        groups: list[list[Group]] = []
        places: dict[nodes.Group, int] = {}
        for table in rule.tables:
            groups.append([])
            for group in table.groups.values():
                places[group] = len(groups[-1])
                facts = tuple(numbers[node] for node in group.facts)
                matches = [c._replace(facts=tuple(numbers[node] for node in c.facts)) for c in group.contributions]
                groups[-1].append(Group(group.values, facts, group.boundary, tuple(matches)))
        for head in range(len(rule.plan.heads)):
            records: list[Record] = []
            for firing in firings:
                parts = [numbers[part] if isinstance(part, Node) else places[part] for part in firing.parts]
                records.append((numbers[firing.conclusions[head]], *parts, *firing.computed, firing.boundary))
            self._add_strengtheners(rule, firings)
            self.evaluation.blocks.append(Block(rule.plan, head, records, tuple(groups)))

    def _add_strengtheners(self, rule: LiveRule, firings: list[Firing]) -> None:
        """Note what strengthens the firings of the block that comes next."""
        block = len(self.evaluation.blocks)
        for number, firing in enumerate(firings):
            found = rule.strengthened.get(firing)
            if found is not None:
                self.evaluation.strengthened[block, number] = tuple(self._numbers[node] for node in found)


def _concluding(found: list[Node]) -> Iterator[Firing]:
    """Every firing that concludes something, once."""
    for node in found:
        for firing in node.supports:
            if firing.conclusions[0] is node:
                yield firing
