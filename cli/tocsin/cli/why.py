"""``tocsin why``: the chain of reasoning behind a conclusion."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin.cli.asking import CaseOrFactArgument, LaterFactArgument, subject
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

if TYPE_CHECKING:
    from tocsin.engine import Assessment, Case
    from tocsin.explain import Explanation
    from tocsin.rules.documents import LinkedDocument

_NAMED = 4
EXAMPLES = (
    "tocsin why examples/kursk.yaml sanctions_violation",
    "tocsin why examples/kursk.yaml 'backlash(target=PRK)' --all --format mermaid --depth 3 --direction LR",
    "tocsin why examples/kursk.yaml sanctions_violation --format html > why.html",
    "tocsin why --fact 'troop_deployment(sender=PRK, beneficiary=RUS, headcount=9000..12000, role=combat)' "
    "significant_impact",
)


class Direction(StrEnum):
    """Where a drawing has what is supported: above what supports it, below, to the right, to the left."""

    BT = "BT"
    TB = "TB"
    LR = "LR"
    RL = "RL"


class Format(StrEnum):
    """How an explanation is told."""

    text = "text"
    json = "json"
    mermaid = "mermaid"
    dot = "dot"
    html = "html"
    english = "english"


def why(
    case: CaseOrFactArgument,
    fact: LaterFactArgument = None,
    *,
    pack: PackOption = None,
    facts: FactOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    engine: EngineOption = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show every derivation, not only the strongest and shallowest.")
    ] = False,
    all_facts: Annotated[
        bool, typer.Option("--all-facts", help="Explain every fact that matches, not only the firmest.")
    ] = False,
    form: Annotated[Format, typer.Option("--format", help="How to tell it.")] = Format.text,
    depth: Annotated[
        int | None,
        typer.Option("--depth", metavar="N", min=1, help="Draw so many derivations deep (mermaid and dot)."),
    ] = None,
    direction: Annotated[
        Direction | None,
        typer.Option("--direction", help="Draw what follows above, below, right or left (mermaid and dot)."),
    ] = None,
    document: Annotated[
        str | None,
        typer.Option(
            "--document",
            metavar="PATH",
            envvar="TOCSIN_DOCUMENT",
            help="Your copy of the text that the pack encodes; its exact sentences are then shown.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a conclusion follows: rules, facts, reports, and the statements they rest on."""
    chosen = Format.json if as_json else form
    drawn = _drawn(chosen, depth, direction)
    path, wanted = subject("why", case, fact, bool(facts) or pack is not None)
    asked = Asked(path, pack, facts or (), as_of, known_by, assume or (), without or (), engine)
    opened = asked.open()
    linked = None if document is None else _link(opened, document)
    assessment = asked.assess(opened)
    from tocsin.cli.not_derived import derived
    from tocsin.service.answers import firmest_first

    found = firmest_first(assessment, derived(assessment, wanted))
    left: Sequence[str] = ()
    if not all_facts and chosen not in (Format.json, Format.html):
        found, left = found[:1], found[1:]
    _tell(assessment, found, chosen, every, linked, _others(assessment, wanted, left), drawn)


def _drawn(form: Format, depth: int | None, direction: Direction | None) -> dict[str, Any]:
    """How to draw it. Raises a usage error where nothing is drawn."""
    asked = {"--depth": depth, "--direction": direction}
    for option, value in asked.items():
        if value is not None and form not in (Format.mermaid, Format.dot):
            raise typer.BadParameter("only --format mermaid and --format dot draw", param_hint=option)
    return {"depth": depth, "direction": (direction or Direction.BT).value}


def _others(assessment: Assessment, wanted: str, left: Sequence[str]) -> str:
    """How many more facts match what was asked, and how to name one; empty if none does."""
    if not left:
        return ""
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import Terminal, printable

    width = Terminal.current().width
    told = f"{len(left):,} more {'fact matches' if len(left) == 1 else 'facts match'} {wanted}"
    lines = paragraph(printable(f"{told}; name one by its id, or give --all-facts:"), width, 0, 2)
    for identity in left[:_NAMED]:
        lines += paragraph(f"{identity} {printable(assessment.fact_text(identity))}", width, 2, 16)
    if len(left) > _NAMED:
        lines.append(f"  and {len(left) - _NAMED:,} more")
    return "\n".join(lines)


def _link(case: Case, path: str) -> LinkedDocument:
    from tocsin.rules.documents import link_document

    return link_document(case.pack, Path(path))


def _tell(
    assessment: Assessment,
    found: Sequence[str],
    form: Format,
    every: bool,
    document: LinkedDocument | None,
    others: str,
    drawn: dict[str, Any],
) -> None:
    """Print the explanation of each fact found, in turn; then what is said of others, beside a graph if it is one."""
    from tocsin import explain as voices
    from tocsin.cli.output import complain, emit, emit_json, emit_long

    explanations = [voices.why(assessment, identity, every=every, document=document) for identity in found]
    match form:
        case Format.text:
            emit_long("\n\n".join(filter(None, (_texts(explanations), others))).split("\n"))
        case Format.mermaid:
            charts = [voices.to_mermaid(explanation, **drawn) for explanation in explanations]
            emit("\n\n".join(charts))
            others = "\n".join(filter(None, (*map(voices.beyond_mermaid, charts), others)))
        case Format.dot:
            emit("\n\n".join(voices.to_dot(explanation, **drawn) for explanation in explanations))
        case Format.html:
            emit(voices.to_html(explanations).rstrip("\n"))
        case Format.english:
            emit_long("\n\n".join(filter(None, (_prose(explanations), others))).split("\n"))
        case Format.json:
            from tocsin.service.answers import explanations_json

            emit_json(explanations_json(explanations, assessment.pack))
    if others and form in (Format.mermaid, Format.dot):
        complain(others)


def explain_text(assessment: Assessment, found: Sequence[str]) -> str:
    """The explanation of each fact found, in turn, as this terminal shows it."""
    from tocsin.explain import why as explain

    return _texts([explain(assessment, identity) for identity in found])


def _texts(explanations: Sequence[Explanation]) -> str:
    from tocsin.cli.output import Terminal
    from tocsin.explain import to_text

    terminal = Terminal.current()
    texts = [to_text(explanation, width=terminal.width, colour=terminal.colour) for explanation in explanations]
    return "\n\n".join(text.rstrip("\n") for text in texts)


def _prose(explanations: Sequence[Explanation]) -> str:
    from tocsin.cli.output import Terminal
    from tocsin.explain import to_english

    width = Terminal.current().width
    return "\n\n".join(to_english(explanation, width=width) for explanation in explanations)
