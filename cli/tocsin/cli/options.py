"""Options that several commands share, each declared once."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias, cast

import typer

from tocsin.cli import completion

if TYPE_CHECKING:
    from tocsin.facts.reports import Qualifier


class Engine(StrEnum):
    """Which engine evaluates."""

    rete = "rete"
    seminaive = "seminaive"
    both = "both"


class LeastQualifier(StrEnum):
    """The qualifiers, the strongest first; ``follows``, as people read it, is ``certain``."""

    certain = "certain"
    follows = "follows"
    likely = "likely"
    possible_strengthened = "possible_strengthened"
    possible = "possible"

    @property
    def qualifier(self) -> Qualifier:
        """The qualifier that is meant."""
        return "certain" if self is LeastQualifier.follows else cast("Qualifier", self.value)

    def told(self, left_out: int) -> list[str]:
        """A line on how many conclusions are left out, if any are."""
        from tocsin.cli.words import counted

        return (
            ["", f"{counted(left_out, 'entry', 'entries')} left out by --min-qualifier {self.value}"]
            if left_out
            else []
        )


class Rules(StrEnum):
    """Whose rules apply to a case of the ledger: those pinned at the time, or the present ones."""

    then = "then"
    now = "now"


def day(text: str) -> dt.date:
    """The day that an option names. Raises BadParameter for what is no date."""
    from tocsin.facts.days import parse_date

    try:
        return parse_date(text)
    except ValueError as error:
        from tocsin.facts.written.hints import value_hint

        hint = value_hint(text, "date")
        raise typer.BadParameter(f"{text[:40]!r} is not a date; {hint}" if hint else str(error)) from None


def in_order(first: dt.date | None, last: dt.date | None, option: str, before: str) -> None:
    """Raises BadParameter if the last day of a time, that of ``option``, comes before the first, that of ``before``."""
    from tocsin.facts.days import is_backwards

    if is_backwards(first, last):
        raise typer.BadParameter(f"{last} comes before {before} {first}; exchange the two days", param_hint=option)


# Quoted, because typer must see real types when it evaluates the annotations of a command.
PackOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--pack",
        metavar="PACK",
        help="A shipped pack's name, or the path of a pack; overrides the one a case names.",
        autocompletion=completion.packs,
    ),
]
FactOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--fact",
        metavar="FACT",
        help="A fact, as type(field=value, …). Repeatable; added to CASE if there is one.",
        autocompletion=completion.facts,
    ),
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DocumentOutputOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to this file, .md or .html (default: print Markdown)."),
]
AsOfOption: TypeAlias = Annotated[
    dt.date | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        parser=day,
        help="Assess as of this day (default: the case's, or its latest report).",
    ),
]
KnownByOption: TypeAlias = Annotated[
    dt.date | None,
    typer.Option(
        "--known-by",
        metavar="DATE",
        parser=day,
        help="Use only reports dated by this day, and on the ledger recorded by it (default: dated as --as-of).",
    ),
]
AssumeOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--assume", metavar="ID", help="Switch an assumption on. Repeatable.", autocompletion=completion.assumptions
    ),
]
WithoutOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--without", metavar="ID", help="Switch an assumption off. Repeatable.", autocompletion=completion.assumptions
    ),
]
EngineOption: TypeAlias = Annotated[
    Engine | None, typer.Option("--engine", help="Which engine runs (default: both, up to a documented size).")
]
MinQualifierOption: TypeAlias = Annotated[
    LeastQualifier | None, typer.Option("--min-qualifier", help="Leave weaker conclusions out.")
]
RulesOption: TypeAlias = Annotated[
    Rules,
    typer.Option(
        "--rules", help="Of a case in the ledger: the rules pinned by the day of --known-by, or the present ones."
    ),
]
VocabularyOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--vocabulary",
        metavar="NAME",
        help="A registered vocabulary of fact types, in place of a pack's.",
        autocompletion=completion.vocabularies,
    ),
]
PackArgument: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        metavar="PACK",
        help="A shipped pack's name, or the path of a pack (default: russia-dprk).",
        show_default=False,
        autocompletion=completion.packs,
    ),
]
