"""Reports: who said a fact, when, how far to be trusted, and for what time it holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tocsin.facts.kinds import day_of

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
    """Where a report was published; every part may be missing."""

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    date: dt.date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "date", day_of(self.date, "date"))

    @property
    def name(self) -> str | None:
        """What the source is called: its publisher, else its title, else its address."""
        return self.publisher or self.title or self.url


@dataclass(frozen=True, slots=True)
class Report:
    """One source's word on one fact.

    ``grade`` is an Admiralty grade, ``A1`` to ``F6``; F and 6 mean *unknown*, not *worst*. The two axes
    are independent, so grades are shown and never ranked by arithmetic.
    """

    source: Source = Source()
    grade: str | None = None
    status: Status = "reported"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: str | None = None

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

    def is_valid(self, as_of: dt.date | None) -> bool:
        """True if ``as_of`` lies in the report's validity, both ends included (None: no date to test)."""
        if as_of is None:
            return True
        return (self.valid_from is None or self.valid_from <= as_of) and (
            self.valid_to is None or as_of <= self.valid_to
        )

    def withdraws(self, other: Report) -> bool:
        """True if this is a retraction that takes ``other`` back.

        A source takes back its own reports, up to the day of the retraction; a retraction that names no
        source takes back everybody's. An undated retraction takes back whatever its source said.
        """
        if self.status != "retracted":
            return False
        if self.source.name is not None and self.source.name != other.source.name:
            return False
        return self.date is None or other.date is None or other.date <= self.date

    def to_json(self) -> dict[str, object]:
        """The report as JSON-ready data, what is absent left out."""
        source: dict[str, object] = {
            key: value
            for key, value in (
                ("title", self.source.title),
                ("publisher", self.source.publisher),
                ("url", self.source.url),
                ("date", _iso(self.source.date)),
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
        }
        return {key: value for key, value in fields.items() if value is not None}


def in_force(reports: Iterable[Report], *, as_of: dt.date | None, known_by: dt.date | None) -> bool:
    """Whether a fact with these reports holds at ``as_of`` as known by ``known_by``.

    A fact without any report counts as assumed, and so is in force. Denials never matter here.
    """
    every = tuple(reports)
    if not every:
        return True
    known = [report for report in every if report.is_known(known_by)]
    retractions = [report for report in known if report.status == "retracted"]
    return any(
        report.status in SUPPORTING
        and report.is_valid(as_of)
        and not any(retraction.withdraws(report) for retraction in retractions)
        for report in known
    )


def _iso(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()
