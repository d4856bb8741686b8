"""``tocsin retract``: a source takes its report back."""

from __future__ import annotations

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

EXAMPLES = ("tocsin retract kursk troop_deployment --source 'ROK NIS' --reason 'withdrawn by the publisher'",)


def retract(
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
    """Take back what a source reported of a fact; without --source, what everybody did."""
    from tocsin.cli.reporting import report_on

    report = report_from(Status.retracted, source, title, url, date, grade, note=note)
    report_on(case, fact, report, reason=reason, by=by, dry_run=dry_run, as_json=as_json)
