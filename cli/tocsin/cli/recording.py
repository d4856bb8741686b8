"""``tocsin assess --record``: an assessment on the ledger, with who made it and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from tocsin.cli.opening import Asked
    from tocsin.engine import Assessment
    from tocsin.ledger import Entry


def assess_and_record(
    asked: Asked, reading: str | None, by: str | None, reason: str | None
) -> tuple[Assessment, int, Entry]:
    """The assessment that was asked for, of how many facts, and the entry by which it is recorded.

    Raises BadParameter for what a replay from the ledger alone could not make again.
    """
    from tocsin.cli.held import open_ledger, opened, the_case
    from tocsin.cli.viewing import with_reading
    from tocsin.ledger import Record

    if asked.case is None or asked.facts or asked.pack is not None:
        hint = "only a case of the ledger as it stands, under its own pack, can be recorded"
        raise typer.BadParameter(f"{hint}; leave out --fact and --pack", param_hint="--record")
    with open_ledger() as ledger:
        held = the_case(ledger, asked.case)
        case, size, text = opened(held, asked.known_by, asked.rules)
        view = with_reading(asked, case, reading)
        assessment = view.assess(case)
        record = Record.of(assessment, size, text.digest, "auto" if view.engine is None else view.engine.value)
        [entry] = held.append([record.draft(reason)], by=by)
    return assessment, len(case.facts), entry
