"""``tocsin case export``: a case of the ledger as a case file."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import HeldArgument
from tocsin.cli.options import JsonOption, KnownByOption

EXAMPLES = ("tocsin case export kursk > kursk.json", "tocsin case export kursk --out kursk.json")


def export(
    case: HeldArgument,
    *,
    known_by: KnownByOption = None,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Write it to this file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a case as a case file in JSON, which every command reads; its history stays on the ledger."""
    import json

    from tocsin.cli.output import emit_json
    from tocsin.facts.kinds import canonical_json

    data = _case_file(case, known_by)
    text = canonical_json(data) if as_json else json.dumps(data, indent=2, ensure_ascii=False)
    if out is None:
        emit_json(text)
    else:
        from tocsin.cli.written import write_text

        write_text(out, text + "\n")


def _case_file(case: str, known_by: dt.date | None) -> dict[str, object]:
    from tocsin.ledger.recorded import assertion

    with open_ledger() as ledger:
        held = the_case(ledger, case)
        state = held.state(recorded_by=known_by)
        pack = held.pack(state)
        givens = state.givens(pack)
    data: dict[str, object] = {"case": case, "pack": pack.name}
    if state.as_of is not None:
        data["as_of"] = state.as_of.isoformat()
    if state.assumptions:
        data["assumptions"] = {name: "on" if on else "off" for name, on in state.assumptions.items()}
    data["facts"] = [dict(assertion(given).content) for given in givens]
    return data
