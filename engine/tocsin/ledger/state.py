"""Entries -> the state of a case: its facts, settings and pack after any number of entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from tocsin.engine import Case
from tocsin.facts.accounts import Thing, thing_of
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import canonical_json
from tocsin.facts.key import FactKey
from tocsin.facts.model import Given
from tocsin.facts.problems import Place
from tocsin.facts.read.merging import Stated, unite
from tocsin.facts.reports import Qualifier, Report
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.facts.vocabulary import Vocabulary
from tocsin.ledger.entry import FACT_KINDS, Draft, Entry, Kind, timestamp
from tocsin.ledger.packs import Pin
from tocsin.ledger.recorded import given_of, made_at
from tocsin.rules.model import Pack


@dataclass(frozen=True)
class Said:
    """What one entry says of a fact: its number, and its content as recorded."""

    __hash__ = hash_of_fields

    number: int
    kind: Kind
    content: Mapping[str, Any]
    recorded: str

    @property
    def qualifier(self) -> Qualifier | None:
        """How firmly it gives the fact: said where that is asserted; a further report neither adds nor takes away."""
        found: Qualifier = self.content.get("qualifier", "certain")
        return found if self.kind == "fact_asserted" else None

    def given(self, case: str, vocabulary: Vocabulary) -> Given:
        """The fact and reports it states. Raises ProblemError, naming the entry, if the vocabulary knows no such fact.

        A retraction without a date was made when it was recorded.
        """
        kept = vars(self).get("_given")
        if kept is None or kept[0] is not vocabulary:
            read = given_of(self.content, vocabulary, Place(f"{case}, entry {self.number}"))
            moment = dt.datetime.fromisoformat(self.recorded)
            reports = tuple(made_at(report, moment) for report in read.reports)
            kept = vocabulary, replace(read, reports=reports)
            vars(self)["_given"] = kept  # a state shares most of what was said with the one before it
        found: Given = kept[1]
        return found


@dataclass(frozen=True)
class CaseState:
    """A case after its first ``size`` entries. Values: every step gives a new one."""

    __repr__ = short_repr
    __hash__ = hash_of_fields

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
        return len({canonical_json([said.content["type"], said.content["fields"]]) for said in self.said})

    @checked()
    def case(self, pack: Pack, pin_name: str | None = None) -> Case:
        """The case under a pack. Raises ProblemError for facts that the pack does not know."""
        return Case(
            pack,
            self.givens(pack),
            name=pin_name or self.name,
            as_of=self.as_of,
            assumptions={name: on for name, on in (self.assumptions or {}).items() if _knows(pack, name)},
        )

    @checked()
    def givens(self, pack: Pack) -> tuple[Given, ...]:
        """Every fact with every report on it, in the order first asserted."""
        return givens_of(self.said, self.name, pack.vocabulary)

    @checked()
    def with_drafts(self, drafts: Iterable[Draft]) -> CaseState:
        """The state as it would be after these entries, recorded now."""
        state = self
        now = max(timestamp(dt.datetime.now(dt.UTC)), self.recorded)
        for draft in drafts:
            state = _step(state, draft.kind, draft.content, state.size + 1, now)
        return state


def givens_of(said: Iterable[Said], case: str, vocabulary: Vocabulary) -> tuple[Given, ...]:
    """What entries state of each fact, as one, in the order first asserted.

    Where the order of recording decides which reports count, each says under which number it was recorded: where
    something is taken back, and where a source spoke of one thing more than once on a day.
    """
    together: dict[FactKey, list[tuple[Said, Given]]] = {}
    for each in said:
        given = each.given(case, vocabulary)
        together.setdefault(given.fact.key, []).append((each, given))
    crowded = _crowded(found for group in together.values() for found in group)
    return tuple(_together(group, crowded) for group in together.values())


_Day: TypeAlias = tuple[Thing | FactKey, str, dt.date]


def _crowded(every: Iterable[tuple[Said, Given]]) -> frozenset[_Day]:
    """The days on which a source spoke of one thing in more than one entry."""
    entries: dict[_Day, set[int]] = {}
    for said, given in every:
        for day in _days(given):
            entries.setdefault(day, set()).add(said.number)
    return frozenset(day for day, numbers in entries.items() if len(numbers) > 1)


def _days(given: Given) -> Iterator[_Day]:
    for report in given.reports:
        if report.source.name is not None and report.date is not None:
            yield thing_of(given.fact) or given.fact.key, report.source.name, report.date


def _together(group: list[tuple[Said, Given]], crowded: frozenset[_Day]) -> Given:
    """What several entries state of one fact, as one."""
    fact = group[0][1].fact
    reported = any(given.reports for _, given in group)
    retracted = any(report.status == "retracted" for _, given in group for report in given.reports)
    numbered = (retracted and len(group) > 1) or any(day in crowded for _, given in group for day in _days(given))
    stated: list[Stated] = []
    for said, given in group:
        reports = given.reports or ((Report(status="assumed"),) if reported else ())
        if numbered:
            reports = tuple(replace(report, entry=said.number) for report in reports)
        if retracted:
            reports = tuple(replace(report, recorded=True) for report in reports)
        stated.append((reports, said.qualifier))
    return Given(fact, *unite(stated))


def after(state: CaseState, entries: Iterable[Entry]) -> CaseState:
    """The state after more entries, in their order."""
    said: list[Said] = list(state.said)
    for entry in entries:
        if entry.kind in FACT_KINDS:  # of many facts, a tuple for each would take time with the square of their number
            said.append(Said(entry.number, entry.kind, entry.content, entry.recorded))
        else:
            state = _step(state, entry.kind, entry.content, entry.number, entry.recorded)
        state = replace(state, size=entry.number, recorded=entry.recorded)
    return replace(state, said=tuple(said))


def _step(state: CaseState, kind: Kind, content: Mapping[str, Any], number: int, recorded: str) -> CaseState:
    state = replace(state, size=number)
    if kind in FACT_KINDS:
        return replace(state, said=(*state.said, Said(number, kind, content, recorded)))
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
