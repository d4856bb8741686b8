"""Options of the commands that write to the ledger, each declared once."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tocsin.cli import completion
from tocsin.cli.options import in_order

if TYPE_CHECKING:
    from tocsin.facts.reports import Report


class Status(StrEnum):
    """What a report says of a fact."""

    reported = "reported"
    confirmed = "confirmed"
    assumed = "assumed"
    denied = "denied"
    retracted = "retracted"


def _when(text: str) -> str:
    """The text, if it is a day, an uncertain day or a moment of which a report can be. Raises BadParameter."""
    from tocsin.facts.days import when_of
    from tocsin.facts.reports import source_of
    from tocsin.facts.written.hints import value_hint

    try:
        source_of(None, None, None, when_of(text))
    except ValueError as error:
        hint = value_hint(text, "date_range")
        raise typer.BadParameter(f"{text[:40]!r} is not a date; {hint}" if hint else str(error)) from None
    return text


def _grade(text: str) -> str:
    from tocsin.facts.reports import GRADE

    if GRADE.fullmatch(text) is None:
        raise typer.BadParameter("a grade is a letter A to F (source) and a digit 1 to 6 (information), such as B2")
    return text


# Quoted, because typer must see real types when it evaluates the annotations of a command.
HeldArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="CASE", show_default=False, help="A case of the ledger.", autocompletion=completion.held_cases
    ),
]
FactArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="FACT",
        show_default=False,
        help="A fact of the case: an id, a type, or type(field=value, …) with any fields left out.",
        autocompletion=completion.partial_fact,
    ),
]
ByOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="NAME", envvar="TOCSIN_ANALYST", help="Who records this (default: your user name and machine)."
    ),
]
ReasonOption: TypeAlias = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why this is recorded.")]
DryRunOption: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")]
NewSourceOption: TypeAlias = Annotated[
    bool, typer.Option("--new-source", help="The source is meant as written, though its name is like a known one.")
]
SourceOption: TypeAlias = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="Who reports it: the publisher.")
]
TitleOption: TypeAlias = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The report's title.")]
UrlOption: TypeAlias = Annotated[str | None, typer.Option("--url", metavar="URL", help="The report's address.")]
DateOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--date",
        metavar="DATE",
        parser=_when,
        help="When it was reported: a day, a day as far as it is known (2024-10), or a moment with its zone.",
    ),
]
GradeOption: TypeAlias = Annotated[
    str | None, typer.Option("--grade", metavar="GRADE", parser=_grade, help="Its Admiralty grade, A1 to F6.")
]
OriginOption: TypeAlias = Annotated[
    str | None, typer.Option("--origin", metavar="NAME", help="The source that it has this from, if not its own.")
]
NoteOption: TypeAlias = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note on the report.")]


def report_from(
    status: Status,
    source: str | None,
    title: str | None = None,
    url: str | None = None,
    date: str | None = None,
    grade: str | None = None,
    *,
    valid: tuple[dt.date | None, dt.date | None] = (None, None),
    note: str | None = None,
    origin: str | None = None,
) -> Report:
    """The report that the options describe. Raises BadParameter for a validity that ends before it begins."""
    from tocsin.facts.days import when_of
    from tocsin.facts.reports import Report, source_of

    begin, end = valid
    in_order(begin, end, "--valid-to", "--valid-from")
    return Report(
        source_of(title, source, url, None if date is None else when_of(date), origin),
        grade,
        status.value,
        begin,
        end,
        note,
    )
