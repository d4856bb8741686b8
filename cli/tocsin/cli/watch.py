"""``tocsin watch``: what to find out next."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.asking import assessed
from tocsin.cli.options import (
    AsOfOption,
    AssumeOption,
    FactOption,
    JsonOption,
    KnownByOption,
    PackOption,
    WithoutOption,
)
from tocsin.cli.viewing import CaseUnlessFactsArgument

EXAMPLES = ("tocsin watch examples/kursk.yaml", "tocsin watch examples/chronology.yaml --all --known-by 2024-11-20")


def watch(
    case: CaseUnlessFactsArgument = None,
    *,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    every: Annotated[bool, typer.Option("--all", help="List every indicator and effect, not only the first.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say which facts not now known would change most, and what each would confirm or rule out."""
    from tocsin import questions

    assessment = assessed(case, pack, as_of, known_by, assume, without, facts)
    found = questions.watch(assessment)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), assessment.pack)
    else:
        from tocsin.cli.output import Terminal, emit
        from tocsin.cli.watch_text import lines_of

        emit("\n".join(lines_of(found, every, Terminal.current())))
