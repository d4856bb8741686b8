"""``tocsin rules diff``: what changed between two versions of a pack, and what follows otherwise."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.errors import NO
from tocsin.cli.opening import open_pack
from tocsin.cli.options import JsonOption

EXAMPLES = (
    "tocsin rules diff eu-cash-controls eu-cash-controls",
    "tocsin rules diff russia-dprk ./russia-dprk-draft --cases examples/kursk.yaml",
)

_PACK = "A shipped pack's name, or the path of a pack"


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=f"{_PACK}.", autocompletion=completion.packs)],
    new: Annotated[str, typer.Argument(metavar="NEW", help=f"{_PACK}.", autocompletion=completion.packs)],
    *,
    cases: Annotated[
        list[str] | None,
        typer.Option(
            "--cases",
            metavar="FILE",
            help="Compare what follows in this case file (default: in the cases that the packs carry). Repeatable.",
            autocompletion=completion.cases,
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="List every change and every conclusion, not only a few.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say which rules, types and whatever else changed, line by line, and what follows otherwise in cases."""
    from tocsin.authoring import diff as difference
    from tocsin.cli.near_files import check_exists
    from tocsin.cli.progress import Progress

    for file in cases or ():
        check_exists(file)
    with Progress("cases") as progress:
        found = difference(open_pack(old), open_pack(new), cases, progress=progress)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), found.new)
    else:
        from tocsin.cli.output import Terminal, emit
        from tocsin.cli.rules_diff_text import lines_of

        emit("\n".join(lines_of(found, every, Terminal.current())))
    if not found.is_same:
        raise typer.Exit(NO)
