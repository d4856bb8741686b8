"""What every command that changes a case does: try it, write it, and show what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.ledger import Draft, HeldCase, PackText


def write(
    held: HeldCase,
    drafts: Sequence[Draft],
    *,
    by: str | None,
    dry_run: bool,
    as_json: bool,
    pack: PackText | None = None,
) -> None:
    """The drafts are on the ledger, unless it was a dry run, and what they changed is printed."""
    from tocsin.cli.output import complain, emit
    from tocsin.ledger import change

    done = change(held, drafts, by=by, dry_run=dry_run, pack=pack)
    late = next((entry for entry in done.written if entry.clock is not None), None)
    if late is not None:
        complain(
            f"tocsin: the clock says {late.clock}, which is before the last entry; "
            f"entry {late.number} takes that one's time ({late.recorded}), and notes what the clock says"
        )
    for number in done.repeated:
        complain(f"tocsin: entry {number} records the same already; it is recorded once more")
    for day in _days_to_come(drafts):
        told = f"a report is dated {day}, after today"
        complain(f"tocsin: {told}; a case without a day of its own is assessed as of its latest report")
    if as_json:
        from tocsin.cli.output import emit_data
        from tocsin.service.changes import change_data

        emit_data(change_data(held.name, done, drafts), done.after.pack)
        return
    from tocsin.cli.output import Terminal
    from tocsin.cli.writing_text import lines_of
    from tocsin.questions.differences.changes import changes, states_apart

    found = changes(*states_apart(done.before, done.after))
    emit("\n".join(lines_of(held.name, drafts, done.written, found, done, Terminal.current())))


def _days_to_come(drafts: Sequence[Draft]) -> list[dt.date]:
    """The days of reports that are yet to come wherever on earth it may be: slips of the pen, most likely."""
    from tocsin.facts.reports import report_of
    from tocsin.ledger.entry import FACT_KINDS

    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    reports = (each for draft in drafts if draft.kind in FACT_KINDS for each in draft.content["reports"])
    days = (report_of(each).date for each in reports if each.get("source"))
    return sorted({day for day in days if day is not None and day > tomorrow})
