"""``tocsin check-claim``: does what somebody claims follow from a case, as firmly and on the grounds that he names?"""

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
    LeastQualifier,
    PackOption,
    WithoutOption,
)

EXAMPLES = (
    "tocsin check-claim examples/kursk.yaml 'sanctions_violation(violator=PRK)'",
    "tocsin check-claim examples/kursk.yaml highly_significant_development --cites S17 --source 'ROK NIS'",
    "tocsin check-claim examples/chronology.yaml position_eroded --claimed possible",
)


def check_claim(
    case: CaseOrFactArgument,
    fact: LaterFactArgument = None,
    *,
    claimed: Annotated[
        LeastQualifier, typer.Option("--claimed", help="How firmly it is claimed to follow.")
    ] = LeastQualifier.follows,
    cites: Annotated[
        list[str] | None,
        typer.Option("--cites", metavar="STATEMENT", help="A statement that it is claimed to rest on; repeatable."),
    ] = None,
    sources: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="NAME", help="A source that it is claimed to rest on; repeatable."),
    ] = None,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether a claim is borne out: it follows, or less firmly, is only reported, or denied, or not."""
    from tocsin import judgement

    path, wanted = subject("check-claim", case, fact, bool(facts) or pack is not None)
    assessment = assessed(path, pack, as_of, known_by, assume, without, facts)
    found = judgement.check_claim(
        assessment, wanted, claimed=claimed.qualifier, cites=cites or (), sources=sources or ()
    )
    if as_json:
        from tocsin.cli.output import emit_data
        from tocsin.service.answers import claim_data

        emit_data(claim_data(found), assessment.pack)
    else:
        from tocsin.cli.claim_text import lines_of
        from tocsin.cli.output import Terminal, emit

        asked = f"tocsin why-not {path or ''} '{wanted}'".replace("  ", " ")
        emit("\n".join(lines_of(found, asked, Terminal.current())))
    if not found.accepted:
        raise typer.Exit(NO)
