"""What a retraction takes back: reports by its source that came before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import nearest
from tocsin.facts.reports import Report, in_order, source_names


def retractions_of(known: Iterable[Report]) -> list[Report]:
    """Those of these reports that take back."""
    return [report for report in known if report.status == "retracted"]


def taken_back(report: Report, retractions: Iterable[Report]) -> Report | None:
    """The first retraction that takes the report back."""
    return next((each for each in retractions if takes_back(each, report)), None)


def takes_back(retraction: Report, report: Report) -> bool | None:
    """Whether this is a retraction that takes the report back; None if their order cannot be told, and it stands.

    A source takes back its own reports; a retraction that names no source takes back everybody's. It takes back only
    what came before it: in a ledger what was recorded before, and always what is dated before, or not at all.
    """
    if retraction.status != "retracted" or report.status == "retracted":
        return False
    if retraction.source.name is not None and retraction.source.name != report.source.name:
        return False
    if retraction.entry is not None and report.entry is not None and retraction.entry < report.entry:
        return False
    return True if report.date is None and retraction.date is not None else came_after(retraction, report)


@dataclass(frozen=True, slots=True)
class IdleRetraction:
    """A known retraction that takes nothing back, or leaves standing a report whose place in time cannot be told.

    ``undecided`` is that report. ``nearest`` is the source that reported the fact, named most like the one retracting.
    """

    retraction: Report
    undecided: Report | None = None
    nearest: str | None = None


def idle_retractions(reports: Iterable[Report], known_by: dt.date | None) -> Iterator[IdleRetraction]:
    """The retractions known by then that take nothing back, or not all that they might."""
    known = [report for report in in_order(reports) if report.is_known(known_by)]
    for retraction in known:
        if retraction.status != "retracted":
            continue
        taken = {report: takes_back(retraction, report) for report in known}
        undecided = next((r for r, back in taken.items() if back is None and taken_back(r, known) is None), None)
        if undecided is not None:
            yield IdleRetraction(retraction, undecided)
        elif not any(taken.values()):
            yield IdleRetraction(retraction, None, nearest_source(retraction, known))


def nearest_source(report: Report, reports: Iterable[Report]) -> str | None:
    """The name among the sources of these reports that is most like the report's own, or the only one; else None."""
    names = source_names(each for each in reports if each.status != "retracted")
    if len(names) == 1:
        return names[0]
    return None if report.source.name is None else nearest(report.source.name, names)


def came_after(one: Report, other: Report) -> bool | None:
    """Whether one report came after another; None if nothing tells: on one day, without time stamps or entries.

    Days that are known only to lie in ranges tell it where the ranges do not meet.
    """
    if one.source.days is None or other.source.days is None:
        return None
    if one.source.at is not None and other.source.at is not None and one.source.at != other.source.at:
        return one.source.at > other.source.at
    (first, last), (start, end) = one.source.days, other.source.days
    if first > end or start > last:
        return first > end
    if one.entry is not None and other.entry is not None and one.entry != other.entry:
        return one.entry > other.entry
    return None
