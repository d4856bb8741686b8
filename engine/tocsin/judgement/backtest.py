"""What followed against what was then seen: lead times, tallies, and a score where a rule speaks of likelihood.

A conclusion that is only possible is never scored: nothing that happens, or does not, could refute it (Kent 1964).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from tocsin.engine import Case
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import to_json
from tocsin.facts.printing import format_row
from tocsin.facts.problems import Problem, ProblemError
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.judgement import codes
from tocsin.judgement.base_facts import leaves
from tocsin.judgement.observations import Pool, nearly, observe, pool_of
from tocsin.judgement.scoring import Score, score
from tocsin.judgement.timeline import Timeline, timeline
from tocsin.judgement.view import AS_IT_IS, View
from tocsin.questions.differences.summary import Standing
from tocsin.rules.analysis_model import Outcome
from tocsin.rules.model import Pack

Result = Literal["met", "partly", "not_met", "reversed", "undated"]
"""``undated``: it was seen, at no date that a report gives, so that nobody can say whether that was in time."""
_NEAR = 2
RESULTS: tuple[Result, ...] = ("met", "partly", "not_met", "reversed", "undated")


@dataclass(frozen=True)
class OutcomeResult:
    """What became of a conclusion: when it first followed, when it was seen, and how long before.

    ``derived`` None: it followed before the first dated report. ``observed`` is the first observation on or after that
    day, else the first of all; None: nothing that counts was reported with a date. ``earlier`` is the first of all, if
    it was seen before it followed. ``lead`` is in days, positive if it followed first. ``near`` are facts that would
    have shown it if they said more, each with the fields that it leaves out; only where nothing shows it.
    """

    __repr__ = short_repr

    outcome: str
    text: str
    conclusion: Standing
    derived: dt.date | None
    observed: dt.date | None
    earlier: dt.date | None
    facts: tuple[str, ...]
    result: Result
    near: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def lead(self) -> int | None:
        """The days from the conclusion to the observation; None if either has no date."""
        if self.derived is None or self.observed is None:
            return None
        return (self.observed - self.derived).days

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "outcome": self.outcome,
            "text": self.text,
            "conclusion": self.conclusion.to_json(),
            "derived": to_json(self.derived),
            "observed": to_json(self.observed),
            "earlier": to_json(self.earlier),
            "lead_days": self.lead,
            "facts": list(self.facts),
            "near": [{"fact": fact, "lacks": list(lacks)} for fact, lacks in self.near],
            "result": self.result,
        }


@dataclass(frozen=True)
class Tally:
    """The counts of one statement or rule: conclusions it ever led to, those with outcomes, and their results."""

    __hash__ = hash_of_fields

    name: str
    conclusions: int
    tested: int
    results: Mapping[Result, int]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "name": self.name,
            "conclusions": self.conclusions,
            "tested": self.tested,
            "results": dict(self.results),
        }


@dataclass(frozen=True)
class Backtest:
    """Every outcome of the pack against every conclusion that ever stood; ``idle`` outcomes are of none of them."""

    __repr__ = short_repr

    case: str
    pack: str
    version: str
    last: dt.date | None
    engines: tuple[str, ...]
    conclusions: int
    results: tuple[OutcomeResult, ...]
    idle: tuple[str, ...]
    statements: tuple[Tally, ...]
    rules: tuple[Tally, ...]
    score: Score

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "case": self.case,
            "pack": {"name": self.pack, "version": self.version},
            "last": to_json(self.last),
            "engines": list(self.engines),
            "conclusions": self.conclusions,
            "results": [result.to_json() for result in self.results],
            "idle": list(self.idle),
            "statements": [tally.to_json() for tally in self.statements],
            "rules": [tally.to_json() for tally in self.rules],
            "score": self.score.to_json(),
        }


@dataclass(frozen=True)
class First:
    """A conclusion as it stood when it first followed, and when that was (None: before the first dated report).

    ``called_likely`` is the day since which it was likely, ``ever_likely`` whether it was at all.
    """

    standing: Standing
    date: dt.date | None
    ever_likely: bool
    called_likely: dt.date | None


@checked()
def backtest(case: Case, view: View = AS_IT_IS) -> Backtest:
    """Each outcome of the pack against the conclusions of the case, walked through time without hindsight.

    Raises ProblemError for a pack without outcomes, and EngineDisagreement if the engines differ on the last date.
    """
    if not case.pack.outcomes:
        message = f"the pack {case.pack.name} declares no outcomes"
        raise ProblemError([Problem(codes.NO_OUTCOMES, message, None, "add outcomes: to the pack")])
    walked = timeline(case, view=view)
    first = first_derived(walked)
    results, idle = outcomes_of(case, first, view.known_by, _grounds(case, first, view))
    return Backtest(
        case=case.name,
        pack=case.pack.name,
        version=case.pack.version,
        last=walked.moments[-1].date if walked.moments else None,
        engines=walked.engines,
        conclusions=len(first),
        results=results,
        idle=idle,
        statements=_tallies(case.pack, first, results, by_rule=False),
        rules=_tallies(case.pack, first, results, by_rule=True),
        score=score(_scored(r, first[r.conclusion.id]) for r in results),
    )


def first_derived(walked: Timeline) -> dict[str, First]:
    """Every conclusion that ever stood, as and when it first followed."""
    found = {s.id: First(s, None, s.qualifier == "likely", None) for s in walked.outset}
    for moment in walked.moments:
        for change in moment.changes:
            if change.after is None:
                continue
            first = found.setdefault(change.after.id, First(change.after, moment.date, False, None))
            if change.after.qualifier == "likely" and not first.ever_likely:
                found[change.after.id] = replace(first, ever_likely=True, called_likely=moment.date)
    return found


def _grounds(case: Case, first: Mapping[str, First], view: View) -> dict[str, tuple[str, ...]]:
    """The given facts that each conclusion which an outcome is of was first drawn from, by id."""
    tested = {outcome.of.type for outcome in case.pack.outcomes}
    by_date: dict[dt.date, list[str]] = {}
    for name, each in first.items():
        if each.date is not None and each.standing.type in tested:
            by_date.setdefault(each.date, []).append(name)
    found: dict[str, tuple[str, ...]] = {}
    for date, names in by_date.items():
        assessment = view.on(date).assess(case, "seminaive")
        found.update((name, tuple(fact.id for fact in leaves(assessment, name))) for name in names)
    return found


def outcomes_of(
    case: Case, first: Mapping[str, First], known_by: dt.date | None, grounds: Mapping[str, Collection[str]]
) -> tuple[tuple[OutcomeResult, ...], tuple[str, ...]]:
    """What became of each conclusion that an outcome is of, and the outcomes that are of none."""
    pool = pool_of(case, {name: (f.standing.text, f.date) for name, f in first.items()}, known_by, grounds)
    results: list[OutcomeResult] = []
    idle: list[str] = []
    for outcome in case.pack.outcomes:
        found = [_result(outcome, first[fact.id], pool) for fact in pool.conclusions.get(outcome.of.type, ())]
        kept = [result for result in found if result is not None]
        results += kept
        if not kept:
            idle.append(outcome.id)
    return tuple(results), tuple(idle)


def _result(outcome: Outcome, first: First, pool: Pool) -> OutcomeResult | None:
    seen = observe(outcome, first.standing.id, pool)
    if seen is None:
        return None
    result: Result = "not_met" if not seen.facts else outcome.result
    if seen.facts and seen.date is None:
        result = "undated"
    elif seen.date is not None and first.date is not None and seen.date < first.date:
        result = "reversed"
    near = () if seen.facts else nearly(outcome, first.standing.id, pool)[:_NEAR]
    told = tuple((format_row(fact.type, fact.row), lacks) for fact, lacks in near)
    return OutcomeResult(
        outcome.id, outcome.text, first.standing, first.date, seen.date, seen.earlier, seen.facts, result, told
    )


def _scored(result: OutcomeResult, first: First) -> tuple[str, bool, Result]:
    """The result as the score takes it: what was seen before it was called likely is no forecast come true."""
    since, seen = first.called_likely, result.earlier or result.observed
    before = since is not None and seen is not None and seen < since
    return result.conclusion.id, first.ever_likely, "reversed" if before else result.result


def _tallies(
    pack: Pack, first: Mapping[str, First], results: Sequence[OutcomeResult], *, by_rule: bool
) -> tuple[Tally, ...]:
    def names(standing: Standing) -> tuple[str, ...]:
        return (standing.rule,) if by_rule else standing.cites

    order = [rule.id for rule in pack.rules] if by_rule else [statement.id for statement in pack.statements]
    tested = {name for result in results for name in names(result.conclusion)}
    return tuple(
        Tally(
            name,
            conclusions=sum(name in names(f.standing) for f in first.values()),
            tested=len({r.conclusion.id for r in results if name in names(r.conclusion)}),
            results={kind: sum(r.result == kind and name in names(r.conclusion) for r in results) for kind in RESULTS},
        )
        for name in order
        if name in tested
    )
