"""``tocsin case list``: the cases of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.cli.held import ledger_exists, open_ledger
from tocsin.cli.options import JsonOption

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.ledger import Listed

EXAMPLES = ("tocsin case list",)


def list_cases(*, as_json: JsonOption = False) -> None:
    """List the cases of the ledger."""
    from tocsin.cli.output import Terminal, emit, emit_data

    cases: tuple[Listed, ...] = ()
    if ledger_exists():
        with open_ledger() as ledger:
            cases = ledger.cases()
    if as_json:
        emit_data({"cases": [case.to_json() for case in cases]})
        return
    if not cases:
        emit("The ledger holds no case; make one with: tocsin case new NAME")
        return
    emit("\n".join(_table(cases, Terminal.current())))


def _table(cases: tuple[Listed, ...], terminal: Terminal) -> list[str]:
    """The cases in columns under their headings."""
    from tocsin.cli.assessment_text import rows_of

    head = ("case", "entries", "last change (UTC)", "pack")
    rows = [
        (
            case.name,
            f"{case.entries:,}",
            case.changed[:16].replace("T", " "),
            case.pack + (" · closed" if case.closed else ""),
        )
        for case in cases
    ]
    lines = rows_of([head, *rows], terminal)
    return [terminal.paint(lines[0], "faint"), *lines[1:]]
