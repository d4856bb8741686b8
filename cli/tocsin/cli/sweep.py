"""``tocsin sweep``: every combination of uncertain facts at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from tocsin.cli import completion
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
    "tocsin sweep examples/kursk.yaml --uncertain troop_deployment --uncertain 'verification(actor=PRK)'",
    "tocsin sweep examples/chronology.yaml --uncertain-grade C3 --html sweep.html",
    "tocsin sweep examples/kursk.yaml --prior troop_deployment=0.7 --prior verification=0.4",
)


def sweep(
    case: CaseUnlessFactsArgument = None,
    *,
    uncertain: Annotated[
        list[str] | None,
        typer.Option(
            "--uncertain",
            metavar="FACT",
            help="Given facts that may not hold: an id, a type, or type(field=value, …) in part. Repeatable.",
            autocompletion=completion.partial_fact,
        ),
    ] = None,
    grade: Annotated[
        list[str] | None,
        typer.Option(
            "--uncertain-grade", metavar="GRADE", help="Facts whose every report is graded so or worse. Repeatable."
        ),
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option("--uncertain-status", metavar="STATUS", help="Facts that are no more than that. Repeatable."),
    ] = None,
    prior: Annotated[
        list[str] | None,
        typer.Option(
            "--prior", metavar="FACT=P", help="How likely a fact is to hold, 0 to 1; makes it uncertain. Repeatable."
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, max=24, help="Allow so many uncertain facts, at most 24.")
    ] = 20,
    every: Annotated[bool, typer.Option("--all", help="List the conclusions that hold in every world, too.")] = False,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    engine: EngineOption = None,
    html: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="Write one self-contained page with a heat map.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say in how many worlds each conclusion holds, if some facts may hold or not, and which facts decide it."""
    if not (uncertain or grade or status or prior):
        ways = "--uncertain FACT, --uncertain-grade, --uncertain-status or --prior"
        raise typer.BadParameter(f"say which facts are uncertain: {ways}")
    asked = Asked(case, pack, facts or (), as_of, known_by, assume or (), without or (), engine)
    assessment = asked.assess(asked.open())
    from tocsin import questions
    from tocsin.cli.progress import Progress

    priors = _priors(prior or ())
    with Progress("conclusions weighed") as progress:
        found = questions.sweep(
            assessment,
            uncertain or (),
            grades=grade or (),
            statuses=status or (),
            priors=priors,
            limit=limit,
            progress=progress,
        )
    if html is not None:
        from tocsin.cli.sweep_page import to_html
        from tocsin.cli.written import write_text

        write_text(html, to_html(found))
    elif not as_json:
        from tocsin.cli.output import Terminal, emit
        from tocsin.cli.sweep_text import lines_of

        emit("\n".join(lines_of(found, every, Terminal.current())))
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), assessment.pack)


def _priors(texts: Sequence[str]) -> dict[str, float]:
    """Each fact named with how likely it is to hold. Raises ProblemError for what cannot be read."""
    from tocsin.engine import codes
    from tocsin.facts.problems import Problem, raise_if_any

    found: dict[str, float] = {}
    problems: list[Problem] = []
    for text in texts:
        fact, _, number = text.rpartition("=")
        try:
            # A fact may end in =value itself: only what follows its parentheses is a prior.
            value = float(number) if fact and ")" not in number else None
        except ValueError:
            value = None
        if value is None:
            message = f"{text!r} is no fact with its prior"
            problems.append(Problem(codes.BAD_PRIOR, message, None, "write FACT=0.3, a number from 0 to 1"))
        elif found.setdefault(fact.strip(), value) != value:
            message = f"{fact.strip()} has two priors: {found[fact.strip()]} and {value}"
            problems.append(Problem(codes.BAD_PRIOR, message, None, "name the facts more exactly"))
    raise_if_any(problems)
    return found
