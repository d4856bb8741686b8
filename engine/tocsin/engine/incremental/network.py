"""Linked facts and firings: facts come and go, and every conclusion and derivation follows at once.

An update goes through the components of the plan in their order. In each it forms the groups that have changed, asks
again about matches whose exceptions have, joins what is new with what is there, and then lets go of what rests on
nothing but itself. A fact that goes takes with it the firings it is a premise of; what they concluded is looked at in
its own component. So a conclusion that loses one derivation and gains another never leaves. A component with totals
that run through recursion is gone through again until no group of theirs changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tocsin.engine.evaluation import Failure
from tocsin.engine.incremental.change import Change, Log, Standing
from tocsin.engine.incremental.functions import BLOCKED, functions_of
from tocsin.engine.incremental.nodes import NOT_GIVEN, Firing, Group, Node, excluding, including
from tocsin.engine.incremental.observers import Observers
from tocsin.engine.incremental.rules import LiveRule
from tocsin.engine.incremental.store import Store
from tocsin.engine.incremental.strengths import Strengths, strength_of
from tocsin.engine.plan import Plan
from tocsin.facts.key import FactKey


class Network:
    """The linked facts and firings of active rules, and the one way to change them: ``update``."""

    def __init__(self, plan: Plan, active: frozenset[int]) -> None:
        self.plan = plan
        self.store = Store()
        self.strengths = Strengths((plan.rules[i] for i in sorted(active)), self._component, self._touch)
        self.failures: Counter[Failure] = Counter()
        functions = functions_of(plan)
        self.rules = [
            LiveRule(
                functions[index],
                min(self._component(head.type) for head in plan.rules[index].heads),
                self.store,
                self.failures,
            )
            for index in sorted(active)
        ]
        self._totalling = {rule.component for rule in self.rules if rule.plan.totals}
        self._observers = Observers(self.rules, self.store, self.failures)
        self._log = Log(self.standing)
        self._new: dict[int, dict[Node, None]] = {}
        self._inbox: dict[int, dict[Node, None]] = {}
        self._doubtful: dict[int, dict[Node, None]] = {}

    def update(self, givens: Mapping[FactKey, int]) -> Change:
        """Give each fact with its strength, or (NOT_GIVEN) no longer; everything that follows has followed."""
        self._log = Log(self.standing)
        for strength in set(givens.values()) - {NOT_GIVEN}:
            self.strengths.admit(strength)
        for key, strength in givens.items():
            self._give(key, strength)
        while (component := self._first_pending()) is not None:
            self._run(component)
        self._strengthen()
        self.strengths.settle_above()
        log, self._log = self._log, Log(self.standing)
        return Change(log, self.is_present, self.standing)

    def is_present(self, node: Node) -> bool:
        """True if the fact is given or derived."""
        return self.strengths.all.holds(node)

    def standing(self, node: Node) -> Standing | None:
        """How the fact is concluded; None if it is not."""
        return self.strengths.standing(node)

    def nodes(self) -> Iterator[Node]:
        """Every fact, given or derived."""
        for members in self.store.facts.values():
            yield from members.values()

    def _component(self, name: str) -> int:
        # A type of which no rule speaks comes first.
        return self.plan.strata.component.get(name, -1)

    def _touch(self, node: Node) -> None:
        self._log.standing(node)

    def _first_pending(self) -> int | None:
        seen, heights = self._observers, self.strengths.all
        waiting = [*self._new, *self._inbox, *self._doubtful, *heights.raised, *heights.lowered]
        return min([*waiting, *seen.tables, *seen.watches], default=None)

    # -- given facts ----------------------------------------------------------------------

    def _give(self, key: FactKey, strength: int) -> None:
        node = self.store.find(*key)
        if node is None:
            if strength == NOT_GIVEN:
                return
            node = self._enter(key)
        before = node.given
        if before != strength:
            self._log.standing(node)
            node.given = strength
            self.strengths.given(node, before)
            if strength < before:
                self._doubt(node)

    def _enter(self, key: FactKey) -> Node:
        node = self.store.enter(*key)
        self._log.present(node, before=False)
        self._new.setdefault(self._component(node.type), {})[node] = None
        return node

    def _doubt(self, node: Node) -> None:
        self._doubtful.setdefault(self._component(node.type), {})[node] = None

    # -- one component --------------------------------------------------------------------

    def _run(self, component: int) -> None:
        """All that is new below the component, or in it, has borne on it."""
        observers, new = self._observers, self._new
        if component in observers.tables or component in observers.watches:
            tables = observers.take_tables(component)
            groups = [pair for rule, number in tables for pair in self._form(rule, number)]
            for firing in observers.take_matches(component):
                self._reconsider(firing)
            for rule, part, group in groups:
                for parts in rule.matches(part, group):
                    self._match(rule, parts)
        arrived = self._inbox.pop(component, {})
        newborn: dict[Node, None] = {}
        while arrived or component in new:
            for node in arrived:
                for rule, part in observers.readers(component, node.type):
                    for parts in rule.matches(part, node):
                        self._match(rule, parts)
            arrived = new.pop(component, {})
            newborn.update(arrived)
        if component in self._totalling:
            # A total may have been enough by what is about to go: nothing that is new is sure to stay.
            self._doubtful.setdefault(component, {}).update(newborn)
        self._settle(component)
        if newborn:
            self._announce(component, newborn)

    def _settle(self, component: int) -> None:
        """The component's depths are least, and what rests on nothing but itself has gone."""
        heights = self.strengths.all
        while component in heights.lowered or component in heights.raised or component in self._doubtful:
            doubtful = heights.settle(component)
            for node in {**doubtful, **self._doubtful.pop(component, {})}:
                if not heights.holds(node) and self.store.find(node.type, node.row) is node:
                    self._leave(node)

    def _announce(self, component: int, newborn: dict[Node, None]) -> None:
        """Those of the new facts that stay reach whatever else reads their types."""
        for node in newborn:
            if self.store.find(node.type, node.row) is node:
                self._observers.moved(node)
                for reader in self._observers.reading(node.type):
                    if reader != component:
                        self._inbox.setdefault(reader, {})[node] = None

    def _leave(self, node: Node) -> None:
        self._log.present(node, before=True)
        self._observers.moved(node, leaving=True)
        for user in tuple(node.uses):
            if isinstance(user, Firing):
                self._discard(user)
        self.store.leave(node)

    # -- firings --------------------------------------------------------------------------

    def _match(self, rule: LiveRule, parts: tuple[Node | Group, ...]) -> None:
        """Keep a match, unless it is false and will remain so."""
        firing = Firing(rule, parts)
        verdict = rule.judge(firing)
        if verdict is None and not rule.is_kept(firing):
            return
        for part in parts:
            part.begin_use(firing)
        if verdict is not None:
            boundary, firing.computed, rows = verdict
            firing.own = rule.plan.strength
            rule.begin(firing)
            if boundary != BLOCKED:
                self._conclude(firing, boundary, rows)

    def _conclude(self, firing: Firing, boundary: int, rows: tuple[tuple[object, ...], ...]) -> None:
        self._log.concluding(firing)
        conclusions = []
        for head, row in zip(firing.rule.plan.heads, rows, strict=True):
            key: FactKey = (head.type, row)  # type: ignore[assignment]
            node = self.store.find(*key) or self._enter(key)
            self._log.standing(node)
            node.supports = including(node.supports, firing)
            conclusions.append(node)
        firing.conclusions = tuple(conclusions)
        firing.boundary = boundary
        firing.own = strength_of(firing)
        if boundary:
            for node in dict.fromkeys(conclusions):
                node.straddling += 1
        self.strengths.gained(firing)
        if firing.rule.boost is not None:
            self._observers.strengthen(firing)

    def _withdraw(self, firing: Firing) -> None:
        """The firing concludes nothing."""
        if not firing.conclusions:
            return
        self._log.concluding(firing)
        self.strengths.lost(firing)
        for node in dict.fromkeys(firing.conclusions):
            self._log.standing(node)
            node.supports = excluding(node.supports, firing)
            node.straddling -= firing.boundary
            self._doubt(node)
        firing.conclusions = ()
        firing.boundary = 0
        firing.rule.weaken(firing)

    def _discard(self, firing: Firing) -> None:
        """The match is no more."""
        self._withdraw(firing)
        firing.rule.end(firing)
        for part in firing.parts:
            part.end_use(firing)

    def _reconsider(self, firing: Firing) -> None:
        """Ask again what a match comes to, now that an exception may answer otherwise."""
        verdict = firing.rule.judge(firing)
        if verdict is None:
            raise AssertionError(f"a match of {firing.rule.plan.rule.id} was true and is false, with the same facts")
        boundary, _, rows = verdict
        if boundary == BLOCKED:
            self._withdraw(firing)
        elif not firing.conclusions:
            self._conclude(firing, boundary, rows)
        elif boundary != firing.boundary:
            self._withdraw(firing)
            self._conclude(firing, boundary, rows)

    # -- groups and what strengthens ------------------------------------------------------

    def _form(self, rule: LiveRule, number: int) -> Iterator[tuple[LiveRule, int, Group]]:
        """The groups that are new; those they take the place of are gone, with their firings."""
        table, relation = rule.tables[number], rule.functions.relation(number)
        touched, table.touched = table.touched, {}
        for key in touched:
            before = table.groups.get(key)
            made = table.made(self.failures, key, self.store.next_serial())
            if before is not None and made is not None and _same(before, made):
                continue
            if before is not None:
                for firing in tuple(before.uses):
                    self._discard(firing)
                for node in before.facts:
                    node.end_use(before)
                self.store.leave_group(relation, before)
                del table.groups[key]
            if made is not None:
                table.groups[key] = made
                for node in made.facts:
                    node.begin_use(made)
                self.store.enter_group(relation, made)
                yield rule, len(rule.plan.patterns) + number, made

    def _strengthen(self) -> None:
        """Every firing has what strengthens it in the model as it is now."""
        for rule, firings in self._observers.take_strengthened():
            known: dict[Any, Any] = {}
            for firing in firings:
                if firing.conclusions:
                    self._log.concluding(firing)
                    for node in firing.conclusions:
                        self._log.standing(node)
                    before = firing.own
                    rule.strengthen(firing, known)
                    firing.own = strength_of(firing)
                    if firing.own != before:
                        self.strengths.moved(firing, before)


def _same(one: Group, other: Group) -> bool:
    return one.values == other.values and one.boundary == other.boundary and set(one.facts) == set(other.facts)
