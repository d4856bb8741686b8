"""The sections of a brief, each written from what was found; the words stand here and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import islice

from tocsin.engine.sentences import capital
from tocsin.explain.answers.not_used import told_unused
from tocsin.explain.answers.stated import reasons_told
from tocsin.facts.counting import listed
from tocsin.facts.strength_words import BOUNDARY, LIKELY_BAND
from tocsin.judgement import words
from tocsin.judgement.assumptions import AssumptionsCheck
from tocsin.judgement.base_facts import trace
from tocsin.judgement.brief_parts import Line, Section
from tocsin.judgement.brief_sources import judgements_named
from tocsin.judgement.causes_text import causes_text
from tocsin.judgement.events import Event
from tocsin.judgement.indicators import Indicator
from tocsin.judgement.key_judgements import own_scale
from tocsin.judgement.observations import Unseen
from tocsin.judgement.readings import ReadingTable
from tocsin.questions.differences.causes import Cause
from tocsin.questions.differences.changes import Change, State, by_cause, told_alike
from tocsin.questions.differences.summary import Standing
from tocsin.questions.missing.not_in_force import Idle, Reason
from tocsin.questions.missing.not_used import NotUsed
from tocsin.rules.model import Pack

_CHANGES_SHOWN = 8
_TENSIONS_SHOWN = 5
_PREMISES_SHOWN = 3
_UNUSED_SHOWN = 3
_FULL_STOP = (".", "!", "?")


def key_section(state: State, key: Sequence[Standing]) -> Section:
    """The key judgements, numbered, each with what it rests on."""
    found = tuple(_judgement(state, standing, number) for number, standing in enumerate(key, 1))
    firm = sum(s.qualifier in ("certain", "likely") and not own_scale(state, s) for s in state.standings.values())
    remark = (
        f"What follows does so wherever the facts hold; likely means {LIKELY_BAND} (ICD 203); nothing else "
        "carries a number. A grade beside it is the weakest among the sources of the way that why shows first."
    )
    needed = state.assessment.needed_grades
    if needed and needed.ungraded:
        remark += (
            f" A fact that nobody graded lowers none ({needed.ungraded:,} of {len(state.assessment.facts):,} here)."
        )
    if firm > len(key):
        remark += f" {words.counted(firm - len(key), 'further conclusion')} can be listed with: tocsin assess."
    return Section("Key judgements", found, remark)


def following_section(state: State, found: Sequence[Standing]) -> Section:
    """What could follow: possible conclusions, which carry no number."""
    possible = sum(s.qualifier.startswith("possible") and not own_scale(state, s) for s in state.standings.values())
    lines = tuple(_judgement(state, standing, None) for standing in found)
    more = possible - len(found)
    remark = "These are possible, no more, and carry no number."
    if more > 0:
        remark += (
            f" {words.counted(more, 'further possibility', 'further possibilities')} can be listed with: tocsin assess."
        )
    return Section("What could follow", lines, remark)


def scale_section(state: State, found: Sequence[Standing]) -> Section:
    """What stands on a scale of our own."""
    lines = tuple(_judgement(state, standing, None) for standing in found)
    remark = "The scale and the classes are ours and not the document's; they are no firmer than what they rest on."
    return Section("By our own scale and classes", lines, remark)


def _judgement(state: State, standing: Standing, number: int | None) -> Line:
    remark = f" ({BOUNDARY})" if standing.boundary else ""
    said = words.estimative(standing.reads, standing.qualifier)
    conclusion = state.assessment.conclusion(standing.id)
    if conclusion is None:
        raise LookupError(standing.id)
    below = (_why(state, standing),) if number is not None else ()
    return Line(
        ended(said.rstrip(".") + remark) if remark else ended(said),
        (trace(conclusion.best),),
        qualifier=standing.qualifier,
        boundary=standing.boundary,
        number=number,
        below=below,
        grades=state.assessment.grades_of(standing.id),
        conclusion=standing.id,
    )


def _why(state: State, standing: Standing) -> Line:
    """What the judgement rests on: warrant and statements, and the nearest premises."""
    conclusion = state.assessment.conclusion(standing.id)
    premises = () if conclusion is None else tuple(dict.fromkeys(conclusion.best.premises))
    told = [_premise(state, premise) for premise in premises[:_PREMISES_SHOWN]]
    if len(premises) > _PREMISES_SHOWN:
        told.append(words.counted(len(premises) - _PREMISES_SHOWN, "further premise"))
    warrants = listed([_WARRANTS[warrant] for warrant in standing.warrants])
    cited = f" ({', '.join(standing.statements)})" if standing.statements else ""
    return Line(f"Warranted by {warrants}{cited}; rests on: {'; '.join(told)}.", premises)


_WARRANTS = {
    "document": "the document",
    "law": "the law",
    "bridge": "a link of our own",
    "product": "our own classification",
}


def _premise(state: State, identity: str) -> str:
    standing = state.standings.get(identity)
    if standing is not None:
        sentence = words.estimative(standing.reads, standing.qualifier).rstrip(".")
        return sentence
    return state.assessment.fact_text(identity)


def changes_section(state: State, since: dt.date | None, changes: Sequence[Change], events: Sequence[Event]) -> Section:
    """What changed since a date, the firmest first, each with what brought it about."""
    if since is None:
        return Section("What changed", ())
    title = f"What changed since {since}"
    if not changes:
        return Section(title, (Line("No conclusion changed.", judges=False),))
    ranked = sorted(changes, key=lambda change: change.standing.rank, reverse=True)[:_CHANGES_SHOWN]
    lines = [line for causes, members in by_cause(ranked) for line in _group(state, causes, members, events)]
    if len(changes) > len(ranked):
        rest = words.counted(len(changes) - len(ranked), "further change")
        lines.append(Line(f"{rest} can be listed with: tocsin timeline.", judges=False))
    return Section(title, tuple(lines))


def _group(state: State, causes: Sequence[Cause], members: Sequence[Change], events: Sequence[Event]) -> list[Line]:
    """Changes with the same causes; what brought them about stands below the last."""
    because = "; ".join(causes_text(causes, events, most=1))
    alike = told_alike(members, lambda change: _grades(state, change))
    lead = "All of these because" if len(alike) > 1 else "Because"
    below = (Line(ended(f"{lead} {because}"), tuple(cause.id for cause in causes[:1])),) if because else ()
    return [_change(state, changes, below if changes is alike[-1] else ()) for changes in alike]


def _change(state: State, changes: Sequence[Change], below: tuple[Line, ...]) -> Line:
    """A line for changes of which the same is told, with what each of them comes of."""
    change = changes[0]
    said = words.estimative(change.standing.reads, change.standing.qualifier)
    found = ((each.standing.id, state.assessment.conclusion(each.standing.id)) for each in changes)
    traced = tuple(identity if now is None else trace(now.best) for identity, now in found)
    name = words.CHANGES[change.kind].capitalize()
    qualifier = change.standing.qualifier if change.after is not None else None
    return Line(
        ended(f"{name}: {said}"),
        traced,
        qualifier=qualifier,
        boundary=change.standing.boundary,
        below=below,
        grades=_grades(state, change),
    )


def _grades(state: State, change: Change) -> tuple[str, ...]:
    """The weakest grades that the conclusion needs, if it stands."""
    identity = change.standing.id
    return () if state.assessment.conclusion(identity) is None else state.assessment.grades_of(identity)


def readings_section(table: ReadingTable, key: Sequence[Standing]) -> Section:
    """The readings on which a key judgement does not stand, or stands weaker."""
    rows = {row.id: row for row in table.rows}
    lines = []
    for place, column in enumerate(table.columns):
        differing = {}
        for number, standing in enumerate(key, 1):
            cell = rows[standing.id].cells[place]
            if cell is None or cell.rank < standing.rank:
                differing[number] = standing.id
        if differing and column.id != table.base:
            name = f"{column.id} ({column.text.rstrip('.')})"
            text = f"On the reading {name}, {judgements_named(differing)} would not stand as written."
            lines.append(Line(text, (column.id, *differing.values())))
    return Section("Dissenting readings", tuple(lines))


def tensions_section(state: State) -> Section:
    """What pulls against what; reported, never resolved."""
    found: dict[str, tuple[str, dict[str, None]]] = {}
    for tension in state.assessment.tensions:
        found.setdefault(tension.id, (tension.text, {}))[1].update(dict.fromkeys(tension.between))
    lines = [Line(ended(capital(text)), tuple(between)) for text, between in list(found.values())[:_TENSIONS_SHOWN]]
    more = len(found) - _TENSIONS_SHOWN
    if more > 0:
        lines.append(Line(f"{words.counted(more, 'further tension')} can be listed with: tocsin assess.", judges=False))
    return Section("Tensions", tuple(lines), "Both sides hold; neither is resolved here." if lines else "")


def not_used_section(found: NotUsed) -> Section:
    """The facts that fed nothing, and what would have to be otherwise."""
    told = list(islice(told_unused(found), _UNUSED_SHOWN + 1))
    lines = [Line(ended(f"{which}: {why}"), judges=False) for _, which, why in told[:_UNUSED_SHOWN]]
    if len(told) > _UNUSED_SHOWN:
        more = words.counted(len(found) - sum(count for count, *_ in told[:_UNUSED_SHOWN]), "further fact")
        lines.append(Line(f"{more} can be listed with: tocsin assess --not-used.", judges=False))
    return Section("Not used", tuple(lines), "Nothing that is concluded rests on these facts." if lines else "")


def taken_back_section(found: Iterable[Idle]) -> Section:
    """What was taken back or corrected and is in force no more, and by whom."""
    told = [idle for idle in found if any(_is_taken_back(reason) or reason.now for reason in idle.reasons)]
    told.sort(key=lambda idle: not any(map(_is_taken_back, idle.reasons)))
    lines = [Line(ended(f"{idle.given.fact}: {reasons_told(idle)}"), judges=False) for idle in told[:_UNUSED_SHOWN]]
    if len(told) > _UNUSED_SHOWN:
        more = words.counted(len(told) - _UNUSED_SHOWN, "further fact")
        lines.append(Line(f"{more} can be listed with: tocsin assess --not-used.", judges=False))
    return Section("Taken back or corrected", tuple(lines), "Nothing rests on these facts any more." if lines else "")


def _is_taken_back(reason: Reason) -> bool:
    return reason.kind in ("withdrawn", "retracted")


def functions_section(pack: Pack) -> Section:
    """The functions that rules call and that are no part of the language."""
    called: dict[str, list[str]] = {name: [] for name in sorted(pack.own_functions)}
    for rule in pack.rules:
        for function in rule.own_functions:
            called[function.name].append(rule.id)
    lines = (Line(f"{pack.own_functions[name]}: {listed(rules)}.", judges=False) for name, rules in called.items())
    remark = "These rules call functions that are not Tocsin's; what such a function gives is its author's word."
    return Section("Functions from outside", tuple(lines), remark)


def assumptions_section(check: AssumptionsCheck, key: Sequence[Standing]) -> Section:
    """The assumptions that are on and without which a key judgement falls or weakens."""
    numbers = {standing.id: number for number, standing in enumerate(key, 1)}
    lines = []
    for assumption in check.checks:
        hit = {
            numbers[c.standing.id]: c.standing.id for c in assumption.changes if c.before and c.standing.id in numbers
        }
        hit = dict(sorted(hit.items()))
        if assumption.on and hit:
            text = (
                f"{capital(assumption.text.rstrip('.'))} ({words.CLASSES[assumption.classification]}): "
                f"without this, {judgements_named(hit)} would fall or weaken."
            )
            lines.append(Line(text, (assumption.id, *hit.values())))
    return Section("Key assumptions", tuple(lines))


def watch_section(
    strengtheners: Sequence[Indicator], completions: Sequence[Indicator], unseen: Sequence[Unseen]
) -> Section:
    """What to watch: what would strengthen a conclusion, complete a silent rule, or show a conclusion come true."""
    lines = [
        Line(
            f"Not observed so far: {u.text.rstrip('.')}; it would bear out: {ended(u.standing.reads)}", (u.standing.id,)
        )
        for u in unseen
    ]
    lines += [
        Line(f"Stronger if observed: {i.observation}, for: {ended(i.conclusion)}", i.trace) for i in strengtheners
    ]
    lines += [
        Line(f"All that is lacking: {i.observation}, for: {ended(i.conclusion)}", (i.rule, *i.trace))
        for i in completions
    ]
    return Section("What to watch", tuple(lines))


def ended(sentence: str) -> str:
    """The sentence with its full stop."""
    return sentence if sentence.endswith(_FULL_STOP) else f"{sentence}."
