"""Reports: who said a fact, when, how far to be trusted, and for what time it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from tocsin.facts import codes
from tocsin.facts.arguments import accounted
from tocsin.facts.converting import day_of, describe
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import DateRange, as_date, when_of
from tocsin.facts.json_values import canonical_json
from tocsin.facts.problems import ArgumentError, Place, Problem
from tocsin.facts.report_faults import (
    GRADE,
    QUALIFIERS,
    STATUSES,
    Fault,
    Qualifier,
    Status,
    entry_fault,
    grade_fault,
    qualifier_fault,
    status_fault,
    text_fault,
    validity_fault,
)

__all__ = ["GRADE", "QUALIFIERS", "STATUSES", "SUPPORTING", "Qualifier", "Report", "Source", "Status"]

SUPPORTING: frozenset[Status] = frozenset(("reported", "confirmed", "assumed"))
NO_NAME = "no source named"
"""What stands in a list in the place of a source without a name."""
UNNAMED = "a source that is not named"
"""What a sentence calls a source without a name."""

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


def _moment_fault(at: object) -> Fault | None:
    if at is None or (isinstance(at, dt.datetime) and at.tzinfo is not None):
        return None
    if isinstance(at, dt.datetime):
        message = f"the time stamp {at.isoformat()} has no zone; add one, such as Z or +09:00"
        return codes.BAD_DATE, message, "give at=datetime(…, tzinfo=…), or date= if only the day is known"
    return codes.BAD_DATE, f"at must be a time stamp, found {describe(at)}", "give date= if only the day is known"


def _within_fault(within: object) -> Fault | None:
    if within is None or (isinstance(within, DateRange) and within.high is not None):
        return None
    if isinstance(within, DateRange):
        said = f"nothing says by when the report was known: {within} has no last day"
        return codes.BAD_DATE, said, "give a range of days with a last one"
    return codes.BAD_DATE, f"within must be a range of days, found {describe(within)}", "give date= for one day"


def _note_fault(note: object) -> Fault | None:
    return text_fault(note, "note")


def _source_fault(source: object) -> Fault | None:
    if isinstance(source, Source):
        return None
    hint = "give Source(publisher=…, date=…)"
    return codes.BAD_REPORT, f"source must be a Source, found {describe(source)}", hint


def _day_in_utc(at: dt.datetime) -> dt.date:
    try:
        return at.astimezone(dt.UTC).date()
    except OverflowError:
        message = f"the time stamp {at.isoformat()} is on no day of the calendar in UTC"
        raise ArgumentError([Problem(codes.BAD_DATE, message, Place("at"), "give date= instead")]) from None


def _refuse(faults: Iterable[tuple[str, Fault | None]]) -> None:
    """Raise ArgumentError if there is a fault; each is placed by its argument."""
    found = [(key, fault) for key, fault in faults if fault is not None]
    if found:
        raise ArgumentError(Problem(code, message, Place(key), hint) for key, (code, message, hint) in found)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a report was published, and when; every part may be missing.

    ``at`` is the moment, where a time stamp with its zone was given; ``date`` is then its day in UTC. ``within`` are
    the days between which the report is known to have been made, where its day is not; ``date`` is then the last of
    them, from which on it counts as known. ``origin`` is the source that this one has it from: sources that share an
    origin are not independent (``tocsin.facts.backing``). Raises ArgumentError (a ValueError) for what is no text and
    no date, for a time stamp without a zone, whose day nobody could tell, and for days of which the last is open.
    """

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    date: dt.date | None = None
    at: dt.datetime | None = None
    within: DateRange | None = None
    origin: str | None = None

    def __post_init__(self) -> None:
        texts = (("title", self.title), ("publisher", self.publisher), ("url", self.url), ("origin", self.origin))
        faults: list[tuple[str, Fault | None]] = [(key, text_fault(t, key)) for key, t in texts if t is not None]
        at = self.at
        if at is not None or self.within is not None:
            faults += [("at", _moment_fault(at)), ("within", _within_fault(self.within))]
        _refuse(faults)
        if self.within is not None:
            object.__setattr__(self, "date", self.within.high)
            if self.within.is_exact:
                object.__setattr__(self, "within", None)
        else:
            day = day_of(self.date, "date") if at is None else _day_in_utc(at)
            if day is not self.date:
                object.__setattr__(self, "date", day)

    @property
    def name(self) -> str | None:
        """What the source is called: its publisher, else its title, else its address. Nothing is called by blanks."""
        return next(filter(says_something, (self.publisher, self.title, self.url)), None)

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


