"""Which conclusions a brief leads with: what is likely, then what is certain and furthest from the reports."""

from __future__ import annotations

from collections import Counter

from tocsin.questions.differences.changes import State
from tocsin.questions.differences.summary import Standing

LIKELY_MOST = 4
MOST = 8
_PER_SECTION = 2
_FOLLOWING_MOST = 8
_SCALE_MOST = 6


def key_judgements(state: State) -> tuple[Standing, ...]:
    """Up to eight conclusions: the likely, then the certain, one of a section.

    Of a section's certain ones, that goes first which a likely one rests on, then that which takes most steps.

    A certain conclusion that another certain one rests on is left to that one, unless it carries a likely one.
    Conclusions on our own scale have a section to themselves.
    """
    found = [s for s in state.standings.values() if not own_scale(state, s)]
    likely = [s for s in found if s.qualifier == "likely"][:LIKELY_MOST]
    certain = [s for s in found if s.qualifier == "certain" and s.depth > 1 and _leads(state, s)]
    sections: Counter[str] = Counter()
    chosen: list[Standing] = []
    for standing in sorted(certain, key=lambda s: ("likely" not in _users(state, s), -s.depth)):
        sections[standing.section] += 1
        if sections[standing.section] == 1 and len(chosen) + len(likely) < MOST:
            chosen.append(standing)
    order = {identity: place for place, identity in enumerate(state.standings)}
    return (*likely, *sorted(chosen, key=lambda s: order[s.id]))


def own_scale(state: State, standing: Standing) -> bool:
    """Whether the conclusion is our scale's and not the document's; a pack that encodes no text has no other scale."""
    return standing.warrant == "product" and bool(state.assessment.pack.statements)


def _leads(state: State, standing: Standing) -> bool:
    users = _users(state, standing)
    return "likely" in users or "certain" not in users


def _users(state: State, standing: Standing) -> set[str]:
    """The qualifiers of the conclusions that rest on this one."""
    names = state.side.uses.get(standing.id, ())
    return {state.standings[name].qualifier for name in names if name in state.standings}


def what_could_follow(state: State) -> tuple[Standing, ...]:
    """Up to eight conclusions that are possible: the strengthened, then those that nothing else rests on."""
    found = [s for s in state.standings.values() if s.qualifier.startswith("possible") and not own_scale(state, s)]
    ranked = sorted(found, key=lambda s: (s.qualifier != "possible_strengthened", bool(state.side.uses.get(s.id))))
    sections: Counter[str] = Counter()
    chosen: list[Standing] = []
    for standing in ranked:
        sections[standing.section] += 1
        if sections[standing.section] <= _PER_SECTION and len(chosen) < _FOLLOWING_MOST:
            chosen.append(standing)
    order = {identity: place for place, identity in enumerate(state.standings)}
    return tuple(sorted(chosen, key=lambda s: order[s.id]))


def on_our_scale(state: State) -> tuple[Standing, ...]:
    """Up to six conclusions that our own scale makes, not the document; its steps on the way are left out."""
    found = {s.id: s for s in state.standings.values() if own_scale(state, s)}
    ends = [s for s in found.values() if not found.keys() & set(state.side.uses.get(s.id, ()))]
    return tuple(sorted(ends, key=lambda s: s.depth, reverse=True)[:_SCALE_MOST])
