"""What of a case fed nothing, for people; and given facts of types that rules conclude."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.layout import paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import counted
from tocsin.facts.counting import listed

if TYPE_CHECKING:
    from tocsin.facts.model import Given
    from tocsin.questions import NotUsed
    from tocsin.questions.missing.not_in_force import Idle
    from tocsin.rules.model import Pack

TITLE = "Not used (no conclusion rests on these facts)"
NOT_IN_FORCE = "Not in force (stated, and not so at this time)"
_SHOWN = 3


def not_used_lines(
    found: NotUsed, terminal: Terminal, *, every: bool = False, all_by: str = "--not-used lists them all"
) -> list[str]:
    """The facts that fed nothing, each reason once; without ``every`` the first few, and how many more there are.

    ``all_by`` says how to see all.
    """
    from tocsin.explain.answers.not_used import told_unused

    lines: list[str] = []
    told = 0
    for number, (count, which, why) in enumerate(told_unused(found)):
        if number == _SHOWN and not every:
            more = f"and {counted(len(found) - told, 'more fact')}: {all_by}"
            return lines + paragraph(more, terminal.width, 2, 4)
        told += count
        lines += paragraph(printable(which), terminal.width, 2, 4)
        lines += [terminal.paint(line, "faint") for line in paragraph(printable(why), terminal.width, 4, 6)]
    return lines


def not_in_force_lines(idle: Sequence[Idle], later: Sequence[Given], terminal: Terminal) -> Iterator[str]:
    """The facts that are stated and not in force, each with why; then those that nobody has told yet."""
    from tocsin.explain.answers.stated import reasons_told

    if idle or later:
        yield ""
        yield terminal.paint(NOT_IN_FORCE, "bold")
    for each in idle:
        yield from paragraph(printable(str(each.given.fact)), terminal.width, 2, 4)
        told = paragraph(printable(reasons_told(each)), terminal.width, 4, 6)
        yield from (terminal.paint(line, "faint") for line in told)
    if later:
        yield from paragraph(f"{counted(len(later), 'fact')} known later only:", terminal.width, 2, 4)
        for given in later:
            yield from paragraph(printable(str(given.fact)), terminal.width, 4, 6)


def concluded_lines(pack: Pack, types: Iterable[str], terminal: Terminal) -> Iterator[str]:
    """A warning that facts are given of types that rules of the pack conclude; nothing if there are none.

    ``types`` has the type of each given fact.
    """
    counts = Counter(name for name in types if name in pack.concluded_types)
    if counts:
        names = listed([f"{name} ({counted(count, 'fact')})" for name, count in sorted(counts.items())])
        told = f"warning: given as facts, though rules of {pack.name} conclude them: {names}; nothing vouches for them "
        lines = paragraph(printable(told + "but who reported them"), terminal.width, 0, 2)
        yield from (terminal.paint(line, "yellow") for line in lines)
