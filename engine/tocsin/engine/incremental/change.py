"""What an update changed: facts, derivations, and how firmly each conclusion stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

from tocsin.engine.evaluation import Derived
from tocsin.engine.incremental.nodes import Firing, Group, Node
from tocsin.engine.plan import type_of
from tocsin.facts.key import FactKey

_Item = TypeVar("_Item")


class Standing(NamedTuple):
    """How firmly a fact is concluded: its qualifier as an ordinal (``plan.STRENGTH``), its boundary and its depth."""

    strength: int
    boundary: bool
    depth: int


class Concluded(NamedTuple):
    """A firing as it stood at one moment."""

    firing: Firing
    conclusions: tuple[Node, ...]
    boundary: int
    strengthened_by: tuple[Node, ...] | None

    @classmethod
    def now(cls, firing: Firing) -> Concluded | None:
        """The firing as it stands; None if it concludes nothing."""
        if not firing.conclusions:
            return None
        return cls(firing, firing.conclusions, firing.boundary, firing.rule.strengthened.get(firing))

    def derivations(self) -> tuple[Derived, ...]:
        """The derivations by content, one for each conclusion."""
        facts: list[FactKey] = []
        for part in self.firing.parts:
            if isinstance(part, Group):
                facts += sorted((node.key for node in part.facts), key=repr)
            else:
                facts.append(part.key)
        bindings = tuple(sorted(self.firing.bindings().items(), key=lambda item: item[0]))
        strengtheners = self.strengthened_by
        found = None if strengtheners is None else frozenset(node.key for node in strengtheners)
        rule = self.firing.rule.plan.rule.id
        return tuple(
            Derived(rule, tuple(facts), bindings, node.key, bool(self.boundary), found) for node in self.conclusions
        )


class Log:
    """What an update has touched, each thing as it was before.

    ``standing`` tells how a fact is concluded now.
    """

    def __init__(self, standing: Callable[[Node], Standing | None]) -> None:
        self._standing = standing
        self.facts: dict[Node, bool] = {}
        self.firings: dict[Firing, Concluded | None] = {}
        self.conclusions: dict[Node, Standing | None] = {}

    def present(self, node: Node, before: bool) -> None:
        """A fact comes or goes."""
        self.facts.setdefault(node, before)

    def concluding(self, firing: Firing) -> None:
        """A firing is about to conclude, to cease, or to be otherwise."""
        if firing not in self.firings:
            self.firings[firing] = Concluded.now(firing)

    def standing(self, node: Node) -> None:
        """A fact is about to stand otherwise."""
        if node not in self.conclusions:
            self.conclusions[node] = self._standing(node)


class Change:
    """The difference that one update made. Facts are given by content; derivations as ``Evaluation.derivations`` has
    them, so that one whose boundary or ``strengthened_by`` is otherwise is both lost and gained.
    """  # noqa: D205

    def __init__(self, log: Log, present: Callable[[Node], bool], standing: Callable[[Node], Standing | None]) -> None:
        self._gained: list[Node] = []
        self._lost: list[Node] = []
        self._ceased: list[Concluded] = []
        self._began: list[Concluded] = []
        # One by one: of a million, lists of what was before and is now would take more memory than the facts.
        moved: Iterable[tuple[Node, bool, bool]]
        judged: Iterable[tuple[Node, Standing | None, Standing | None]]
        # What a fact is backed by besides is nothing that comes or goes by itself.
        moved = ((node, was, present(node)) for node, was in log.facts.items() if type_of(node.type) == node.type)
        judged = ((node, before, standing(node)) for node, before in log.conclusions.items())
        for firing, before in log.firings.items():
            now = Concluded.now(firing)
            if before != now:
                if before is not None:
                    self._ceased.append(before)
                if now is not None:
                    self._began.append(now)
        if any(firing.rule.plan.totals for firing in log.firings):
            # What rests on a total that runs through recursion may have gone on the way, and come again.
            moved, judged = _by_content(moved), _by_content(judged)
            self._ceased, self._began = _apart(self._ceased, self._began)
        for node, was, is_there in moved:
            if was != is_there:
                (self._gained if is_there else self._lost).append(node)
        self._conclusions = [each for each in judged if each[1] != each[2]]
        found = (self._gained, self._lost, self._began, self._ceased, self._conclusions)
        self._counts = tuple([len(each) for each in found])

    @cached_property
    def facts_gained(self) -> tuple[FactKey, ...]:
        """The facts, given or derived, that hold now and did not."""
        return tuple(node.key for node in self._gained)

    @cached_property
    def facts_lost(self) -> tuple[FactKey, ...]:
        """The facts, given or derived, that held and do not."""
        return tuple(node.key for node in self._lost)

    @cached_property
    def derivations_gained(self) -> tuple[Derived, ...]:
        """The derivations that are there now and were not."""
        return tuple(derived for concluded in self._began for derived in concluded.derivations())

    @cached_property
    def derivations_lost(self) -> tuple[Derived, ...]:
        """The derivations that were there and are not."""
        return tuple(derived for concluded in self._ceased for derived in concluded.derivations())

    @cached_property
    def conclusions(self) -> Mapping[FactKey, tuple[Standing | None, Standing | None]]:
        """Every fact that is concluded otherwise: how it stood before, and how it stands; None where it did not."""
        return {node.key: (before, now) for node, before, now in self._conclusions}

    def __bool__(self) -> bool:
        return any(self._counts)

    def __repr__(self) -> str:
        gained, lost, began, ceased, otherwise = self._counts
        return (
            f"Change({gained} facts gained, {lost} lost; {began} firings gained, {ceased} lost; "
            f"{otherwise} conclusions otherwise)"
        )

    def __eq__(self, other: object) -> bool:
        """Two changes are equal if they say the same, in whichever order."""
        if not isinstance(other, Change):
            return NotImplemented
        return self is other or self._said == other._said

    def __hash__(self) -> int:
        return hash(self._counts)

    def __copy__(self) -> Change:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Change:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # By content: what was touched knows the whole memory that it belongs to.
        return _again, ({"_counts": self._counts, **{name: getattr(self, name) for name in _TOLD}},)

    @property
    def _said(self) -> tuple[object, ...]:
        told = [getattr(self, name) for name in _TOLD]
        return tuple(each if isinstance(each, Mapping) else Counter(each) for each in told)


_TOLD: Final = ("facts_gained", "facts_lost", "derivations_gained", "derivations_lost", "conclusions")


def _again(told: dict[str, Any]) -> Change:
    """The change as it was, in another process."""
    change = Change.__new__(Change)
    vars(change).update(told)
    return change


def _by_content(found: Iterable[tuple[Node, _Item, _Item]]) -> list[tuple[Node, _Item, _Item]]:
    """Of each fact once how it was before and is now, whichever nodes stood for it."""
    known: dict[FactKey, tuple[Node, _Item, _Item]] = {}
    for node, before, now in found:
        _, first, last = known.get(node.key, (node, before, now))
        known[node.key] = node, first or before, now or last
    return list(known.values())


def _apart(ceased: list[Concluded], began: list[Concluded]) -> tuple[list[Concluded], list[Concluded]]:
    """The firings that ceased and those that began, without such as are the same by content."""
    left, again = Counter(map(Concluded.derivations, ceased)), Counter(map(Concluded.derivations, began))
    both = left & again

    def rest(concluded: list[Concluded]) -> list[Concluded]:
        spare, kept = Counter(both), []
        for each in concluded:
            key = each.derivations()
            if spare[key]:
                spare[key] -= 1
            else:
                kept.append(each)
        return kept

    return rest(ceased), rest(began)
