"""Why a fact does not hold: for each rule that could conclude it, how near it comes, down through derived premises."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tocsin.engine.gc_pause import paused_collection
from tocsin.engine.matching import Members
from tocsin.facts.arguments import checked
from tocsin.facts.backing import Backing
from tocsin.facts.partial import PartialFact
from tocsin.facts.quantity import Quantity
from tocsin.questions.goal import Asked, assessed, concluding, never_concluded, of_pattern, sought_in
from tocsin.questions.missing.missing_conditions import Gap, Instance, Lacking, Nearest, Uncounted
from tocsin.questions.missing.not_in_force import idle_facts
from tocsin.questions.missing.partial_matches import NearSearch
from tocsin.questions.missing.result import Similar, Unmet, WhyNot

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment
    from tocsin.engine.case import Case
    from tocsin.facts.fact_type import FactType
    from tocsin.facts.model import Given

DEPTH = 4
KEPT = 3
_SIMILAR = 3


@checked()
def why_not(subject: Assessment | Case, asked: Asked, *, depth: int = DEPTH, keep: int = KEPT) -> WhyNot:
    """Why no fact such as asked about holds.

    For each rule the ``keep`` nearest instances are found; premises that could themselves be derived are asked about
    in turn, ``depth`` rules deep. Raises ProblemError as ``sought_in`` does.
    """
    assessment = assessed(subject)
    with paused_collection():
        return _why_not(assessment, sought_in(assessment, asked), depth, keep)


def _why_not(assessment: Assessment, sought: PartialFact, depth: int, keep: int) -> WhyNot:
    graph = assessment.graph
    members = Members.of(graph)
    search = _Search(assessment, members, keep)
    found: dict[PartialFact, Unmet] = {}
    waiting = deque([(sought, depth)])
    while waiting:
        current, left = waiting.popleft()
        if current in found:
            continue
        found[current] = search.unmet(current, left)
        waiting.extend((below, left - 1) for below in _below(found[current], graph.plan.types) if below not in found)
    return WhyNot(assessment, members, sought, found)


def _below(unmet: Unmet, types: Mapping[str, FactType]) -> Iterator[PartialFact]:
    """What the nearest instances lack."""
    for nearest in unmet.rules:
        for instance in nearest.instances:
            for gap in instance.gaps:
                yield from lacked(instance, gap, types)


def lacked(instance: Instance, gap: Gap, types: Mapping[str, FactType]) -> tuple[PartialFact, ...]:
    """The facts that one gap of an instance asks for: for a pattern, or for an aggregate to take its values from."""
    if isinstance(gap, Lacking):
        return (of_pattern(gap.pattern, instance.bindings, types),)
    if isinstance(gap, Uncounted):
        by = {name: instance.bindings[name] for name in gap.aggregate.by if name in instance.bindings}
        return tuple(of_pattern(pattern, by, types) for pattern in gap.aggregate.match.patterns)
    return ()


def backing_of_lacked(gap: Gap) -> tuple[Backing | None, ...]:
    """How well reports are to back each of the facts that are ``lacked``."""
    if isinstance(gap, Lacking):
        return (gap.pattern.backed_by,)
    return tuple(each.backed_by for each in gap.aggregate.match.patterns) if isinstance(gap, Uncounted) else ()


class _Search:
    """Looks into what does not hold, one fact sought after the other."""

    def __init__(self, assessment: Assessment, members: Members, keep: int) -> None:
        self._assessment = assessment
        self._members = members
        self._near = NearSearch(members, assessment.assumptions)
        self._keep = keep
        self._given: dict[str, list[Given]] = {}
        for item in assessment.given:
            self._given.setdefault(item.fact.fact_type().name, []).append(item)

    def unmet(self, sought: PartialFact, depth: int) -> Unmet:
        """What stands against the facts sought."""
        rows = self._members.rows
        holds = tuple(n for n in self._members.by_type.get(sought.type, ()) if sought.matches_row(rows[n]))
        if holds:
            return Unmet(sought, holds)
        rules = self._assessment.plan.rules
        possible = concluding(rules, sought)
        never = never_concluded(rules, sought)
        nearest: list[Nearest] = []
        if depth > 0:
            nearest = [self._near.nearest(rule, head, sought, bound, self._keep) for rule, head, bound in possible]
            nearest.sort(key=self._key)
        idle = idle_facts(self._given.get(sought.type, ()), self._assessment.as_of, self._assessment.known_by, sought)
        deferred = bool(possible) and depth <= 0
        return Unmet(sought, (), never, tuple(nearest), idle, self._similar(sought), deferred)

    def _key(self, found: Nearest) -> tuple[object, ...]:
        """The nearer rule comes first; of rules that lack as many facts, the one that facts come nearest to."""
        instance = found.instances[0]
        types = self._assessment.plan.types
        lacking = [sought for gap in instance.gaps for sought in lacked(instance, gap, types)]
        similar = [next(iter(self._similar(sought)), None) for sought in lacking]
        off = [(1, 0, 0) if near is None else (0, near.contradicting, len(near.differs)) for near in similar]
        gaps, parts, *rest = instance.key
        return gaps, parts, off, *rest

    def _similar(self, sought: PartialFact) -> tuple[Similar, ...]:
        """The facts of the type nearest to what is sought: those that contradict it in the fewest fields.

        A field that is not given contradicts nothing: a fact that lacks no more may be the one sought, told in part.
        One that contradicts it has to share something with it, or to differ in magnitudes only, which are near or far.
        """
        fields = self._assessment.plan.types[sought.type].fields
        best: list[Similar] = []
        least: tuple[int, int, float] | None = None
        for number in self._members.by_type.get(sought.type, ()):
            row = self._members.rows[number]
            similar = Similar(number, tuple((at, row[at]) for at in sought.differing(row)))
            apart = 0.0
            if similar.contradicting and not any(row[at] in allowed for at, allowed in sought.values):
                measured = [at for at, allowed in sought.values if None not in (row[at], *allowed)]
                if not all(fields[at].kind.is_numeric for at in measured):
                    continue
                apart = sum(min(_apart(row[at], value) for value in dict(sought.values)[at]) for at in measured)
            key = similar.contradicting, len(similar.differs), apart
            if least is None or key < least:
                best, least = [], key
            if key == least:
                best.append(similar)
        best.sort(key=lambda similar: repr(self._members.rows[similar.fact]))
        return tuple(best[:_SIMILAR])


def _apart(one: Any, other: Any) -> float:
    """How far two numbers lie apart, or two ranges of them; an open end reaches everything beyond it."""
    (low, high), (least, most) = (_ends(each) for each in (one, other))
    try:
        return max(0, least - high, low - most)
    except OverflowError:  # of a float, and an int beyond all floats
        return float("inf")


def _ends(value: Any) -> tuple[float, float]:
    if isinstance(value, Quantity):
        return (
            float("-inf") if value.low is None else value.low,
            float("inf") if value.high is None else value.high,
        )
    return value, value


def instances(found: WhyNot, unmet: Unmet) -> Iterator[Instance]:
    """The instances of all rules, the nearest first."""
    yield from sorted((i for nearest in unmet.rules for i in nearest.instances), key=lambda instance: instance.key)
