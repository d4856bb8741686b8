"""From what was typed to the assessment that a question is asked of: by ``seminaive``, which also answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tocsin.cli import completion
from tocsin.cli.opening import Asked
from tocsin.cli.options import Engine

if TYPE_CHECKING:
    from tocsin.engine import Assessment

# Quoted, because typer must see real types when it evaluates the annotations of a command.
FactArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="FACT",
        show_default=False,
        help="What to ask about: an id, a type, or type(field=value, …) with any fields left out.",
        autocompletion=completion.partial_fact,
    ),
]


def assessed(
    case: str,
    pack: str | None,
    as_of: dt.date | None,
    known_by: dt.date | None,
    assume: Sequence[str] | None = None,
    without: Sequence[str] | None = None,
) -> Assessment:
    """The case assessed. Raises ProblemError with everything that is wrong."""
    asked = Asked(case, pack, (), as_of, known_by, assume or (), without or (), Engine.seminaive)
    return asked.assess(asked.open())
