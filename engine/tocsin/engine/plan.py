"""The plan of a pack: what both engines evaluate, worked out once (by ``planning``).

A plan is engine-neutral: fields become positions, conclusions become templates, rules are placed in
components of mutually recursive types in dependency order, and every rule carries a join order for each
pattern a change may come in by (its delta rules). The conditions of one match are taken in two steps that
are the same in every engine:

1. the *early* comparisons: those over patterns and aggregates that cannot fail;
2. the *late* steps in dependency order: computed values, and comparisons that need them or may fail.

so that what fails at run time (a division by zero) is the same whoever evaluates.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from tocsin.engine.things import ThingPlan
from tocsin.facts.backing import Backing
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.json_values import canonical_json
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.reports import QUALIFIERS
from tocsin.rules import expression
from tocsin.rules.model import Pack, Tension
from tocsin.rules.rule import Rule
from tocsin.rules.strata import Strata

STRENGTH = {qualifier: len(QUALIFIERS) - 1 - position for position, qualifier in enumerate(QUALIFIERS)}
"""Qualifiers as ordinals, 0 (possible) to 3 (certain): for ``min`` and ``max`` only, never for arithmetic."""
CERTAIN = STRENGTH["certain"]
POSSIBLE = STRENGTH["possible"]
STRENGTHENED = STRENGTH["possible_strengthened"]


def own_strength(rule: int, boundary: bool, matched: bool) -> int:
    """The strength that a firing would have on certain premises: its rule's, lifted or capped.

    A firing at a boundary is never more than possible. A possible rule whose ``stronger_if`` certainly matched
    (``matched``) is lifted; a firmer rule has nothing to gain by it. What a firing comes to is the weakest link
    among this and its premises.

    >>> own_strength(POSSIBLE, False, True) == STRENGTHENED
    True
    >>> own_strength(POSSIBLE, True, True) == own_strength(CERTAIN, True, False) == POSSIBLE
    True
    """
    if boundary:
        return POSSIBLE
    return STRENGTHENED if matched and rule == POSSIBLE else rule


_BACKED = "~"
"""What follows in the name of a relation says how well facts of the type are backed (``backing``)."""


def relation_of(name: str, asked: Backing) -> str:
    """What the relation of the facts of a type that are backed so well is called."""
    return f"{name}{_BACKED}{canonical_json(asked.to_json())}"


def type_of(relation: str) -> str:
    """The type of the facts that a relation holds."""
    return relation.partition(_BACKED)[0]


@dataclass(frozen=True)
class PatternPlan:
    """A pattern with fields as positions: allowed values per position, variables per position.

    ``backed_by`` says how well reports are to back the fact (``backing``); None: it need only be in force.
    """

    type: str
    constants: tuple[tuple[int, tuple[Value, ...]], ...]
    variables: tuple[tuple[int, str], ...]
    backed_by: Backing | None = None

    @cached_property
    def relation(self) -> str:
        """What it ranges over: the facts of its type, or those of them that are backed so well."""
        return self.type if self.backed_by is None else relation_of(self.type, self.backed_by)

    @cached_property
    def names(self) -> frozenset[str]:
        """The variables it binds."""
        return frozenset(name for _, name in self.variables)


@dataclass(frozen=True)
class Condition:
    """A comparison: its tree, the variables it reads, whether its answer may be *possible*."""

    text: str
    node: expression.Node
    reads: frozenset[str]
    may_fail: bool
    interval: bool


@dataclass(frozen=True)
class Computation:
    """A computed value: the variable it binds, or must equal if something else binds it."""

    variable: str
    text: str
    node: expression.Node
    kind: Kind
    checks: bool

    @cached_property
    def may_be_none(self) -> bool:
        """True if there may be none where the value could be anything (``expression.has_value``)."""
        return self.kind.is_interval and expression.is_partial(self.node)


Step = Condition | Computation


@dataclass(frozen=True)
class MatchPlan:
    """A conjunction of patterns and comparisons: an entry of ``unless``, a ``stronger_if``, an ``over``.

    ``early`` cannot fail; ``late`` may, and is evaluated last, in the order written.
    """

    patterns: tuple[PatternPlan, ...]
    early: tuple[Condition, ...]
    late: tuple[Condition, ...]
    order: tuple[int, ...]
    outer: tuple[str, ...]


@dataclass(frozen=True)
class AggregatePlan:
    """An aggregate: what it ranges over, its groups, and what it computes.

    ``things`` says, pattern by pattern, how the facts tell which thing they are about; empty if no type has a key. Of
    the patterns only the first ``counted`` contribute; the others say for which values of the rule there are groups.
    ``recursive`` are the types it ranges over that the rule's conclusions may feed: it then runs through recursion
    (``totals``).
    """

    operation: str
    variable: str | None
    match: MatchPlan
    by: tuple[str, ...]
    result: str
    kind: Kind
    things: tuple[ThingPlan, ...] = ()
    distinct: tuple[str, ...] = ()
    counted: int = 0

    @cached_property
    def has_outer(self) -> bool:
        """True if some patterns do not contribute, so that several matches may be one contribution."""
        return self.counted < len(self.match.patterns)

    @property
    def taken(self) -> tuple[str, ...]:
        """The variables that it takes from a match: its groups', then those it aggregates."""
        return (*self.by, *(self.distinct if self.variable is None else (self.variable,)))

    def contribution(self, bindings: Mapping[str, Value]) -> object:
        """What one match contributes: a value, or the values that are to be distinct, or that it is one."""
        if self.distinct:
            return tuple([bindings[name] for name in self.distinct])
        return 1 if self.variable is None else bindings[self.variable]

    recursive: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """The variables of one group: the grouping variables, then the result."""
        return (*self.by, self.result)


