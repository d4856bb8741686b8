"""Parts of a conjunction joined by us: what durable-rules matched, and groups of aggregates.

A part is a relation that only grows. In logic notation, with Δ what is new in part i since the last time and Old
what was there then, the new matches of the parts are, for each i,

    All(p1), …, All(pi-1), Δ(pi), Old(pi+1), …, Old(pn)

so that each is found once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tocsin.engine.plan import Condition
from tocsin.engine.rete.conditions import conjunction, staged
from tocsin.engine.rete.memory import Bindings
from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Truth

Key = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A match of one part: what it consists of (fact numbers, or a group's), its bindings, how far it holds."""

    members: tuple[int, ...]
    bindings: Bindings
    truth: Truth = Truth.CERTAIN


@dataclass
class Part:
    """The matches of one part so far; those before ``old`` have been joined with all the others before."""

    names: frozenset[str]
    entries: list[Entry] = field(default_factory=list)
    old: int = 0
    indexes: dict[tuple[str, ...], dict[Key, list[int]]] = field(default_factory=dict)
    seen: set[tuple[int, ...]] = field(default_factory=set)

    def is_new(self, members: tuple[int, ...]) -> bool:
        """Whether this match was never asked about before."""
        if members in self.seen:
            return False
        self.seen.add(members)
        return True

    def add(self, entry: Entry) -> None:
        """One more match."""
        for names, index in self.indexes.items():
            index.setdefault(_key(names, entry.bindings), []).append(len(self.entries))
        self.entries.append(entry)

    def agreeing(self, names: tuple[str, ...], bindings: Bindings) -> Sequence[int]:
        """The positions, ascending, of the entries that agree with the bindings in these variables."""
        if not names:
            return range(len(self.entries))
        index = self.indexes.get(names)
        if index is None:
            index = self.indexes[names] = {}
            for position, entry in enumerate(self.entries):
                index.setdefault(_key(names, entry.bindings), []).append(position)
        return index.get(_key(names, bindings), ())


@dataclass(frozen=True)
class Stage:
    """One step of a join: the part to extend by, the variables it shares with those before, what can be tested then."""

    part: int
    shared: tuple[str, ...]
    conditions: tuple[Condition, ...]


class Join:
    """The natural join of parts under conditions that cannot fail."""

    def __init__(self, parts: Sequence[Part], conditions: Sequence[Condition]) -> None:
        self.parts = tuple(parts)
        self._conditions = tuple(conditions)
        self._stages: dict[int, list[Stage]] = {}
        """By the part that the join begins with, once there is a match of it: most parts of a pack never have one."""
        self._begun = False

    def fresh(self) -> Iterator[tuple[list[Entry], Bindings, Truth]]:
        """Every match with an entry added since the last call: entries by part, bindings, how far it holds."""
        if not self.parts:
            yield from self._nothing()
        for first, part in enumerate(self.parts):
            fresh = part.entries[part.old :]
            if fresh and first not in self._stages:
                self._stages[first] = self._stages_from(first)
            chosen: list[Entry] = [_NO_ENTRY] * len(self.parts)
            for entry in fresh:
                yield from self._extend(first, 0, entry, chosen, {}, Truth.CERTAIN)
        for part in self.parts:
            part.old = len(part.entries)

    def _nothing(self) -> Iterator[tuple[list[Entry], Bindings, Truth]]:
        """The one match of no parts at all, once."""
        truth = conjunction(self._conditions, {})
        if not self._begun and truth != Truth.FALSE:
            yield [], {}, truth
        self._begun = True

    def _extend(
        self, first: int, depth: int, entry: Entry, chosen: list[Entry], bound: Bindings, truth: Truth
    ) -> Iterator[tuple[list[Entry], Bindings, Truth]]:
        stages = self._stages[first]
        stage = stages[depth]
        bindings = {**bound, **entry.bindings}
        truth = min(truth, entry.truth, conjunction(stage.conditions, bindings))
        if truth == Truth.FALSE:
            return
        chosen[stage.part] = entry
        if depth + 1 == len(stages):
            yield chosen, bindings, truth
            return
        following = stages[depth + 1]
        part = self.parts[following.part]
        end = part.old if following.part > first else len(part.entries)
        for position in part.agreeing(following.shared, bindings):
            if position >= end:
                break
            yield from self._extend(first, depth + 1, part.entries[position], chosen, bindings, truth)

    def _stages_from(self, first: int) -> list[Stage]:
        """The join order that begins with a part: always next the part that shares most with what is bound.

        Not the planner's, so that no part can be lost here and in the engine this one is compared with alike.
        """
        order, bound = [first], [self.parts[first].names]
        shared: list[tuple[str, ...]] = [()]
        waiting = [part for part in range(len(self.parts)) if part != first]
        while waiting:
            chosen = max(waiting, key=lambda part: (len(self.parts[part].names & bound[-1]), -part))
            waiting.remove(chosen)
            order.append(chosen)
            shared.append(tuple(sorted(self.parts[chosen].names & bound[-1])))
            bound.append(bound[-1] | self.parts[chosen].names)
        stages = zip(order, shared, staged(self._conditions, bound), strict=True)
        return [Stage(part, names, conditions) for part, names, conditions in stages]


_NO_ENTRY = Entry((), {})


def _key(names: tuple[str, ...], bindings: Bindings) -> Key:
    return tuple(bindings[name] for name in names)
