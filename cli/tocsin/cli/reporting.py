"""What ``confirm``, ``deny`` and ``retract`` share: a further report on a fact that the case has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import (
    ByOption,
    DateOption,
    DryRunOption,
    FactArgument,
    GradeOption,
    HeldArgument,
    NewSourceOption,
    NoteOption,
    OriginOption,
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
        new_source: NewSourceOption = False,
        title: TitleOption = None,
        url: UrlOption = None,
        date: DateOption = None,
        grade: GradeOption = None,
        note: NoteOption = None,
        origin: OriginOption = None,
        reason: ReasonOption = None,
        by: ByOption = None,
        dry_run: DryRunOption = False,
        as_json: JsonOption = False,
    ) -> None:
        report = report_from(status, source, title, url, date, grade, note=note, origin=origin)
        _record(case, fact, report, new_source=new_source, reason=reason, by=by, dry_run=dry_run, as_json=as_json)

    command.__doc__ = told
    return command


def _record(
    case: str,
    fact: str,
    report: Report,
    *,
    new_source: bool,
    reason: str | None,
    by: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """The report stands beside the fact on the ledger, unless it was a dry run, and what it changed is printed."""
    from tocsin.cli.writing import write
    from tocsin.ledger.facts import find_fact
    from tocsin.ledger.further_reports import AS_OPTIONS, require_sense
    from tocsin.ledger.recorded import further_report

    with open_ledger() as ledger:
        held = the_case(ledger, case)
        state = held.state()
        pack = held.pack(state)
        found = find_fact(state.givens(pack), fact, pack.vocabulary)
        with asking_for_new_sources(new_source) as meant:
            require_sense(state, pack, found, report, new_source=meant, words=AS_OPTIONS)
        write(held, [further_report(found, report, reason)], by=by, dry_run=dry_run, as_json=as_json)


@contextmanager
def asking_for_new_sources(new_source: bool) -> Iterator[bool]:
    """Whether names like known ones are meant; at a terminal, where the body refuses one, the analyst is asked."""
    import sys

    import typer

    from tocsin.cli.output import printable
    from tocsin.facts.problems import ProblemError
    from tocsin.ledger.codes import LIKE_SOURCE

    try:
        yield new_source
    except ProblemError as error:
        if not sys.stdin.isatty() or any(problem.code != LIKE_SOURCE for problem in error.problems):
            raise
        for problem in error.problems:
            typer.confirm(f"{printable(problem.message)}. Is it a new source?", abort=True, err=True)
