"""A timeline for people: each date with its events, what changed, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.judgement_text import because, engines_text, heading, standing_lines
from tocsin.cli.layout import Cell, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import counted

if TYPE_CHECKING:
    from tocsin.judgement import Change, Event, Moment, Standing, Support, Timeline


def lines_of(timeline: Timeline, terminal: Terminal) -> Iterator[str]:
    """The timeline as lines."""
    yield heading(timeline.case, timeline.pack, timeline.version, terminal)
    moments = timeline.moments
    if not moments:
        yield "Nothing is dated in this time: no date on which knowledge changed."
        return
    known = "" if timeline.known_by is None else f" and no later than {timeline.known_by}"
    about = (
        f"{counted(len(moments), 'date')} on which knowledge changed, {moments[0].date} to {moments[-1].date}; each "
        f"assessed as known by that day{known} · {engines_text(timeline.engines)}, on the last"
    )
    yield from paragraph(about, terminal.width)
    outset = counted(len(timeline.outset), "conclusion")
    yield f"{outset} on the day before, {len(timeline.end):,} at the end"
    for moment in moments:
        yield from _moment(moment, timeline.conclusions, terminal)


def _moment(moment: Moment, conclusions: Mapping[str, Standing], terminal: Terminal) -> Iterator[str]:
    from tocsin.judgement.causes_text import event_text

    yield ""
    tally = tally_of(moment.changes)
    yield f"{terminal.paint(str(moment.date), 'bold')}{'  ' + tally if tally else ''}"
    for event in moment.events:
        style = "red" if event.kind in ("denied", "retracted") else "faint"
        for line in paragraph(f"· {printable(event_text(event))}", terminal.width, 2, 4):
            yield terminal.paint(line, style)
    yield from change_lines(moment.changes, moment.events, terminal)
    for gained in (True, False):
        yield from _supports([s for s in moment.supports if s.gained is gained], gained, conclusions, terminal)


def tally_of(changes: Sequence[Change]) -> str:
    """How many conclusions appeared, grew firmer or weaker, or fell."""
    from tocsin.judgement.words import CHANGES
    from tocsin.questions.differences.changes import CHANGE_KINDS

    counts = {kind: sum(change.kind == kind for change in changes) for kind in CHANGE_KINDS}
    return ", ".join(f"{count} {CHANGES[kind]}" for kind, count in counts.items() if count)


def change_lines(changes: Sequence[Change], events: Sequence[Event], terminal: Terminal) -> Iterator[str]:
    """Conclusions that stand otherwise than before, those with the same causes together, and their causes."""
    from tocsin.facts.strength_words import strength
    from tocsin.judgement.causes_text import causes_text
    from tocsin.judgement.words import CHANGES
    from tocsin.questions.differences.changes import by_cause, told_alike

    for causes, members in by_cause(changes):
        for change, *others in told_alike(members):
            was = ""
            if change.before is not None and change.after is not None:
                was = f" (before: {strength(change.before.qualifier, change.before.boundary)})"
            kind = Cell(CHANGES[change.kind], 6, lambda line: terminal.paint(line, "bold"))
            same = [other.standing for other in others]
            yield from standing_lines(change.standing, terminal, 2, kind, was, same)
        yield from because(causes_text(causes, events), terminal)


def _supports(
    supports: list[Support], gained: bool, conclusions: Mapping[str, Standing], terminal: Terminal
) -> Iterator[str]:
    """One line: the statements whose conclusions stand as firm as before, on more or on less."""
    if not supports:
        return
    above = {name for support in supports for name in support.above} - {s.standing.id for s in supports}
    where = _cited(support.standing for support in supports)
    others = _cited(conclusions[name] for name in above)
    carried = f"; and so for {counted(len(above), 'other')} that rest on them{others}" if above else ""
    text = f"{'further' if gained else 'less'} support, as firm as before, for {counted(len(supports), 'conclusion')}"
    yield from (terminal.paint(line, "faint") for line in paragraph(f"{text}{where}{carried}", terminal.width, 2, 4))


def _cited(standings: Iterable[Standing]) -> str:
    names = sorted({name for standing in standings for name in standing.cites})
    return f" ({' '.join(names)})" if names else ""
