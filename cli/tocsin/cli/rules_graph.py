"""``tocsin rules graph``: which rule feeds which, drawn."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.opening import open_pack
from tocsin.cli.options import PackArgument

EXAMPLES = (
    "tocsin rules graph russia-dprk -o rules.svg",
    "tocsin rules graph russia-dprk --section 'Overall impact' -o impact.svg",
    "tocsin rules graph ownership-and-control --rule eu-listed --depth 2 --format mermaid",
)


class GraphFormat(StrEnum):
    """How a graph is written."""

    svg = "svg"
    dot = "dot"
    mermaid = "mermaid"


def graph(
    pack: PackArgument = None,
    *,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file (default: print it).")
    ] = None,
    section: Annotated[
        str | None,
        typer.Option(
            "--section",
            metavar="NAME",
            help="Only the rules of this section, and its neighbours.",
            autocompletion=completion.sections,
        ),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(
            "--rule",
            metavar="NAME",
            help="Only this rule or table, and what is near it.",
            autocompletion=completion.rules,
        ),
    ] = None,
    depth: Annotated[
        int | None, typer.Option("--depth", metavar="N", min=1, help="With --rule, so many steps away (default: 1).")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every rule at once, instead of sections that open.")] = False,
    form: Annotated[GraphFormat, typer.Option("--format", help="How to write it.")] = GraphFormat.svg,
) -> None:
    """Draw which rule feeds which: sections that open, one section, or what is near one rule."""
    if sum((section is not None, rule is not None, every)) > 1:
        raise typer.BadParameter("give one of --section, --rule and --all")
    if depth is not None and rule is None:
        raise typer.BadParameter("it says how far from --rule", param_hint="--depth")
    if output is not None:
        from tocsin.cli.written import require_elsewhere

        require_elsewhere(output, [pack], "--output")
    text = _drawn(pack, section, rule, depth or 1, every, form)
    if output is not None:
        from tocsin.cli.written import write_text

        write_text(output, text)
    else:
        from tocsin.cli.output import emit_document

        emit_document(text.removesuffix("\n"))


def _drawn(pack: str | None, section: str | None, rule: str | None, depth: int, every: bool, form: GraphFormat) -> str:
    """What is asked for, written; a chart that Mermaid would not draw is complained of."""
    from tocsin.authoring.graph_svg import folded_svg, graph_svg
    from tocsin.authoring.graph_text import to_dot, to_mermaid
    from tocsin.authoring.rule_graph import RuleGraph

    found = RuleGraph(open_pack(pack))
    if section is not None:
        chosen = found.section(section)
    elif rule is not None:
        chosen = found.around(rule, depth)
    elif every:
        chosen = found.unfolded()
    elif form == GraphFormat.svg:
        return folded_svg(found)
    else:
        chosen = found.folded()
    if form == GraphFormat.svg:
        return graph_svg(chosen)
    if form == GraphFormat.dot:
        return to_dot(chosen) + "\n"
    from tocsin.cli.output import complain
    from tocsin.explain.voices.mermaid import beyond_mermaid

    text = to_mermaid(chosen)
    if warning := beyond_mermaid(text):
        complain(warning)
    return text + "\n"
