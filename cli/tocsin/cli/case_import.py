"""``tocsin case import``: a case file, or a whole history, into the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.held import open_ledger
from tocsin.cli.held_options import ByOption, ReasonOption
from tocsin.cli.options import JsonOption, PackOption

if TYPE_CHECKING:
    from tocsin.ledger import HeldCase, Ledger

EXAMPLES = ("tocsin case import examples/kursk.yaml", "tocsin case import kursk.jsonl")


def import_case(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            show_default=False,
            help="A case file, or what `tocsin audit export` wrote.",
            autocompletion=completion.cases,
        ),
    ],
    *,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="What to call the case.")] = None,
    pack: PackOption = None,
    by: ByOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a case file into the ledger as a new case, or an export with its whole history as it was."""
    from tocsin.cli.near_files import check_exists
    from tocsin.cli.output import emit, emit_data, printable
    from tocsin.cli.words import counted

    check_exists(file)
    with open_ledger(create=True) as ledger:
        held = _brought_in(ledger, file, name, pack, by, reason)
        size = held.size()
    if as_json:
        emit_data({"case": held.name, "size": size})
    else:
        emit(f"{printable(held.name)} · {counted(size, 'entry', 'entries')}")


def _brought_in(
    ledger: Ledger, file: str, name: str | None, pack: str | None, by: str | None, reason: str | None
) -> HeldCase:
    from tocsin.ledger.export import is_export

    if Path(file).is_file() and is_export(file):
        if name is not None or pack is not None:
            raise typer.BadParameter("an export keeps its name and its packs", param_hint="FILE")
        from tocsin.ledger.importing import import_export

        return import_export(ledger, file)
    from tocsin.engine import Case
    from tocsin.engine.codes import NO_PACK
    from tocsin.facts.problems import Problem, ProblemError
    from tocsin.facts.read import read_case
    from tocsin.facts.vocabulary import Vocabulary
    from tocsin.ledger import PackText

    texts: list[PackText] = []

    def vocabulary_of(named: str | None) -> Vocabulary:
        chosen = pack if pack is not None else named
        if chosen is None:
            raise ProblemError([Problem(NO_PACK, "the case names no rule pack", None, "give --pack")])
        texts.append(PackText.read(chosen, beside=Path(file).parent if pack is None else None))
        return texts[0].parse().vocabulary

    read = read_case(file, vocabulary_of)
    Case(texts[0].parse(), read.facts, assumptions=read.assumptions)
    return ledger.new_case(
        name or read.name,
        texts[0],
        facts=read.facts,
        as_of=read.as_of,
        assumptions=read.assumptions,
        by=by,
        reason=reason or f"brought in from {Path(file).name}",
    )
