"""``tocsin support``: what a conclusion rests on, and what each source bears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from tocsin.engine import Assessment

EXAMPLES = (
    "tocsin support examples/kursk.yaml 'sanctions_violation(violator=PRK)'",
    "tocsin support examples/chronology.yaml 'backlash(target=PRK)' --limit 200",
    "tocsin support examples/kursk.yaml --sources",
)


def support(
    case: CaseUnlessFactsArgument = None,
    fact: Annotated[
        str | None,
        typer.Argument(
            metavar="FACT",
            show_default=False,
            help="What to ask about: an id, a type, or type(field=value, …) with any fields left out.",
            autocompletion=completion.partial_fact,
        ),
    ] = None,
    *,
    by_source: Annotated[
        bool, typer.Option("--sources", help="Say instead, for each source, what falls if it is discarded.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, max=10_000, help="Tell at most this many minimal sets.")
    ] = 100,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Where Shapley values are sampled (--sources): from this seed.")
    ] = 0,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    engine: EngineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which given facts suffice for a conclusion, and which it cannot do without; or what each source bears."""
    case, fact = subject_or_all(case, fact, bool(facts))
    if (fact is None) != by_source:
        raise typer.BadParameter(
            "name a fact, or ask about all sources with --sources: one of the two", param_hint="FACT"
        )
    asked = Asked(case, pack, facts or (), as_of, known_by, assume or (), without or (), engine)
    assessment = asked.assess(asked.open())
    if fact is None:
        _tell_sources(assessment, seed, as_json)
    else:
        _tell_supports(assessment, fact, limit, as_json)


def _tell_sources(assessment: Assessment, seed: int, as_json: bool) -> None:
    from tocsin.questions import sources

    found = sources(assessment, seed=seed)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), assessment.pack)
    else:
        from tocsin.cli.output import Terminal, emit
        from tocsin.cli.support_text import lines_of_sources

        emit("\n".join(lines_of_sources(assessment, found, Terminal.current())))


def _tell_supports(assessment: Assessment, wanted: str, limit: int, as_json: bool) -> None:
    from tocsin import questions
    from tocsin.cli.not_derived import derived
    from tocsin.cli.progress import Progress

    identities = derived(assessment, wanted)
    with Progress("supports") as progress:
        found = [questions.support(assessment, identity, limit=limit, progress=progress) for identity in identities]
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data({"case": assessment.name, "supports": [supports.to_json() for supports in found]}, assessment.pack)
    else:
        from tocsin.cli.output import Terminal, emit
        from tocsin.cli.support_text import lines_of

        emit("\n".join(lines_of(assessment, found, Terminal.current())))
