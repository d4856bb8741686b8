"""``tocsin compare``: the same rules over two parties' facts."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.errors import NO
from tocsin.cli.options import AsOfOption, JsonOption, KnownByOption, PackOption
from tocsin.cli.viewing import CaseArgument

EXAMPLES = (
    "tocsin compare examples/kursk.yaml examples/chronology.yaml",
    "tocsin compare examples/chronology.yaml --only-a 'ROK NIS' --only-b MSMT",
)


def compare(
    case: CaseArgument,
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="CASE_B",
            show_default=False,
            help="The other party's case file; left out, the same case.",
            autocompletion=completion.cases,
        ),
    ] = None,
    *,
    only_a: Annotated[
        list[str] | None,
        typer.Option("--only-a", metavar="SOURCE", help="The first accepts reports of this source only. Repeatable."),
    ] = None,
    only_b: Annotated[
        list[str] | None,
        typer.Option("--only-b", metavar="SOURCE", help="The second accepts reports of this source only. Repeatable."),
    ] = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="List what stands alike with both, too, and every parting in full.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say who concludes what from whose facts, and the first point where two derivations part."""
    from tocsin.cli.opening import open_case
    from tocsin.judgement import View
    from tocsin.service.comparing import compared

    first = open_case(case, pack, (), known_by)
    second = first if other is None else open_case(other, pack, (), known_by)
    found = compared(first, second, (only_a or (), only_b or ()), View(as_of, known_by))
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), first.pack)
    else:
        from tocsin.cli.compare_text import lines_of
        from tocsin.cli.output import Terminal, emit

        emit("\n".join(lines_of(found, every, Terminal.current())))
    if found.differing:
        raise typer.Exit(NO)
