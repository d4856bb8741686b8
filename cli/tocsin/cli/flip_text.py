"""What would flip a conclusion, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.cli.layout import paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import and_more, counted

if TYPE_CHECKING:
    from tocsin.questions.minimal_edits.flip import Flip

_NAMED = 12


def lines_of(found: Flip, every: bool, terminal: Terminal) -> Iterator[str]:
    """The choices as lines; without ``every``, the first few."""
    from tocsin.explain.answers.edits import choice_words, reserve
    from tocsin.explain.answers.heading import heading
    from tocsin.questions.minimal_edits.flip import held_after

    yield from paragraph(printable(heading(found.assessment)), terminal.width)
    asked = printable(found.sought.text(found.assessment.plan.types))
    shown = found.choices if every else found.choices[:_NAMED]
    after = held_after(found, shown)
    now = reserve(found.held)
    told = f"{asked} {f'is {now}' if now else 'holds' if found.removes else 'does not hold'}."
    yield from (terminal.paint(line, "bold") for line in paragraph(told, terminal.width))
    if found.choices:
        holds = "would hold, as firmly as is said," if any(map(reserve, after)) else "would hold"
        what = f"It {'would no longer hold' if found.removes else holds} if"
        yield from paragraph(f"{what} one of these were so; {_bound(found)}.", terminal.width)
    elif found.never is not None:
        from tocsin.explain.answers.words import NEVER

        yield from paragraph(NEVER[found.never].format(type=found.sought.type), terminal.width)
    else:
        what = "removes it" if found.removes else "brings it about"
        others = "Other words and dates than those given were not tried; tocsin what-if tries one."
        yield from paragraph(f"Nothing that was tried {what}: {_bound(found)}. {others}", terminal.width)
    for number, (choice, held) in enumerate(zip(shown, after, strict=True), 1):
        yield from _choice(number, choice_words(choice, held, found.assessment), terminal)
    if len(found.choices) > len(shown):
        yield and_more(len(found.choices) - len(shown))


def _bound(found: Flip) -> str:
    """How far the search went, honestly."""
    tried = f"from {counted(found.space, 'possible change')}"
    if found.stopped_at is not None:
        return (
            f"the search stopped at {counted(found.stopped_at, 'change')} together, after {found.tried:,} tries "
            f"{tried}: there may be others"
        )
    return f"all minimal choices of up to {counted(found.at_most, 'change')} {tried}"


def _choice(number: int, told: list[str], terminal: Terminal) -> Iterator[str]:
    lead = f"{number:>3}. "
    for position, text in enumerate(map(printable, told)):
        start = lead if position == 0 else "     and "
        lines = paragraph(text, terminal.width, len(start), len(start))
        yield start + lines[0].lstrip()
        yield from lines[1:]
