"""Totals over matches that are not settled: every set of contributions that may come together, with what it comes to.

What contributions come to is asked of ``engine/evaluation``, as every engine asks it. Where too many sets could come
together, or a total runs through recursion, it is left open: a group is there, and its total is anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any, Final, TypeAlias

from tocsin.engine.evaluation import aggregate_value
from tocsin.engine.plan import AggregatePlan
from tocsin.engine.things import Thing
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import TocsinError
from tocsin.proving.circuit import FALSE, TRUE, Literal
from tocsin.proving.solver import Solver
from tocsin.proving.term_row import Found, TermRow
from tocsin.proving.terms import UNKNOWN, Bounds, Term, Terms
from tocsin.rules.expression import FAILURES

MOST_STATES: Final = 600
MOST_ALIKE: Final = 40
"""Beyond so many contributions a total is left open."""


class _Open(TocsinError):
    """The total is better left open."""


@dataclass(frozen=True, slots=True)
class _Contribution:
    """A match, and where it is there; ``keys`` tell the series it is an account of, type by type."""

    rows: tuple[TermRow, ...]
    by: tuple[Term, ...]
    operands: tuple[Term, ...]
    keys: tuple[tuple[Term, ...], ...]
    where: Literal


_Account: TypeAlias = "tuple[int, Any, Any]"
_State: TypeAlias = "tuple[_Account, ...]"


class Totals:
    """Groups of aggregates over terms."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._circuit = terms.circuit

    def groups(self, plan: AggregatePlan, found: Sequence[Found]) -> list[tuple[dict[str, Term], Bounds]]:
        """The columns of each group, and where it is there."""
        exact = all(where.most == where.least for _, _, where in found)
        if exact and not plan.recursive and len(found) <= MOST_ALIKE:
            try:
                return list(self._exactly(plan, found))
            except _Open:
                pass
        return [
            ({**{name: bindings[name] for name in plan.by}, plan.result: UNKNOWN}, Bounds(where.most, FALSE))
            for _, bindings, where in found
        ]

    def _exactly(self, plan: AggregatePlan, found: Sequence[Found]) -> list[tuple[dict[str, Term], Bounds]]:
        both, either = self._circuit.both, self._circuit.either
        members = self._distinct(plan, self._members(plan, found))
        same = [[self._same_group(one, other) for other in members] for one in members]
        together = [
            [both(one.where, other.where, same[n][m]) for m, other in enumerate(members)]
            for n, one in enumerate(members)
        ]
        try:
            totals = [self._total(plan, n, members, together[n]) for n in range(len(members))]
        except _Open:
            self._settle(together)
            totals = [self._total(plan, n, members, together[n]) for n in range(len(members))]
        groups = []
        for n, first in enumerate(members):
            leads = both(first.where, -either(together[n][:n]))
            there = both(leads, either(totals[n].values.values()))
            if there != FALSE:
                columns = dict(zip(plan.by, first.by, strict=True))
                groups.append(({**columns, plan.result: totals[n]}, Bounds(there, there)))
        return groups

    def _members(self, plan: AggregatePlan, found: Sequence[Found]) -> list[_Contribution]:
        operands = plan.distinct or (() if plan.variable is None else (plan.variable,))
        members = []
        for rows, bound, where in found:
            by, taken = (tuple(bound[name] for name in names) for names in (plan.by, operands))
            keys = tuple(
                tuple(row.terms[at] for at in thing.series) for row, thing in zip(rows, plan.things, strict=False)
            )
            if UNKNOWN in (*by, *taken, *(term for key in keys for term in key)):
                raise _Open
            members.append(_Contribution(rows[: plan.counted], by, taken, keys, where.most))
        return members

    def _distinct(self, plan: AggregatePlan, members: Sequence[_Contribution]) -> list[_Contribution]:
        """The contributions of which none is certain to be another one told again."""
        if not _is_set(plan):
            return self._each_once(members)
        found: dict[Any, list[_Contribution]] = {}
        for each in members:
            periods = [row.terms[at] for row, t in zip(each.rows, plan.things, strict=False) for at in t.period]
            terms = (*each.by, *each.operands, *(term for key in each.keys for term in key), *periods)
            found.setdefault(tuple(map(id, terms)), []).append(each)
        either = self._circuit.either
        return [replace(alike[0], where=either(each.where for each in alike)) for alike in found.values()]

    def _settle(self, together: list[list[Literal]]) -> None:
        """Mark the contributions that never come together."""
        solver = Solver(self._circuit)
        for n, row in enumerate(together):
            for m in range(n + 1, len(row)):
                if row[m] != FALSE and not solver.may_hold([row[m]]):
                    row[m] = together[m][n] = FALSE

    def _same_group(self, one: _Contribution, other: _Contribution) -> Literal:
        return self._terms.alike(one.by, other.by).most

    def _each_once(self, members: Sequence[_Contribution]) -> list[_Contribution]:
        """The contributions, those of the same facts only the first of them."""
        found: list[_Contribution] = []
        for each in members:
            again = [self._circuit.both(other.where, self._same(each, other)) for other in found]
            where = self._circuit.both(each.where, -self._circuit.either(again))
            if where != FALSE:
                found.append(replace(each, where=where))
        return found

    def _same(self, one: _Contribution, other: _Contribution) -> Literal:
        pairs = zip(one.rows, other.rows, strict=True)
        alike = self._terms.all(self._terms.alike(first.terms, second.terms) for first, second in pairs)
        if alike.most != alike.least:
            raise _Open
        return self._circuit.both(alike.most, self._same_group(one, other))

    def _total(
        self, plan: AggregatePlan, first: int, members: Sequence[_Contribution], together: Sequence[Literal]
    ) -> Term:
        """What the group comes to that a contribution leads: it, and those after it that come together with it."""
        both, either = self._circuit.both, self._circuit.either
        states: dict[_State, list[Literal]] = {(): [TRUE]}
        beside = [n for n in range(first, len(members)) if together[n] != FALSE]
        for n in beside:
            added = self._added(plan, members[n], alone=len(beside) == 1)
            following: dict[_State, list[Literal]] = {}
            for state, literals in states.items():
                here = either(literals)
                if n != first:
                    following.setdefault(state, []).append(both(here, -together[n]))
                for told, there in added:
                    for account, which in self._accounts(plan, members, n, state, told):
                        where = both(here, TRUE if n == first else together[n], there, which)
                        if where != FALSE:
                            following.setdefault(_with(plan, state, account), []).append(where)
            states = following
            if len(states) > MOST_STATES:
                raise _Open
        return self._summed(plan, states)

    def _summed(self, plan: AggregatePlan, states: Mapping[_State, list[Literal]]) -> Term:
        found: dict[Any, list[Literal]] = {}
        for state, literals in states.items():
            things = [Thing(((at,),), periods) for at, periods, _ in state] if plan.things else ()
            try:
                value = aggregate_value(plan, [value for *_, value in state], things)
            except FAILURES:
                continue
            found.setdefault(value, []).extend(literals)
        return self._terms.made({value: self._circuit.either(literals) for value, literals in found.items()})

    def _accounts(
        self, plan: AggregatePlan, members: Sequence[_Contribution], n: int, state: _State, told: tuple[Any, Any]
    ) -> Iterator[tuple[_Account, Literal]]:
        """A contribution as an account of a series that is told of already, or of another; with where it is that.

        Series go by the first contribution that is of them.
        """
        periods, value = told
        if not plan.things:
            yield (0, periods, value), TRUE
            return
        others = []
        for at in sorted({at for at, _, _ in state}):
            alike = self._terms.all(
                self._terms.alike(one, other) for one, other in zip(members[at].keys, members[n].keys, strict=True)
            ).most
            yield (at, periods, value), alike
            others.append(-alike)
        yield (n, periods, value), self._circuit.both(*others)

    def _added(
        self, plan: AggregatePlan, member: _Contribution, *, alone: bool
    ) -> list[tuple[tuple[Any, Any], Literal]]:
        """What a contribution may add, with where: the periods it is for (of no matter if it is alone), its value."""
        places = [] if alone else [(at, position) for at, t in enumerate(plan.things) for position in t.period]
        periods = [member.rows[at].terms[position] for at, position in places]
        terms = [*member.operands, *periods]
        if UNKNOWN in periods or prod(len(t.values) for t in {id(t): t for t in terms}.values()) > MOST_STATES:
            raise _Open
        found = []
        width = len(member.operands)
        for values, where in self._all_values(terms):
            operands = values[:width]
            if None in operands:  # no contribution: a pattern binds what is there
                continue
            value = operands if plan.distinct else operands[0] if operands else 1
            told: list[list[Any]] = [[] for _ in plan.things]
            for (at, _), day in zip(places, values[width:], strict=True):
                told[at].append(day)
            nowhere = [(None,) * len(thing.period) for thing in plan.things]
            found.append(((tuple(nowhere if alone else map(tuple, told)), value), where))
        return found

    def _all_values(self, terms: Sequence[Term]) -> list[tuple[tuple[Any, ...], Literal]]:
        """As ``Terms.combinations``, absent values among them: of a period they say something, too."""
        found: list[tuple[tuple[Any, ...], Literal]] = [((), TRUE)]
        for at, term in enumerate(terms):
            again = next((n for n in range(at) if terms[n] is term), None)
            found = [
                ((*values, value), self._circuit.both(where, literal))
                for values, where in found
                for value, literal in term.values.items()
                if again is None or values[again] == value
            ]
        return [(values, where) for values, where in found if where != FALSE]


def _is_set(plan: AggregatePlan) -> bool:
    """True if what is told twice counts as once."""
    return bool(plan.things or plan.distinct) or plan.operation in ("min", "max")


def _with(plan: AggregatePlan, state: _State, added: _Account) -> _State:
    """The state with one more contribution."""
    if _is_set(plan) and added in state:
        return state
    return tuple(sorted((*state, added), key=repr))
