"""Which rules could fire at all on the given facts: only these are told to durable-rules.

A rule cannot fire if one of its patterns matches no given fact by the pattern's constants, and no rule that can fire
concludes facts of its type. One that aggregates is always let in: what its aggregates fail on is told, whether or not
it fires. In logic notation, as the least solution of

    able(r)      ←  for each pattern p of r:  concluded(type of p), or some given fact has p's constants, field by field
    able(r)      ←  r aggregates
    concluded(t) ←  able(r), r concludes t

which is reached in time linear in the rules. What is left out would find nothing; what is let in need not fire.
"""

from __future__ import annotations

from tocsin.engine.evaluation import Givens
from tocsin.engine.plan import PatternPlan, Plan
from tocsin.facts.kinds import Value
from tocsin.facts.values import kept_with


def able_rules(plan: Plan, active: frozenset[int], facts: Givens) -> frozenset[int]:
    """The active rules that could fire on these facts."""
    needs = _needs(plan)
    given = _GivenValues(facts)
    matched = list(map(given.may_match, needs.patterns))
    able: set[int] = set()
    lacking: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    ready: list[int] = []
    for index in sorted(active):
        missing = {needs.patterns[at].type for at in needs.of[index] if not matched[at]}
        if not missing:
            ready.append(index)
            continue
        lacking[index] = len(missing)
        for name in missing:
            waiting.setdefault(name, []).append(index)
    while ready:
        index = ready.pop()
        able.add(index)
        for head in plan.rules[index].heads:
            for other in waiting.pop(head.type, ()):
                lacking[other] -= 1
                if not lacking[other]:
                    ready.append(other)
    return frozenset(able)


class _Needs:
    """The patterns of a plan that differ in what they need, and which of them each rule has."""

    def __init__(self, plan: Plan) -> None:
        self.patterns: list[PatternPlan] = []
        known: dict[tuple[object, ...], int] = {}
        of = []
        for rule in plan.rules:
            found = set()
            for pattern in () if rule.aggregates else rule.patterns:
                at = known.setdefault((pattern.type, pattern.constants), len(known))
                if at == len(self.patterns):
                    self.patterns.append(pattern)
                found.add(at)
            of.append(tuple(found))
        self.of = of


_needs = kept_with(_Needs)


class _GivenValues:
    """The given facts, asked which values they have in a field; each field is looked through once."""

    def __init__(self, facts: Givens) -> None:
        self._facts = facts
        self._values: dict[tuple[str, int], set[Value | None]] = {}

    def may_match(self, pattern: PatternPlan) -> bool:
        """Whether for each constant of the pattern some given fact of its type has it."""
        rows = self._facts.get(pattern.type)
        if not rows:
            return False
        for position, constants in pattern.constants:
            key = pattern.type, position
            values = self._values.get(key)
            if values is None:
                values = self._values[key] = {row[position] for row in rows}
            if values.isdisjoint(constants):
                return False
        return True
