"""``tocsin timeline``: a case through time."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from tocsin.cli.options import (
    AssumeOption,
    FactOption,
    JsonOption,
    KnownByOption,
    PackOption,
    WithoutOption,
    day,
    in_order,
)
from tocsin.cli.viewing import CaseUnlessFactsArgument, ReadingOption, look

EXAMPLES = (
    "tocsin timeline examples/kursk.yaml",
    "tocsin timeline examples/kursk.yaml --from 2024-10-01 --known-by 2024-11-01",
    "tocsin timeline examples/kursk.yaml --html timeline.html",
)


def timeline(
    case: CaseUnlessFactsArgument = None,
    *,
    facts: FactOption = None,
    pack: PackOption = None,
    begin: Annotated[
        dt.date | None, typer.Option("--from", metavar="DATE", parser=day, help="Begin on this day.")
    ] = None,
    end: Annotated[dt.date | None, typer.Option("--to", metavar="DATE", parser=day, help="End on this day.")] = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    reading: ReadingOption = None,
    html: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="Write one self-contained page with a chart.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what followed on each date on which knowledge changed, what changed, and why."""
    in_order(begin, end, "--to", "--from")
    opened, view = look(case, pack, None, known_by, assume, without, reading, facts=facts)
    from tocsin.judgement import timeline as through_time

    found = through_time(opened, begin=begin, end=end, view=view)
    if html is not None:
        from tocsin.cli.written import write_text
        from tocsin.judgement.timeline_page import to_html

        write_text(html, to_html(found, opened.pack))
    elif not as_json:
        from tocsin.cli.output import Terminal, emit
        from tocsin.cli.timeline_text import lines_of

        emit("\n".join(lines_of(found, Terminal.current())))
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(found.to_json(), opened.pack)
