"""``tocsin case show``: what a case of the ledger holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import HeldArgument
from tocsin.cli.options import JsonOption, KnownByOption

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.facts.model import Given
    from tocsin.ledger import CaseState

EXAMPLES = ("tocsin case show kursk", "tocsin case show kursk --known-by 2026-11-12")


def show(case: HeldArgument, *, known_by: KnownByOption = None, as_json: JsonOption = False) -> None:
    """Show the facts of a case with every report on them, and its pack."""
    from tocsin.cli.output import Terminal, emit, emit_data

    with open_ledger() as ledger:
        held = the_case(ledger, case)
        state = held.state(recorded_by=known_by)
        pack = held.pack(state) if state.said else None
        givens = () if pack is None else state.givens(pack)
    if as_json:
        from tocsin.service.changes import case_data

        emit_data(case_data(state, givens), pack)
    else:
        emit("\n".join(_lines(state, givens, Terminal.current())))


def _lines(state: CaseState, givens: tuple[Given, ...], terminal: Terminal) -> list[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable
    from tocsin.cli.words import counted, report_text

    pack = "no pack yet" if state.pin is None else f"{state.pin.name} {state.pin.version}"
    closed = " · closed" if state.closed else ""
    lines = [f"{terminal.paint(printable(state.name), 'bold')} · {pack}{closed}"]
    about = [counted(state.size, "entry", "entries"), counted(len(givens), "fact")]
    about += [] if state.as_of is None else [f"assessed as of {state.as_of}"]
    lines.append(" · ".join(about))
    for given in givens:
        lines += ["", *paragraph(f"{given.fact.id}  {printable(str(given.fact))}", terminal.width, 2, 16)]
        for report in given.reports:
            style = ("red",) if report.status in ("denied", "retracted") else ("faint",)
            told = paragraph(f"{report.status}: {printable(report_text(report))}", terminal.width, 16, 18)
            lines += [terminal.paint(line, *style) for line in told]
    return lines
