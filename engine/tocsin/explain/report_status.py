"""What a report does for its fact at the time assessed."""

from __future__ import annotations

import datetime as dt

from tocsin.explain.tree import Standing
from tocsin.facts.reports import Report


def standing(report: Report, reports: tuple[Report, ...], as_of: dt.date | None) -> Standing:
    """Whether the report supports its fact, denies it, takes reports back, or does not count (any more)."""
    if report.status == "denied":
        return "denies"
    if report.status == "retracted":
        return "retracts"
    if any(other.withdraws(report) for other in reports):
        return "withdrawn"
    return "supports" if report.is_valid(as_of) else "not_valid"


def stands_behind(report: Report, reports: tuple[Report, ...], as_of: dt.date | None) -> bool:
    """True if a source stands behind the fact with this report: it supports it, and is more than an assumption."""
    return report.status != "assumed" and standing(report, reports, as_of) == "supports"
