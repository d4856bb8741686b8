"""The dates on which knowledge changed, and what changed on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Literal

from tocsin.facts.dataclass import dataclass
from tocsin.facts.model import Given
from tocsin.facts.reports import SUPPORTING, Report

EventKind = Literal["reported", "confirmed", "assumed", "denied", "retracted", "begins", "ends"]
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Event:
    """Something that happened to a fact on a date: a report came, or the time it is valid for began or ended."""

    date: dt.date
    kind: EventKind
    fact: str
    text: str
    report: Report

    @property
    def source(self) -> str:
        """Who reported, and how graded."""
        name = self.report.source.name or "no source named"
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
        text = str(given.fact)
        for report in dict.fromkeys(given.reports):
            if report.is_known(known_by):
                for date, kind in _dates(report):
                    found.setdefault(date, []).append(Event(date, kind, given.fact.id, text, report))
    return {date: tuple(sorted(found[date], key=_order)) for date in sorted(found)}


def _dates(report: Report) -> Iterator[tuple[dt.date, EventKind]]:
    """A report's own date, and where it supports its fact from or up to a day after that, the days it changes on."""
    if report.date is not None:
        yield report.date, report.status
    if report.status not in SUPPORTING:
        return
    if report.valid_from is not None and (report.date is None or report.valid_from > report.date):
        yield report.valid_from, "begins"
    end = report.valid_to
    if end is not None and end < dt.date.max and (report.date is None or end >= report.date):
        yield end + _DAY, "ends"


def _order(event: Event) -> tuple[str, str, str]:
    return event.text, event.kind, event.source


def day_before(date: dt.date) -> dt.date:
    """The day before, or the first of all days itself."""
    return date if date == dt.date.min else date - _DAY
