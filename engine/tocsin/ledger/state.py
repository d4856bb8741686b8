"""Entries -> the state of a case: its facts, settings and pack after any number of entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tocsin.engine import Case
from tocsin.facts.model import Given, Qualifier
from tocsin.facts.problems import Place
from tocsin.facts.read import merge_given
from tocsin.facts.reports import Report
from tocsin.facts.vocabulary import Vocabulary
from tocsin.ledger.entry import FACT_KINDS, Draft, Entry, Kind
from tocsin.ledger.packs import Pin
from tocsin.ledger.recorded import given_of
from tocsin.rules.model import Pack


@dataclass(frozen=True)
class Said:
    """What one entry says of a fact: its number, and its content as recorded."""

    number: int
    kind: Kind
    content: Mapping[str, Any]

    def given(self, case: str, vocabulary: Vocabulary) -> Given:
        """The fact and reports it states. Raises ProblemError, naming the entry, if the vocabulary knows no such fact.

        How firmly a fact is given is said where it is asserted; a further report neither adds to nor takes from it.
        """
        kept = vars(self).get("_given")
        if kept is None or kept[0] is not vocabulary:
            least: Qualifier = "certain" if self.kind == "fact_asserted" else "possible"
            kept = vocabulary, given_of(self.content, vocabulary, Place(f"{case}, entry {self.number}"), least)
            vars(self)["_given"] = kept  # a state shares most of what was said with the one before it
        found: Given = kept[1]
        return found


@dataclass(frozen=True)
class CaseState:
    """A case after its first ``size`` entries. Values: every step gives a new one."""

    name: str
    size: int = 0
    as_of: dt.date | None = None
    assumptions: Mapping[str, bool] | None = None
    pin: Pin | None = None
    said: tuple[Said, ...] = ()
    closed: bool = False
    recorded: str = ""

    @property
    def fact_count(self) -> int:
        """How many different facts were asserted."""
        return len({said.content["id"] for said in self.said})

    def case(self, pack: Pack, pin_name: str | None = None) -> Case:
        """The case under a pack. Raises ProblemError for facts that the pack does not know."""
        return Case(
            pack,
            self.givens(pack),
            name=pin_name or self.name,
            as_of=self.as_of,
            assumptions={name: on for name, on in (self.assumptions or {}).items() if _knows(pack, name)},
        )

    def givens(self, pack: Pack) -> tuple[Given, ...]:
        """Every fact with every report on it, in the order first asserted.

        A fact asserted without any report counts as assumed. Once somebody else reports on it, that is no longer so
        for a reader of its reports alone, and therefore said: a denial never deletes a fact.
        """
        together: dict[str, list[Given]] = {}
        for said in self.said:
            together.setdefault(said.content["id"], []).append(said.given(self.name, pack.vocabulary))
        return tuple(map(_together, together.values()))

    def with_drafts(self, drafts: Iterable[Draft]) -> CaseState:
        """The state as it would be after these entries."""
        state = self
        for draft in drafts:
            state = _step(state, draft.kind, draft.content, state.size + 1)
        return state


def _together(stated: list[Given]) -> Given:
    """What several entries state of one fact, as one."""
    if len(stated) == 1:
        return stated[0]
    [given] = merge_given(stated)
    if given.reports and not all(each.reports for each in stated):
        return replace(given, reports=(Report(status="assumed"), *given.reports))
    return given


def after(state: CaseState, entries: Iterable[Entry]) -> CaseState:
    """The state after more entries, in their order."""
    said: list[Said] = list(state.said)
    for entry in entries:
        if entry.kind in FACT_KINDS:  # of many facts, a tuple for each would take time with the square of their number
            said.append(Said(entry.number, entry.kind, entry.content))
        else:
            state = _step(state, entry.kind, entry.content, entry.number)
        state = replace(state, size=entry.number, recorded=entry.recorded)
    return replace(state, said=tuple(said))


def _step(state: CaseState, kind: Kind, content: Mapping[str, Any], number: int) -> CaseState:
    state = replace(state, size=number)
    if kind in FACT_KINDS:
        return replace(state, said=(*state.said, Said(number, kind, content)))
    if kind == "case_created":
        as_of = content["as_of"]
        date = None if as_of is None else dt.date.fromisoformat(as_of)
        return replace(state, as_of=date, assumptions=content["assumptions"])
    if kind == "pack_pinned":
        return replace(state, pin=Pin.from_json(content))
    if kind == "case_closed":
        return replace(state, closed=True)
    return state


def _knows(pack: Pack, assumption: str) -> bool:
    return any(known.id == assumption for known in pack.assumptions)
