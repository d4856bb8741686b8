"""What ``confirm``, ``deny`` and ``retract`` share: a further report on a fact that the case has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import (
    ByOption,
    DateOption,
    DryRunOption,
    FactArgument,
    GradeOption,
    HeldArgument,
    NoteOption,
    ReasonOption,
    SourceOption,
    Status,
    TitleOption,
    UrlOption,
    report_from,
)
from tocsin.cli.options import JsonOption

if TYPE_CHECKING:
    from tocsin.facts.reports import Report


def reporting(status: Status, told: str) -> Callable[..., None]:
    """The command that records a report of this status; ``told`` is what its help says of it."""

    def command(
        case: HeldArgument,
        fact: FactArgument,
        *,
        source: SourceOption = None,
        title: TitleOption = None,
        url: UrlOption = None,
        date: DateOption = None,
        grade: GradeOption = None,
        note: NoteOption = None,
        reason: ReasonOption = None,
        by: ByOption = None,
        dry_run: DryRunOption = False,
        as_json: JsonOption = False,
    ) -> None:
        report = report_from(status, source, title, url, date, grade, note=note)
        _record(case, fact, report, reason=reason, by=by, dry_run=dry_run, as_json=as_json)

    command.__doc__ = told
    return command


def _record(
    case: str, fact: str, report: Report, *, reason: str | None, by: str | None, dry_run: bool, as_json: bool
) -> None:
    """The report stands beside the fact on the ledger, unless it was a dry run, and what it changed is printed."""
    from tocsin.cli.output import complain, printable
    from tocsin.cli.writing import write
    from tocsin.facts.accounts import takes_back
    from tocsin.ledger.facts import find_fact
    from tocsin.ledger.recorded import further_report

    with open_ledger() as ledger:
        held = the_case(ledger, case)
        state = held.state()
        pack = held.pack(state)
        givens = state.givens(pack)
        found = find_fact(givens, fact, pack.vocabulary)
        reports = next(given.reports for given in givens if given.fact.id == found.id)
        if report.status == "retracted" and not any(takes_back(report, other) for other in reports):
            named = sorted({other.source.name for other in reports if other.source.name is not None})
            known = f"; it was reported by {', '.join(named)}" if named else ""
            complain(f"tocsin: {printable(report.source.name or 'this')} takes nothing back{known}")
        drafts = [further_report(found, report, reason)]
        write(held, drafts, by=by, dry_run=dry_run, as_json=as_json)
