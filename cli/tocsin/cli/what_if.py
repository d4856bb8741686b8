"""``tocsin what-if``: what would follow otherwise."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.asking import assessed
from tocsin.cli.options import (
    AsOfOption,
    FactOption,
    JsonOption,
    KnownByOption,
    LeastQualifier,
    MinQualifierOption,
    PackOption,
)
from tocsin.cli.viewing import CaseUnlessFactsArgument

EXAMPLES = (
    "tocsin what-if examples/kursk.yaml --retract 'verification(verifier=NATO)'",
    "tocsin what-if examples/chronology.yaml --assert 'un_authorisation(state=PRK)' --without kursk-counts-as-theatre",
)


def what_if(
    case: CaseUnlessFactsArgument = None,
    *,
    asserted: Annotated[
        list[str] | None,
        typer.Option(
            "--assert",
            metavar="FACT",
            help="If this fact were so, as type(field=value, …). Repeatable.",
            autocompletion=completion.facts,
        ),
    ] = None,
    retract: Annotated[
        list[str] | None,
        typer.Option(
            "--retract",
            metavar="FACT",
            help="If these given facts were not so: an id, a type, or a fact with fields left out. Repeatable.",
            autocompletion=completion.partial_fact,
        ),
    ] = None,
    assume: Annotated[
        list[str] | None,
        typer.Option(
            "--assume",
            metavar="ID",
            help="If this assumption were made. Repeatable.",
            autocompletion=completion.assumptions,
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="ID",
            help="If this assumption were not made. Repeatable.",
            autocompletion=completion.assumptions,
        ),
    ] = None,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    every: Annotated[bool, typer.Option("--all", help="List every conclusion, not only the first few.")] = False,
    min_qualifier: MinQualifierOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which conclusions would be gained, lost, firmer or weaker, and why. The case itself is left as it is."""
    if not (asserted or retract or assume or without):
        raise typer.BadParameter("say what would be otherwise: --assert, --retract, --assume or --without")
    from tocsin import questions
    from tocsin.service.least import what_if_at_least

    assessment = assessed(case, pack, as_of, known_by, facts=facts)
    found = questions.what_if(
        assessment,
        assert_=asserted or (),
        retract=retract or (),
        assume=assume or (),
        without=without or (),
    )
    least = min_qualifier or LeastQualifier.possible
    found, left_out = what_if_at_least(found, least.qualifier)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), assessment.pack)
    else:
        from tocsin.cli.output import Terminal, emit
        from tocsin.cli.what_if_text import lines_of

        emit("\n".join([*lines_of(found, every, Terminal.current()), *least.told(left_out)]))
