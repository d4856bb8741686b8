"""A fact that is stated and not in force, in words: what became of each report of it, and when."""

from __future__ import annotations

from tocsin.explain.answers import words
from tocsin.facts.printing import plain
from tocsin.questions.missing.not_in_force import Idle, Reason


def stated(idle: Idle) -> str:
    """A fact that is stated and not in force, with why."""
    return words.STATED.format(fact=idle.given.fact, reasons=reasons_told(idle))


def reasons_told(idle: Idle) -> str:
    """Why a fact that is stated is not in force."""
    return "; ".join(_reason(reason) for reason in idle.reasons)


def _reason(reason: Reason) -> str:
    on = "" if reason.date is None else words.ON.format(date=reason.date)
    source, dated = reason.source or words.SOME_SOURCE, reason.within or reason.date
    if reason.within is not None:
        on = f" {plain(reason.within)}"
        if reason.kind == "later":
            return words.LATER_WITHIN.format(source=source, dated=dated, date=reason.date)
    if reason.now is not None:
        return words.CORRECTED.format(source=source, on=on, now=reason.now)
    return words.REASONS[reason.kind].format(source=source, date=dated, on=on)
