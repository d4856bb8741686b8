"""``tocsin case export``: a case of the ledger as a case file."""

from __future__ import annotations

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
    from tocsin.facts.json_values import canonical_json
    from tocsin.service.changes import case_file

    with open_ledger() as ledger:
        data = case_file(the_case(ledger, case), known_by)
    text = canonical_json(data) if as_json else json.dumps(data, indent=2, ensure_ascii=False)
    if out is None:
        emit_json(text)
    else:
        from tocsin.cli.written import write_text

        write_text(out, text + "\n")
