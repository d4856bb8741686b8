"""``tocsin audit export``: a case with its whole history."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import HeldArgument
from tocsin.cli.options import JsonOption

if TYPE_CHECKING:
    from tocsin.ledger import HeldCase

EXAMPLES = ("tocsin audit export kursk --out kursk.jsonl", "tocsin audit export kursk --format prov > kursk.prov.json")


class Form(StrEnum):
    """How a history is written."""

    jsonl = "jsonl"
    prov = "prov"
    csv = "csv"


def export(
    case: HeldArgument,
    *,
    form: Annotated[
        Form,
        typer.Option("--format", help="jsonl can be verified and imported; prov is W3C PROV-JSON; csv is for people."),
    ] = Form.jsonl,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Write it to this file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a case with its whole history: every entry, and the text of every pack it was assessed by."""
    if as_json and form is Form.csv:
        raise typer.BadParameter("CSV is not JSON; leave out one of --json and --format csv", param_hint="--json")
    from tocsin.cli.output import emit_json

    with open_ledger() as ledger:
        text = _text(the_case(ledger, case), form)
    if out is None:
        emit_json(text, exactly=True)
    else:
        from tocsin.cli.written import write_text

        write_text(out, text + "\n")


def _text(held: HeldCase, form: Form) -> str:
    if form is Form.jsonl:
        from tocsin.ledger.export import export_lines

        return "\n".join(export_lines(held))
    if form is Form.csv:
        from tocsin.ledger.tables import csv_lines

        return "\n".join(csv_lines(held.entries()))
    from tocsin.ledger.provenance import prov_json

    state = held.state()
    assessment = state.case(held.pack(state)).assess()
    return prov_json(held.entries(until=state.size), assessment)
