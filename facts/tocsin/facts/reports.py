"""Reports: who said a fact, when, how far to be trusted, and for what time it holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tocsin.facts.days import DateRange, when_of
from tocsin.facts.kinds import canonical_json, day_of

Qualifier = Literal["certain", "likely", "possible_strengthened", "possible"]
QUALIFIERS: tuple[Qualifier, ...] = ("certain", "likely", "possible_strengthened", "possible")
Status = Literal["reported", "confirmed", "assumed", "denied", "retracted"]
STATUSES: tuple[Status, ...] = ("reported", "confirmed", "assumed", "denied", "retracted")
SUPPORTING: frozenset[Status] = frozenset(("reported", "confirmed", "assumed"))
GRADE = re.compile(r"[A-F][1-6]")

RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability unknown",
}
CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "credibility unknown",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a report was published, and when; every part may be missing.

    ``at`` is the moment, where a time stamp with its zone was given; ``date`` is then its day in UTC. ``within`` are
    the days between which the report is known to have been made, where its day is not; ``date`` is then the last of
    them, from which on it counts as known. Raises ValueError for a time stamp without a zone, whose day nobody could
    tell, and for days of which the last is open.
    """

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    date: dt.date | None = None
    at: dt.datetime | None = None
    within: DateRange | None = None

    def __post_init__(self) -> None:
        at = self.at
        if self.within is not None:
            if self.within.high is None:
                raise ValueError(f"nothing says by when the report was known: {self.within} has no last day")
            object.__setattr__(self, "date", self.within.high)
            if self.within.is_exact:
                object.__setattr__(self, "within", None)
        elif at is None:
            object.__setattr__(self, "date", day_of(self.date, "date"))
        elif at.tzinfo is None:
            raise ValueError(f"the time stamp {at.isoformat()} has no zone; add one, such as Z or +09:00")
        else:
            object.__setattr__(self, "date", at.astimezone(dt.UTC).date())

    @property
    def name(self) -> str | None:
        """What the source is called: its publisher, else its title, else its address."""
        return self.publisher or self.title or self.url

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day on which the report may have been made; None if it has no date."""
        if self.date is None:
            return None
        return self.date if self.within is None else self.within.low or dt.date.min, self.date

    @property
    def day(self) -> dt.date | DateRange | None:
        """The day as far as it is known: one, or those that it lies between."""
        return self.within or self.date

    @property
    def dated(self) -> str | None:
        """The date as it is written: the time stamp or the range if there is one, else the day."""
        if self.within is not None:
            return str(self.within)
        return self.at.isoformat() if self.at is not None else _iso(self.date)


@dataclass(frozen=True, slots=True)
class Report:
    """One source's word on one fact.

    ``grade`` is an Admiralty grade, ``A1`` to ``F6``; F and 6 mean *unknown*, not *worst*. The two axes
    are independent, so grades are shown and never ranked by arithmetic. ``qualifier`` is how firmly this report gives
    the fact, where reports of one fact differ in that. ``entry`` is the number under which a ledger recorded it, where
    the order of recording decides what counts. What a report does for its fact is found in ``tocsin.facts.accounts``.
    """

    source: Source = Source()
    grade: str | None = None
    status: Status = "reported"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: str | None = None
    qualifier: Qualifier | None = None
    entry: int | None = None

    def __post_init__(self) -> None:
        for name in ("valid_from", "valid_to"):
            object.__setattr__(self, name, day_of(getattr(self, name), name))

    @property
    def date(self) -> dt.date | None:
        """The source's date: by when this was known. None counts as always known."""
        return self.source.date

    def is_known(self, known_by: dt.date | None) -> bool:
        """True if the report is dated no later than ``known_by`` (None: no limit)."""
        return known_by is None or self.date is None or self.date <= known_by

    def to_json(self) -> dict[str, object]:
        """The report as JSON-ready data, what is absent left out."""
        source: dict[str, object] = {
            key: value
            for key, value in (
                ("title", self.source.title),
                ("publisher", self.source.publisher),
                ("url", self.source.url),
                ("date", self.source.dated),
            )
            if value is not None
        }
        fields: dict[str, object | None] = {
            "source": source or None,
            "grade": self.grade,
            "status": self.status,
            "valid_from": _iso(self.valid_from),
            "valid_to": _iso(self.valid_to),
            "note": self.note,
            "qualifier": self.qualifier,
            "entry": self.entry,
        }
        return {key: value for key, value in fields.items() if value is not None}


def source_of(title: str | None, publisher: str | None, url: str | None, when: dt.date | DateRange | None) -> Source:
    """The source, dated by a day, by a moment with its zone, or by the days between which it was."""
    if isinstance(when, DateRange):
        return Source(title, publisher, url, within=when)
    if isinstance(when, dt.datetime):
        return Source(title, publisher, url, at=when)
    return Source(title, publisher, url, when)


def report_of(data: Mapping[str, Any]) -> Report:
    """The report of ``Report.to_json``. Raises ValueError for a date that is none."""
    source = data.get("source", {})
    dated = source.get("date")
    when = None if dated is None else when_of(dated)
    return Report(
        source_of(source.get("title"), source.get("publisher"), source.get("url"), when),
        data.get("grade"),
        data["status"],
        _date(data.get("valid_from")),
        _date(data.get("valid_to")),
        data.get("note"),
        data.get("qualifier"),
        data.get("entry"),
    )


def in_order(reports: Iterable[Report]) -> tuple[Report, ...]:
    """The reports, each once, by date (undated first) and then by content: an order that no order of entries shows."""
    distinct = tuple(dict.fromkeys(reports))
    return distinct if len(distinct) < 2 else tuple(sorted(distinct, key=_place))


def _place(report: Report) -> tuple[str, str]:
    return _iso(report.date) or "", canonical_json(report.to_json())


def _date(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _iso(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()
