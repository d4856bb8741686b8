"""The dates on which knowledge changed, and what changed on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Literal

from tocsin.facts.accounts import Spell, lasting, spell_of
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import is_backwards
from tocsin.facts.model import Given
from tocsin.facts.reports import NO_NAME, SUPPORTING, Report

EventKind = Literal["reported", "confirmed", "assumed", "denied", "retracted", "begins", "ends"]
_DAY = dt.timedelta(days=1)
_ASSUMED = Report(status="assumed")
"""How the analyst gives a fact that nobody reports."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a fact on a date: a report came, or the time it is valid for began or ended.

    Of a fact that is given without a report, the report is one that assumes it.
    """

    date: dt.date
    kind: EventKind
    fact: str
    text: str
    report: Report

    @property
    def source(self) -> str:
        """Who reported, and how graded."""
        nobody = "the analyst" if self.report.status == "assumed" else NO_NAME
        name = self.report.source.name or nobody
        return name if self.report.grade is None else f"{name} ({self.report.grade})"

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "date": self.date.isoformat(),
            "kind": self.kind,
            "fact": self.fact,
            "text": self.text,
            "report": self.report.to_json(),
        }


def events(facts: Iterable[Given], known_by: dt.date | None = None) -> dict[dt.date, tuple[Event, ...]]:
    """The events of the facts by date, in order of time; reports dated after ``known_by`` are left out."""
    found: dict[dt.date, list[Event]] = {}
    for given in facts:
        text, spell = str(given.fact), spell_of(given.fact)
        for report in dict.fromkeys(given.reports or (_ASSUMED,)):
            if report.is_known(known_by):
                for date, kind in _dates(report, spell):
                    found.setdefault(date, []).append(Event(date, kind, given.fact.id, text, report))
    return {date: tuple(sorted(found[date], key=_order)) for date in sorted(found)}


def _dates(report: Report, spell: Spell) -> Iterator[tuple[dt.date, EventKind]]:
    """A report's own date, and where it supports its fact from or up to a day after that, the days it changes on.

    The fact says itself that it holds for the ``spell``.
    """
    if report.date is not None:
        yield report.date, report.status
    if report.status not in SUPPORTING:
        return
    begin, end = lasting(report, spell)
    if is_backwards(begin, end):
        return
    if begin is not None and (report.date is None or begin > report.date):
        yield begin, "begins"
    if end is not None and end < dt.date.max and (report.date is None or end >= report.date):
        yield end + _DAY, "ends"


def _order(event: Event) -> tuple[str, str, str]:
    return event.text, event.kind, event.source


def day_before(date: dt.date) -> dt.date:
    """The day before, or the first of all days itself."""
    return date if date == dt.date.min else date - _DAY
