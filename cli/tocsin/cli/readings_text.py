"""A table of readings for people: conclusions down, readings across, and where they part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.judgement_text import compared_lines, engines_text, heading, moment_text
from tocsin.cli.layout import paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import and_more, counted

if TYPE_CHECKING:
    from tocsin.judgement import Parting, ReadingTable

_NAMED = 3


def lines_of(table: ReadingTable, every: bool, terminal: Terminal) -> Iterator[str]:
    """The table as lines; without ``every``, only the conclusions on which readings differ."""
    yield heading(table.case, table.pack, table.version, terminal)
    yield from paragraph(f"{moment_text(table.as_of, table.known_by)} · {engines_text(table.engines)}", terminal.width)
    yield ""
    if len(table.columns) < 2:
        yield "The pack declares no other reading than the case's own."
        return
    yield from _legend(table, terminal)
    shown = [(row.standing, row.cells) for row in table.rows if every or not row.agreed]
    yield from compared_lines(shown, [f"{number} {c.id}" for number, c in enumerate(table.columns, 1)], terminal)
    agreed = sum(row.agreed for row in table.rows)
    yield ""
    more = "" if every else " (--all lists them)"
    yield f"{counted(agreed, 'conclusion')} of {len(table.rows):,} stand alike on every reading{more}."
    if table.partings:
        yield from _partings(table, every, terminal)


def _legend(table: ReadingTable, terminal: Terminal) -> Iterator[str]:
    from tocsin.judgement.readings import CASE

    for number, column in enumerate(table.columns, 1):
        base = " (the case as it stands)" if column.id == table.base != CASE and column.text else ""
        text = f"{number} {column.id}: {printable(column.text)}{base}"
        yield from paragraph(text, terminal.width, 2, 4)


def _partings(table: ReadingTable, every: bool, terminal: Terminal) -> Iterator[str]:
    """Where two readings part: what it comes down to, and the premises at which their derivations first differ."""
    yield ""
    yield terminal.paint("Where they part, and the first premise at which their derivations differ", "bold")
    grouped: dict[tuple[str, str, str], list[Parting]] = {}
    told = [p for p in table.partings if every or table.base in (p.on, p.off)]
    for parting in told:
        names = [cause.id if cause.kind == "assumption" else cause.text for cause in parting.causes]
        grouped.setdefault((parting.on, parting.off, ", ".join(sorted(names))), []).append(parting)
    for (on, off, causes), members in grouped.items():
        text = f"{on} / {off}: {printable(causes)}: {counted(len(members), 'conclusion')}"
        yield from paragraph(text, terminal.width, 2, 4)
        yield from _premises(members, every, terminal)
    if len(told) < len(table.partings):
        yield f"  and {len(table.partings) - len(told):,} between other readings (--all lists them)"


def _premises(members: Sequence[Parting], every: bool, terminal: Terminal) -> Iterator[str]:
    premises: dict[str, list[str]] = {}
    for parting in members:
        premises.setdefault(parting.premise_text or "the rule itself", []).append(parting.conclusion)
    shown = list(premises.items()) if every else list(premises.items())[:_NAMED]
    for premise, conclusions in shown:
        ids = f": {', '.join(conclusions)}" if every else f" ({len(conclusions):,})"
        text = f"at {printable(premise)}{ids}"
        yield from (terminal.paint(line, "faint") for line in paragraph(text, terminal.width, 4, 6))
    if len(premises) > len(shown):
        yield terminal.paint(f"    {and_more(len(premises) - len(shown))}", "faint")
