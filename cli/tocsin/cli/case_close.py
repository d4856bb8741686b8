"""``tocsin case close``: nothing more is written to a case."""

from __future__ import annotations

from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import ByOption, HeldArgument, ReasonOption
from tocsin.cli.options import JsonOption

EXAMPLES = ("tocsin case close kursk --reason 'superseded by kursk-2025'",)


def close(case: HeldArgument, *, by: ByOption = None, reason: ReasonOption = None, as_json: JsonOption = False) -> None:
    """Close a case: it can be read and verified as before, and nothing more can be written to it."""
    from tocsin.cli.output import emit, emit_data, printable
    from tocsin.ledger import Draft

    with open_ledger() as ledger:
        [entry] = the_case(ledger, case).append([Draft("case_closed", {}, reason)], by=by)
    if as_json:
        emit_data({"case": case, "entries": [entry.number]})
    else:
        emit(f"{printable(case)} · closed by entry {entry.number}")
