"""Whether facts would hold if some edits were made, for many choices of edits.

Only rules and facts upstream of the facts sought are looked at. A *universe* holds every fact that any edit can
bring, and every firing among them whatever the assumptions and exceptions. Where no exception or aggregate bears on
the facts, it tells exactly what holds after any edits, by going through its firings; else it tells what may hold, and
a choice that passes is evaluated by the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from tocsin.engine import seminaive
from tocsin.engine.backing import Backed, with_backed
from tocsin.engine.plan import STRENGTH, Component, Plan
from tocsin.facts.key import FactKey, Row
from tocsin.facts.partial import PartialFact
from tocsin.questions.differences.edits import (
    Edit,
    Switch,
    Tune,
    applied,
    coming,
    further,
    going,
    switched,
    tuned,
)
from tocsin.questions.minimal_edits.proof_supports import Firings, Footing
from tocsin.questions.relevance import Upstream
from tocsin.questions.worlds.ground import Numbered, TooManyValues, ground

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment


AT_ONCE = 4096
"""So many choices of edits are derived at once."""


class Worlds:
    """A case under changing edits, as seen from the facts sought."""

    def __init__(self, assessment: Assessment, sought: PartialFact, space: Sequence[Edit]) -> None:
        self._assessment = assessment
        self._sought = sought
        self._space = space
        self.upstream = Upstream.of(assessment.plan, (sought.type,))
        facts = [fact for fact in assessment.facts if fact.type in self.upstream.types]
        self._backed = Backed.of(assessment.plan, facts)
        self._given: dict[FactKey, int] = with_backed(
            {fact.fact.key: STRENGTH[fact.qualifier] for fact in facts}, self._backed
        )
        self.effort = 0
        """Firings gone through so far."""

    @property
    def is_exact(self) -> bool:
        """True if the universe alone tells what holds."""
        return self.upstream.is_monotone

    def footing(self, edits: Iterable[Edit]) -> Footing | None:
        """A shallow footing of a fact sought after these edits; None if none holds."""
        made = tuple(edits)
        if self.is_exact:
            return self.may_hold(made)
        return self._evaluated(made)

    def may_hold(self, edits: Iterable[Edit]) -> Footing | None:
        """A footing, whatever exceptions say; None only if there is no fact sought after these edits."""
        if self.upstream.aggregates:
            return Footing(frozenset(), frozenset())
        given = applied(edits, self._given, self._backed)
        on = switched(edits, self._assessment.assumptions)
        universe = self._universe
        self.effort += len(universe)
        return universe.footing(given, on)

    def holds_tuned(self, edit: Tune) -> bool:
        """Whether a fact sought holds where a parameter has another value, and all else is as it is."""
        plan = tuned(self._assessment.plan, (edit,))
        # The rules keep their numbers, which are by id.
        active = plan.active(self._assessment.assumptions) & self.upstream.rules
        evaluation = seminaive.evaluate(plan, _rows(self._given), active)
        self.effort += len(evaluation.rows)
        facts = zip(evaluation.types, evaluation.rows, strict=True)
        return any(name == self._sought.type and self._sought.matches_row(row) for name, row in facts)

    def holding(self, choices: Sequence[Iterable[Edit]]) -> list[bool]:
        """For each choice of edits, whether a fact sought holds after it; all choices are derived at once."""
        found: list[bool] = []
        for start in range(0, len(choices), AT_ONCE):
            chunk = [tuple(choice) for choice in choices[start : start + AT_ONCE]]
            try:
                found += self._grounded(chunk)
            except TooManyValues:
                found += [self._evaluated(choice) is not None for choice in chunk]
        return found

    def _grounded(self, choices: list[tuple[Edit, ...]]) -> list[bool]:
        """Every choice is a world: which facts are given in it, and which rules run."""
        gone: dict[FactKey, list[int]] = {}
        come: dict[FactKey, list[int]] = {}
        switches: dict[tuple[Switch, ...], list[int]] = {}
        for world, choice in enumerate(choices):
            for edit in choice:
                for key in going(edit, self._backed):
                    gone.setdefault(key, []).append(world)
                for key in coming(edit, self._backed):
                    come.setdefault(key, []).append(world)
            for key in further(choice, self._backed):
                come.setdefault(key, []).append(world)
            switches.setdefault(tuple(e for e in choice if isinstance(e, Switch)), []).append(world)
        count = len(choices)
        algebra = Numbered(count)
        given = dict.fromkeys(self._given, algebra.all)
        for key, numbers in gone.items():
            given[key] = algebra.minus(given.get(key, algebra.none), algebra.numbered(numbers))
        for key, numbers in come.items():
            given[key] = algebra.join(given.get(key, algebra.none), algebra.numbered(numbers))
        given = {key: worlds for key, worlds in given.items() if worlds is not algebra.none}
        running = self._running(algebra, switches)
        program = ground(self._assessment.plan, given, self.upstream.rules, algebra, running=running)
        self.effort += len(program.firings)
        found = algebra.none
        for number, name in enumerate(program.types):
            if name == self._sought.type and self._sought.matches_row(program.rows[number]):
                found = algebra.join(found, program.holds[number])
        return algebra.flat(found)

    def _running(self, algebra: Numbered, switches: Mapping[tuple[Switch, ...], list[int]]) -> dict[int, int]:
        """For each rule that does not run in every world, the worlds in which it does."""
        rules = [self._assessment.plan.rules[number] for number in sorted(self.upstream.rules)]
        off: dict[int, list[int]] = {}
        for choice, numbers in switches.items():
            on = switched(choice, self._assessment.assumptions)
            for rule in rules:
                if not all(on[name] for name in rule.rule.assumes):
                    off.setdefault(rule.index, []).extend(numbers)
        return {n: algebra.minus(algebra.all, algebra.numbered(numbers)) for n, numbers in off.items()}

    @cached_property
    def _universe(self) -> Firings:
        plan = _without_exceptions(self._assessment.plan, self.upstream)
        keys = dict.fromkeys(self._given)
        for edit in self._space:
            keys.update(dict.fromkeys(coming(edit, self._backed)))
        keys.update(dict.fromkeys(further(self._space, self._backed)))
        evaluation = seminaive.evaluate(plan, _rows(keys), self.upstream.rules)
        return Firings(plan, evaluation, self._sought)

    def _evaluated(self, edits: Sequence[Edit]) -> Footing | None:
        given = applied(edits, self._given, self._backed)
        on = switched(edits, self._assessment.assumptions)
        plan = self._assessment.plan
        evaluation = seminaive.evaluate(plan, _rows(given), plan.active(on) & self.upstream.rules)
        firings = Firings(plan, evaluation, self._sought)
        self.effort += len(firings) + len(evaluation.rows)
        return firings.footing(given, on)


def _rows(keys: Iterable[FactKey]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for name, row in keys:
        found.setdefault(name, []).append(row)
    return found


def _without_exceptions(plan: Plan, upstream: Upstream) -> Plan:
    """The plan with no exceptions among these rules, and no other rules than these."""
    if upstream.is_monotone:
        return plan
    rules = tuple(replace(rule, unless=()) if rule.index in upstream.rules else rule for rule in plan.rules)
    components = tuple(
        Component(tuple(number for number in component.rules if number in upstream.rules), component.recursive)
        for component in plan.components
    )
    return replace(plan, rules=rules, components=components)
