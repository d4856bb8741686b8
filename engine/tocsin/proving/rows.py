"""What follows from facts that are not settled: every rule applied to rows of terms, layer by layer.

Each row has its ``Bounds``: where it is at most, and where it surely is. They differ only where a total was left open
(``totals``). A witness is sought where the goal is at most, and then derived by the engines; where it is not even at
most, there is none. No row is backed by reports, so that a pattern that asks for backing matches none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from tocsin.engine.plan import (
    AggregatePlan,
    Component,
    Computation,
    Condition,
    MatchPlan,
    PatternPlan,
    Plan,
    RulePlan,
    Step,
)
from tocsin.proving.circuit import FALSE, Circuit, TooLarge
from tocsin.proving.term_row import Found, TermRow
from tocsin.proving.terms import ALWAYS, UNKNOWN, Bounds, Term, Terms
from tocsin.proving.totals import Totals

MOST_ROWS: Final = 4000
"""Of one type; beyond, a search is given up."""


class Model:
    """The facts that follow from given rows by the active rules of a plan; made layer by layer when asked for."""

    def __init__(self, plan: Plan, terms: Terms, given: Mapping[str, Sequence[TermRow]], rules: Iterable[int]) -> None:
        self.plan = plan
        self.terms = terms
        self.circuit: Circuit = terms.circuit
        self.rows: dict[str, list[TermRow]] = {name: list(rows) for name, rows in given.items()}
        self._totals = Totals(terms)
        self.fired: dict[int, list[Bounds]] = {}
        running = frozenset(rules)
        for component in plan.components:
            members = [plan.rules[number] for number in component.rules if number in running]
            self._derive(component, members)

    def where_fires(self, rule: int) -> Bounds:
        """Where a rule fires."""
        return self._either(self.fired.get(rule, []))

    def where_holds(self, match: MatchPlan, unless: Iterable[MatchPlan] = ()) -> Bounds:
        """Where a conjunction holds, and no exception surely does."""
        found = []
        for _, bindings, where in self.matches(match.patterns, match.order, {}):
            conditions = [where, *self._conditions((*match.early, *match.late), bindings, surely=False)]
            conditions += (self._is_free(entry, bindings) for entry in unless)
            found.append(self.terms.all(conditions))
        return self._either(found)

    def matches(
        self, patterns: Sequence[PatternPlan], order: Sequence[int], bindings: Mapping[str, Term]
    ) -> Iterator[Found]:
        """Every way in which patterns may match together: the rows in the order written, the bindings, and where."""
        yield from self._joined(patterns, order, {}, dict(bindings), ALWAYS)

    def _joined(
        self,
        patterns: Sequence[PatternPlan],
        order: Sequence[int],
        chosen: dict[int, TermRow],
        bindings: dict[str, Term],
        where: Bounds,
    ) -> Iterator[Found]:
        if len(chosen) == len(patterns):
            yield tuple(chosen[at] for at in range(len(patterns))), bindings, where
            return
        at = order[len(chosen)]
        for row in self.rows.get(patterns[at].relation, ()):
            extended = dict(bindings)
            found = self.terms.all((where, row.where, *self._agreeing(patterns[at], row, extended)))
            if found.most != FALSE:
                yield from self._joined(patterns, order, {**chosen, at: row}, extended, found)

    def _agreeing(self, pattern: PatternPlan, row: TermRow, bindings: dict[str, Term]) -> Iterator[Bounds]:
        """Where a row agrees with a pattern under bindings, which are extended."""
        for at, values in pattern.constants:
            yield self.terms.among(row.terms[at], values)
        for at, name in pattern.variables:
            term = row.terms[at]
            yield self.terms.present(term)
            if name in bindings:
                yield self.terms.equal(bindings[name], term)
            else:
                bindings[name] = term

    # -- rules ----------------------------------------------------------------------------

    def _derive(self, component: Component, rules: list[RulePlan]) -> None:
        if not component.recursive:
            found: dict[tuple[str, tuple[int, ...]], tuple[tuple[Term, ...], list[Bounds]]] = {}
            for rule in rules:
                for name, row, where in self._concluded(rule):
                    found.setdefault((name, _key(row)), (row, []))[1].append(where)
            for (name, _), (row, wheres) in found.items():
                self._add(name, TermRow(row, self._either(wheres)))
            return
        before = {name: list(rows) for name, rows in self.rows.items()}
        if not self._derive_in_rounds(rules, exact=True):
            self.rows = before
            self._derive_in_rounds(rules, exact=False)

    def _derive_in_rounds(self, rules: list[RulePlan], *, exact: bool) -> bool:
        """Follow recursion until nothing is new; false if where something holds was to be known exactly and is not.

        A row holds for what supports it, in any number of rounds. Where that is not known exactly, it surely holds
        nowhere.
        """
        made: dict[tuple[str, tuple[int, ...]], TermRow] = {}
        changed = True
        while changed:
            changed = False
            for rule in rules:
                self.fired[rule.index] = []
                for name, row, where in list(self._concluded(rule)):
                    if exact and where.most != where.least:
                        return False
                    key = name, _key(row)
                    if key not in made:
                        gate = self.circuit.gate()
                        made[key] = TermRow(row, Bounds(gate, gate if exact else FALSE))
                        self._add(name, made[key])
                    changed |= self.circuit.support(made[key].where.most, where.most)
        return True

    def _add(self, name: str, row: TermRow) -> None:
        rows = self.rows.setdefault(name, [])
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise TooLarge(f"facts of type {name}")

    def _concluded(self, rule: RulePlan) -> Iterator[tuple[str, tuple[Term, ...], Bounds]]:
        """Every conclusion of a rule."""
        for bindings, where in self._firings(rule):
            heads = [self._head(rule, at, bindings) for at in range(len(rule.heads))]
            together = self.terms.all((where, *(bounds for _, bounds in heads)))
            if together.most != FALSE:
                self.fired.setdefault(rule.index, []).append(together)
                for head, (row, _) in zip(rule.heads, heads, strict=True):
                    yield head.type, row, together

    def _firings(self, rule: RulePlan) -> Iterator[tuple[dict[str, Term], Bounds]]:
        """Every way in which a rule's conditions may hold and its exceptions not."""
        patterns = [*rule.patterns, *(p for aggregate in rule.aggregates for p in aggregate.match.patterns)]
        if not all(self.rows.get(pattern.relation) for pattern in patterns):
            return
        order = [at for at in (rule.orders[0] if rule.orders else ()) if at < len(rule.patterns)]
        groups = [self._totals.groups(aggregate, self._contributions(aggregate)) for aggregate in rule.aggregates]
        for _, bindings, where in self.matches(rule.patterns, order, {}):
            for bound, together in self._with_groups(groups, bindings, where):
                held = self._steps((*rule.early, *rule.late), bound, together)
                free = self.terms.all((held, *(self._is_free(entry, bound) for entry in rule.unless)))
                if free.most != FALSE:
                    yield bound, free

    def _contributions(self, aggregate: AggregatePlan) -> list[Found]:
        match = aggregate.match
        found = []
        for rows, bindings, where in self.matches(match.patterns, match.order, {}):
            held = self.terms.all((where, *self._conditions((*match.early, *match.late), bindings, surely=False)))
            if held.most != FALSE:
                found.append((rows, bindings, held))
        return found

    def _with_groups(
        self, groups: Sequence[Sequence[tuple[dict[str, Term], Bounds]]], bindings: dict[str, Term], where: Bounds
    ) -> Iterator[tuple[dict[str, Term], Bounds]]:
        if not groups:
            yield bindings, where
            return
        for columns, there in groups[0]:
            bound = dict(bindings)
            agreeing = [where, there]
            for name, term in columns.items():
                if name in bound:
                    agreeing.append(self.terms.equal(bound[name], term))
                else:
                    bound[name] = term
            together = self.terms.all(agreeing)
            if together.most != FALSE:
                yield from self._with_groups(groups[1:], bound, together)

    def _steps(self, steps: Iterable[Step], bindings: dict[str, Term], where: Bounds) -> Bounds:
        """Where comparisons hold and computed values exist, which the bindings are extended by."""
        for step in steps:
            if where.most == FALSE:
                break
            if isinstance(step, Computation):
                where = self.terms.all((where, self._compute(step, bindings)))
            else:
                where = self.terms.all((where, self.terms.holding(step.node, bindings, surely=False)))
        return where

    def _compute(self, step: Computation, bindings: dict[str, Term]) -> Bounds:
        term, there = self.terms.computed(step.node, step.kind, bindings)
        if not step.checks:
            bindings[step.variable] = term
            return there
        return self.terms.all((there, self.terms.equal(bindings[step.variable], term)))

    def _conditions(
        self, conditions: Iterable[Condition], bindings: Mapping[str, Term], *, surely: bool
    ) -> Iterator[Bounds]:
        return (self.terms.holding(each.node, bindings, surely=surely) for each in conditions)

    def _is_free(self, entry: MatchPlan, bindings: Mapping[str, Term]) -> Bounds:
        """Where an exception does not surely hold."""
        found = []
        for _, bound, where in self.matches(entry.patterns, entry.order, bindings):
            found.append(self.terms.all((where, *self._conditions((*entry.early, *entry.late), bound, surely=True))))
        blocked = self._either(found)
        return Bounds(-blocked.least, -blocked.most)

    def _head(self, rule: RulePlan, at: int, bindings: Mapping[str, Term]) -> tuple[tuple[Term, ...], Bounds]:
        """A conclusion, and where its values are such as its fields take."""
        head = rule.heads[at]
        row: list[Term] = []
        lost = [FALSE]
        for (value, name), kind, converts in zip(head.terms, head.kinds, head.converts, strict=True):
            term = self.terms.constant(value) if name is None else bindings[name]
            if converts and term is not UNKNOWN:
                term, fails = self.terms.converted(term, kind)
                lost.append(fails)
            row.append(term)
        where = -self.circuit.either(lost)
        return tuple(row), Bounds(where, where)

    def _either(self, found: Sequence[Bounds]) -> Bounds:
        either = self.circuit.either
        return Bounds(either(each.most for each in found), either(each.least for each in found))


def _key(row: Sequence[Term]) -> tuple[int, ...]:
    return tuple(map(id, row))
