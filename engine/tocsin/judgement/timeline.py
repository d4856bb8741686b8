"""A case through time: what was known on each date, what followed from it then, and why that changed.

Nothing is known before it was reported: each date is assessed as of that date, as known by that date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from tocsin.engine import Case
from tocsin.facts.arguments import checked
from tocsin.facts.converting import day_of
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import is_backwards
from tocsin.facts.json_values import to_json
from tocsin.facts.problems import ArgumentError
from tocsin.facts.reports import Qualifier
from tocsin.facts.taking import refused
from tocsin.facts.values import short_repr
from tocsin.judgement.events import Event, day_before, events
from tocsin.judgement.view import AS_IT_IS, View
from tocsin.questions.differences.changes import Change, Support, changes, state_of, supports
from tocsin.questions.differences.summary import Standing


@dataclass(frozen=True)
class Moment:
    """A date on which knowledge changed: the events, what they changed, and how many conclusions then stand."""

    __repr__ = short_repr

    date: dt.date
    events: tuple[Event, ...]
    changes: tuple[Change, ...]
    supports: tuple[Support, ...]
    standing: int

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "date": self.date.isoformat(),
            "events": [event.to_json() for event in self.events],
            "changes": [change.to_json() for change in self.changes],
            "supports": [support.to_json() for support in self.supports],
            "standing": self.standing,
        }


@dataclass(frozen=True)
class Span:
    """A time in which a conclusion stood unchanged; None leaves an end open: from the outset, or to this day."""

    conclusion: str
    begin: dt.date | None
    end: dt.date | None
    qualifier: Qualifier
    boundary: bool


@dataclass(frozen=True)
class Timeline:
    """What followed when, from first to last. ``outset`` stood on the day before the first moment, ``end`` stands last.

    ``engines`` are those that assessed the last date; the dates before it were assessed by ``seminaive`` alone.
    """

    __repr__ = short_repr

    case: str
    pack: str
    version: str
    known_by: dt.date | None
    engines: tuple[str, ...]
    outset: tuple[Standing, ...]
    moments: tuple[Moment, ...]
    end: tuple[Standing, ...]

    @cached_property
    def conclusions(self) -> Mapping[str, Standing]:
        """Every conclusion that ever stood, as it stood last, by id."""
        found = {standing.id: standing for standing in self.outset}
        for moment in self.moments:
            found.update((change.standing.id, change.standing) for change in moment.changes)
        return found

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The times in which each conclusion stood, cut where its qualifier changed."""
        done: list[Span] = []
        current = {s.id: Span(s.id, None, None, s.qualifier, s.boundary) for s in self.outset}
        for moment in self.moments:
            for change in moment.changes:
                before = current.pop(change.standing.id, None)
                if before is not None:
                    done.append(replace(before, end=moment.date))
                if change.after is not None:
                    now = change.after
                    current[now.id] = Span(now.id, moment.date, None, now.qualifier, now.boundary)
        found = [*done, *current.values()]
        return tuple(sorted(found, key=lambda span: (span.conclusion, span.begin or dt.date.min)))

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "case": self.case,
            "pack": {"name": self.pack, "version": self.version},
            "known_by": to_json(self.known_by),
            "engines": list(self.engines),
            "outset": [standing.to_json() for standing in self.outset],
            "moments": [moment.to_json() for moment in self.moments],
            "end": [standing.to_json() for standing in self.end],
        }


@checked()
def timeline(
    case: Case, *, begin: dt.date | None = None, end: dt.date | None = None, view: View = AS_IT_IS
) -> Timeline:
    """The case on each date on which knowledge changed, from ``begin`` to ``end`` (default: all).

    With ``view.known_by`` reports dated later are left out: the timeline as it could have been drawn on that day.
    The last date is assessed by both engines. Raises EngineDisagreement if they differ, ArgumentError if ``end`` comes
    before ``begin``.
    """
    begin, end = day_of(begin, "begin"), day_of(end, "end")
    if is_backwards(begin, end):
        raise ArgumentError([refused("end", f"{end} comes before begin, {begin}", "exchange the two days")])
    found = events(case.facts, view.known_by)
    dates = [date for date in found if (begin is None or date >= begin) and (end is None or date <= end)]
    day_before = _outset(begin or (dates[0] if dates else None))
    before = state_of(view.on(day_before).assess(case, "seminaive" if dates else "auto"))
    outset = tuple(before.standings.values())
    moments = []
    for date in dates:
        after = state_of(view.on(date).assess(case, "auto" if date == dates[-1] else "seminaive"))
        moved, held = changes(before, after), supports(before, after)
        moments.append(Moment(date, found[date], moved, held, len(after.standings)))
        before = after
    return Timeline(
        case=case.name,
        pack=case.pack.name,
        version=case.pack.version,
        known_by=view.known_by,
        engines=before.assessment.engines,
        outset=outset,
        moments=tuple(moments),
        end=tuple(before.standings.values()),
    )


def _outset(date: dt.date | None) -> dt.date | None:
    return None if date is None else day_before(date)
