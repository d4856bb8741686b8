"""``tocsin compare``: the same rules over two parties' facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.errors import NO
from tocsin.cli.options import AsOfOption, Engine, JsonOption, KnownByOption, PackOption
from tocsin.cli.viewing import CaseArgument

if TYPE_CHECKING:
    from tocsin.engine import Assessment, Case

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
    from tocsin import questions
    from tocsin.cli.opening import open_case

    first = open_case(case, pack, ())
    second = first if other is None else open_case(other, pack, ())
    names = (_name(first, only_a), _name(second, only_b))
    sides = [_accepted(first, only_a), _accepted(second, only_b)]
    a, b = (side.assess(as_of=as_of, known_by=known_by, engine=Engine.seminaive.value) for side in sides)
    found = questions.compare(a, b, names)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), a.pack)
    else:
        from tocsin.cli.compare_text import lines_of
        from tocsin.cli.output import Terminal, emit

        emit("\n".join(lines_of(found, every, Terminal.current())))
    if found.differing:
        raise typer.Exit(NO)


def _accepted(case: Case, sources: list[str] | None) -> Case:
    from tocsin.questions.differences.compare import of_sources

    return of_sources(case, sources) if sources else case


def _name(case: Case | Assessment, sources: list[str] | None) -> str:
    return f"{case.name}, {' and '.join(sources)} only" if sources else case.name
