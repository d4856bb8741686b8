"""``tocsin assert``: facts on the ledger, and what changes with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import (
    ByOption,
    DateOption,
    DryRunOption,
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
from tocsin.cli.opening import saying_pack
from tocsin.cli.options import JsonOption, day

if TYPE_CHECKING:
    from tocsin.facts.model import Given
    from tocsin.facts.reports import Report
    from tocsin.facts.vocabulary import Vocabulary
    from tocsin.rules.model import Pack

_FILES = (".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".csv")
EXAMPLES = (
    "tocsin assert kursk 'troop_deployment(sender=PRK, beneficiary=RUS, headcount=10900..11000, role=combat)' "
    "--source 'ROK NIS' --grade B2 --date 2024-11-20",
    "tocsin assert kursk --from reports.jsonl --by ana --dry-run",
    "feed | tocsin assert kursk --from - --each --source 'Wire' --by feed",
)


def assert_facts(
    case: HeldArgument,
    facts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FACT]...",
            show_default=False,
            help="Facts, as type(field=value, …).",
            autocompletion=completion.facts,
        ),
    ] = None,
    *,
    source_file: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Facts from a case file, or from standard input (-): a fact's notation or its JSON on each line.",
        ),
    ] = None,
    source: SourceOption = None,
    new_source: NewSourceOption = False,
    title: TitleOption = None,
    url: UrlOption = None,
    date: DateOption = None,
    grade: GradeOption = None,
    status: Annotated[Status | None, typer.Option("--status", help="What the report says (default: reported).")] = None,
    valid_from: Annotated[
        dt.date | None,
        typer.Option("--valid-from", metavar="DATE", parser=day, help="The first day on which the fact holds."),
    ] = None,
    valid_to: Annotated[
        dt.date | None,
        typer.Option("--valid-to", metavar="DATE", parser=day, help="The last day on which the fact holds."),
    ] = None,
    note: NoteOption = None,
    origin: OriginOption = None,
    each: Annotated[
        bool,
        typer.Option("--each", help="Write each fact as it comes, with what it changes, instead of all or none."),
    ] = False,
    reason: ReasonOption = None,
    by: ByOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Assert facts, all or none, and show at once what changes in the conclusions."""
    parts = (source, title, url, date, grade, status, valid_from, valid_to, note)
    report = None
    if any(part is not None for part in parts):
        said = status or Status.reported
        report = report_from(
            said, source, title, url, date, grade, valid=(valid_from, valid_to), note=note, origin=origin
        )
    for text in facts or []:
        if text.endswith(_FILES) and Path(text).is_file():
            raise typer.BadParameter(f"facts in a file are given with --from {text}", param_hint="FACT")
    if not facts and source_file is None:
        raise typer.BadParameter("give a FACT, or a file with --from", param_hint="FACT")
    if each and dry_run:
        raise typer.BadParameter("what --each is to show depends on what it wrote before", param_hint="--dry-run")
    from tocsin.cli.reporting import asking_for_new_sources
    from tocsin.cli.writing import write
    from tocsin.facts.problems import raise_if_any
    from tocsin.ledger.further_reports import AS_OPTIONS, misspelt, nearly_known
    from tocsin.ledger.recorded import assertion

    with open_ledger() as ledger:
        held = the_case(ledger, case)
        pinned = held.pinned().parse()
        vocabulary = pinned.vocabulary
        with asking_for_new_sources(new_source) as meant:
            if report is not None and not meant:
                raise_if_any(misspelt(held.state().givens(pinned), [report], AS_OPTIONS))
        of_case = f"the pack of the case {case} is {pinned.name}"
        if each:
            from tocsin.cli.assert_each import write_each

            with saying_pack(of_case):
                one_by_one = _one_by_one(facts or [], source_file, vocabulary, report)
                write_each(held, one_by_one, by, reason, as_json, new_source)
            return
        with saying_pack(of_case):
            givens = _givens(facts or [], source_file, vocabulary, report)
        with asking_for_new_sources(new_source) as meant:
            if report is None and not meant:
                raise_if_any(nearly_known(held.state().givens(pinned), givens, AS_OPTIONS))
        _warn_of_conclusions(pinned, givens)
        write(held, [assertion(given, reason) for given in givens], by=by, dry_run=dry_run, as_json=as_json)


def _warn_of_conclusions(pack: Pack, givens: Iterable[Given]) -> None:
    """It is said which facts are of types that rules conclude; they are written all the same."""
    from tocsin.cli.not_used_text import concluded_lines
    from tocsin.cli.output import Terminal, complain

    types = [given.fact.fact_type().name for given in givens]
    lines = list(concluded_lines(pack, types, replace(Terminal.current(), colour=False)))
    if lines:
        complain("\n".join(lines))


def _givens(texts: list[str], file: str | None, vocabulary: Vocabulary, report: Report | None) -> list[Given]:
    """The facts of the command line and of the file, each with the report of the options if it brings none.

    Raises ProblemError with every problem of every one, and if there is no fact at all.
    """
    from tocsin.cli.facts_input import facts_from_file, facts_from_lines
    from tocsin.facts.problems import Problem, ProblemError
    from tocsin.ledger.codes import NOTHING_TO_WRITE

    found = list(facts_from_lines(enumerate(texts, 1), vocabulary, "FACT")) if texts else []
    found += [] if file is None else facts_from_file(file, vocabulary)
    if not found:
        raise ProblemError([Problem(NOTHING_TO_WRITE, f"{file} holds no facts", None, "nothing was written")])
    return [_with_report(given, report) for given in found]


def _one_by_one(texts: list[str], file: str | None, vocabulary: Vocabulary, report: Report | None) -> Iterator[Given]:
    """The facts as they come: of standard input, each as soon as its line is there.

    Raises ProblemError at the first line that states none.
    """
    from tocsin.cli.facts_input import STANDARD_INPUT, facts_from_file, facts_from_lines, numbered_input

    given: Iterable[Given] = facts_from_lines(enumerate(texts, 1), vocabulary, "FACT")
    if file == "-":
        lines = (facts_from_lines([line], vocabulary, STANDARD_INPUT) for line in numbered_input())
        given = chain(given, chain.from_iterable(lines))
    elif file is not None:
        given = chain(given, facts_from_file(file, vocabulary))
    yield from (_with_report(each, report) for each in given)


def _with_report(given: Given, report: Report | None) -> Given:
    from tocsin.facts.model import Given

    return given if given.reports or report is None else Given(given.fact, (report,), given.qualifier)
