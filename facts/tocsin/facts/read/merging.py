"""Entries -> given facts: what several places say of one fact, brought together."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.facts.key import FactKey
from tocsin.facts.kinds import canonical_json
from tocsin.facts.model import QUALIFIERS, Given, Qualifier
from tocsin.facts.read.entry import Entry
from tocsin.facts.reports import Report


def merge(entries: Iterable[Entry]) -> tuple[Given, ...]:
    """One Given for each fact, in the order first stated: all its reports, and the strongest qualifier stated.

    Reports stand in an order of their own, by date and content, so that the order of entries does not show;
    the same report given twice is one. A fact without a stated qualifier is certain.
    """
    together: dict[FactKey, list[Entry]] = {}
    for entry in entries:
        together.setdefault(entry.fact.key, []).append(entry)
    return tuple(_given(group) for group in together.values())


def _given(group: list[Entry]) -> Given:
    reports = {report for entry in group for report in entry.reports}
    stated = [entry.qualifier for entry in group if entry.qualifier is not None]
    return Given(group[0].fact, tuple(sorted(reports, key=_order)), _strongest(stated))


def _strongest(qualifiers: list[Qualifier]) -> Qualifier:
    return min(qualifiers, key=QUALIFIERS.index, default="certain")


def _order(report: Report) -> tuple[str, str]:
    date = "" if report.date is None else report.date.isoformat()
    return date, canonical_json(report.to_json())


def merge_given(givens: Iterable[Given]) -> tuple[Given, ...]:
    """One Given for each fact, in the order first stated, as ``merge`` does for entries."""
    together: dict[FactKey, list[Given]] = {}
    for given in givens:
        together.setdefault(given.fact.key, []).append(given)
    return tuple(
        group[0] if len(group) == 1 and len(group[0].reports) < 2 else _united(group) for group in together.values()
    )


def _united(group: list[Given]) -> Given:
    reports = {report for given in group for report in given.reports}
    return Given(group[0].fact, tuple(sorted(reports, key=_order)), _strongest([given.qualifier for given in group]))
