"""Which patterns of a plan read facts of a type, and which values none of them would take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, TypeAlias

from tocsin.engine.plan import MatchPlan, PatternPlan, Plan, RulePlan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.kinds import Value

Role: TypeAlias = Literal["premise", "counted", "exception", "aside"]
"""As what a fact is read: a premise, one of what an aggregate takes, what blocks a rule, or what decides nothing."""


@dataclass(frozen=True)
class Read:
    """A pattern that reads facts, and as what; its rule, but for what is read aside, and the variables that they share.

    ``whole`` is what must hold for such a fact to be of effect, as a rule: the rule itself, what its aggregate takes
    facts from, or the rule with all that an exception asks for. ``operation`` is that of the aggregate.
    """

    pattern: PatternPlan
    role: Role
    rule: RulePlan | None = None
    shared: frozenset[str] = frozenset()
    whole: RulePlan | None = None
    operation: str = ""


def patterns_that_read(plan: Plan) -> dict[str, list[Read]]:
    """The patterns of rules and tensions, by the type of fact that they read."""
    found: dict[str, list[Read]] = {}
    for read in _reads(plan):
        found.setdefault(read.pattern.type, []).append(read)
    return found


def _reads(plan: Plan) -> Iterator[Read]:
    for rule in plan.rules:
        yield from (Read(each, "premise", rule, each.names, rule) for each in rule.patterns)
        for aggregate in rule.aggregates:
            match, by = aggregate.match, frozenset(aggregate.by)
            whole = replace(rule, patterns=match.patterns, aggregates=(), early=match.early, late=match.late, unless=())
            for each in match.patterns:
                yield Read(each, "counted", rule, each.names & by, whole, aggregate.operation)
        for entry in rule.unless:
            whole = replace(
                rule,
                patterns=(*rule.patterns, *entry.patterns),
                early=(*rule.early, *entry.early),
                late=(*rule.late, *entry.late),
                unless=(),
            )
            for at, each in enumerate(entry.patterns):
                yield Read(each, "exception", rule, each.names & _elsewhere(rule, entry, at), whole)
        yield from _aside(rule.stronger_if)
    for tension in plan.tensions:
        yield from _aside(tension.match)


def _aside(entry: MatchPlan | None) -> Iterator[Read]:
    return (Read(pattern, "aside") for pattern in (() if entry is None else entry.patterns))


def _elsewhere(rule: RulePlan, entry: MatchPlan, at: int) -> frozenset[str]:
    """The variables that a rule, or an exception of it outside one of its patterns, names."""
    others = [pattern.names for number, pattern in enumerate(entry.patterns) if number != at]
    return frozenset(rule.variables).union(*others, *(each.reads for each in (*entry.early, *entry.late)))


@dataclass(frozen=True)
class Sought:
    """A field, by position, and the values that are looked for in it; ``required``: a fact without one is lost too.

    None among them: some pattern asks that the field is absent.
    """

    at: int
    values: tuple[Value | None, ...]
    required: bool

    def takes(self, value: Value | None) -> bool:
        """True if some pattern may take the value, or none is given and none is needed."""
        return value in self.values or (value is None and not self.required)


def sought_values(plan: Plan) -> dict[str, tuple[Sought, ...]]:
    """For each type that is read, the fields of which no pattern takes values but these.

    Those that every pattern of the type asks for by values, so that a fact with another feeds nothing; and texts of
    which the patterns that ask for them name all they take (``Pack.known_words``), as assessments warn.
    """
    found: dict[str, tuple[Sought, ...]] = {}
    for name, reads in patterns_that_read(plan).items():
        named = [dict(read.pattern.constants) for read in reads]
        sought = [
            Sought(at, tuple(dict.fromkeys(value for constants in named for value in constants[at])), True)
            for at in sorted(set(named[0]).intersection(*named[1:]))
        ]
        everywhere = {each.at for each in sought}
        for at, field in enumerate(plan.types[name].fields):
            words = plan.pack.known_words.get((name, field.name))
            if words and at not in everywhere and field.kind.name == "str" and field.codes is None:
                sought.append(Sought(at, tuple(sorted(words)), False))
        found[name] = tuple(sorted(sought, key=lambda each: each.at))
    return found
