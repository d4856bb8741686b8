"""When what counts as seeing a conclusion come true was first reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from tocsin.engine import Case
from tocsin.engine.matching import match_row
from tocsin.engine.planning import pattern_plan
from tocsin.facts.accounts import Account, Spell, accounts, lasting, spell_of
from tocsin.facts.dataclass import dataclass
from tocsin.facts.model import Fact
from tocsin.facts.naming import identified
from tocsin.facts.notation import parse_partial
from tocsin.judgement.base_facts import leaves
from tocsin.judgement.matching import Bindings, Known, match, matches
from tocsin.questions.differences.changes import State
from tocsin.questions.differences.summary import Standing
from tocsin.rules.analysis_model import Outcome
from tocsin.rules.rule import Pattern

_UNKNOWN = "?"
"""Stands for what a field would say that may say anything."""


@dataclass(frozen=True)
class Pool:
    """What observations may be found among: every fact and conclusion, and since when each is known (None: always).

    ``until`` says of facts that hold for a time when it was over; ``grounds`` are the given facts that a conclusion was
    drawn from: they do not show it come true.
    """

    conclusions: Mapping[str, Sequence[Known]]
    facts: Mapping[str, Sequence[Known]]
    since: Mapping[str, dt.date | None]
    until: Mapping[str, dt.date]
    grounds: Mapping[str, Collection[str]]

    @cached_property
    def by_id(self) -> Mapping[str, Known]:
        """The conclusions by id."""
        return {known.id: known for members in self.conclusions.values() for known in members}


def pool_of(
    case: Case,
    derived: Mapping[str, tuple[str, dt.date | None]],
    known_by: dt.date | None,
    grounds: Mapping[str, Collection[str]],
) -> Pool:
    """The facts of a case and what was ever derived (by id: the notation, and since when).

    A fact counts from the first of the reports that count on, but not before it holds; one whose every report was taken
    back does not count, nor one that holds only after the last day that anything is known of.
    """
    vocabulary = case.pack.vocabulary
    conclusions: dict[str, list[Known]] = {}
    since: dict[str, dt.date | None] = {}
    for identity, (text, date) in derived.items():
        told = parse_partial(text, vocabulary)  # a conclusion may say what no fact that is given can
        fact_type, said = vocabulary.type(told.type), dict(told.values)
        row = tuple(said[at][0] if at in said else None for at in range(len(fact_type.fields)))
        conclusions.setdefault(told.type, []).append(Known(identity, fact_type, row))
        since[identity] = date
    facts = {name: list(known) for name, known in conclusions.items()}
    counted = [(given, held) for given, held in accounts(case.facts, as_of=None, known_by=known_by) if held.in_force]
    names = identified(given.fact for given, _ in counted)
    days = [report.date for _, held in counted for report in held.known if report.date is not None]
    last = max([*days, *([case.as_of] if case.as_of is not None else [])], default=dt.date.max)
    until: dict[str, dt.date] = {}
    for (given, held), (identity, name, row) in zip(counted, names, strict=True):
        begin, end = _spell(given.fact, held)
        if begin is not None and begin > last:
            continue
        facts.setdefault(name, []).append(Known(identity, given.fact.fact_type(), row))
        since[identity] = max((day for day in (held.since, begin) if day is not None), default=None)
        if end is not None:
            until[identity] = end
    return Pool(conclusions, facts, since, until, grounds)


def _spell(fact: Fact, held: Account) -> Spell:
    """From when to when a fact holds, by itself and by the reports that count."""
    spells = [lasting(report, spell_of(fact)) for report in held.supporting] or [spell_of(fact)]
    begins, ends = [begin for begin, _ in spells], [end for _, end in spells]
    begin = None if None in begins else min(begin for begin in begins if begin is not None)
    return begin, None if None in ends else max(end for end in ends if end is not None)


@dataclass(frozen=True)
class Observation:
    """When an outcome was seen (None: at no particular date), the facts that show it, and whether seen before too."""

    date: dt.date | None
    facts: tuple[str, ...]
    earlier: dt.date | None


def observe(outcome: Outcome, conclusion: str, pool: Pool) -> Observation | None:
    """The first time the outcome of a conclusion was seen on or after the day it followed, else the first of all.

    What was over on that day was seen when it ended, however late it was reported.
    What was seen at no particular date comes before what was seen too early: it may have been in time. The very facts
    that a conclusion was drawn from do not show it come true. None if the outcome is not of this conclusion; an
    observation without facts if nothing that counts was reported.
    """
    bindings = _of(outcome, conclusion, pool)
    if bindings is None:
        return None
    derived = pool.since[conclusion] or dt.date.min
    seen: list[tuple[dt.date, tuple[str, ...]]] = []
    for alternative in outcome.observed:
        for found in matches(alternative, pool.facts, bindings):
            ids = tuple(dict.fromkeys(fact.id for fact in found))
            if set(ids) <= set(pool.grounds.get(conclusion, ())):
                continue
            over = min((pool.until[name] for name in ids if name in pool.until), default=dt.date.max)
            date = max(pool.since[name] or dt.date.min for name in ids)
            seen.append((over if over < derived else date, ids))
    if not seen:
        return Observation(None, (), None)
    dated = sorted(item for item in seen if item[0] != dt.date.min)
    undated = sorted(item for item in seen if item[0] == dt.date.min)
    date, facts = next(iter([*(item for item in dated if item[0] >= derived), *undated, *dated]))
    first = dated[0][0] if dated else derived
    return Observation(None if date == dt.date.min else date, facts, first if first < derived else None)


def nearly(outcome: Outcome, conclusion: str, pool: Pool) -> tuple[tuple[Known, tuple[str, ...]], ...]:
    """The facts that would show the outcome of a conclusion if they said more: each with the fewest fields it lacks."""
    found: dict[str, tuple[Known, tuple[str, ...]]] = {}
    for fact, lacks in _lacking_something(outcome, conclusion, pool):
        if fact.id not in found or len(lacks) < len(found[fact.id][1]):
            found[fact.id] = fact, lacks
    return tuple(sorted(found.values(), key=lambda each: len(each[1])))


def _lacking_something(outcome: Outcome, conclusion: str, pool: Pool) -> Iterator[tuple[Known, tuple[str, ...]]]:
    bindings = _of(outcome, conclusion, pool)
    for alternative in () if bindings is None else outcome.observed:
        if len(alternative) > 1 or bindings is None:
            continue
        for fact in pool.facts.get(alternative[0].type, ()):
            lacks = _lacking(alternative[0], fact, bindings)
            if lacks:
                yield fact, lacks


def _lacking(pattern: Pattern, fact: Known, bindings: Bindings) -> tuple[str, ...]:
    """The fields that a fact leaves out and the pattern names, if it would match with them; else none."""
    plan = pattern_plan(pattern, {pattern.type: fact.type})
    filled, left_out = list(fact.row), []
    for at, fitting in (
        *((at, values[0]) for at, values in plan.constants),
        *((at, bindings.get(name, _UNKNOWN)) for at, name in plan.variables),
    ):
        if fact.row[at] is None:
            filled[at] = fitting
            left_out.append(fact.type.fields[at].name)
    return tuple(left_out) if left_out and match_row(plan, tuple(filled), bindings) is not None else ()


@dataclass(frozen=True)
class Unseen:
    """An outcome of a conclusion that stands, which nothing reported shows so far."""

    text: str
    standing: Standing


def unseen(case: Case, state: State) -> Iterator[Unseen]:
    """The outcomes still to be seen, of conclusions that stand."""
    if not case.pack.outcomes:
        return
    held = {name: (standing.text, None) for name, standing in state.standings.items()}
    tested = {outcome.of.type for outcome in case.pack.outcomes}
    grounds = {
        s.id: [f.id for f in leaves(state.assessment, s.id)] for s in state.standings.values() if s.type in tested
    }
    pool = pool_of(case, held, state.assessment.known_by, grounds)
    for outcome in case.pack.outcomes:
        for fact in pool.conclusions.get(outcome.of.type, ()):
            seen = observe(outcome, fact.id, pool)
            if seen is not None and not seen.facts:
                yield Unseen(outcome.text or outcome.id, state.standings[fact.id])


def _of(outcome: Outcome, conclusion: str, pool: Pool) -> Bindings | None:
    fact = pool.by_id.get(conclusion)
    return None if fact is None or fact.type.name != outcome.of.type else match(outcome.of, fact, {})
