"""A timeline as a chart: a lane for each statement, a bar for as long as something follows from it.

The height and pattern of a bar tell the qualifier as well as its colour does; marks tell what changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import pairwise

from tocsin.engine.plan import STRENGTH
from tocsin.explain.voices.page import QUALIFIER_CLASSES, text
from tocsin.facts.dataclass import dataclass
from tocsin.facts.reports import Qualifier
from tocsin.facts.strength_words import strength
from tocsin.judgement import words
from tocsin.judgement.axis import Axis
from tocsin.judgement.timeline import Span, Timeline
from tocsin.questions.differences.summary import Standing
from tocsin.rules.model import Pack

HEIGHT = 20
_BARS: dict[Qualifier, int] = {"certain": 14, "likely": 10, "possible_strengthened": 6, "possible": 3}
_MARKS = {
    "appeared": '<circle r="4.5"/>',
    "strengthened": '<path d="M0-6 5.5 4h-11z"/>',
    "weakened": '<path d="M0 6 5.5-4h-11z"/>',
    "fell": '<path class="halo" d="M-5-5 5 5M5-5-5 5"/><path class="cross" d="M-4-4 4 4M4-4-4 4"/>',
}
_TOLD = 6
_ROOM, _NARROW_ROOM = (1.4, 1.5), (2.1, 2.0)
"""What a letter of a date's name takes of the width of a chart, and what stands beside a name, in percent: on a wide
page, and on a narrow one."""
_LATE = 90
"""From here on a name stands before its date."""


@dataclass(frozen=True)
class Lane:
    """A line of the chart: a statement, or a type of conclusion where rules cite none, and what is drawn in it."""

    section: str
    statement: str | None
    label: str
    conclusions: frozenset[str]


def lanes(timeline: Timeline, pack: Pack) -> tuple[Lane, ...]:
    """The lanes in the order of the text; each conclusion is in that of the first statement its rule cites."""
    found: dict[tuple[str, str | None, str], set[str]] = {}
    for standing in timeline.conclusions.values():
        found.setdefault(_key(standing, pack), set()).add(standing.id)
    order = {name: number for number, name in enumerate(pack.sections)}
    place = {statement.id: number for number, statement in enumerate(pack.statements)}

    def position(key: tuple[str, str | None, str]) -> tuple[int, int, str]:
        section, statement, label = key
        return order.get(section, len(order)), place.get(statement or "", len(place)), label

    return tuple(Lane(*key, frozenset(found[key])) for key in sorted(found, key=position))


def _key(standing: Standing, pack: Pack) -> tuple[str, str | None, str]:
    """The section, statement and label of the lane a conclusion belongs in."""
    for cited in standing.cites:
        statement = pack.statement_by_id.get(cited)
        if statement is not None:
            return statement.section or standing.section, cited, statement.paraphrase
    return standing.section, None, standing.type.replace("_", " ").capitalize()


def lane_svg(timeline: Timeline, lane: Lane, axis: Axis) -> str:
    """The lane as an SVG as wide as the page lets it be."""
    spans = [span for span in timeline.spans if span.conclusion in lane.conclusions]
    parts = [*gridlines(axis), *_bars(timeline, spans, axis), *_marks(timeline, lane, axis)]
    return drawing(parts, lane.label)


def drawing(parts: Iterable[str], label: str, height: int = HEIGHT) -> str:
    """Parts of a chart in a drawing that stretches: places in percent, sizes in pixels."""
    inside = "".join(parts)
    return f'<svg width="100%" height="{height}" role="img" aria-label="{text(label)}">{inside}</svg>'


def gridlines(axis: Axis) -> Iterator[str]:
    """A thin line at each date marked."""
    for date, _ in axis.ticks():
        yield f'<line class="grid" x1="{axis.at(date)}%" x2="{axis.at(date)}%" y1="0" y2="100%"/>'


def _bars(timeline: Timeline, spans: list[Span], axis: Axis) -> Iterator[str]:
    """For each time between changes, a bar for the firmest conclusion that then stands; grey if none does any more."""
    cuts = sorted({date for span in spans for date in (span.begin, span.end) if date is not None})
    edges = [None, *cuts, None]
    standing = {span.conclusion for span in spans if span.end is None}
    for begin, end in pairwise(edges):
        held = [span for span in spans if _covers(span, begin)]
        left, right = axis.at(begin), axis.at(end, 100.0)
        if held and right > left:
            firmest = max(held, key=lambda span: (STRENGTH[span.qualifier], not span.boundary))
            gone = not standing & {span.conclusion for span in held}
            yield _bar(firmest, left, right, _told(timeline, held, begin, end), gone)


def _covers(span: Span, date: dt.date | None) -> bool:
    if date is None:
        return span.begin is None
    return (span.begin is None or span.begin <= date) and (span.end is None or date < span.end)


def _bar(span: Span, left: float, right: float, title: str, gone: bool) -> str:
    height = _BARS[span.qualifier]
    shape = QUALIFIER_CLASSES[span.qualifier] + (" boundary" if span.boundary else "") + (" gone" if gone else "")
    where = f'x="{left}%" width="{right - left:.2f}%" y="{(HEIGHT - height) / 2}" height="{height}"'
    return f'<rect class="bar {shape}" {where}><title>{text(title)}</title></rect>'


def _told(timeline: Timeline, held: list[Span], begin: dt.date | None, end: dt.date | None) -> str:
    since = "from the outset" if begin is None else f"from {begin}"
    until = "" if end is None else f" until {end}"
    lines = [f"{since}{until}"]
    for span in held[:_TOLD]:
        told = strength(span.qualifier, span.boundary)
        lines.append(f"{told}: {timeline.conclusions[span.conclusion].reads}")
    if len(held) > _TOLD:
        lines.append(f"and {len(held) - _TOLD} more")
    return "\n".join(lines)


def _marks(timeline: Timeline, lane: Lane, axis: Axis) -> Iterator[str]:
    for moment in timeline.moments:
        if moment.date < axis.first:
            continue
        kinds: dict[str, list[str]] = {}
        for change in moment.changes:
            if change.standing.id in lane.conclusions:
                kinds.setdefault(change.kind, []).append(change.standing.reads)
        for kind, sentences in kinds.items():
            title = "\n".join([f"{moment.date}: {words.CHANGES[kind]}", *sentences[:_TOLD]])
            yield mark(axis.at(moment.date), moment.date, _MARKS[kind], f"mark {kind}", title)


def mark(at: float, date: dt.date, shape: str, name: str, title: str) -> str:
    """A shape at a place, which leads to its date in the list."""
    return (
        f'<svg x="{at}%" y="{HEIGHT // 2}" overflow="visible"><a href="#d{date}">'
        f'<g class="{name}">{shape}<title>{text(title)}</title></g></a></svg>'
    )


def events_svg(timeline: Timeline, axis: Axis) -> str:
    """The lane of the reports: a stroke for each date, a diamond where a fact was denied or taken back."""
    parts = list(gridlines(axis))
    for moment in timeline.moments:
        if moment.date < axis.first:
            continue
        against = [event for event in moment.events if event.kind in ("denied", "retracted")]
        shape = '<path d="M0-6 5 0 0 6-5 0z"/>' if against else '<path class="stroke" d="M0-6V6"/>'
        lines = [f"{words.EVENTS[event.kind]}: {event.source}: {event.text}" for event in moment.events]
        title = "\n".join([str(moment.date), *lines[:_TOLD]])
        parts.append(
            mark(axis.at(moment.date), moment.date, shape, "mark against" if against else "mark report", title)
        )
    return drawing(parts, "reports")


def axis_svg(axis: Axis) -> str:
    """The names of the dates marked, but for those that would run into others; more are left out on a narrow page."""
    parts = list(gridlines(axis))
    wide, narrow = (_apart(axis, *room) for room in (_ROOM, _NARROW_ROOM))
    for date, name in axis.ticks():
        if date in wide:
            at = axis.at(date)
            anchor, shift = ("end", -3) if at > _LATE else ("start", 3)
            only = "" if date in narrow else ' class="wide"'
            parts.append(f'<text{only} x="{at}%" dx="{shift}" y="14" text-anchor="{anchor}">{name}</text>')
    return drawing(parts, "time")


def _apart(axis: Axis, letter: float, beside: float) -> set[dt.date]:
    """The dates whose names stand apart where a letter takes so much; the names that tell a year go first."""
    taken: dict[dt.date, tuple[float, float]] = {}
    for date, name in sorted(axis.ticks(), key=lambda tick: (not tick[1][-4:].isdigit(), tick[0])):
        at, room = axis.at(date), len(name) * letter + beside
        left, right = (at - room, at) if at > _LATE else (at, at + room)
        if all(right <= other[0] or left >= other[1] for other in taken.values()):
            taken[date] = left, right
    return set(taken)
