"""``tocsin token new``: a bearer token for the service."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tocsin.cli.options import JsonOption

EXAMPLES = ("tocsin token new ana --role analyst --case kursk", "tocsin token new board --days 30")


class Role(StrEnum):
    """What the bearer may: read and ask; also read the history; also write facts; also make cases."""

    reader = "reader"
    auditor = "auditor"
    analyst = "analyst"
    admin = "admin"


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="Who it is for, as on the ledger.")],
    *,
    role: Annotated[Role, typer.Option("--role", help="What its bearer may do.")] = Role.reader,
    cases: Annotated[
        list[str] | None,
        typer.Option("--case", metavar="CASE", show_default=False, help="Only in this case. Repeatable."),
    ] = None,
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=3650, help="For how many days it is good.")
    ] = 90,
    as_json: JsonOption = False,
) -> None:
    """Make a token, and print it, once: only a salted hash of it is kept."""
    from tocsin.cli.output import Terminal, emit, emit_data
    from tocsin.cli.token_list import lines_of
    from tocsin.service.tokens import Tokens

    token, text = Tokens().new(name, role.value, cases or (), days)
    if as_json:
        emit_data({**token.to_json(), "token": text})
        return
    emit("\n".join([text, "", *lines_of([token], Terminal.current()), "", "It is not shown again; keep it safe."]))
