"""``tocsin audit prove``: a proof for somebody who has a head and not the ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import HeldArgument
from tocsin.cli.options import JsonOption

EXAMPLES = ("tocsin audit prove kursk 3 --json > proof.json", "tocsin audit prove kursk 3 --continues")


def prove(
    case: HeldArgument,
    number: Annotated[int, typer.Argument(metavar="N", min=1, show_default=False, help="The number of the entry.")],
    *,
    size: Annotated[
        int | None, typer.Option("--size", metavar="M", min=1, help="Under the head after M entries (default: all).")
    ] = None,
    continues: Annotated[
        bool, typer.Option("--continues", help="Prove instead that the head continues the one after N entries.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Prove that an entry stands in a case, or that its head continues an earlier one (RFC 6962)."""
    from tocsin.cli.output import emit, emit_data
    from tocsin.cli.words import counted

    with open_ledger() as ledger:
        held = the_case(ledger, case)
        proof = held.prove_consistency(number, size) if continues else held.prove(number, size)
    if as_json:
        emit_data(proof.to_json())
        return
    claim = f"the head after {counted(number, 'entry', 'entries')}" if continues else f"entry {number}"
    relation = "is continued by" if continues else "stands under"
    lines = [
        f"{claim} {relation} the head after {counted(proof.size, 'entry', 'entries')}",
        f"subject  {proof.subject}",
    ]
    lines += [f"path     {item}" if at == 0 else f"         {item}" for at, item in enumerate(proof.path)]
    emit("\n".join([*lines, f"root     {proof.root}", "check it with: tocsin audit verify FILE (made with --json)"]))
