"""A timeline as one self-contained page: the chart, then what changed on each date and why."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.explain.voices.page import items, page, tag, text
from tocsin.facts.strength_words import QUALIFIER_WORDS, strength
from tocsin.judgement import words
from tocsin.judgement.axis import Axis, axis_of
from tocsin.judgement.causes_text import causes_text, event_text
from tocsin.judgement.chart import axis_svg, events_svg, lane_svg, lanes
from tocsin.judgement.timeline import Moment, Timeline
from tocsin.questions.differences.changes import Change, by_cause
from tocsin.rules.model import Pack

_SHOWN = 12
_STYLE = """
main { max-width: 76rem; }
.lane { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 1rem; align-items: center; }
.lane + .lane { border-top: 1px solid var(--tint); }
.lane .label { font-size: .84rem; line-height: 1.3; padding: .25rem 0 0; }
.lane .label b { font-weight: 600; }
.section { font-size: .9rem; margin: 1rem 0 .2rem; color: var(--soft); font-weight: 600; }
.chart svg { display: block; overflow: visible; }
.top { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--line);
  padding-top: .3rem; }
.grid { stroke: var(--line); stroke-width: 1; }
.chart text { font-size: 11px; fill: var(--soft); }
.bar { stroke: none; border: 0; } .bar.certain { fill: var(--certain); } .bar.likely { fill: var(--likely); }
.bar.strengthened { fill: var(--strengthened); } .bar.possible { fill: var(--possible); }
.bar.boundary { fill-opacity: .35; stroke: var(--possible); stroke-dasharray: 4 3; stroke-width: 1.5; }
.bar.gone { fill: var(--soft); fill-opacity: .45; } .bar.gone.boundary { stroke: var(--soft); fill-opacity: .2; }
.mark { fill: var(--paper); stroke: var(--ink); stroke-width: 1.6; }
.mark .halo { fill: none; stroke: var(--paper); stroke-width: 5.5; }
.mark .cross { fill: none; stroke: var(--alarm); stroke-width: 2.4; }
.mark.weakened { stroke: var(--alarm); } .mark.report { stroke: var(--soft); stroke-width: 2; }
.mark.against { fill: var(--alarm); stroke: var(--paper); stroke-width: 1; }
a:hover .mark, a:focus .mark { stroke-width: 3; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; font-size: .84rem; margin: .8rem 0; align-items: center; }
.legend svg { vertical-align: middle; margin-right: .35rem; } .legend span { white-space: nowrap; }
.moment { border-top: 1px solid var(--line); padding: .5rem 0; scroll-margin-top: 3rem; }
.moment h3 { margin: .2rem 0; } .why { margin: .1rem 0 .7rem; padding-left: .8rem; border-left: 3px solid var(--line); }
details { margin: .3rem 0; } summary { cursor: pointer; color: var(--soft); font-size: .9rem; }
.moment li { overflow-wrap: anywhere; }
@media (min-width: 50rem) { .lane { grid-template-columns: 19rem minmax(0, 1fr); } .lane .label { padding: .2rem 0; } }
@media (max-width: 49.99rem) { .wide { display: none; } }
@media print { .top { position: static; } details > * { display: block; } }
"""


def to_html(timeline: Timeline, pack: Pack) -> str:
    """The page of a timeline."""
    until = f", as it could be drawn on {timeline.known_by}" if timeline.known_by else ""
    rules = f"the rules of {pack.title or pack.name}, version {timeline.version}"
    intro = (
        f"<h1>{text(timeline.case)}: what followed, and when</h1>"
        f'<p class="soft">By {text(rules + until)}. '
        "Each date is assessed with what was known by that date.</p>"
    )
    if not timeline.moments:
        return page(timeline.case, intro + "<p>No report is dated, so nothing changed on any date.</p>", _STYLE)
    axis = axis_of([moment.date for moment in timeline.moments])
    changes = "".join(_moment(moment, timeline) for moment in timeline.moments)
    body = f"{intro}{_legend()}{_chart(timeline, pack, axis)}<h2>What changed, and why</h2>{_outset(timeline)}{changes}"
    return page(f"{timeline.case}: timeline", body, _STYLE)


def _legend() -> str:
    def bar(name: str, height: int, label: str) -> str:
        rect = f'<rect class="bar {name}" y="{(16 - height) / 2}" width="26" height="{height}"/>'
        return f'<span><svg width="26" height="16" aria-hidden="true">{rect}</svg>{label}</span>'

    def shape(name: str, path: str, label: str) -> str:
        drawn = f'<g class="mark {name}" transform="translate(8 8)">{path}</g>'
        return f'<span><svg width="16" height="16" aria-hidden="true">{drawn}</svg>{label}</span>'

    parts = [
        bar("certain", 14, QUALIFIER_WORDS["certain"]),
        bar("likely", 10, text(words.LIKELY)),
        bar("strengthened", 6, QUALIFIER_WORDS["possible_strengthened"]),
        bar("possible", 3, "possible (carries no number)"),
        bar("possible boundary", 3, "possible, at the boundary of a comparison"),
        bar("certain gone", 14, "no longer so"),
        shape("report", '<path class="stroke" d="M0-6V6"/>', "report"),
        shape("appeared", '<circle r="4.5"/>', "new"),
        shape("strengthened", '<path d="M0-6 5.5 4h-11z"/>', "firmer"),
        shape("weakened", '<path d="M0 6 5.5-4h-11z"/>', "weaker"),
        shape("fell", '<path class="cross" d="M-4-4 4 4M4-4-4 4"/>', "gone"),
        shape("against", '<path d="M0-6 5 0 0 6-5 0z"/>', "denied or taken back"),
    ]
    return f'<div class="legend">{"".join(parts)}</div>'


def _chart(timeline: Timeline, pack: Pack, axis: Axis) -> str:
    parts = [f'<div class="lane top"><div class="label">{_early(timeline, axis)}</div>{axis_svg(axis)}</div>']
    parts.append(f'<div class="lane"><div class="label"><b>Reports</b></div>{events_svg(timeline, axis)}</div>')
    section = None
    for lane in lanes(timeline, pack):
        if lane.section != section:
            section = lane.section
            parts.append(f'<div class="section">{text(section)}</div>')
        name = "" if lane.statement is None else f"<b>{text(lane.statement)}</b> "
        label = f'<div class="label">{name}{text(lane.label)}</div>'
        parts.append(f'<div class="lane">{label}{lane_svg(timeline, lane, axis)}</div>')
    return f'<div class="chart">{"".join(parts)}</div>'


def _early(timeline: Timeline, axis: Axis) -> str:
    early = sum(moment.date < axis.first for moment in timeline.moments)
    return f'<span class="soft">{words.counted(early, "earlier date")} below</span>' if early else ""


def _outset(timeline: Timeline) -> str:
    if not timeline.outset:
        return ""
    lines = [f"{tag(s.qualifier, strength(s.qualifier, s.boundary))} {text(s.reads)}" for s in timeline.outset]
    title = f"{words.counted(len(lines), 'conclusion')} from the outset, before the first dated report"
    return f"<details><summary>{title}</summary>{items(lines)}</details>"


def _moment(moment: Moment, timeline: Timeline) -> str:
    parts = [f'<section class="moment" id="d{moment.date}"><h3>{moment.date}</h3>']
    events = [text(event_text(event)) for event in moment.events]
    if moment.changes:
        parts += _changes(moment)
        parts.append(f"<details><summary>{words.counted(len(events), 'event')}</summary>{items(events)}</details>")
    else:
        parts.append(f'<div class="small soft">{items(events)}</div>')
    if moment.supports:
        lines = [text(f"{s.standing.reads}{_carried(len(s.above))}") for s in moment.supports]
        title = f"{words.counted(len(lines), 'conclusion')} with more or less support, as firm as before"
        parts.append(f"<details><summary>{title}</summary>{items(lines)}</details>")
    return "".join([*parts, "</section>"])


def _carried(above: int) -> str:
    return f" ({words.counted(above, 'conclusion rests', 'conclusions rest')} on it)" if above else ""


def _changes(moment: Moment) -> Iterator[str]:
    """The changes of a date, those with the same causes together."""
    for causes, members in by_cause(moment.changes):
        lines = [_change(change) for change in members]
        yield items(lines[:_SHOWN])
        if len(lines) > _SHOWN:
            yield f"<details><summary>{len(lines) - _SHOWN} more</summary>{items(lines[_SHOWN:])}</details>"
        because = "; ".join(causes_text(causes, moment.events)) or "nothing given changed for it"
        yield f'<p class="why small">because {text(because)}</p>'


def _change(change: Change) -> str:
    standing = change.standing
    said = strength(standing.qualifier, standing.boundary)
    was = ""
    if change.before is not None and change.after is not None:
        before = strength(change.before.qualifier, change.before.boundary)
        was = f' <span class="soft small">(before: {text(before)})</span>'
    return f"<b>{words.CHANGES[change.kind]}</b> {tag(standing.qualifier, said)} {text(standing.reads)}{was}"
