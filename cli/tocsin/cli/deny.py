"""``tocsin deny``: a denial beside a fact."""

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

EXAMPLES = ("tocsin deny kursk troop_deployment --source TASS --reason 'statement of the ministry'",)


def deny(
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
    """Record a denial beside a fact; it deletes nothing."""
    from tocsin.cli.reporting import report_on

    report = report_from(Status.denied, source, title, url, date, grade, note=note)
    report_on(case, fact, report, reason=reason, by=by, dry_run=dry_run, as_json=as_json)
