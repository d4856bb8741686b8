"""Which facts, by their types alone, could bring something about: the leaves of every way to derive it.

A *shape* is a sorted tuple of types, one for each fact. Two leaves of one type may be one fact or two, so a way to
derive something has several shapes. Where something must not hold, or must be counted exactly, facts that stand in the
way of it may be needed besides. What has no shape of a size cannot be brought about by so many facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import product
from typing import Final, TypeAlias

from tocsin.engine.plan import MatchPlan, Plan, RulePlan
from tocsin.proving.circuit import TooLarge
from tocsin.questions.relevance import Upstream

Shape: TypeAlias = tuple[str, ...]
MOST_SHAPES: Final = 20_000


class Shapes:
    """The shapes of what the active rules of a plan conclude, of at most ``facts`` facts."""

    def __init__(self, plan: Plan, active: frozenset[int], givable: frozenset[str], facts: int) -> None:
        self.plan = plan
        self._active = active
        self._givable = givable
        self._facts = facts
        self._suppressors: dict[frozenset[str], frozenset[str]] = {}
        self.by_type: dict[str, set[Shape]] = {name: {(name,)} for name in givable}
        self._settle()

    def of_rule(self, rule: RulePlan) -> set[Shape]:
        """The shapes with which a rule might fire."""
        found = self._of_patterns([pattern.type for pattern in rule.patterns])
        for aggregate in rule.aggregates:
            found = self._merged(found, self._repeated(self.of_types([p.type for p in aggregate.match.patterns])))
        return self._with_more(found, self._in_the_way(rule))

    def of_goal(self, match: MatchPlan, unless: Iterable[MatchPlan]) -> set[Shape]:
        """The shapes with which a conjunction might hold while others do not."""
        found = self._of_patterns([pattern.type for pattern in match.patterns])
        closed = {pattern.type for entry in unless for pattern in entry.patterns}
        return self._with_more(found, self._suppressing(frozenset(closed)))

    def of_types(self, types: Iterable[str]) -> set[Shape]:
        """The shapes with which facts of all of the types might hold."""
        return self._of_patterns(list(types))

    def with_more(self, found: set[Shape], types: Iterable[str]) -> set[Shape]:
        """The shapes, and those with facts besides that might suppress facts of some types."""
        return self._with_more(found, self._suppressing(frozenset(types)))

    def _settle(self) -> None:
        for component in self.plan.components:  # what a rule rests on comes before it, but for recursion
            rules = [self.plan.rules[number] for number in component.rules if number in self._active]
            growing = True
            while growing:
                grown = [self._grows(rule) for rule in rules]
                growing = bool(component.recursive) and any(grown)

    def _grows(self, rule: RulePlan) -> bool:
        """Take in the shapes with which a rule might fire; true if one of them is new for what it concludes."""
        found = self.of_rule(rule)
        grown = False
        for head in rule.heads:
            known = self.by_type.setdefault(head.type, set())
            if not found <= known:
                known |= found
                grown = True
                if len(known) > MOST_SHAPES:
                    raise TooLarge(f"ways to bring about {head.type}")
        return grown

    def _of_patterns(self, types: Sequence[str]) -> set[Shape]:
        found: set[Shape] = {()}
        for name in types:
            found = self._merged(found, self.by_type.get(name, set()))
        return found

    def _repeated(self, once: set[Shape]) -> set[Shape]:
        """The shapes of one contribution or more."""
        found = set(once)
        while True:
            more = self._merged(found, once) | found
            if more == found:
                return found
            found = more

    def _merged(self, one: set[Shape], other: set[Shape]) -> set[Shape]:
        if one == {()}:
            return other
        return {shape for a, b in product(one, other) for shape in _together(a, b, self._facts)}

    def _with_more(self, found: set[Shape], more: frozenset[str]) -> set[Shape]:
        if not more:
            return found
        singles: set[Shape] = {(name,) for name in more}
        return found | self._merged(found, self._repeated(singles))

    # -- what stands in the way -----------------------------------------------------------

    def _in_the_way(self, rule: RulePlan) -> frozenset[str]:
        return self._suppressing(frozenset(rule.rule.closed_types()))

    def _suppressing(self, types: frozenset[str]) -> frozenset[str]:
        """The types of given facts that might keep facts of some types from following."""
        if types and types not in self._suppressors:
            upstream = Upstream.of(self.plan, types, self._active)
            closed = {name for number in upstream.rules for name in self.plan.rules[number].rule.closed_types()}
            below = Upstream.of(self.plan, closed, self._active).types if closed else frozenset[str]()
            self._suppressors[types] = below & self._givable
        return self._suppressors.get(types, frozenset())


@cache
def _together(one: Shape, other: Shape, most: int) -> tuple[Shape, ...]:
    """Every shape in which two are found, apart or sharing facts, of at most so many."""
    if len({*one, *other}) > most:
        return ()
    first, second = Counter(one), Counter(other)
    names = sorted(first | second)
    apart = product(*(range(max(first[n], second[n]), first[n] + second[n] + 1) for n in names))
    return tuple(
        tuple(n for n, count in zip(names, counts, strict=True) for _ in range(count))
        for counts in apart
        if sum(counts) <= most
    )


def givable_types(plan: Plan, active: frozenset[int], more: Iterable[str] = ()) -> frozenset[str]:
    """The types whose facts may be given: those that no active rule concludes, or none without their being given.

    ``more`` may be given besides.
    """
    rules = [plan.rules[number] for number in active]
    concluded = {head.type for rule in rules for head in rule.heads}
    derivable = set(plan.types) - concluded
    changed = True
    while changed:
        before = len(derivable)
        for rule in rules:
            needed = [pattern.type for pattern in rule.patterns]
            needed += [pattern.type for aggregate in rule.aggregates for pattern in aggregate.match.patterns]
            if derivable.issuperset(needed):
                derivable.update(head.type for head in rule.heads)
        changed = len(derivable) > before
    return frozenset((set(plan.types) - concluded) | (set(plan.types) - derivable) | set(more))
