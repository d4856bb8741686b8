"""``tocsin certify``: a conclusion, or a whole assessment, in a form that others can check."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.asking import subject_or_all
from tocsin.cli.opening import Asked
from tocsin.cli.options import (
    AsOfOption,
    AssumeOption,
    EngineOption,
    FactOption,
    JsonOption,
    KnownByOption,
    PackOption,
    WithoutOption,
)
from tocsin.cli.viewing import CaseUnlessFactsArgument

EXAMPLES = (
    "tocsin certify examples/kursk.yaml 'sanctions_violation(violator=PRK)' -o proof.json",
    "tocsin certify examples/kursk.yaml -o proof.json --without kursk-counts-as-theatre",
)


def certify(
    case: CaseUnlessFactsArgument = None,
    fact: Annotated[
        str | None,
        typer.Argument(
            metavar="FACT",
            show_default=False,
            help="What to certify: an id, a type, or type(field=value, …); everything, if left out.",
            autocompletion=completion.partial_fact,
        ),
    ] = None,
    *,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file (default: print it).")
    ] = None,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    engine: EngineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a certificate: facts, rules, every step, and what was looked for in vain; see tocsin verify."""
    case, fact = subject_or_all(case, fact, bool(facts))
    asked = Asked(case, pack, facts or (), as_of, known_by, assume or (), without or (), engine)
    assessment = asked.assess(asked.open())
    from tocsin.cli.not_derived import derived
    from tocsin.proof import certify as certificate_of

    found = () if fact is None else derived(assessment, fact)
    text = certificate_of(assessment, found)
    if output is not None:
        from tocsin.cli.written import write_text

        write_text(output, text + "\n")
    if output is None or as_json:
        from tocsin.cli.output import emit_json

        emit_json(text, exactly=True)
