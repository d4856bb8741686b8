"""A grounded case: facts by number, firings by the worlds they happen in, and where each fact holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Generic

from tocsin.engine.evaluation import Block, Record
from tocsin.engine.plan import RulePlan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.key import FactKey, Row
from tocsin.facts.kinds import Value
from tocsin.questions.worlds.ground.algebra import Algebra, W
from tocsin.questions.worlds.ground.totals import TotalOver


@dataclass(frozen=True)
class Match(Generic[W]):
    """A way to match a conjunction: the facts, whether a comparison was only possible, the worlds it holds in."""

    facts: tuple[int, ...]
    boundary: bool
    worlds: W


@dataclass(frozen=True)
class Grouping(Generic[W]):
    """A group of an aggregate with one of the values it has: in which worlds, and in which as a boundary.

    ``matches`` are all that may contribute to the group, in some world or other.
    """

    worlds: W
    boundary: W
    matches: tuple[Match[W], ...]


@dataclass(frozen=True)
class Firing(Generic[W]):
    """A rule firing on facts, in the worlds where these hold and no exception blocks it.

    ``heads`` are what it concludes. In the worlds of ``boundary`` a comparison is only possible. ``open`` says where
    no exception blocks it and its groups have these values; ``exceptions`` are all matches that bear on that.
    ``totals`` are its aggregates that run through recursion, of whose contributions it takes enough.
    """

    rule: RulePlan
    record: Record
    heads: tuple[int, ...]
    premises: tuple[int, ...]
    groups: tuple[Grouping[W], ...]
    exceptions: tuple[Match[W], ...]
    open: W
    boundary: W
    totals: tuple[TotalOver[W], ...] = ()


@dataclass(frozen=True)
class GroundProgram(Generic[W]):
    """Facts, firings and the worlds they hold in.

    ``given`` and ``holds`` say where each fact, by number, is given, and where it holds; ``derived`` where some
    firing concludes it. ``given_firmly`` has, for the facts that are not certain wherever they are given, the worlds in
    which they are given at least so firmly, by ordinal of ``plan.STRENGTH``. ``strengthening`` gives the worlds in
    which a firing's ``stronger_if`` certainly matches. ``blocks`` hold, for each rule, what its records need to be
    read.
    """

    algebra: Algebra[W]
    types: list[str]
    rows: list[Row]
    given: dict[int, W]
    given_firmly: dict[int, tuple[W, ...]]
    holds: list[W]
    derived: dict[int, W]
    firings: list[Firing[W]]
    strengthening: Mapping[int, W]
    blocks: Mapping[int, Block]

    @cached_property
    def numbers(self) -> dict[FactKey, int]:
        """The number of each fact, by content: of one that is backed besides, that of the fact itself."""
        found: dict[FactKey, int] = {}
        for number, key in enumerate(zip(self.types, self.rows, strict=True)):
            found.setdefault(key, number)
        return found

    def body(self, firing: Firing[W]) -> W:
        """The worlds in which the firing happens."""
        worlds = firing.open
        for premise in firing.premises:
            worlds = self.algebra.meet(worlds, self.holds[premise])
        return worlds

    def bindings(self, firing: Firing[W]) -> dict[str, Value]:
        """The value of every variable of the rule in a firing."""
        return self.blocks[firing.rule.index].bindings(firing.record, self.rows)

    @cached_property
    def concluding(self) -> dict[int, list[Firing[W]]]:
        """The firings that conclude each fact."""
        found: dict[int, list[Firing[W]]] = {}
        for firing in self.firings:
            for head in dict.fromkeys(firing.heads):
                found.setdefault(head, []).append(firing)
        return found

    def bearing_on(self, fact: int) -> set[int]:
        """Every fact that may bear on this one: by premise, contribution or exception, near or far."""
        found: set[int] = set()
        waiting = [fact]
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                for firing in self.concluding.get(number, ()):
                    waiting.extend(uses(firing))
        return found


def uses(firing: Firing[W]) -> Iterator[int]:
    """Every fact on which it depends whether and with which values a firing happens."""
    yield from firing.premises
    for total in firing.totals:
        yield from total.facts
    for grouping in firing.groups:
        for match in grouping.matches:
            yield from match.facts
    for match in firing.exceptions:
        yield from match.facts
