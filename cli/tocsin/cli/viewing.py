"""From what was typed to a case and the view to take of it: time, knowledge, assumptions, a reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tocsin.cli import completion
from tocsin.cli.opening import Asked, open_case

if TYPE_CHECKING:
    from tocsin.engine import Case
    from tocsin.judgement import View

# Quoted, because typer must see real types when it evaluates the annotations of a command.
CaseArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        show_default=False,
        help="A case file (.yaml, .json, .jsonl, .csv), or a case of the ledger.",
        autocompletion=completion.cases,
    ),
]
CaseUnlessFactsArgument: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        metavar="CASE",
        show_default=False,
        help="A case file (.yaml, .json, .jsonl, .csv) or a case of the ledger; left out where facts come with --fact.",
        autocompletion=completion.cases,
    ),
]
ReadingOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--reading",
        metavar="NAME",
        help="Switch assumptions as this reading of the pack does; --assume and --without win.",
    ),
]


def look(
    case: str | None,
    pack: str | None,
    as_of: dt.date | None = None,
    known_by: dt.date | None = None,
    assume: Sequence[str] | None = None,
    without: Sequence[str] | None = None,
    reading: str | None = None,
    *,
    facts: Sequence[str] | None = None,
) -> tuple[Case, View]:
    """The case with these facts beside it, and the view of it that was asked for.

    Raises ProblemError with everything that is wrong.
    """
    from tocsin.judgement import View, on_reading, reading_of

    opened = open_case(case, pack, facts or (), known_by)
    view = View(as_of, known_by).switched(assume or (), without or ())
    return opened, view if reading is None else on_reading(view, reading_of(opened.pack, reading))


def with_reading(asked: Asked, case: Case, reading: str | None) -> Asked:
    """What was asked, on a reading of the case's pack, if one was named."""
    if reading is None:
        return asked
    from tocsin.judgement import View, on_reading, reading_of

    by_hand = View().switched(asked.assume, asked.without)
    view = on_reading(by_hand, reading_of(case.pack, reading))
    return replace(asked, assume=view.assume, without=view.without)
