"""``tocsin flip``: the smallest changes that remove a conclusion, or bring it about."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.asking import CaseOrFactArgument, LaterFactArgument, assessed, subject
from tocsin.cli.errors import INTERRUPTED, NO
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
    "tocsin flip examples/kursk.yaml significant_impact",
    "tocsin flip --fact 'troop_deployment(sender=PRK, beneficiary=RUS, headcount=9000..12000, role=combat)' "
    "significant_impact",
    "tocsin flip examples/chronology.yaml 'sanctions_violation(violator=PRK)' --at-most 3",
)


def flip(
    case: CaseOrFactArgument,
    fact: LaterFactArgument = None,
    *,
    facts: FactOption = None,
    at_most: Annotated[
        int, typer.Option("--at-most", metavar="N", min=1, max=6, help="Look for up to so many changes together.")
    ] = 2,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    every: Annotated[bool, typer.Option("--all", help="List every choice, not only the first few.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say how close it is: which facts, figures or assumptions would have to be otherwise, and by how much."""
    from tocsin import questions
    from tocsin.cli.progress import Progress
    from tocsin.questions.minimal_edits.search import CHOICES

    path, wanted = subject("flip", case, fact, bool(facts) or pack is not None)
    assessment = assessed(path, pack, as_of, known_by, assume, without, facts)
    interrupted = False
    with Progress("changes tried") as progress:
        try:
            found = questions.flip(
                assessment, wanted, at_most=at_most, progress=lambda tried, _: progress(tried, CHOICES)
            )
        except questions.FlipInterrupted as stop:
            found, interrupted = stop.partial, True
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), assessment.pack)
    else:
        from tocsin.cli.flip_text import lines_of
        from tocsin.cli.output import Terminal, emit

        emit("\n".join(lines_of(found, every, Terminal.current())))
    if interrupted:
        raise typer.Exit(INTERRUPTED)
    if not found.choices:
        raise typer.Exit(NO)
