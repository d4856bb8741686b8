"""Reports: who said a fact, when, how far to be trusted, and for what time it holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tocsin.facts.kinds import canonical_json, date_or_moment, day_of

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

    ``at`` is the moment, where a time stamp with its zone was given; ``date`` is then its day in UTC. Raises ValueError
    for a time stamp without a zone, whose day nobody could tell.
    """

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    date: dt.date | None = None
    at: dt.datetime | None = None

    def __post_init__(self) -> None:
        at = self.at
        if isinstance(self.date, dt.datetime) and self.date.tzinfo is not None:
            at = self.date
        if at is None:
            object.__setattr__(self, "date", self._day())
            return
        if at.tzinfo is None:
            raise ValueError(f"the time stamp {at.isoformat()} has no zone; add one, such as Z or +09:00")
        object.__setattr__(self, "at", at)
        object.__setattr__(self, "date", at.astimezone(dt.UTC).date())

    def _day(self) -> dt.date | None:
        try:
            return day_of(self.date, "date")
        except ValueError as error:
            if isinstance(self.date, dt.datetime):
                raise ValueError(f"{error}, which has no zone; add one, such as Z or +09:00") from None
            raise

    @property
    def name(self) -> str | None:
        """What the source is called: its publisher, else its title, else its address."""
        return self.publisher or self.title or self.url

    @property
    def dated(self) -> str | None:
        """The date as it is written: the time stamp if there is one, else the day."""
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
        """The source's date: when this became known. None counts as always known."""
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


def report_of(data: Mapping[str, Any]) -> Report:
    """The report of ``Report.to_json``. Raises ValueError for a date that is none."""
    source = data.get("source", {})
    dated = source.get("date")
    return Report(
        Source(
            source.get("title"),
            source.get("publisher"),
            source.get("url"),
            None if dated is None else date_or_moment(dated),
        ),
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
