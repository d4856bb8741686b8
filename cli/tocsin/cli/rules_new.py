"""``tocsin rules new``: the files of a new pack that encodes a document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = ("tocsin rules new packs/rain --document rain.txt",)

_NAME = "name: letters, digits and dashes (default: after DIR)."


def new(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder to make; it must not hold anything yet.")],
    *,
    document: Annotated[
        str, typer.Option("--document", metavar="FILE", help="The text to encode: plain, UTF-8.", show_default=False)
    ],
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=f"The pack's {_NAME}")] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="What the document is (default: the file's name).")
    ] = None,
) -> None:
    """Cut a document into statements, and write a pack in which each is left to be encoded or marked as framing."""
    from tocsin.authoring.codes import EXISTS
    from tocsin.authoring.skeleton import name_of, skeleton
    from tocsin.cli.output import emit, printable
    from tocsin.cli.words import counted
    from tocsin.cli.written import write_text
    from tocsin.facts.problems import Place, Problem, ProblemError
    from tocsin.facts.tree import read_text
    from tocsin.rules.shipped import load_pack

    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        hint = "name a folder that is not there, or an empty one"
        raise ProblemError([Problem(EXISTS, "there is something there already", Place(folder), hint)])
    text = read_text(Path(document))
    files = skeleton(name_of(name or target.resolve().name), text, title or Path(document).stem, document)
    target.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        write_text(str(target / file), content)
    pack = load_pack(target)
    emit(printable(f"{pack.name}: {counted(len(pack.statements), 'statement')} to encode or to mark as framing"))
    emit(printable(f"next: tocsin rules check {folder}, then docs/testing-rules.md"))
