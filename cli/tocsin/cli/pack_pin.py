"""``tocsin pack pin``: another pack for a case."""

from __future__ import annotations

from typing import Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import ByOption, DryRunOption, HeldArgument, ReasonOption
from tocsin.cli.options import JsonOption

EXAMPLES = ("tocsin pack pin kursk --pack ./russia-dprk-draft --dry-run",)


def pin(
    case: HeldArgument,
    *,
    pack: Annotated[
        str,
        typer.Option(
            "--pack", metavar="PACK", help="A shipped pack's name, or a pack's path.", autocompletion=completion.packs
        ),
    ],
    by: ByOption = None,
    reason: ReasonOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Assess a case by this pack from now on, keep its text, and show what changes."""
    pin_pack(case, pack, by=by, reason=reason, dry_run=dry_run, as_json=as_json)


def pin_pack(case: str, pack: str | None, *, by: str | None, reason: str | None, dry_run: bool, as_json: bool) -> None:
    """The pack is pinned, unless it is the one that is; without a name, it is the one the case has, as it now is."""
    from tocsin.cli.output import emit, emit_data, printable
    from tocsin.cli.writing import write
    from tocsin.ledger import Draft, PackText, Pin

    with open_ledger() as ledger:
        held = the_case(ledger, case)
        now = held.pin()
        text = PackText.read(now.name if pack is None else pack)
        chosen = Pin.of(text)
        if chosen == now:
            if as_json:
                emit_data({"case": case, "changes": [], "dry_run": dry_run, "entries": []})
            else:
                emit(f"{printable(case)} has this pack already: {chosen.name} {chosen.version} ({text.digest[:19]}…)")
            return
        draft = Draft("pack_pinned", chosen.to_json(), reason)
        write(held, [draft], by=by, dry_run=dry_run, as_json=as_json, pack=text)
