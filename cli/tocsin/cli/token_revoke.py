"""``tocsin token revoke``: a bearer token that is good no more."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.options import JsonOption

EXAMPLES = ("tocsin token revoke 0f3a5c7e9b1d",)


def revoke(
    token: Annotated[
        str, typer.Argument(metavar="ID", show_default=False, help="The id of the token (tocsin token list).")
    ],
    *,
    as_json: JsonOption = False,
) -> None:
    """Revoke a token: it is refused from now on, by a service that runs already, too."""
    from tocsin.cli.output import Terminal, emit, emit_data
    from tocsin.cli.token_list import lines_of
    from tocsin.service.tokens import Tokens

    found = Tokens().revoke(token)
    if as_json:
        emit_data(found.to_json())
        return
    emit("\n".join(lines_of([found], Terminal.current())))
