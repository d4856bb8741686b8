"""What to bear in mind about an assessment: tensions, loops, denials, and the assumptions that matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.assessment_text import rows_of, titled
from tocsin.cli.layout import paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import counted, report_text

if TYPE_CHECKING:
    from tocsin.engine import Assessment

_SHOWN = 4
"""So many facts are listed on each side of a tension or around a loop; --json has them all."""


def notes(assessment: Assessment, shown: Sequence[int], terminal: Terminal) -> Iterator[str]:
    """Every block that has something to say."""
    yield from titled("Tensions (reported, not resolved)", _tensions(assessment, terminal), terminal)
    yield from titled("Loops (conclusions that support one another)", _loops(assessment, terminal), terminal)
    yield from titled("Denied (shown beside the facts, which stand)", _denials(assessment, terminal), terminal)
    yield from titled("Assumptions that matter", _assumptions(assessment, shown, terminal), terminal)


def _tensions(assessment: Assessment, terminal: Terminal) -> list[str]:
    texts: dict[str, str] = {}
    sides: dict[str, list[list[str]]] = {}
    for tension in assessment.tensions:
        texts[tension.id] = tension.text
        found = sides.setdefault(tension.id, [[] for _ in tension.between])
        for side, identity in zip(found, tension.between, strict=True):
            side.append(identity)
    lines = []
    for name, text in texts.items():
        lines += paragraph(f"{name}: {printable(text)}" if text else name, terminal.width, 2, 4)
        for side in sides[name]:
            lines += _facts(list(dict.fromkeys(side)), assessment, terminal)
    return lines


def _loops(assessment: Assessment, terminal: Terminal) -> list[str]:
    lines = []
    for number, loop in enumerate(assessment.loops, 1):
        lines += paragraph(f"loop {number}, of {counted(len(loop), 'conclusion')}", terminal.width, 2)
        lines += _facts(loop, assessment, terminal)
    return lines


def _facts(ids: Sequence[str], assessment: Assessment, terminal: Terminal) -> list[str]:
    shown = [f"- {printable(assessment.fact_text(identity))}" for identity in ids[:_SHOWN]]
    if len(ids) > _SHOWN:
        shown.append(f"- and {len(ids) - _SHOWN:,} more")
    return [line for text in shown for line in paragraph(text, terminal.width, 4, 6)]


def _denials(assessment: Assessment, terminal: Terminal) -> list[str]:
    lines = []
    for fact in assessment.facts:
        if fact.denials:
            lines += paragraph(printable(str(fact.fact)), terminal.width, 2, 4)
            for report in fact.denials:
                lines += paragraph(f"- denied by {printable(report_text(report))}", terminal.width, 4, 6)
    return lines


def _assumptions(assessment: Assessment, shown: Sequence[int], terminal: Terminal) -> list[str]:
    """Those that are off though some rule asks for them, and those on that are more than solid ground."""
    asked = {name for rule in assessment.pack.rules for name in rule.assumes}
    grounds = [assessment.columns.rules(number) for number in shown] if asked else []
    distinct = {id(rules): rules for rules in grounds}  # one value for the same rules
    used: Counter[str] = Counter()
    for which, count in Counter(map(id, grounds)).items():
        used.update(dict.fromkeys({name for rule in distinct[which] for name in rule.assumes}, count))
    rows = []
    for assumption in assessment.pack.assumptions:
        on = assessment.assumptions[assumption.id]
        if not on and assumption.id in asked:
            rows.append(("off", assumption.id, f"{assumption.text} (switch on: --assume {assumption.id})"))
        elif on and used[assumption.id] and assumption.classification != "solid":
            reach = counted(used[assumption.id], "conclusion")
            rows.append(("on", assumption.id, f"{assumption.text} ({assumption.classification}; used for {reach})"))
    return rows_of(rows, terminal)
