"""Which patterns of a plan read facts of a type, and which values none of them would take."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.engine.plan import MatchPlan, PatternPlan, Plan, RulePlan
from tocsin.facts.kinds import Value


@dataclass(frozen=True)
class Read:
    """A pattern that reads facts; its rule, if it is a premise, and the variables that it shares with the rule."""

    pattern: PatternPlan
    rule: RulePlan | None
    shared: frozenset[str]


def patterns_that_read(plan: Plan) -> dict[str, list[Read]]:
    """The patterns of rules and tensions, by the type of fact that they read."""
    found: dict[str, list[Read]] = {}

    def take(patterns: tuple[PatternPlan, ...], rule: RulePlan | None, shared: frozenset[str] | None = None) -> None:
        for pattern in patterns:
            names = pattern.names if shared is None else pattern.names & shared
            found.setdefault(pattern.type, []).append(Read(pattern, rule, names))

    def aside(entry: MatchPlan | None) -> None:
        take(() if entry is None else entry.patterns, None)

    for rule in plan.rules:
        take(rule.patterns, rule)
        for aggregate in rule.aggregates:
            take(aggregate.match.patterns, rule, frozenset(aggregate.by))
        aside(rule.stronger_if)
        for entry in rule.unless:
            aside(entry)
    for tension in plan.tensions:
        aside(tension.match)
    return found


def sought_values(plan: Plan) -> dict[str, dict[int, tuple[Value, ...]]]:
    """For each type that is read, the positions at which every pattern names values, with all the values named.

    A fact that has another value there, or none, matches no pattern at all.
    """
    found: dict[str, dict[int, tuple[Value, ...]]] = {}
    for name, reads in patterns_that_read(plan).items():
        named = [dict(read.pattern.constants) for read in reads]
        everywhere = set(named[0]).intersection(*named[1:])
        found[name] = {
            at: tuple(dict.fromkeys(value for constants in named for value in constants[at]))
            for at in sorted(everywhere)
        }
    return found
