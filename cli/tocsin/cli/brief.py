"""``tocsin brief``: one to three pages that an analyst could send."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from tocsin.cli.options import (
    AsOfOption,
    AssumeOption,
    DocumentOutputOption,
    FactOption,
    JsonOption,
    KnownByOption,
    PackOption,
    WithoutOption,
    day,
)
from tocsin.cli.viewing import CaseUnlessFactsArgument, ReadingOption, look

EXAMPLES = (
    "tocsin brief examples/kursk.yaml",
    "tocsin brief examples/kursk.yaml -o brief.html --since 2024-11-01",
    "tocsin brief examples/kursk.yaml -o brief.md --trace",
)


def brief(
    case: CaseUnlessFactsArgument = None,
    *,
    output: DocumentOutputOption = None,
    since: Annotated[
        dt.date | None,
        typer.Option("--since", metavar="DATE", parser=day, help="Say what changed since this day."),
    ] = None,
    trace: Annotated[
        bool, typer.Option("--trace", help="End every sentence of judgement with the facts and derivations behind it.")
    ] = False,
    facts: FactOption = None,
    pack: PackOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    reading: ReadingOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a brief: key judgements, what changed, why, on whose word, who reads it otherwise, what to watch."""
    if output is not None and not output.lower().endswith((".md", ".html", ".htm")):
        raise typer.BadParameter("the name must end in .md or .html", param_hint="--output")
    opened, view = look(case, pack, as_of, known_by, assume, without, reading, facts=facts)
    from tocsin.judgement import brief as briefly
    from tocsin.judgement.brief_markdown import to_markdown
    from tocsin.judgement.brief_page import to_html

    found = briefly(opened, since=since, view=view)
    if output is not None:
        from tocsin.cli.written import write_text

        write_text(output, (to_markdown if output.lower().endswith(".md") else to_html)(found, trace=trace))
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), opened.pack)
    elif output is None:
        from tocsin.cli.output import emit, printable

        emit("\n".join(printable(line) for line in to_markdown(found, trace=trace).splitlines()))
