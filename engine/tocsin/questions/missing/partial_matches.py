"""How nearly a rule concludes what is sought: its instances in which least is missing.

A rule is matched with some of its parts left out: first with none, then with one, and so on, every way of leaving
out so many before any of leaving out more. Each match found is an instance; what is left out of it, what fails in it
and what blocks it are its *gaps*. The search ends when no instance with fewer gaps can come, so that what it finds is
nearest, unless it had to stop after ``MATCHES`` matches, which is then said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, islice

from tocsin.engine.evaluation import Group, failure_reason
from tocsin.engine.matching import Bindings, Members, truth
from tocsin.engine.plan import Computation, Condition, HeadPlan, MatchPlan, PatternPlan, RulePlan
from tocsin.engine.planning import join_order
from tocsin.facts.converting import worked_out
from tocsin.facts.kinds import Value
from tocsin.facts.partial import PartialFact
from tocsin.facts.quantity import Truth
from tocsin.questions.missing.missing_conditions import (
    Blocking,
    Failing,
    Gap,
    Instance,
    Lacking,
    Nearest,
    Otherwise,
    Switched,
    Unbacked,
    Uncounted,
)
from tocsin.rules import expression
from tocsin.rules.expression import FAILURES

UNBACKED = 400
"""So many facts are looked at that would do, were they backed by more reports."""
MATCHES = 5_000
"""So many partial matches of one rule are looked at, for one question."""


class NearSearch:
    """Finds near instances over the facts of one model."""

    def __init__(self, members: Members, assumptions: Mapping[str, bool], limit: int = MATCHES) -> None:
        self.members = members
        self._assumptions = assumptions
        self._limit = limit
        self._groups: dict[tuple[int, int], list[Group]] = {}

    def nearest(self, plan: RulePlan, head: int, sought: PartialFact, bindings: Bindings, keep: int) -> Nearest:
        """The ``keep`` instances with the fewest gaps that conclude what is sought."""
        found: list[Instance] = []
        parts = len(plan.patterns) + len(plan.aggregates)
        budget, cut = self._limit, False
        for missing in range(parts + 1):
            found.sort(key=lambda instance: instance.key)
            del found[keep:]
            if len(found) == keep and len(found[-1].gaps) <= missing:
                break
            for left_out in combinations(range(parts), missing):
                matches = self.matches(plan, bindings, frozenset(left_out))
                taken = list(islice(matches, budget + 1))
                cut |= len(taken) > budget
                budget = max(budget - len(taken), 0)
                found += [self._instance(plan, head, sought, *match) for match in taken]
            if cut:
                break
        found.sort(key=lambda instance: instance.key)
        return Nearest(plan, tuple(found[:keep]), cut)

    def is_met(self, plan: RulePlan, bindings: Bindings) -> bool:
        """Whether a rule holds under some bindings, exceptions aside; also where too many matches leave it open."""
        if not all(self._assumptions[name] for name in plan.rule.assumes):
            return False
        order = join_order(plan.columns, range(len(plan.columns)), bindings)
        for count, (found, _) in enumerate(self._joined(plan, order, 0, bindings, {})):
            reading = _Reading(dict(found))
            for step in (*plan.early, *plan.late):
                reading.take(step)
            if count == self._limit or not reading.failing:
                return True
        return False

    def instances(self, plan: RulePlan, left_out: frozenset[int], *, anew: bool = False) -> Iterator[Instance]:
        """Every instance of a rule, whatever it concludes, in which just these parts are lacking.

        If ``anew``, also those where facts match the parts left out, if others could, that bind something else.
        """
        anything = PartialFact(plan.heads[0].type)
        for found in self.matches(plan, {}, left_out, anew=anew):
            yield self._instance(plan, 0, anything, *found)

    def matches(
        self, plan: RulePlan, bindings: Bindings, left_out: frozenset[int], *, anew: bool = False
    ) -> Iterator[tuple[Bindings, dict[int, int | Group]]]:
        """Every match of the parts not left out under which nothing matches those that are, unless ``anew``."""
        columns = plan.columns
        order = join_order(columns, [part for part in range(len(columns)) if part not in left_out], bindings)
        for found, chosen_facts in self._joined(plan, order, 0, dict(bindings), {}):
            open_still = anew and all(set(columns[part]) - found.keys() for part in left_out)
            if open_still or not any(True for part in left_out for _ in self._part(plan, part, found)):
                yield found, chosen_facts

    def _joined(
        self, plan: RulePlan, order: Sequence[int], at: int, bindings: Bindings, chosen: dict[int, int | Group]
    ) -> Iterator[tuple[Bindings, dict[int, int | Group]]]:
        if at == len(order):
            yield bindings, chosen
            return
        for found, extended in self._part(plan, order[at], bindings):
            yield from self._joined(plan, order, at + 1, extended, {**chosen, order[at]: found})

    def _part(self, plan: RulePlan, part: int, bindings: Bindings) -> Iterator[tuple[int | Group, Bindings]]:
        """The facts, or groups, that match a part of a rule."""
        if part < len(plan.patterns):
            yield from self.members.matching(plan.patterns[part], bindings)
            return
        number = part - len(plan.patterns)
        columns = plan.aggregates[number].columns
        for group in self.groups(plan, number):
            values = zip(columns, group.values, strict=True)
            if all(bindings.get(name, value) == value for name, value in values):
                yield group, {**bindings, **dict(zip(columns, group.values, strict=True))}

    def groups(self, plan: RulePlan, number: int) -> list[Group]:
        """The groups of an aggregate of a rule."""
        key = (plan.index, number)
        if key not in self._groups:
            self._groups[key] = self.members.groups(plan.aggregates[number])
        return self._groups[key]

    def _other_values(self, plan: RulePlan, number: int, bindings: Bindings) -> tuple[Value, ...]:
        """What an aggregate comes to in groups for these bindings, where another value is looked for."""
        aggregate = plan.aggregates[number]
        if aggregate.result not in bindings:
            return ()
        found = [dict(zip(aggregate.columns, group.values, strict=True)) for group in self.groups(plan, number)]
        fitting = (v for v in found if all(bindings.get(name, v[name]) == v[name] for name in aggregate.by))
        return tuple(dict.fromkeys(values[aggregate.result] for values in fitting))

    def _instance(
        self, plan: RulePlan, head: int, sought: PartialFact, bindings: Bindings, chosen: Mapping[int, int | Group]
    ) -> Instance:
        count = len(plan.patterns)
        gaps: list[Gap] = [Switched(name) for name in plan.rule.assumes if not self._assumptions[name]]
        gaps += [self._lacking(pattern, bindings) for at, pattern in enumerate(plan.patterns) if at not in chosen]
        gaps += [
            Uncounted(aggregate, self._other_values(plan, number, bindings))
            for number, aggregate in enumerate(plan.aggregates)
            if count + number not in chosen
        ]
        reading = _Reading(dict(bindings))
        for step in (*plan.early, *plan.late):
            reading.take(step)
        gaps += reading.failing
        for entry in plan.unless:
            gaps += self._blocking(entry, reading)
        gaps += _otherwise(plan.heads[head], sought, reading.bindings)
        premises = [found if isinstance(found := chosen.get(at), int) else None for at in range(count)]
        groups = [found if isinstance(found := chosen.get(count + at), Group) else None
                  for at in range(len(plan.aggregates))]  # fmt: skip
        return Instance(
            plan=plan,
            head=head,
            bindings=reading.bindings,
            premises=tuple(premises),
            groups=tuple(groups),
            gaps=tuple(gaps),
            possible=tuple(reading.possible),
            undecided=tuple(reading.undecided),
        )

    def _lacking(self, pattern: PatternPlan, bindings: Bindings) -> Gap:
        """That no fact matches a pattern, or none of those that do is backed as it asks."""
        if pattern.backed_by is None:
            return Lacking(pattern)
        anyhow = islice(self.members.matching(replace(pattern, backed_by=None), bindings), UNBACKED)
        facts = tuple(number for number, _ in anyhow)
        return Unbacked(pattern, facts) if facts else Lacking(pattern)

    def _blocking(self, entry: MatchPlan, reading: _Reading) -> Iterator[Gap]:
        """The exception as a gap, if it holds for certain."""
        if not set(entry.outer) <= reading.bindings.keys():
            reading.undecided.append(entry)
            return
        for numbers, _, sure in self.members.matches(entry, dict(reading.bindings)):
            if sure == Truth.CERTAIN:
                yield Blocking(entry, numbers)
                return


class _Reading:
    """The steps of one match, taken in order: what they bind, and which fail, are possible, or cannot be told."""

    def __init__(self, bindings: Bindings) -> None:
        self.bindings = bindings
        self.failing: list[Failing] = []
        self.possible: list[Condition] = []
        self.undecided: list[Condition | Computation | MatchPlan] = []

    def take(self, step: Condition | Computation) -> None:
        """Compute a value, or compare."""
        if not set(expression.variables(step.node)) <= self.bindings.keys():
            self.undecided.append(step)
        elif isinstance(step, Condition):
            sure = truth(step.node, self.bindings)
            if sure == Truth.FALSE:
                self.failing.append(Failing(step, _no_value(step, self.bindings)))
            elif sure == Truth.POSSIBLE:
                self.possible.append(step)
        else:
            self._compute(step)

    def _compute(self, step: Computation) -> None:
        try:
            value = worked_out(expression.value_of(step.node, self.bindings), step.kind)
        except FAILURES as error:
            self.failing.append(Failing(step, failure_reason(error)))
            return
        if self.bindings.setdefault(step.variable, value) != value:
            self.failing.append(Failing(step))


def _no_value(step: Condition, bindings: Bindings) -> str:
    try:
        expression.holds(step.node, bindings)
    except FAILURES as error:
        return failure_reason(error)
    return ""


def _otherwise(head: HeadPlan, sought: PartialFact, bindings: Mapping[str, Value]) -> Iterator[Otherwise]:
    allowed = dict(sought.values)
    concluded: dict[int, Value | None] = {}
    for position in sorted({*allowed, *(at for group in sought.alike for at in group)}):
        constant, name = head.terms[position]
        if name is None or name not in bindings:
            concluded[position] = constant
            continue
        try:
            concluded[position] = worked_out(bindings[name], head.kinds[position])
        except FAILURES:
            yield Otherwise(position, None)
            continue
        if concluded[position] not in allowed.get(position, (concluded[position],)):
            yield Otherwise(position, concluded[position])
    for first, *others in sought.alike:
        for position in others:
            values = concluded.get(first), concluded.get(position)
            if None not in values and values[0] != values[1]:
                yield Otherwise(position, values[1])