def says_something(text: str | None) -> bool:
    """True if there is a text, and more in it than blanks."""
    return text is not None and text != "" and not text.isspace()


@dataclass(frozen=True, slots=True)
class Report:
    """One source's word on one fact.

    ``grade`` is an Admiralty grade, ``A1`` to ``F6``; F and 6 mean *unknown*, not *worst*. The two axes
    are independent, so grades are shown and never ranked by arithmetic. ``qualifier`` is how firmly this report gives
    the fact, where reports of one fact differ in that. ``entry`` is the number under which a ledger recorded it, where
    the order of recording decides what counts; ``recorded`` says that some ledger did, whatever the number. What a
    report does for its fact is found in ``tocsin.facts.accounts``.
    Raises ArgumentError (a ValueError) for what a file could not say either, with the same codes.
    """

    source: Source = Source()
    grade: str | None = None
    status: Status = "reported"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: str | None = None
    qualifier: Qualifier | None = None
    entry: int | None = None
    recorded: bool = field(default=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("valid_from", "valid_to"):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, day_of(given, name))
        stated = (
            ("grade", self.grade, grade_fault),
            ("note", self.note, _note_fault),
            ("qualifier", self.qualifier, qualifier_fault),
            ("entry", self.entry, entry_fault),
        )
        _refuse(
            [
                ("valid_to", validity_fault(self.valid_from, self.valid_to)),
                ("source", _source_fault(self.source)),
                ("status", status_fault(self.status)),
                *[(key, fault(value)) for key, value, fault in stated if value is not None],
            ]
        )

    @property
    def date(self) -> dt.date | None:
        """The source's date: by when this was known. None counts as always known."""
        return self.source.date

    @accounted
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
                ("origin", self.source.origin),
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


def source_of(
    title: str | None,
    publisher: str | None,
    url: str | None,
    when: dt.date | DateRange | None,
    origin: str | None = None,
) -> Source:
    """The source, dated by a day, by a moment with its zone, or by the days between which it was."""
    if isinstance(when, DateRange):
        return Source(title, publisher, url, within=when, origin=origin)
    if isinstance(when, dt.datetime):
        return Source(title, publisher, url, at=when, origin=origin)
    return Source(title, publisher, url, when, origin=origin)


def report_of(data: Mapping[str, Any]) -> Report:
    """The report of ``Report.to_json``. Raises ValueError for a date that is none."""
    source = data.get("source", {})
    dated = source.get("date")
    when = None if dated is None else when_of(dated)
    return Report(
        source_of(source.get("title"), source.get("publisher"), source.get("url"), when, source.get("origin")),
        data.get("grade"),
        data["status"],
        as_date(data.get("valid_from")),
        as_date(data.get("valid_to")),
        data.get("note"),
        data.get("qualifier"),
        data.get("entry"),
    )


def in_order(reports: Iterable[Report]) -> tuple[Report, ...]:
    """The reports, each once, by date (undated first) and then by content: an order that no order of entries shows."""
    distinct = tuple(dict.fromkeys(reports))
    return distinct if len(distinct) < 2 else tuple(sorted(distinct, key=_place))


def source_names(reports: Iterable[Report]) -> list[str]:
    """What the sources of these reports are called, each once and in order; one without a name is left out."""
    return sorted({each.source.name for each in reports if each.source.name is not None})


def _place(report: Report) -> tuple[str, str]:
    return _iso(report.date) or "", canonical_json(report.to_json())


def _iso(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()
