"""Who looks at facts of which type, and what they have been told but not yet acted upon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tocsin.engine.evaluation import Failure
from tocsin.engine.incremental.nodes import Firing, FiringRule, Node
from tocsin.engine.incremental.rules import LiveRule
from tocsin.engine.incremental.store import Store

Reader = tuple[LiveRule, int]


class Observers:
    """The patterns, exceptions and aggregates of the active rules, by the types they look at.

    ``tables`` and ``watches`` are, by component, the aggregates and the exceptions that have been told something.
    """

    def __init__(self, rules: list[LiveRule], store: Store, failures: Counter[Failure]) -> None:
        self._store = store
        self._failures = failures
        self._readers: dict[tuple[int, str], list[Reader]] = {}
        self._reading: dict[str, list[int]] = {}
        self._watching: dict[str, list[tuple[LiveRule, int, int]]] = {}
        self._gathering: dict[str, list[tuple[LiveRule, int, int]]] = {}
        self.tables: dict[int, dict[Reader, None]] = {}
        self.watches: dict[int, dict[Reader, None]] = {}
        self._boosts: dict[FiringRule, dict[Firing, None]] = {}
        for rule in rules:
            self._register(rule)

    def _register(self, rule: LiveRule) -> None:
        for part, pattern in enumerate(rule.plan.patterns):
            self._readers.setdefault((rule.component, pattern.type), []).append((rule, part))
            components = self._reading.setdefault(pattern.type, [])
            if rule.component not in components:
                components.append(rule.component)
        for number, match in enumerate(rule.functions.plan.asked):
            for part, pattern in enumerate(match.patterns):
                self._watching.setdefault(pattern.type, []).append((rule, number, part))
        for number, aggregate in enumerate(rule.plan.aggregates):
            for part, pattern in enumerate(aggregate.match.patterns):
                self._gathering.setdefault(pattern.type, []).append((rule, number, part))

    def readers(self, component: int, name: str) -> list[Reader]:
        """The rules of a component with a pattern of the type, and which pattern."""
        return self._readers.get((component, name), [])

    def reading(self, name: str) -> list[int]:
        """The components with a rule that has a pattern of the type."""
        return self._reading.get(name, [])

    # -- telling --------------------------------------------------------------------------

    def moved(self, node: Node, leaving: bool = False) -> None:
        """A fact has come for good, or (``leaving``) is about to go: note what may be otherwise for it.

        Told of one fact after the other, with every fact in the store that has come and not yet gone, no difference
        between the store before and after is missed.
        """
        for rule, number, part in self._watching.get(node.type, ()):
            self._watched(rule, number, part, node)
        for rule, number, part in self._gathering.get(node.type, ()):
            self._gathered(rule, number, part, node, leaving)

    def _watched(self, rule: LiveRule, number: int, part: int, node: Node) -> None:
        watch = rule.watches[number]
        if not watch.matches:
            return
        keys: list[tuple[object, ...]] = []
        rule.functions.touched(number, part).on(self._store)(self._store, node, keys.append)
        found = [key for key in keys if key in watch.matches]
        if found:
            watch.touched.update(dict.fromkeys(found))
            if watch is rule.boost:
                self._boosts.setdefault(rule, {})
            else:
                self.watches.setdefault(rule.component, {})[rule, number] = None

    def _gathered(self, rule: LiveRule, number: int, part: int, node: Node, leaving: bool) -> None:
        table = rule.tables[number]
        found: list[tuple[object, ...]] = []
        function = rule.functions.contributed(number, part).on(self._store)
        function(self._store, node, lambda *contribution: found.append(contribution))
        for key, premises, value, boundary, failed in found:
            if leaving:
                table.remove(self._failures, key, premises)  # type: ignore[arg-type]
            else:
                contribution = table.contribution(value, boundary, failed)  # type: ignore[arg-type]
                table.add(self._failures, key, premises, contribution)  # type: ignore[arg-type]
        if table.touched:
            self.tables.setdefault(rule.component, {})[rule, number] = None

    def strengthen(self, firing: Firing) -> None:
        """Ask, once all is settled, what strengthens the firing."""
        self._boosts.setdefault(firing.rule, {})[firing] = None

    # -- acting ---------------------------------------------------------------------------

    def take_tables(self, component: int) -> list[Reader]:
        """The aggregates of a component whose contributions have changed."""
        return list(self.tables.pop(component, ()))

    def take_matches(self, component: int) -> dict[Firing, None]:
        """The matches of a component whose exceptions may answer otherwise."""
        found: dict[Firing, None] = {}
        for rule, number in self.watches.pop(component, ()):
            found.update(dict.fromkeys(rule.watches[number].take()))
        return found

    def take_strengthened(self) -> Iterator[tuple[FiringRule, dict[Firing, None]]]:
        """The rules with a ``stronger_if``, and those of their firings for which it may answer otherwise."""
        boosts, self._boosts = self._boosts, {}
        for rule, firings in boosts.items():
            if rule.boost is not None:
                firings.update(dict.fromkeys(rule.boost.take()))
            yield rule, firings
