"""``tocsin audit head``: what to keep elsewhere."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import HeldArgument
from tocsin.cli.options import JsonOption

EXAMPLES = ("tocsin audit head kursk", "tocsin audit head kursk --sign analyst.pem --json > head.json")


def head(
    case: HeldArgument,
    *,
    size: Annotated[
        int | None, typer.Option("--size", metavar="N", min=1, help="The head after so many entries (default: all).")
    ] = None,
    sign: Annotated[
        str | None, typer.Option("--sign", metavar="PEM", help="Sign it by the private Ed25519 key in this file.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print the Merkle head of a case: kept elsewhere, it proves later that nothing was rewritten or cut off."""
    from tocsin.cli.output import emit, emit_data, printable
    from tocsin.cli.words import counted

    with open_ledger() as ledger:
        found = the_case(ledger, case).head(size)
    if sign is not None:
        from tocsin.ledger.signing import sign as signed

        found = signed(found, sign)
    if as_json:
        emit_data(found.to_json())
        return
    lines = [
        f"{printable(found.case)} · {counted(found.size, 'entry', 'entries')}, the last of {found.recorded}",
        f"root       {found.root}",
    ]
    lines += [] if found.signature is None else [f"signature  {found.signature}"]
    emit("\n".join([*lines, "keep it elsewhere (--json), and check with: tocsin audit verify --head FILE"]))
