"""A key-assumptions check for people: each assumption, and what changes if it is switched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.cli.judgement_text import engines_text, heading, moment_text, standing_lines
from tocsin.cli.layout import Cell, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import and_more, counted

if TYPE_CHECKING:
    from tocsin.judgement import AssumptionCheck, AssumptionsCheck, Change
    from tocsin.questions.differences.changes import ChangeKind

_NAMED = 8
_KINDS: dict[ChangeKind, str] = {"fell": "falls", "weakened": "weaker", "strengthened": "firmer", "appeared": "comes"}
_TALLY: dict[ChangeKind, tuple[str, str]] = {
    "fell": ("falls", "fall"),
    "weakened": ("weakens", "weaken"),
    "strengthened": ("grows firmer", "grow firmer"),
    "appeared": ("appears", "appear"),
}
"""What one conclusion does, and what several do."""


def lines_of(found: AssumptionsCheck, every: bool, terminal: Terminal) -> Iterator[str]:
    """The check as lines; without ``every``, the first few conclusions of each assumption."""
    yield heading(found.case, found.pack, found.version, terminal)
    when = f"{moment_text(found.as_of, found.known_by)} · {counted(found.conclusions, 'conclusion')}"
    yield from paragraph(f"{when} · {engines_text(found.engines)}", terminal.width)
    if not found.checks:
        yield ""
        yield "The pack makes no assumptions."
    idle = [check for check in found.checks if not check.changes]
    for check in found.checks:
        if check.changes:
            yield from _check(check, every, terminal)
    if idle:
        yield ""
        yield terminal.paint("Nothing changes if one of these alone is switched", "bold")
        for check in idle:
            yield from paragraph(f"{_state(check)}  {check.id}: {printable(check.text)}", terminal.width, 2, 7)


def _state(check: AssumptionCheck) -> str:
    return "on " if check.on else "off"


def _check(check: AssumptionCheck, every: bool, terminal: Terminal) -> Iterator[str]:
    from tocsin.judgement.words import CLASSES

    yield ""
    state = "on" if check.on else "off"
    yield from (
        terminal.paint(line, "bold")
        for line in paragraph(f"{check.id} ({state}; {CLASSES[check.classification]})", terminal.width)
    )
    yield from paragraph(printable(check.text), terminal.width, 2)
    lines = sorted(check.changes, key=lambda change: list(_KINDS).index(change.kind))
    tally = ", ".join(counted(len(check.of_kind(kind)), *does) for kind, does in _TALLY.items() if check.of_kind(kind))
    yield f"  switched {'off' if check.on else 'on'}: {tally}"
    for change in lines if every else lines[:_NAMED]:
        yield from _change(change, terminal)
    if len(lines) > _NAMED and not every:
        yield f"    {and_more(len(lines) - _NAMED)}"


def _change(change: Change, terminal: Terminal) -> list[str]:
    from tocsin.facts.strength_words import strength

    then = ""
    if change.before is not None and change.after is not None:
        then = f" (then: {strength(change.after.qualifier, change.after.boundary)})"
    kind = Cell(_KINDS[change.kind], 6, lambda line: terminal.paint(line, "bold"))
    return standing_lines(change.before or change.standing, terminal, 4, kind, then)
