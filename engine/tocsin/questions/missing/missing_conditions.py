"""What an instance of a rule is, and the gaps it may have: what is lacking, fails, blocks, or is off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from tocsin.engine.evaluation import Group
from tocsin.engine.plan import AggregatePlan, Computation, Condition, MatchPlan, PatternPlan, RulePlan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value
from tocsin.facts.values import hash_of_fields


@dataclass(frozen=True)
class Lacking:
    """No fact matches a pattern of the rule."""

    pattern: PatternPlan


@dataclass(frozen=True)
class Unbacked:
    """Facts match a pattern of the rule, by number, and reports do not back any of them as it asks."""

    pattern: PatternPlan
    facts: tuple[int, ...]


@dataclass(frozen=True)
class Uncounted:
    """An aggregate of the rule has no group for these bindings, or none with such a value, but others (``values``)."""

    aggregate: AggregatePlan
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Failing:
    """A comparison of the rule is false, or (``reason``) a value it computes does not come about."""

    step: Condition | Computation
    reason: str = ""


@dataclass(frozen=True)
class Blocking:
    """An exception of the rule holds for certain, by these facts."""

    entry: MatchPlan
    facts: tuple[int, ...]


@dataclass(frozen=True)
class Switched:
    """An assumption of the rule is off."""

    assumption: str


@dataclass(frozen=True)
class Otherwise:
    """The rule concludes another value for a field than the one sought."""

    position: int
    value: Value | None


Gap: TypeAlias = Lacking | Unbacked | Uncounted | Failing | Blocking | Switched | Otherwise


@dataclass(frozen=True)
class Instance:
    """A rule with some of its variables bound: what of it holds, and every gap.

    ``premises`` has a fact, by number, for each pattern that is matched, and None for each that lacks one; ``groups``
    likewise for aggregates. ``undecided`` are the conditions that cannot be told before the gaps are filled.
    """

    __hash__ = hash_of_fields

    plan: RulePlan
    head: int
    bindings: Mapping[str, Value]
    premises: tuple[int | None, ...]
    groups: tuple[Group | None, ...]
    gaps: tuple[Gap, ...]
    possible: tuple[Condition, ...]
    undecided: tuple[Condition | Computation | MatchPlan, ...]

    @property
    def lacking(self) -> int:
        """How many parts of the rule nothing matches."""
        return sum(isinstance(gap, Lacking | Unbacked | Uncounted) for gap in self.gaps)

    @property
    def key(self) -> tuple[object, ...]:
        """The nearer comes first: fewer gaps, fewer parts without a fact, more bound; then a fixed order."""
        return len(self.gaps), self.lacking, -len(self.bindings), self.plan.rule.id, repr(self.premises)


@dataclass(frozen=True)
class Nearest:
    """The nearest instances of a rule; ``cut`` if the search stopped before it had seen all that could be nearer."""

    plan: RulePlan
    instances: tuple[Instance, ...]
    cut: bool
