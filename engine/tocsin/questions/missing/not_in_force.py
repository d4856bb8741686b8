"""Why a fact that a case states is not in force at the time assessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tocsin.facts.kinds import to_json
from tocsin.facts.model import Given
from tocsin.facts.partial import PartialFact
from tocsin.facts.reports import SUPPORTING, Report, in_force

IdleKind = Literal["later", "not_yet_valid", "expired", "withdrawn", "denied", "retracted"]


@dataclass(frozen=True)
class Reason:
    """Why one report does not bring its fact into force.

    It is dated ``later`` than what is known; it is ``not_yet_valid`` or has ``expired``; it was ``withdrawn`` by a
    later one; or it does not support the fact: it ``denied`` it, or ``retracted`` what was said. ``date`` is the day
    that decides, if one does.
    """

    kind: IdleKind
    source: str | None
    date: dt.date | None

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"kind": self.kind, "source": self.source, "date": to_json(self.date)}


@dataclass(frozen=True)
class Idle:
    """A fact that is stated and not in force, with a reason for each report; reports of support come first."""

    given: Given
    reasons: tuple[Reason, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "id": self.given.fact.id,
            "fact": str(self.given.fact),
            "reasons": [reason.to_json() for reason in self.reasons],
        }


def idle_facts(
    given: Iterable[Given], as_of: dt.date | None, known_by: dt.date | None, sought: PartialFact
) -> tuple[Idle, ...]:
    """The facts sought that are stated and not in force, by notation."""
    found = [
        Idle(item, tuple(dict.fromkeys(_reasons(item, as_of, known_by))))
        for item in given
        if item.fact.fact_type().name == sought.type
        and sought.matches_row(item.fact.row)
        and not in_force(item.reports, as_of=as_of, known_by=known_by)
    ]
    return tuple(sorted(found, key=lambda idle: str(idle.given.fact)))


def _reasons(given: Given, as_of: dt.date | None, known_by: dt.date | None) -> Iterator[Reason]:
    supporting = [report for report in given.reports if report.status in SUPPORTING]
    retractions = [r for r in given.reports if r.status == "retracted" and r.is_known(known_by)]
    for report in supporting:
        yield _of_support(report, retractions, as_of, known_by)
    for report in given.reports:
        if report.status not in SUPPORTING and report.is_known(known_by):
            yield Reason("denied" if report.status == "denied" else "retracted", report.source.name, report.date)


def _of_support(
    report: Report, retractions: Iterable[Report], as_of: dt.date | None, known_by: dt.date | None
) -> Reason:
    name = report.source.name
    if not report.is_known(known_by):
        return Reason("later", name, report.date)
    taken_back = next((retraction for retraction in retractions if retraction.withdraws(report)), None)
    if taken_back is not None:
        return Reason("withdrawn", name, taken_back.date)
    if report.valid_from is not None and as_of is not None and as_of < report.valid_from:
        return Reason("not_yet_valid", name, report.valid_from)
    return Reason("expired", name, report.valid_to)
