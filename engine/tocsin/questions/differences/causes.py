"""Why a fact holds more firmly in one assessment than in another: what differs below it.

Both derivation graphs are walked from the fact down, and only through what differs: a derivation that holds here
and not there has a premise that does not hold there (so firmly), or needs an assumption that is off there, or is
blocked there by an exception or by other members of an aggregate. Nothing is inferred again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Literal

from tocsin.engine import Assessment, Conclusion, Derivation
from tocsin.engine.matching import match_row
from tocsin.engine.plan import CERTAIN, PatternPlan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value
from tocsin.questions.differences.summary import NOT_HELD, Rank

CauseKind = Literal["fact", "exception", "counted", "assumption"]
Way = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True)
class Cause:
    """One difference between two assessments that bears on a fact.

    A ``fact`` is given on one side only; an ``exception`` is given there and stands in the way;
    one that is ``counted`` changes there what an aggregate counts; an ``assumption`` is on on one side and off on the
    other. ``path`` leads from the fact asked about, through premises that
    differ too, to the one whose rule it bears on directly. ``past`` is true of a fact that was in force before, and is
    not after: it brings nothing about any more, or no longer stands in the way. ``of`` is what an exception stands in
    the way of, where that is not the fact asked about.
    """

    kind: CauseKind
    id: str
    text: str
    rule: str
    path: tuple[str, ...]
    past: bool = False
    of: str = ""

    @property
    def key(self) -> tuple[CauseKind, str]:
        """What differs, whatever it bears on."""
        return self.kind, self.id

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"kind": self.kind, "id": self.id, "text": self.text, "rule": self.rule, "path": list(self.path)}


class Side:
    """An assessment with what comparing it needs, worked out once."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.graph = assessment.graph
        self.facts = assessment.numbered

    def strength(self, identity: str) -> int:
        """How firmly a fact, given or derived, counts as a premise; below every qualifier if it does not hold."""
        number = self.facts.numbers.get(identity)
        return NOT_HELD[0] if number is None else self.graph.strength[number]

    def concluded(self, identity: str) -> Rank:
        """How firmly a fact follows, whether or not it is given too."""
        number = self.facts.numbers.get(identity)
        if number is None or number not in self.graph.by_conclusion:
            return NOT_HELD
        if self._uniform:
            return CERTAIN, True
        return self.graph.conclusion_strength(number), not Conclusion(self.facts, number).boundary

    @cached_property
    def _uniform(self) -> bool:
        """True if every derivation is certain, as in many a large case."""
        return min(self.graph.derivation_strengths, default=CERTAIN) == CERTAIN and not any(self.graph.boundaries)

    def derivations(self, identity: str) -> Iterator[tuple[Rank, Derivation]]:
        """The derivations of a fact, each with how firmly it concludes."""
        number = self.facts.numbers[identity]
        for found in self.graph.by_conclusion.get(number, ()):
            yield (self.graph.derivation_strength(found), not self.graph.boundary(found)), Derivation(self.facts, found)

    @cached_property
    def ways(self) -> dict[str, frozenset[Way]]:
        """The derivations of each conclusion by content: rule, premises, and what tells groups apart."""
        found: dict[str, set[Way]] = {}
        ids, conclusion, premises = self.facts.ids, self.graph.conclusion, self.graph.premises
        for block, numbers in self.graph.numbered_blocks():
            rule = block.plan.rule.id
            for number in numbers:
                if block.groups:
                    way = self.way(Derivation(self.facts, number))
                else:  # the same, without an object for each of very many
                    way = (rule, tuple([ids[premise] for premise in premises[number]]), "")
                found.setdefault(ids[conclusion[number]], set()).add(way)
        return {identity: frozenset(ways) for identity, ways in found.items()}

    def way(self, derivation: Derivation) -> Way:
        """A derivation by content: its rule, its premises, and what tells groups apart."""
        aggregates = self.graph.block(derivation.number).plan.aggregates
        return derivation.rule.id, derivation.premises, derivation.tie if aggregates else ""

    def users(self, identity: str) -> tuple[str, ...]:
        """The conclusions that a fact is a premise of, by ids."""
        number = self.facts.numbers.get(identity)
        ids, conclusion = self.facts.ids, self.graph.conclusion
        return () if number is None else tuple(sorted({ids[conclusion[use]] for use in self.graph.uses[number]}))

    def above(self, identity: str) -> tuple[str, ...]:
        """Every conclusion that rests on the fact, directly or not, by ids."""
        found: dict[str, None] = {}
        waiting = [identity]
        while waiting:
            new = [user for user in self.users(waiting.pop()) if user not in found]
            found.update(dict.fromkeys(new))
            waiting += new
        return tuple(sorted(found.keys() - {identity}))

    @cached_property
    def by_type(self) -> dict[str, list[str]]:
        """The ids of all facts, by type."""
        found: dict[str, list[str]] = {}
        for identity, name in zip(self.facts.ids, self.graph.types, strict=True):
            found.setdefault(name, []).append(identity)
        return found


def causes(here: Side, there: Side, identity: str) -> tuple[Cause, ...]:
    """Why the fact is concluded more firmly here than there: the nearest differences first."""
    walk = _Walk(here)
    walk.found.extend(walk.below_conclusion(here, there, identity))
    return walk.causes()


def as_of_after(found: tuple[Cause, ...], after: Side) -> tuple[Cause, ...]:
    """The causes, each knowing whether its fact is in force no more."""
    return tuple(
        replace(cause, past=True) if cause.kind != "assumption" and after.assessment.fact(cause.id) is None else cause
        for cause in found
    )


