"""Two parties side by side, for people: who concludes what, and where they part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.cli.judgement_text import compared_lines, moment_text
from tocsin.cli.layout import paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import and_more, counted

if TYPE_CHECKING:
    from tocsin.engine import Assessment
    from tocsin.questions.differences.compare import Comparison, Parting

_NAMED = 3


def lines_of(found: Comparison, every: bool, terminal: Terminal) -> Iterator[str]:
    """The comparison as lines; without ``every``, only what does not stand alike with both."""
    for label, name, side in zip("AB", found.names, (found.a, found.b), strict=True):
        yield from paragraph(f"{label}  {_party(name, side)}", terminal.width, 0, 3)
    shown = found.rows if every else found.differing
    yield from compared_lines(((row.standing, (row.a, row.b)) for row in shown), "AB", terminal)
    agreed = len(found.rows) - len(found.differing)
    yield ""
    more = "" if every or not agreed else " (--all lists them)"
    yield f"{counted(agreed, 'conclusion')} of {len(found.rows):,} stand alike with both{more}."
    yield from _partings(found, every, terminal)


def _party(name: str, side: Assessment) -> str:
    facts, conclusions = counted(len(side.facts), "fact"), counted(len(side.conclusions), "conclusion")
    return f"{printable(name)} · {moment_text(side.as_of, side.known_by)} · {facts}, {conclusions}"


def _partings(found: Comparison, every: bool, terminal: Terminal) -> Iterator[str]:
    """Each point where derivations first part, with how many conclusions part there."""
    grouped: dict[tuple[str, str], list[Parting]] = {}
    for row in found.differing:
        if row.parting is not None:
            grouped.setdefault((row.parting.firmer, row.parting.fact), []).append(row.parting)
    if not grouped:
        return
    yield ""
    yield terminal.paint("Where their derivations first part", "bold")
    points = sorted(grouped.values(), key=lambda members: (-len(members), members[0].text))
    for members in points if every else points[: _NAMED * 4]:
        yield from _parting(members, every, terminal)
    if len(points) > _NAMED * 4 and not every:
        yield f"  {and_more(len(points) - _NAMED * 4)}"


def _parting(members: list[Parting], every: bool, terminal: Terminal) -> Iterator[str]:
    from tocsin.explain.answers.stated import stated
    from tocsin.judgement.causes_text import causes_text

    first = members[0]
    party, other = ("A", "B") if first.firmer == "a" else ("B", "A")
    how = "is given" if first.given else f"follows by {first.rule}"
    text = f"{party} only: {first.text} {how} ({counted(len(members), 'conclusion')})"
    yield from paragraph(printable(text), terminal.width, 2, 4)
    reasons = [f"{other}: {stated(idle)}" for idle in first.idle]
    causes = [cause for cause in first.causes if cause.id != first.fact]
    if not first.given or every:
        reasons += causes_text(causes, most=len(causes) if every else _NAMED)
    for reason in reasons:
        yield from (terminal.paint(line, "faint") for line in paragraph(printable(reason), terminal.width, 4, 6))
