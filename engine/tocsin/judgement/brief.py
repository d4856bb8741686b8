"""A case -> the brief: key judgements, what changed, why, on whose word, who reads it otherwise, what to watch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import islice

from tocsin.engine import Case
from tocsin.explain import why
from tocsin.facts.arguments import checked
from tocsin.facts.converting import day_of
from tocsin.facts.dataclass import dataclass
from tocsin.judgement import brief_lines as lines
from tocsin.judgement.assumptions import AssumptionsCheck, assumptions_beside
from tocsin.judgement.brief_parts import Brief
from tocsin.judgement.brief_sources import sources_section
from tocsin.judgement.events import Event, day_before, events
from tocsin.judgement.heading import heading_of
from tocsin.judgement.indicators import Indicator, completions, strengtheners
from tocsin.judgement.key_judgements import key_judgements, on_our_scale, what_could_follow
from tocsin.judgement.observations import Unseen, unseen
from tocsin.judgement.readings import ReadingTable, readings_beside
from tocsin.judgement.view import AS_IT_IS, View
from tocsin.questions.differences.changes import Change, State, changes, narrowed, state_of
from tocsin.questions.differences.summary import Standing
from tocsin.questions.missing.not_in_force import known_idle_facts
from tocsin.questions.missing.not_used import not_used

_WATCHED = 3


@dataclass(frozen=True)
class _Found:
    """Everything that a brief is written from."""

    key: tuple[Standing, ...]
    since: dt.date | None
    changes: tuple[Change, ...]
    events: tuple[Event, ...]
    readings: ReadingTable
    assumptions: AssumptionsCheck


@checked()
def brief(case: Case, *, since: dt.date | None = None, view: View = AS_IT_IS) -> Brief:
    """The brief of a case. ``since`` defaults to the last date on which something else followed than now.

    The assessment is made by both engines. Raises EngineDisagreement if they differ.
    """
    state = state_of(view.assess(case))
    found = _found(case, state, day_of(since, "since"), view)
    assessment = state.assessment
    scale, following = on_our_scale(state), what_could_follow(state)
    sections = [
        lines.key_section(state, found.key),
        lines.scale_section(state, scale),
        lines.following_section(state, following),
        lines.changes_section(state, found.since, found.changes, found.events),
        sources_section(state, found.key, (*scale, *following)),
        lines.taken_back_section(known_idle_facts(assessment, assessment.plan.types)),
        lines.readings_section(found.readings, found.key),
        lines.tensions_section(state),
        lines.assumptions_section(found.assumptions, found.key),
        lines.watch_section(
            _first(strengtheners(assessment)),
            _first(completions(assessment)),
            list(islice(_once(unseen(case, state)), _WATCHED)),
        ),
        lines.not_used_section(not_used(assessment)),
        lines.functions_section(case.pack),
    ]
    judged = [line.conclusion for section in sections for line in section.lines if line.conclusion is not None]
    return Brief(
        **heading_of(assessment),
        title=case.pack.title or case.pack.name,
        sections=tuple(section for section in sections if section.lines),
        digest=assessment.digest,
        explanations=tuple(why(assessment, identity) for identity in dict.fromkeys(judged)),
    )


def _found(case: Case, state: State, since: dt.date | None, view: View) -> _Found:
    known = events(case.facts, state.assessment.known_by)
    until = state.assessment.as_of
    dates = [date for date in known if until is None or date <= until]
    start, moved = _changes_since(case, state, since, view, dates)
    key = key_judgements(state)
    # Of very many conclusions no more are told on each reading, and under each assumption, than the brief leads with.
    led = {standing.id for standing in key}
    leading = narrowed(state, led)
    return _Found(
        key=key,
        since=start,
        changes=moved,
        events=tuple(event for date in dates if start is None or date > start for event in known[date]),
        readings=readings_beside(leading, case, view, case.pack.readings, led),
        assumptions=assumptions_beside(leading, case, view, led),
    )


def _changes_since(
    case: Case, state: State, since: dt.date | None, view: View, dates: list[dt.date]
) -> tuple[dt.date | None, tuple[Change, ...]]:
    """The date compared with, and what changed since: the date given, or the last on which something else followed."""
    before = [day_before(dates[0])] if dates else []
    candidates = [*reversed(dates), *before] if since is None else [since]
    for date in candidates:
        moved = changes(state_of(view.on(date).assess(case, "seminaive")), state)
        if moved or since is not None:
            return date, moved
    return (before[0] if before else None), ()


def _once(found: Iterable[Unseen]) -> Iterable[Unseen]:
    """Each outcome once, though several conclusions may have it."""
    first: dict[str, Unseen] = {}
    for item in found:
        first.setdefault(item.text, item)
    return first.values()


def _first(found: Iterable[Indicator]) -> list[Indicator]:
    """The first few indicators, each observation once."""
    once = {indicator.observation: indicator for indicator in reversed(list(found))}
    return list(reversed(once.values()))[:_WATCHED]
