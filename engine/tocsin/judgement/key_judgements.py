"""Which conclusions a brief leads with: what is likely, then what is certain, the furthest from the reports first."""

from __future__ import annotations

from collections import Counter

from tocsin.questions.differences.changes import State
from tocsin.questions.differences.summary import ELSEWHERE, Standing

LIKELY_MOST = 4
MOST = 8
_PER_SECTION = 2
_FOLLOWING_MOST = 8
_SCALE_MOST = 6


def key_judgements(state: State) -> tuple[Standing, ...]:
    """Up to eight conclusions: the likely, then the certain, one of a section; without sections, as many as fit.

    Of a section's certain ones, that goes first which a likely one rests on, then that which takes most steps. What is
    one step from the reports, or carries nothing but our own scale, comes where there is room left.

    A certain conclusion that another certain one rests on is left to that one, unless it carries a likely one, or the
    two carry each other. Conclusions on our own scale have a section to themselves.
    """
    found = [s for s in state.standings.values() if not own_scale(state, s)]
    likely = [s for s in found if s.qualifier == "likely"][:LIKELY_MOST]
    carries = _Carried(state)
    certain = [s for s in found if s.qualifier == "certain" and carries.leads(s)]
    sections: Counter[str] = Counter()
    chosen: list[Standing] = []
    for standing in sorted(certain, key=lambda s: (carries.aside(s), not carries.likely(s), -s.depth)):
        sections[standing.section] += 1
        first = sections[standing.section] == 1 or standing.section == ELSEWHERE
        if first and len(chosen) + len(likely) < MOST:
            chosen.append(standing)
    order = {identity: place for place, identity in enumerate(state.standings)}
    return (*likely, *sorted(chosen, key=lambda s: order[s.id]))


class _Carried:
    """What conclusions carry: the conclusions that rest on them, but for those that they rest on themselves."""

    def __init__(self, state: State) -> None:
        graph, self._numbers = state.assessment.graph, state.assessment.numbered.numbers
        self._uses, self._conclusion = graph.uses, graph.conclusion
        self._stands = {
            self._numbers[s.id]: "scale" if s.qualifier == "certain" and own_scale(state, s) else s.qualifier
            for s in state.standings.values()
        }
        self._circle = {number: at for at, circle in enumerate(graph.loops) for number in circle}
        self._by: dict[str, frozenset[str]] = {}

    def leads(self, standing: Standing) -> bool:
        """True if no other certain conclusion of the document says more, or a likely one rests on it.

        One step from the reports, what a likely one rests on is left to that one.
        """
        return standing.depth > 1 if self.likely(standing) else "certain" not in self._carries(standing)

    def likely(self, standing: Standing) -> bool:
        """True if a likely conclusion rests on it."""
        return "likely" in self._carries(standing)

    def aside(self, standing: Standing) -> bool:
        """True if it is one step from the reports, or our own scale alone makes something certain of it."""
        carries = self._carries(standing)
        return standing.depth <= 1 or (bool(carries & {"certain", "scale"}) and "likely" not in carries)

    def _carries(self, standing: Standing) -> frozenset[str]:
        """How strong those are that rest on it: their qualifiers, "scale" of what is certain on our own scale."""
        found = self._by.get(standing.id)
        if found is None:
            number = self._numbers[standing.id]
            users = [self._conclusion[use] for use in self._uses[number]]
            own = self._circle.get(number)
            if own is not None:
                users = [user for user in users if self._circle.get(user) != own]
            found = self._by[standing.id] = frozenset([self._stands[user] for user in users])
        return found


def own_scale(state: State, standing: Standing) -> bool:
    """Whether the conclusion is our scale's and not the document's; a pack that encodes no text has no other scale."""
    return standing.warrant == "product" and bool(state.assessment.pack.statements)


def what_could_follow(state: State) -> tuple[Standing, ...]:
    """Up to eight conclusions that are possible: the strengthened, then those that nothing else rests on.

    Of a section two; without sections, as many as fit.
    """
    found = [s for s in state.standings.values() if s.qualifier.startswith("possible") and not own_scale(state, s)]
    ranked = sorted(found, key=lambda s: (s.qualifier != "possible_strengthened", bool(state.side.users(s.id))))
    sections: Counter[str] = Counter()
    chosen: list[Standing] = []
    for standing in ranked:
        sections[standing.section] += 1
        fits = sections[standing.section] <= _PER_SECTION or standing.section == ELSEWHERE
        if fits and len(chosen) < _FOLLOWING_MOST:
            chosen.append(standing)
    order = {identity: place for place, identity in enumerate(state.standings)}
    return tuple(sorted(chosen, key=lambda s: order[s.id]))


def on_our_scale(state: State) -> tuple[Standing, ...]:
    """Up to six conclusions that our own scale makes, not the document; its steps on the way are left out."""
    found = {s.id: s for s in state.standings.values() if own_scale(state, s)}
    ends = [s for s in found.values() if not found.keys() & set(state.side.users(s.id))]
    return tuple(sorted(ends, key=lambda s: s.depth, reverse=True)[:_SCALE_MOST])
