"""``tocsin case new``: a case in the ledger."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.held import open_ledger
from tocsin.cli.held_options import ByOption, ReasonOption
from tocsin.cli.options import JsonOption, day

EXAMPLES = ("tocsin case new kursk --pack russia-dprk", "tocsin case new kursk --as-of 2024-11-30 --by ana")


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="What to call the case.")],
    *,
    pack: Annotated[
        str | None,
        typer.Option(
            "--pack",
            metavar="PACK",
            help="A shipped pack's name, or the path of a pack (default: russia-dprk).",
            autocompletion=completion.packs,
        ),
    ] = None,
    as_of: Annotated[
        dt.date | None,
        typer.Option(
            "--as-of", metavar="DATE", parser=day, help="Assess the case as of this day, unless told otherwise."
        ),
    ] = None,
    by: ByOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a case in the ledger, and keep the text of its pack with it."""
    from tocsin.cli.layout import paragraph
    from tocsin.cli.opening import shipped_or
    from tocsin.cli.output import Terminal, emit, emit_data, printable
    from tocsin.ledger import PackText

    text = PackText.read(shipped_or(pack))
    with open_ledger(create=True) as ledger:
        held = ledger.new_case(name, text, as_of=as_of, by=by, reason=reason)
        entries = list(held.entries())
        where = ledger.database.shown
    pinned = entries[1].content
    if as_json:
        emit_data({"case": name, "entries": [entry.number for entry in entries], "pack": pinned})
        return
    told = f"{printable(name)} · {pinned['name']} {pinned['version']} · {len(entries)} entries in {printable(where)}"
    following = f"next: tocsin assert {name} 'type(field=value, …)' --source NAME --date DATE --grade B2"
    width = Terminal.current().width
    emit("\n".join([*paragraph(told, width, 0, 2), *paragraph(following, width, 0, 2)]))
