"""``tocsin rules docs``: a pack as a handbook in plain words."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.opening import open_pack
from tocsin.cli.options import DocumentOutputOption, PackArgument

EXAMPLES = (
    "tocsin rules docs ownership-and-control",
    "tocsin rules docs russia-dprk -o handbook.html",
)


def docs(
    pack: PackArgument = None,
    *,
    output: DocumentOutputOption = None,
    html: Annotated[bool, typer.Option("--html", help="A self-contained page instead of Markdown.")] = False,
) -> None:
    """Write a handbook of a pack: sources, rules in plain words with their cases, fact types, assumptions."""
    if output is not None:
        from tocsin.cli.written import require_elsewhere

        if not output.lower().endswith((".html", ".htm") if html else (".md", ".html", ".htm")):
            raise typer.BadParameter(f"the name must end in {'' if html else '.md or '}.html", param_hint="--output")
        require_elsewhere(output, [pack], "--output")
    from tocsin.authoring.pack_handbook import handbook
    from tocsin.cli.progress import Progress

    with Progress("cases") as progress:
        found = handbook(open_pack(pack), progress=progress)
    if html or (output is not None and not output.lower().endswith(".md")):
        from tocsin.authoring.handbook_page import to_html as written
    else:
        from tocsin.authoring.handbook_markdown import to_markdown as written
    if output is not None:
        from tocsin.cli.written import write_text

        write_text(output, written(found))
    else:
        from tocsin.cli.output import emit_document

        emit_document(written(found).removesuffix("\n"))
