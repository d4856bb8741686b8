"""Facts, groups and firings as linked objects: what a change is followed along.

A firing is reached from each of its premises (``uses``) and from what it concludes (``supports``), so that
the loss of a fact finds everything that rested on it without a search.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias, TypeVar

from tocsin.engine.evaluation import Contribution
from tocsin.engine.plan import RulePlan, type_of
from tocsin.engine.totals import Firing as Standing
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value

_FEW = 8
NOT_GIVEN = -1
UNJUDGED = -1

Item = TypeVar("Item")
Bucket: TypeAlias = tuple[Item, ...] | dict[Item, None]
"""A set that keeps its order. Most hold an item or two: a tuple takes a quarter of the memory of a dict."""


def including(bucket: Bucket[Item], item: Item) -> Bucket[Item]:
    """The bucket with the item in it. A large one is changed in place."""
    if isinstance(bucket, dict):
        bucket[item] = None
        return bucket
    if item in bucket:
        return bucket
    return (*bucket, item) if len(bucket) < _FEW else dict.fromkeys((*bucket, item))


def excluding(bucket: Bucket[Item], item: Item) -> Bucket[Item]:
    """The bucket without the item. A large one is changed in place."""
    if isinstance(bucket, tuple):
        return tuple([other for other in bucket if other is not item])
    bucket.pop(item, None)
    return bucket if len(bucket) > _FEW // 2 else tuple(bucket)


class Node:
    """A fact: given (with a strength), derived, or both.

    ``serial`` counts facts and groups in the order in which they came. ``straddling`` counts those of the
    supporting firings that are only possible by a comparison.
    """

    __slots__ = ("given", "row", "serial", "straddling", "supports", "type", "uses")

    def __init__(self, name: str, row: Row, serial: int) -> None:
        self.type = name
        self.row = row
        self.serial = serial
        self.given = NOT_GIVEN
        self.straddling = 0
        self.supports: Bucket[Firing] = ()
        self.uses: Bucket[Firing | Group] = ()

    @property
    def key(self) -> tuple[str, Row]:
        """The fact by content."""
        return type_of(self.type), self.row

    def begin_use(self, user: Firing | Group) -> None:
        """A match or a group rests on the fact."""
        self.uses = including(self.uses, user)

    def end_use(self, user: Firing | Group) -> None:
        """It rests on the fact no longer."""
        self.uses = excluding(self.uses, user)

    def firings(self) -> Iterator[Firing]:
        """Every match the fact is a premise of, itself or through a group."""
        for user in self.uses:
            if isinstance(user, Group):
                yield from user.uses
            else:
                yield user


class Group:
    """One group of an aggregate: its variables' values, the facts that contribute, and its boundary.

    ``contributions`` has its matches one by one where the aggregate runs through recursion.
    """

    __slots__ = ("boundary", "contributions", "facts", "serial", "uses", "values")

    def __init__(
        self,
        values: tuple[Value, ...],
        facts: tuple[Node, ...],
        boundary: bool,
        serial: int,
        contributions: tuple[Contribution, ...] = (),
    ) -> None:
        self.values = values
        self.facts = facts
        self.boundary = boundary
        self.serial = serial
        self.contributions = contributions
        self.uses: Bucket[Firing] = ()

    def begin_use(self, user: Firing) -> None:
        """A match rests on the group."""
        self.uses = including(self.uses, user)

    def end_use(self, user: Firing) -> None:
        """It rests on the group no longer."""
        self.uses = excluding(self.uses, user)


class FiringRule(Protocol):
    """What is asked of a firing's rule (``rules.LiveRule``)."""

    plan: RulePlan
    strengthened: dict[Firing, tuple[Node, ...] | None]

    @property
    def boost(self) -> Boost | None:
        """What watches for facts that strengthen."""

    def judge(self, firing: Firing) -> tuple[int, tuple[Value, ...], tuple[tuple[Any, ...], ...]] | None:
        """What the match comes to now: its boundary or blocked, computed values, the row of each conclusion."""

    def strengthen(self, firing: Firing, known: dict[Any, Any]) -> None:
        """Note the facts that match ``stronger_if`` for a firing."""

    def weaken(self, firing: Firing) -> None:
        """Forget what strengthened a firing."""

    def end(self, firing: Firing) -> None:
        """Forget a match."""


class Boost(Protocol):
    """Knows which firings a change may have strengthened or weakened."""

    def take(self) -> list[Firing]:
        """Those firings; asked again, there are none."""


class Firing:
    """A match of a rule's patterns and aggregates. It concludes nothing while an exception blocks it.

    ``parts`` are the facts of the patterns, then the groups. ``conclusions`` has one fact for each head.
    ``own`` is the strength it would have on certain premises; UNJUDGED while a condition of its own has no value.
    """

    __slots__ = ("_standing", "boundary", "computed", "conclusions", "own", "parts", "rule")

    def __init__(self, rule: FiringRule, parts: tuple[Node | Group, ...]) -> None:
        self.rule = rule
        self.parts = parts
        self.computed: tuple[Value, ...] = ()
        self.conclusions: tuple[Node, ...] = ()
        self.boundary = 0
        self.own = UNJUDGED
        self._standing: Standing | None = None

    def bindings(self) -> dict[str, Value]:
        """The value of every variable of the rule in the match."""
        plan = self.rule.plan
        found: dict[str, Value] = {}
        for position, part in enumerate(self.parts):
            if isinstance(part, Group):
                columns = plan.aggregates[position - len(plan.patterns)].columns
                found.update(zip(columns, part.values, strict=True))
            else:
                found.update((name, part.row[at]) for at, name in plan.patterns[position].variables)  # type: ignore[misc]
        found.update(zip(plan.computed, self.computed, strict=True))
        return found

    def standing(self) -> Standing | None:
        """What it rests on if it has totals that run through recursion; None if it needs all its premises."""
        plan = self.rule.plan
        if not plan.totals:
            return None
        if self._standing is None:
            width = len(plan.patterns)
            groups = self.parts[width:]
            below = [node for at, g in enumerate(groups) if at not in plan.totals for node in g.facts]  # type: ignore[union-attr]
            self._standing = Standing(plan, (*self.parts[:width], *below), groups, self.bindings())
        return self._standing

    def premises(self) -> Iterator[Node]:
        """The facts it rests on: pattern by pattern, then each aggregate's contributions."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.facts
            else:
                yield part