@dataclass(frozen=True)
class HeadPlan:
    """A conclusion: per position a constant, the name of a variable, or neither (absent)."""

    type: str
    terms: tuple[tuple[Value | None, str | None], ...]
    kinds: tuple[Kind, ...]
    converts: tuple[bool, ...]


@dataclass(frozen=True)
class RulePlan:
    """A rule ready to be evaluated. ``orders[i]`` is the join order that begins with part ``i``.

    The parts are the patterns, in the order written, then the aggregates.
    """

    def __hash__(self) -> int:
        return hash((self.index, self.rule.id))

    index: int
    rule: Rule
    patterns: tuple[PatternPlan, ...]
    aggregates: tuple[AggregatePlan, ...]
    early: tuple[Condition, ...]
    late: tuple[Step, ...]
    unless: tuple[MatchPlan, ...]
    heads: tuple[HeadPlan, ...]
    stronger_if: MatchPlan | None
    variables: tuple[str, ...]
    computed: tuple[str, ...]
    orders: tuple[tuple[int, ...], ...]
    kinds: Mapping[str, Kind]

    @cached_property
    def strength(self) -> int:
        """The rule's own qualifier as an ordinal."""
        return STRENGTH[self.rule.qualifier]

    @cached_property
    def may_be_lifted(self) -> bool:
        """True if a match of ``stronger_if`` makes a firing stronger than it would be without."""
        return self.stronger_if is not None and own_strength(self.strength, False, True) > self.strength

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """The aggregates that run through recursion, by position."""
        return tuple(at for at, aggregate in enumerate(self.aggregates) if aggregate.recursive)

    @cached_property
    def thresholds(self) -> dict[int, tuple[Condition, ...]]:
        """For each aggregate that runs through recursion, the comparisons that hold it against something."""
        conditions = [step for step in (*self.early, *self.late) if isinstance(step, Condition)]
        return {at: tuple(c for c in conditions if self.aggregates[at].result in c.reads) for at in self.totals}

    @property
    def asked(self) -> tuple[MatchPlan, ...]:
        """What is asked of each match: the exceptions in the order written, then ``stronger_if``."""
        return self.unless if self.stronger_if is None else (*self.unless, self.stronger_if)

    @cached_property
    def alike(self) -> frozenset[int]:
        """The conclusions, by position, that share their type with another: one firing may conclude a fact twice."""
        types = [head.type for head in self.heads]
        return frozenset(position for position, name in enumerate(types) if types.count(name) > 1)

    @cached_property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The variables of each part."""
        parts = [tuple(name for _, name in pattern.variables) for pattern in self.patterns]
        return (*parts, *(aggregate.columns for aggregate in self.aggregates))


@dataclass(frozen=True)
class Component:
    """Rules whose conclusions are evaluated together; ``recursive`` names the types that feed back."""

    rules: tuple[int, ...]
    recursive: frozenset[str]


@dataclass(frozen=True)
class TensionPlan:
    """A tension as a conjunction to match."""

    tension: Tension
    match: MatchPlan


@dataclass(frozen=True, eq=False)
class Plan:
    """A pack compiled: what every engine takes. Rules are in the order of their ids."""

    pack: Pack
    types: Mapping[str, FactType]
    rules: tuple[RulePlan, ...]
    components: tuple[Component, ...]
    strata: Strata
    tensions: tuple[TensionPlan, ...]

    def __repr__(self) -> str:
        return f"<Plan of {self.pack!r}>"

    def active(self, assumptions: Mapping[str, bool]) -> frozenset[int]:
        """The rules all of whose assumptions are on."""
        off = [rules for name, rules in self._assuming.items() if not assumptions[name]]
        return self._every.difference(*off)

    @cached_property
    def has_totals(self) -> bool:
        """True if some aggregate runs through recursion."""
        return any(rule.totals for rule in self.rules)

    @cached_property
    def reading(self) -> Mapping[int, frozenset[str]]:
        """The rules that read parameters of the pack, with the types that must have facts for each to fire."""
        if not self.pack.parameters:
            return {}
        return {each.index: frozenset(each.rule.positive_types()) for each in self.rules if each.rule.parameters}

    @cached_property
    def _every(self) -> frozenset[int]:
        return frozenset(range(len(self.rules)))

    @cached_property
    def _assuming(self) -> Mapping[str, frozenset[int]]:
        """The rules that need an assumption, by its id."""
        names = {name for plan in self.rules for name in plan.rule.assumes}
        return {name: frozenset(plan.index for plan in self.rules if name in plan.rule.assumes) for name in names}
