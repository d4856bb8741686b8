"""Which patterns of a plan read facts of a type, and which values none of them would take."""

from __future__ import annotations

from tocsin.engine.plan import MatchPlan, PatternPlan, Plan, RulePlan
from tocsin.facts.dataclass import dataclass
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
