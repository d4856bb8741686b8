"""``tocsin token list``: the bearer tokens of the service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tocsin.cli.options import JsonOption

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.service.tokens import Token

EXAMPLES = ("tocsin token list",)


def list_tokens(*, as_json: JsonOption = False) -> None:
    """List the tokens: whose they are, what they allow, until when. The tokens themselves are not kept."""
    from tocsin.cli.output import Terminal, emit, emit_data
    from tocsin.service.tokens import Tokens

    tokens = Tokens().all()
    if as_json:
        emit_data({"tokens": [token.to_json() for token in tokens]})
    elif tokens:
        emit("\n".join(lines_of(tokens, Terminal.current())))
    else:
        emit("There are no tokens; make one with: tocsin token new NAME")


def lines_of(tokens: Iterable[Token], terminal: Terminal) -> list[str]:
    """The tokens in columns under their headings."""
    from tocsin.cli.assessment_text import rows_of
    from tocsin.cli.output import printable

    rows = [
        (
            token.id,
            printable(token.name),
            token.role,
            printable(", ".join(token.cases)) or "every case",
            f"revoked {token.revoked[:10]}" if token.revoked else f"until {token.expires[:10]}",
        )
        for token in tokens
    ]
    lines = rows_of([("id", "name", "role", "cases", "good"), *rows], terminal)
    return [terminal.paint(lines[0], "faint"), *lines[1:]]
