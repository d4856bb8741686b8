"""``tocsin lsp``: a language server for packs and cases, for editors that speak the protocol."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = ("tocsin lsp", "tocsin lsp --document article.txt")


def lsp(
    document: Annotated[
        Path | None,
        typer.Option(
            "--document", metavar="PATH", help="Your copy of the text that a pack encodes, to show sentences."
        ),
    ] = None,
) -> None:
    """Answer an editor on standard input and output until it ends: problems as you type, completion, renaming."""
    import gc
    import os

    from tocsin.cli.version import release
    from tocsin.facts.cache_folder import OFF, VARIABLE

    _need()
    from tocsin.cli.language_server.answers import answering

    gc.enable()  # it is no short process
    os.environ[VARIABLE] = OFF  # each text that is ever sound while it is typed would be kept
    answering(release(), document).start_io()


def _need() -> None:
    """Nothing happens if the extra is installed. Raises ProblemError, with how to install it, if it is not."""
    from tocsin.cli.language_server import codes
    from tocsin.facts.extras import need

    need("lsp", codes.NO_LANGUAGE_SERVER, "the language server needs", "pygls")
