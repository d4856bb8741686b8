"""Why a fact that a case states is not in force at the time assessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from tocsin.facts.accounts import Account, Spell, Testimony, accounts, spell_of
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import DateRange
from tocsin.facts.json_values import to_json
from tocsin.facts.model import Fact, Given
from tocsin.facts.partial import PartialFact
from tocsin.facts.reports import SUPPORTING

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment

IdleKind = Literal[
    "later", "not_yet_valid", "expired", "begins", "ended", "withdrawn", "corrected", "denied", "retracted"
]


@dataclass(frozen=True)
class Reason:
    """Why one report does not bring its fact into force.

    It is dated ``later`` than what is known; it is ``not_yet_valid`` or has ``expired``, or the fact itself ``begins``
    later or has ``ended``; it was ``withdrawn`` or ``corrected`` by a later one; or it does not support the fact: it
    ``denied`` it, or ``retracted`` what was said. ``date`` is the day that decides, if one does; ``now`` is what a
    correction says, where it says something else. ``within`` are the days between which the report that decides was
    made, if it is not dated by one day: ``date`` is then the last of them.
    """

    kind: IdleKind
    source: str | None
    date: dt.date | None
    now: str | None = None
    within: DateRange | None = None

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        data: dict[str, object] = {"kind": self.kind, "source": self.source, "date": to_json(self.date)}
        data |= {} if self.now is None else {"now": self.now}
        return data if self.within is None else data | {"within": to_json(self.within)}


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
    of_type = (item for item in given if item.fact.fact_type().name == sought.type)
    return tuple(idle for idle in idle_among(of_type, as_of, known_by) if sought.matches_row(idle.given.fact.row))


def known_idle_facts(assessment: Assessment, types: Container[str]) -> tuple[Idle, ...]:
    """The facts of some types that are stated, by what is known at the time assessed, and not in force; by notation."""
    of_types = (item for item in assessment.given if item.fact.fact_type().name in types)
    found = idle_among(of_types, assessment.as_of, assessment.known_by)
    known = (Idle(each.given, tuple(r for r in each.reasons if r.kind != "later")) for each in found)
    return tuple(idle for idle in known if idle.reasons)


def known_later(assessment: Assessment) -> tuple[Given, ...]:
    """The facts that are stated, and that nobody tells by what is known at the time assessed; by notation."""
    found = idle_among(assessment.given, assessment.as_of, assessment.known_by)
    return tuple(idle.given for idle in found if all(reason.kind == "later" for reason in idle.reasons))


def idle_among(given: Iterable[Given], as_of: dt.date | None, known_by: dt.date | None) -> list[Idle]:
    """Those of the facts given that are not in force, by notation."""
    found = [
        Idle(item, tuple(dict.fromkeys(_reasons(item.fact, held, as_of))))
        for item, held in accounts(given, as_of=as_of, known_by=known_by)
        if not held.in_force
    ]
    return sorted(found, key=lambda idle: str(idle.given.fact))


def _reasons(fact: Fact, held: Account, as_of: dt.date | None) -> Iterator[Reason]:
    """Reports of support first, those still unknown among them, then the others; none says what one before it said."""
    if not held.testimonies and not held.later:
        yield _outside(fact, None, (None, None), as_of)
    against = [each for each in held.testimonies if each.standing in ("denies", "retracts")]
    for testimony in held.testimonies:
        if testimony not in against:
            yield _of_support(fact, testimony, as_of)
    for report in held.later:
        if report.status in SUPPORTING:
            yield Reason("later", report.source.name, report.date, within=report.source.within)
    told = [testimony.by for testimony in held.testimonies]
    for testimony in against:
        if testimony.report in told:
            continue
        kind: IdleKind = "denied" if testimony.standing == "denies" else "retracted"
        source = testimony.report.source
        yield Reason(kind, source.name, source.date, within=source.within)


def _of_support(fact: Fact, testimony: Testimony, as_of: dt.date | None) -> Reason:
    report, by = testimony.report, testimony.by
    if testimony.standing == "withdrawn" and by is not None:
        return Reason("withdrawn", report.source.name, by.date, within=by.source.within)
    if testimony.standing == "corrected" and by is not None:
        now = None if testimony.account is None else str(testimony.account)
        return Reason("corrected", report.source.name, by.date, now, by.source.within)
    return _outside(fact, report.source.name, (report.valid_from, report.valid_to), as_of)


def _outside(fact: Fact, source: str | None, spell: Spell, as_of: dt.date | None) -> Reason:
    """That it is not valid yet, or no longer: by the report, else by the fact's own dates."""
    since, until = spell
    if since is not None and as_of is not None and as_of < since:
        return Reason("not_yet_valid", source, since)
    if until is not None and as_of is not None and until < as_of:
        return Reason("expired", source, until)
    since, until = spell_of(fact)
    if since is not None and as_of is not None and as_of < since:
        return Reason("begins", None, since)
    return Reason("ended", None, until)
