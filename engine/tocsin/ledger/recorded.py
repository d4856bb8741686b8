"""Facts and reports as entries record them, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tocsin.facts.building import FactError, build
from tocsin.facts.model import Fact, Given
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.reports import Report, Status, report_of
from tocsin.facts.vocabulary import Vocabulary
from tocsin.ledger import codes
from tocsin.ledger.entry import FACT_KINDS, Draft, Kind

KIND_OF: Mapping[Status, Kind] = {
    "confirmed": "fact_confirmed",
    "denied": "fact_denied",
    "retracted": "fact_retracted",
}


def assertion(given: Given, reason: str | None = None) -> Draft:
    """The entry that asserts a fact with its reports."""
    return Draft("fact_asserted", given.to_json(), reason)


def further_report(fact: Fact, report: Report, reason: str | None = None) -> Draft:
    """The entry that confirms, denies or takes back a fact, as the status of the report says."""
    return Draft(KIND_OF[report.status], Given(fact, (report,)).to_json(), reason)


def dated(draft: Draft, moment: str) -> Draft:
    """The draft, its retractions without a date made at ``moment``, which is written as entries write it."""
    if draft.kind not in FACT_KINDS or all(
        "date" in (each.get("source") or {}) or each["status"] != "retracted" for each in draft.content["reports"]
    ):
        return draft
    at = dt.datetime.fromisoformat(moment)
    reports = [made_at(report_of(each), at).to_json() for each in draft.content["reports"]]
    return replace(draft, content={**draft.content, "reports": reports})


def made_at(report: Report, moment: dt.datetime) -> Report:
    """The report; a retraction without a date was made at the moment it was recorded."""
    if report.status != "retracted" or report.date is not None:
        return report
    return replace(report, source=replace(report.source, at=moment))


def given_of(content: Mapping[str, Any], vocabulary: Vocabulary, place: Place) -> Given:
    """The fact and reports that an entry at ``place`` records.

    Raises ProblemError if the vocabulary does not know such a fact.
    """
    try:
        fact = build(vocabulary.type(content["type"], place), content["fields"], recorded=True)
    except FactError as error:
        message = f"{content['type']} is declared otherwise than when the fact was recorded: {error}"
        raise ProblemError([Problem(codes.VOCABULARY_CHANGED, message, place, "choose another pack")]) from None
    return Given(fact, tuple(map(report_of, content["reports"])), content.get("qualifier", "certain"))
