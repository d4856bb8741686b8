"""``tocsin page``: a page that reasons in the browser, as a folder of static files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.opening import open_case
from tocsin.cli.options import FactOption, JsonOption, PackOption
from tocsin.cli.viewing import CaseUnlessFactsArgument

EXAMPLES = ("tocsin page examples/kursk.yaml -o kursk-page",)


def page(
    case: CaseUnlessFactsArgument = None,
    *,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FOLDER", help="Write the page into this folder.", show_default=False),
    ],
    facts: FactOption = None,
    pack: PackOption = None,
    runtime: Annotated[
        str | None,
        typer.Option(
            "--runtime",
            metavar="FOLDER",
            help="Take what runs Python in a browser from here (default: the cache, filled by your npm and pip).",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a page that reasons in the browser: change facts, and see which statements follow, and why."""
    opened = open_case(case, pack, facts or ())
    from tocsin.page.folder import write_page

    files = write_page(opened, Path(output), None if runtime is None else Path(runtime))
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data({"folder": output, "files": files}, opened.pack)
    else:
        from tocsin.cli.output import complain, emit, printable

        emit(printable(f"{len(files)} files, {sum(files.values()) / 1e6:.1f} MB, in {output}"))
        complain("look at it with any static server: python -m http.server --directory " + printable(output))
