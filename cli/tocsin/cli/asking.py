"""From what was typed to the assessment that a question is asked of: by ``seminaive``, which also answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tocsin.cli import completion
from tocsin.cli.opening import Asked
from tocsin.cli.options import Engine

if TYPE_CHECKING:
    from tocsin.engine import Assessment

# Quoted, because typer must see real types when it evaluates the annotations of a command.
CaseOrFactArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        show_default=False,
        help="A case file or a case of the ledger; left out where facts come with --fact.",
        autocompletion=completion.fact_or_case,
    ),
]
LaterFactArgument: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        metavar="FACT",
        show_default=False,
        help="What to ask about: an id, a type, or type(field=value, …) with any fields left out.",
        autocompletion=completion.partial_fact,
    ),
]


def subject(command: str, first: str, second: str | None, has_facts: bool) -> tuple[str | None, str]:
    """The case, if there is one, and the fact asked about, where facts may come with ``--fact`` in a case's place."""
    if second is not None:
        return first, second
    if not has_facts or Path(first).is_file():
        raise typer.BadParameter(f"say which fact is meant: tocsin {command} {first} FACT", param_hint="FACT")
    return None, first


def subject_or_all(first: str | None, second: str | None, has_facts: bool) -> tuple[str | None, str | None]:
    """The case and the fact asked about, each if there is one; of one alone ``--fact`` says which it is."""
    if second is None and first is not None and has_facts and not Path(first).is_file():
        return None, first
    return first, second


def assessed(
    case: str | None,
    pack: str | None,
    as_of: dt.date | None,
    known_by: dt.date | None,
    assume: Sequence[str] | None = None,
    without: Sequence[str] | None = None,
    facts: Sequence[str] | None = None,
) -> Assessment:
    """The case assessed, with these facts beside it. Raises ProblemError with everything that is wrong."""
    asked = Asked(case, pack, facts or (), as_of, known_by, assume or (), without or (), Engine.seminaive)
    return asked.assess(asked.open())
