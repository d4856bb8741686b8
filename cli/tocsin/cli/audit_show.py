"""``tocsin audit show``: one entry in full."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli.held import open_ledger, the_case, vocabulary_of
from tocsin.cli.held_options import HeldArgument
from tocsin.cli.options import JsonOption

EXAMPLES = ("tocsin audit show kursk 3",)


def show(
    case: HeldArgument,
    number: Annotated[int, typer.Argument(metavar="N", min=1, show_default=False, help="The number of the entry.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Show one entry in full: what it records, and the hashes that bind it to the one before."""
    from tocsin.cli.output import Terminal, emit, emit_data

    with open_ledger() as ledger:
        held = the_case(ledger, case)
        entry = held.entry(number)
        vocabulary = None if as_json else vocabulary_of(held)
    if as_json:
        emit_data(entry.to_json())
        return
    import json

    from tocsin.cli.entries_text import log_lines
    from tocsin.cli.output import printable

    terminal = Terminal.current()
    content = printable(json.dumps(entry.content, indent=2, ensure_ascii=False, sort_keys=True))
    lines = [*log_lines([entry], terminal, vocabulary), "", *content.splitlines(), ""]
    lines += [f"hash      {entry.hash}", f"previous  {entry.previous}"]
    emit("\n".join(lines))
