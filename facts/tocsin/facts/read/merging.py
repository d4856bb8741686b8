"""Entries -> given facts: what several places say of one fact, brought together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from tocsin.facts.arguments import accounted
from tocsin.facts.key import FactKey
from tocsin.facts.model import Given
from tocsin.facts.read.entry import Entry
from tocsin.facts.reports import QUALIFIERS, SUPPORTING, Qualifier, Report, in_order

Stated: TypeAlias = tuple[tuple[Report, ...], Qualifier | None]
"""The reports that one place states of a fact (none: it is assumed), and how firmly it gives it (None: not said)."""


@accounted
def merge(entries: Iterable[Entry]) -> tuple[Given, ...]:
    """One Given for each fact, in the order first stated, with all its reports (``unite``)."""
    together: dict[FactKey, list[Entry]] = {}
    for entry in entries:
        together.setdefault(entry.fact.key, []).append(entry)
    return tuple(
        Given(group[0].fact, *unite([(entry.reports, entry.qualifier) for entry in group]))
        for group in together.values()
    )


def merge_given(givens: Iterable[Given]) -> tuple[Given, ...]:
    """One Given for each fact, in the order first stated, as ``merge`` does for entries."""
    together: dict[FactKey, list[Given]] = {}
    for given in givens:
        together.setdefault(given.fact.key, []).append(given)
    return tuple(
        group[0]
        if len(group) == 1 and len(group[0].reports) < 2
        else Given(group[0].fact, *unite([(given.reports, given.qualifier) for given in group]))
        for group in together.values()
    )


def unite(stated: Sequence[Stated]) -> tuple[tuple[Report, ...], Qualifier]:
    """All reports of a fact in an order of their own, so that the order of places does not show, and its qualifier.

    A place without a report assumes the fact; beside reports from other places that is said by one of its own, for it
    stands whatever they say. Where places differ in how firmly they give the fact, each report says so itself.
    """
    reports, said = stated[0]
    if len(stated) == 1 and len(reports) < 2 and not _is_marked(reports):  # nearly always
        return reports, "certain" if said is None or (reports and not _supports(reports)) else said
    reported = any(reports for reports, _ in stated)
    qualifiers = dict.fromkeys(qualifier for reports, qualifier in stated if not reports or _supports(reports))
    if len(qualifiers) < 2 and not any(_is_marked(reports) for reports, _ in stated):
        named = [qualifier for qualifier in qualifiers if qualifier is not None]
        every = [report for reports, _ in stated for report in (reports or (Report(status="assumed"),) * reported)]
        return in_order(every), _strongest(named)
    distinct = {report for reports, qualifier in stated for report in _said(reports, qualifier)}
    marked = {replace(report, qualifier=None) for report in distinct if report.qualifier is not None}
    return in_order(distinct - marked), "certain"


def _said(reports: tuple[Report, ...], qualifier: Qualifier | None) -> Iterable[Report]:
    """The reports of one place, each saying how firmly it gives the fact, if the place says so."""
    marked = _is_marked(reports)
    for report in reports or (Report(status="assumed"),):
        said = report.qualifier if marked else qualifier
        yield replace(report, qualifier=said if report.status in SUPPORTING else None)


def _is_marked(reports: Iterable[Report]) -> bool:
    """True if some of the reports say themselves how firmly they give the fact."""
    return any(report.qualifier is not None for report in reports)


def _supports(reports: Iterable[Report]) -> bool:
    return any(report.status in SUPPORTING for report in reports)


def _strongest(qualifiers: Iterable[Qualifier]) -> Qualifier:
    return min(qualifiers, key=QUALIFIERS.index, default="certain")
