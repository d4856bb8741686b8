"""``tocsin audit diff``: a case after one entry and after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.held import open_ledger, the_case
from tocsin.cli.held_options import HeldArgument
from tocsin.cli.options import JsonOption

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.service.entry_diff import Compared

EXAMPLES = ("tocsin audit diff kursk 4 7",)
_FACTS = 10


def diff(
    case: HeldArgument,
    first: Annotated[int, typer.Argument(metavar="N", min=2, show_default=False, help="After this entry.")],
    second: Annotated[int, typer.Argument(metavar="M", min=2, show_default=False, help="And after this one.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Compare a case after two entries: what was written between, facts, rules, conclusions and explanations."""
    from tocsin.cli.output import Terminal, emit, emit_data
    from tocsin.service.entry_diff import compared

    with open_ledger() as ledger:
        found = compared(the_case(ledger, case), first, second)
    if as_json:
        emit_data(found.to_json(), found.pack)
    else:
        emit("\n".join(_lines(case, found, Terminal.current())))


def _lines(case: str, found: Compared, terminal: Terminal) -> list[str]:
    from tocsin.cli.entries_text import log_lines
    from tocsin.cli.explanations_text import explanation_lines, rule_change_lines
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable
    from tocsin.cli.timeline_text import change_lines, tally_of
    from tocsin.cli.words import counted

    named = [f"{side.size} ({side.pin.name} {side.pin.version})" for side in found.sides if side.pin is not None]
    title = f"{terminal.paint(printable(case), 'bold')} · after entry {printable(' and after entry '.join(named))}"
    lines = paragraph(title, terminal.width, 0, 2)
    between = f"{counted(len(found.between), 'entry', 'entries')} between, assessments left out"
    lines += ["", terminal.paint(between, "bold"), *log_lines(found.between, terminal, found.pack.vocabulary), ""]
    if found.rules:
        lines += [terminal.paint("rules", "bold"), *rule_change_lines(found.rules, terminal), ""]
    if found.in_force or found.out_of_force:
        lines.append(terminal.paint("facts in force", "bold"))
        for word, facts in (("new ", found.in_force), ("gone", found.out_of_force)):
            for fact in facts[:_FACTS]:
                lines += paragraph(f"{word}  {printable(str(fact.fact))}", terminal.width, 2, 8)
            if len(facts) > _FACTS:
                lines.append(f"  and {len(facts) - _FACTS:,} more {word.strip()}")
        lines.append("")
    tally = tally_of(found.conclusions)
    lines.append(terminal.paint(f"conclusions: {tally}" if tally else "no conclusion stands otherwise", "bold"))
    lines += change_lines(found.conclusions, (), terminal)
    lines.append("")
    if not found.explanations:
        lines.append(terminal.paint("every derivation is the same", "bold"))
    lines += explanation_lines(found.explanations, terminal, 0)
    return lines