def new_premises(here: Side, there: Side, identity: str) -> tuple[Cause, ...]:
    """The given facts, not given there, that further derivations of a fact here rest on."""
    found: dict[tuple[CauseKind, str], Cause] = {}
    for rule, premises, _ in sorted(here.ways[identity] - there.ways.get(identity, frozenset())):
        for premise in premises:
            if premise in there.facts.numbers:
                continue
            if here.assessment.fact(premise) is not None:
                new = [Cause("fact", premise, here.assessment.fact_text(premise), rule, (identity,))]
            else:
                new = [cause for cause in causes(here, there, premise) if cause.kind == "fact"]
            for cause in new:
                found.setdefault(cause.key, cause)
    return tuple(sorted(found.values(), key=lambda cause: cause.text))


def causes_of_ways(here: Side, there: Side, identity: str) -> tuple[Cause, ...]:
    """Why a fact has derivations here that it does not have there, however firm they are: the nearest first."""
    walk = _Walk(here)
    new = here.ways.get(identity, frozenset()) - there.ways.get(identity, frozenset())
    for _, derivation in here.derivations(identity):
        if here.way(derivation) in new:
            walk.found.extend(walk.below_derivation(here, there, derivation, (identity,)))
    return walk.causes()


class _Walk:
    """A breadth-first walk through what differs; each fact is visited once from either side."""

    def __init__(self, start: Side) -> None:
        self.found: list[Cause] = []
        self.waiting: deque[tuple[Side, Side, str, tuple[str, ...]]] = deque()
        self._start = start
        self._seen: set[tuple[bool, str]] = set()

    def causes(self) -> tuple[Cause, ...]:
        """The causes found on the whole walk, each once, the nearest first."""
        while self.waiting:
            one, other, fact, path = self.waiting.popleft()
            self.found.extend(self.below_premise(one, other, fact, path))
        first: dict[tuple[CauseKind, str], Cause] = {}
        for cause in self.found:
            first.setdefault(cause.key, cause)
        return tuple(sorted(first.values(), key=lambda cause: (len(cause.path), cause.kind, cause.text)))

    def visit(self, here: Side, there: Side, fact: str, path: tuple[str, ...]) -> None:
        """Put a fact on the way, unless it has been there."""
        key = (here is self._start, fact)
        if key not in self._seen:
            self._seen.add(key)
            self.waiting.append((here, there, fact, path))

    def below_conclusion(self, here: Side, there: Side, fact: str) -> Iterator[Cause]:
        """What differs right below the fact asked about, as a conclusion."""
        level = there.concluded(fact)
        for rank, derivation in here.derivations(fact):
            if rank > level:
                yield from self.below_derivation(here, there, derivation, (fact,))

    def below_premise(self, here: Side, there: Side, fact: str, path: tuple[str, ...]) -> Iterator[Cause]:
        """What differs right below a fact that counts as a premise."""
        level = there.strength(fact)
        for rank, derivation in here.derivations(fact):
            if rank[0] > level:
                yield from self.below_derivation(here, there, derivation, (*path, fact))

    def below_derivation(
        self, here: Side, there: Side, derivation: Derivation, path: tuple[str, ...]
    ) -> Iterator[Cause]:
        """What differs right below one derivation that holds here (so firmly) and not there."""
        rule = derivation.rule
        texts = {assumption.id: assumption.text for assumption in here.assessment.pack.assumptions}
        off = [name for name in rule.assumes if not there.assessment.assumptions[name]]
        for name in off:
            yield Cause("assumption", name, texts[name], rule.id, path)
        changed = [p for p in dict.fromkeys(_rests_on(derivation)) if here.strength(p) > there.strength(p)]
        for premise in changed:
            if here.assessment.fact(premise) is not None and there.assessment.fact(premise) is None:
                yield Cause("fact", premise, here.assessment.fact_text(premise), rule.id, path)
            else:
                self.visit(here, there, premise, path)
        if not off and not changed:
            yield from self._blocked(here, there, derivation, path)

    def _blocked(self, here: Side, there: Side, derivation: Derivation, path: tuple[str, ...]) -> Iterator[Cause]:
        """What stands in the way of a derivation there, though all its premises hold."""
        for kind, identity in _standing_in_the_way(here, there, derivation):
            if there.assessment.fact(identity) is not None:
                text = there.assessment.fact_text(identity)
                of = here.assessment.fact_text(path[-1]) if kind == "exception" and len(path) > 1 else ""
                yield Cause(kind, identity, text, derivation.rule.id, path, of=of)
            else:
                self.visit(there, here, identity, path)


def _rests_on(derivation: Derivation) -> Iterable[str]:
    return (*derivation.premises, *(derivation.strengthened_by or ()))


def _standing_in_the_way(here: Side, there: Side, derivation: Derivation) -> Iterator[tuple[CauseKind, str]]:
    """Facts that hold more firmly there and match a pattern under ``unless`` or within an aggregate."""
    for kind, pattern, bound in _closed_patterns(here, derivation):
        for identity in there.by_type.get(pattern.type, ()):
            row = there.graph.rows[there.facts.numbers[identity]]
            if there.strength(identity) > here.strength(identity) and match_row(pattern, row, bound) is not None:
                yield kind, identity


def _closed_patterns(side: Side, derivation: Derivation) -> Iterator[tuple[CauseKind, PatternPlan, dict[str, Value]]]:
    """The patterns that had to be complete before the rule could fire, with what is bound in each."""
    plan = side.graph.block(derivation.number).plan
    for entry in plan.unless:
        yield from (("exception", pattern, dict(derivation.bindings)) for pattern in entry.patterns)
    for aggregate in plan.aggregates:
        group = {name: derivation.bindings[name] for name in aggregate.by}
        yield from (("counted", pattern, group) for pattern in aggregate.match.patterns)
