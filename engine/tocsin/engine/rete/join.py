"""Parts of a conjunction joined by us: what durable-rules matched, and groups of aggregates.

A part is a relation that only grows. In logic notation, with Δ what is new in part i since the last time and Old
what was there then, the new matches of the parts are, for each i,

    All(p1), …, All(pi-1), Δ(pi), Old(pi+1), …, Old(pn)

so that each is found once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

from tocsin.engine.plan import Condition
from tocsin.engine.rete.conditions import conjunction, staged
from tocsin.engine.rete.memory import Bindings
from tocsin.facts.dataclass import dataclass
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
    """The matches of one part so far; those before ``old`` have been joined with all the others before.

    ``read`` says how many matches of its piece were taken over.
    """

    entries: list[Entry] = field(default_factory=list)
    old: int = 0
    read: int = 0
    indexes: dict[tuple[str, ...], dict[Key, list[int]]] = field(default_factory=dict)

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


class JoinPlan:
    """How parts that bind these variables are joined under conditions that cannot fail: the same in every evaluation.

    The stages that begin with a part are worked out once it has a match: most parts of a pack never have one.
    """

    def __init__(self, names: Sequence[frozenset[str]], conditions: Sequence[Condition]) -> None:
        self.names = tuple(names)
        self.conditions = tuple(conditions)
        self._stages: dict[int, list[Stage]] = {}

    def stages(self, first: int) -> list[Stage]:
        """The join order that begins with a part: always next the part that shares most with what is bound.

        Not the planner's, so that no part can be lost here and in the engine this one is compared with alike.
        """
        found = self._stages.get(first)
        if found is None:
            found = self._stages[first] = self._stages_from(first)
        return found

    def _stages_from(self, first: int) -> list[Stage]:
        names = self.names
        order, bound = [first], [names[first]]
        shared: list[tuple[str, ...]] = [()]
        waiting = [part for part in range(len(names)) if part != first]
        while waiting:
            chosen = max(waiting, key=lambda part: (len(names[part] & bound[-1]), -part))
            waiting.remove(chosen)
            order.append(chosen)
            shared.append(tuple(sorted(names[chosen] & bound[-1])))
            bound.append(bound[-1] | names[chosen])
        stages = zip(order, shared, staged(self.conditions, bound), strict=True)
        return [Stage(part, names, conditions) for part, names, conditions in stages]


class Join:
    """The natural join of parts, as planned."""

    def __init__(self, plan: JoinPlan, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        self._plan = plan
        self._begun = False

    def fresh(self) -> Iterator[tuple[list[Entry], Bindings, Truth]]:
        """Every match with an entry added since the last call: entries by part, bindings, how far it holds."""
        if not self.parts:
            yield from self._nothing()
        for first, part in enumerate(self.parts):
            if part.old == len(part.entries):
                continue
            stages = self._plan.stages(first)
            chosen: list[Entry] = [_NO_ENTRY] * len(self.parts)
            for entry in part.entries[part.old :]:
                yield from self._extend(stages, 0, entry, chosen, {}, Truth.CERTAIN)
        for part in self.parts:
            part.old = len(part.entries)

    def _nothing(self) -> Iterator[tuple[list[Entry], Bindings, Truth]]:
        """The one match of no parts at all, once."""
        truth = conjunction(self._plan.conditions, {})
        if not self._begun and truth != Truth.FALSE:
            yield [], {}, truth
        self._begun = True

    def _extend(
        self, stages: list[Stage], depth: int, entry: Entry, chosen: list[Entry], bound: Bindings, truth: Truth
    ) -> Iterator[tuple[list[Entry], Bindings, Truth]]:
        stage = stages[depth]
        bindings = {**bound, **entry.bindings}
        truth = min(truth, entry.truth)
        if stage.conditions:
            truth = min(truth, conjunction(stage.conditions, bindings))
        if truth == Truth.FALSE:
            return
        chosen[stage.part] = entry
        if depth + 1 == len(stages):
            yield chosen, bindings, truth
            return
        following = stages[depth + 1]
        part = self.parts[following.part]
        end = part.old if following.part > stages[0].part else len(part.entries)
        for position in part.agreeing(following.shared, bindings):
            if position >= end:
                break
            yield from self._extend(stages, depth + 1, part.entries[position], chosen, bindings, truth)


_NO_ENTRY = Entry((), {})


def _key(names: tuple[str, ...], bindings: Bindings) -> Key:
    return tuple(bindings[name] for name in names)
