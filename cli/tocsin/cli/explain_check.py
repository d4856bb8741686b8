"""``tocsin explain-check``: tries every minimal support for what it claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.asking import subject_or_all
from tocsin.cli.errors import INTEGRITY
from tocsin.cli.opening import Asked
from tocsin.cli.options import (
    AsOfOption,
    AssumeOption,
    FactOption,
    JsonOption,
    KnownByOption,
    PackOption,
    WithoutOption,
)

if TYPE_CHECKING:
    from tocsin.engine import Assessment
    from tocsin.explain.support_check import Trial
from tocsin.cli.viewing import CaseUnlessFactsArgument

EXAMPLES = (
    "tocsin explain-check examples/kursk.yaml",
    "tocsin explain-check examples/kursk.yaml 'sanctions_violation(violator=PRK)' --json",
)


def explain_check(
    case: CaseUnlessFactsArgument = None,
    fact: Annotated[
        str | None,
        typer.Argument(
            metavar="FACT",
            show_default=False,
            help="Only this: an id, a type, or type(field=value, …) with any fields left out.",
            autocompletion=completion.partial_fact,
        ),
    ] = None,
    *,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, max=10_000, help="Try at most this many supports of each.")
    ] = 100,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Assess the facts of each minimal support alone (do they suffice?) and without each (is it necessary?)."""
    case, fact = subject_or_all(case, fact, bool(facts))
    asked = Asked(case, pack, facts or (), as_of, known_by, assume or (), without or ())
    assessment = asked.assess(asked.open())
    from tocsin.cli.not_derived import derived
    from tocsin.cli.progress import Progress
    from tocsin.explain.support_check import try_explanations

    found = None if fact is None else derived(assessment, fact)
    with Progress("conclusions tried") as progress:
        trials = try_explanations(assessment, found, limit=limit, progress=progress)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data({"case": assessment.name, "trials": [trial.to_json() for trial in trials]})
    else:
        from tocsin.cli.output import emit, printable

        emit("\n".join(printable(line) for line in _lines(assessment, trials)))
    if any(trial.failed for trial in trials):
        raise typer.Exit(INTEGRITY)


def _lines(assessment: Assessment, trials: tuple[Trial, ...]) -> list[str]:
    from tocsin.cli.words import counted

    tried = sum(trial.supports for trial in trials)
    failed = [(trial, failure) for trial in trials for failure in trial.failed]
    cut = sum(not trial.complete for trial in trials)
    bare = sum(not trial.supports for trial in trials)
    lines = [
        f"{counted(tried, 'minimal support')} of {counted(len(trials), 'fact')} tried by assessing their facts alone.",
        f"  sufficient  {_score(sum(trial.sufficient for trial in trials), tried)}",
        f"  necessary   {_score(*_necessary(trials))}",
    ]
    if cut:
        lines.append(f"Not all supports were found for {counted(cut, 'fact')} (see --limit); those found were tried.")
    if bare:
        lines.append(f"{counted(bare, 'fact')} had no support to try: given only, or following from no given fact.")
    for trial, failure in failed:
        facts = ", ".join(assessment.fact_text(each) for each in failure.facts)
        what = "does not follow from" if failure.leaf is None else (
            f"follows without {assessment.fact_text(failure.leaf)} from"
        )  # fmt: skip
        lines.append(f"FAILED: {trial.text} {what} {facts}")
    return lines if failed else [*lines, "Every explanation stands for what it claims."] if tried else lines


def _necessary(trials: tuple[Trial, ...]) -> tuple[int, int]:
    held = sum(trial.necessary for trial in trials)
    return held, held + sum(failure.claim == "necessary" for trial in trials for failure in trial.failed)


def _score(held: int, claims: int) -> str:
    return f"{held:,} of {claims:,} claims hold"
