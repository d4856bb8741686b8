"""``tocsin rules graph``: which rule feeds which, drawn."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.opening import open_pack
from tocsin.cli.options import JsonOption, PackArgument

if TYPE_CHECKING:
    from tocsin.authoring.rule_graph import Graph, RuleGraph

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
    as_json: JsonOption = False,
) -> None:
    """Draw which rule feeds which: sections that open, one section, or what is near one rule."""
    if sum((section is not None, rule is not None, every)) > 1:
        raise typer.BadParameter("give one of --section, --rule and --all")
    if depth is not None and rule is None:
        raise typer.BadParameter("it says how far from --rule", param_hint="--depth")
    if output is not None:
        from tocsin.cli.written import require_elsewhere

        require_elsewhere(output, [pack], "--output")
    if as_json and (output is not None or form != GraphFormat.svg):
        raise typer.BadParameter("it prints the graph as data: give neither --output nor --format with it")
    from tocsin.authoring.rule_graph import RuleGraph

    whole = RuleGraph(open_pack(pack))
    chosen = _chosen(whole, section, rule, depth or 1, every)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data((chosen or whole.folded()).to_json())
        return
    text = _written(whole, chosen, form)
    if output is not None:
        from tocsin.cli.written import write_text

        write_text(output, text)
    else:
        from tocsin.cli.output import emit_document

        emit_document(text.removesuffix("\n"))


def _chosen(whole: RuleGraph, section: str | None, rule: str | None, depth: int, every: bool) -> Graph | None:
    """The graph that is asked for; None if that is of the sections."""
    if section is not None:
        return whole.section(section)
    if rule is not None:
        return whole.around(rule, depth)
    return whole.unfolded() if every else None


def _written(whole: RuleGraph, chosen: Graph | None, form: GraphFormat) -> str:
    """The graph in this form; a chart that Mermaid would not draw is complained of."""
    from tocsin.authoring.graph_svg import folded_svg, graph_svg
    from tocsin.authoring.graph_text import to_dot, to_mermaid

    if form == GraphFormat.svg:
        return folded_svg(whole) if chosen is None else graph_svg(chosen)
    if form == GraphFormat.dot:
        return to_dot(chosen or whole.folded()) + "\n"
    from tocsin.cli.output import complain
    from tocsin.explain.voices.mermaid import beyond_mermaid

    text = to_mermaid(chosen or whole.folded())
    if warning := beyond_mermaid(text):
        complain(warning)
    return text + "\n"
