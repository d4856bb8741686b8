"""Why a fact does not hold: for each rule that could conclude it, how near it comes, down through derived premises."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.engine.collection import paused_collection
from tocsin.engine.questions.gaps import Gap, Instance, Lacking, Nearest, Uncounted
from tocsin.engine.questions.idle import Idle, idle_facts
from tocsin.engine.questions.members import Members
from tocsin.engine.questions.near import NearSearch
from tocsin.engine.questions.sought import Asked, Never, Sought, concluding, never_concluded, of_pattern, sought_in
from tocsin.engine.questions.why_not_json import why_not_json
from tocsin.facts.kinds import Value
from tocsin.facts.reports import in_force

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment

DEPTH = 4
KEPT = 3
_SIMILAR = 3


@dataclass(frozen=True)
class Similar:
    """A fact that would be the one sought, but for the values of some fields (by position: what it has)."""

    fact: int
    differs: tuple[tuple[int, Value | None], ...]


@dataclass(frozen=True)
class Unmet:
    """Facts that do not hold, and why: the rules that could conclude them, by how little each lacks.

    ``holds`` are facts that do hold after all; then nothing else is looked into. ``never`` says why no rule can ever
    conclude it: facts of the type are only given (``given_only``), or the rules that conclude the type never conclude
    such values (``other_values``). ``idle`` are facts that are stated and not in force. ``deferred`` is true where the
    rules were not looked into, because the way here was longer than the bound.
    """

    sought: Sought
    holds: tuple[int, ...] = ()
    never: Never | None = None
    rules: tuple[Nearest, ...] = ()
    idle: tuple[Idle, ...] = ()
    similar: tuple[Similar, ...] = ()
    deferred: bool = False


@dataclass(frozen=True)
class WhyNot:
    """The answer to a question why a fact does not hold.

    ``unmet`` has, for the fact asked about and each premise on the way that could be derived, what stands against it:
    each once, so that circles end. The first is the one asked about.
    """

    assessment: Assessment
    members: Members
    sought: Sought
    unmet: Mapping[Sought, Unmet]

    @property
    def holds(self) -> tuple[str, ...]:
        """Ids of facts that match what was asked and do hold, given or derived; empty if none does."""
        return tuple(sorted(self.assessment.numbered.ids[number] for number in self.unmet[self.sought].holds))

    @property
    def root(self) -> Unmet:
        """What stands against the fact asked about."""
        return self.unmet[self.sought]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``docs/questions.md`` describes it."""
        return why_not_json(self)


def why_not(assessment: Assessment, asked: Asked, *, depth: int = DEPTH, keep: int = KEPT) -> WhyNot:
    """Why no fact such as asked about holds.

    For each rule the ``keep`` nearest instances are found; premises that could themselves be derived are asked about
    in turn, ``depth`` rules deep. Raises ProblemError as ``sought_in`` does.
    """
    with paused_collection():
        return _why_not(assessment, sought_in(assessment, asked), depth, keep)


def _why_not(assessment: Assessment, sought: Sought, depth: int, keep: int) -> WhyNot:
    graph = assessment.graph
    members = Members(graph.types, graph.rows)
    search = _Search(assessment, members, keep)
    found: dict[Sought, Unmet] = {}
    waiting = deque([(sought, depth)])
    while waiting:
        current, left = waiting.popleft()
        if current in found:
            continue
        found[current] = search.unmet(current, left)
        waiting.extend((below, left - 1) for below in _below(found[current]) if below not in found)
    return WhyNot(assessment, members, sought, found)


def _below(unmet: Unmet) -> Iterator[Sought]:
    """What the nearest instances lack."""
    for nearest in unmet.rules:
        for instance in nearest.instances:
            for gap in instance.gaps:
                yield from lacked(instance, gap)


def lacked(instance: Instance, gap: Gap) -> tuple[Sought, ...]:
    """The facts that one gap of an instance asks for: for a pattern, or for an aggregate to take its values from."""
    if isinstance(gap, Lacking):
        return (of_pattern(gap.pattern, instance.bindings),)
    if isinstance(gap, Uncounted):
        by = {name: instance.bindings[name] for name in gap.aggregate.by if name in instance.bindings}
        return tuple(of_pattern(pattern, by) for pattern in gap.aggregate.match.patterns)
    return ()


class _Search:
    """Looks into what does not hold, one fact sought after the other."""

    def __init__(self, assessment: Assessment, members: Members, keep: int) -> None:
        self._assessment = assessment
        self._members = members
        self._near = NearSearch(members, assessment.assumptions)
        self._keep = keep
        as_of, known_by = assessment.as_of, assessment.known_by
        self._idle = [item for item in assessment.given if not in_force(item.reports, as_of=as_of, known_by=known_by)]

    def unmet(self, sought: Sought, depth: int) -> Unmet:
        """What stands against the facts sought."""
        rows = self._members.rows
        holds = tuple(n for n in self._members.by_type.get(sought.type, ()) if sought.matches(rows[n]))
        if holds:
            return Unmet(sought, holds)
        rules = self._assessment.plan.rules
        possible = concluding(rules, sought)
        never = never_concluded(rules, sought)
        nearest: list[Nearest] = []
        if depth > 0:
            nearest = [self._near.nearest(rule, head, sought, bound, self._keep) for rule, head, bound in possible]
            nearest.sort(key=lambda found: found.instances[0].key)
        idle = idle_facts(self._idle, self._assessment.as_of, self._assessment.known_by, sought)
        deferred = bool(possible) and depth <= 0
        return Unmet(sought, (), never, tuple(nearest), idle, self._similar(sought), deferred)

    def _similar(self, sought: Sought) -> tuple[Similar, ...]:
        """The facts of the type that differ from what is sought in the fewest fields, if they share one with it."""
        best: list[Similar] = []
        fewest = len(sought.values)
        for number in self._members.by_type.get(sought.type, ()):
            row = self._members.rows[number]
            differs = tuple((at, row[at]) for at, allowed in sought.values if row[at] not in allowed)
            if len(differs) < fewest:
                best, fewest = [], len(differs)
            if len(differs) == fewest < len(sought.values):
                best.append(Similar(number, differs))
        best.sort(key=lambda similar: repr(self._members.rows[similar.fact]))
        return tuple(best[:_SIMILAR])


def instances(found: WhyNot, unmet: Unmet) -> Iterator[Instance]:
    """The instances of all rules, the nearest first."""
    yield from sorted((i for nearest in unmet.rules for i in nearest.instances), key=lambda instance: instance.key)
