"""``tocsin why-not``: what stands against a fact that does not follow."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.asking import CaseOrFactArgument, LaterFactArgument, assessed, subject
from tocsin.cli.errors import NO
from tocsin.cli.options import (
    AsOfOption,
    AssumeOption,
    FactOption,
    JsonOption,
    KnownByOption,
    PackOption,
    WithoutOption,
)

EXAMPLES = (
    "tocsin why-not examples/kursk.yaml 'troop_deployment(sender=PRK, location_country=UKR)'",
    "tocsin why-not examples/chronology.yaml position_eroded",
    "tocsin why-not examples/chronology.yaml 'sanctions_violation(violator=JPN)' --all",
)


def why_not(
    case: CaseOrFactArgument,
    fact: LaterFactArgument = None,
    *,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show every rule that could conclude it, not only the nearest.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say why a fact does not follow: for each rule that could conclude it, what holds and what is lacking."""
    from tocsin import questions

    path, wanted = subject("why-not", case, fact, bool(facts) or pack is not None)
    assessment = assessed(path, pack, as_of, known_by, assume, without, facts)
    found = questions.why_not(assessment, wanted)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), assessment.pack)
    elif not found.holds:
        from tocsin.cli.output import Terminal, emit
        from tocsin.explain.answers.why_not import why_not_text

        terminal = Terminal.current()
        emit(why_not_text(found, width=terminal.width, colour=terminal.colour, every=every))
    if found.holds:
        from tocsin.cli.output import complain

        texts = [found.assessment.fact_text(identity) for identity in found.holds]
        complain("\n".join(["It does hold:", *(f"  {text}" for text in texts), "tocsin why explains it."]))
        raise typer.Exit(NO)
