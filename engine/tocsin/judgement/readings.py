"""Readings side by side: which conclusions each named set of assumptions supports, and where two of them part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from tocsin.engine import Case
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem, ProblemError, suggestion
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.judgement import codes
from tocsin.judgement.heading import Heading, heading_of
from tocsin.judgement.view import AS_IT_IS, View
from tocsin.questions.differences.causes import Cause, causes
from tocsin.questions.differences.changes import State, state_of
from tocsin.questions.differences.summary import NOT_HELD, Standing, in_order

if TYPE_CHECKING:
    from tocsin.rules.analysis_model import Reading
    from tocsin.rules.model import Pack

CASE = "case"
"""The name of the column for the case as it stands, unless a reading of the pack has the same assumptions."""


@dataclass(frozen=True)
class ReadingColumn:
    """A reading: what it says, and every assumption as it has it."""

    __hash__ = hash_of_fields

    id: str
    text: str
    assumptions: Mapping[str, bool]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"id": self.id, "text": self.text, "assumptions": dict(self.assumptions)}


@dataclass(frozen=True)
class ReadingRow:
    """A conclusion as it stands on each reading, in the order of the columns; None where it does not."""

    id: str
    cells: tuple[Standing | None, ...]

    @property
    def standing(self) -> Standing:
        """The conclusion where it stands most firmly, the first reading before later ones."""
        return max((cell for cell in self.cells if cell is not None), key=lambda cell: cell.rank)

    @property
    def agreed(self) -> bool:
        """True if it stands alike on every reading."""
        return len({None if cell is None else cell.rank for cell in self.cells}) == 1

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        cells = [None if cell is None else cell.strength_json() for cell in self.cells]
        return {"conclusion": self.standing.to_json(), "cells": cells}


@dataclass(frozen=True)
class Parting:
    """Where two readings part over a conclusion that is firmer on ``on`` than on ``off``.

    ``premise`` is the shallowest premise that holds on the one and not (so firmly) on the other, or that blocks the
    rule there, by id and text; None where the conclusion's own rule is what parts them. ``causes`` are the assumptions
    it comes down to.
    """

    conclusion: str
    on: str
    off: str
    premise: str | None
    premise_text: str | None
    causes: tuple[Cause, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "conclusion": self.conclusion,
            "on": self.on,
            "off": self.off,
            "premise": self.premise,
            "premise_text": self.premise_text,
            "causes": [cause.to_json() for cause in self.causes],
        }


@dataclass(frozen=True)
class ReadingTable(Heading):
    """Conclusions down, readings across, and where the readings part. ``base`` names the case as it stands."""

    __repr__ = short_repr

    base: str
    columns: tuple[ReadingColumn, ...]
    rows: tuple[ReadingRow, ...]
    partings: tuple[Parting, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            **self.heading_json(),
            "base": self.base,
            "readings": [column.to_json() for column in self.columns],
            "rows": [row.to_json() for row in self.rows],
            "partings": [parting.to_json() for parting in self.partings],
        }


@checked()
def reading_of(pack: Pack, name: str) -> Reading:
    """The reading of that name. Raises ProblemError for one the pack does not have, with the nearest name."""
    known = {reading.id: reading for reading in pack.readings}
    if name in known:
        return known[name]
    hint = suggestion(name, known, "readings") if known else f"the pack {pack.name} declares no readings"
    raise ProblemError([Problem(codes.UNKNOWN_READING, f"unknown reading {name!r}", None, hint)])


@checked()
def on_reading(view: View, reading: Reading) -> View:
    """The view with the reading's assumptions switched; those switched by hand stay so."""
    fresh = View(view.as_of, view.known_by, tuple(reading.assume), tuple(reading.without))
    return fresh.switched(view.assume, view.without)


@checked()
def read_all(case: Case, view: View = AS_IT_IS, readings: Iterable[Reading] | None = None) -> ReadingTable:
    """The case on every reading of its pack (or those given), beside the case as it stands.

    The case as it stands is assessed by both engines, the readings by ``seminaive``. Raises EngineDisagreement
    if the engines differ.
    """
    return readings_beside(
        state_of(view.assess(case)), case, view, case.pack.readings if readings is None else readings
    )


def readings_beside(
    base: State, case: Case, view: View, readings: Iterable[Reading], only: Collection[str] | None = None
) -> ReadingTable:
    """As ``read_all``, of a case that is assessed as it stands; with ``only``, of the conclusions of these ids."""
    chosen = tuple(readings)
    states = {r.id: state_of(on_reading(view, r).assess(case, "seminaive"), only) for r in chosen}
    same = [name for name, state in states.items() if state.assessment.assumptions == base.assessment.assumptions]
    if not same:
        states = {CASE: base, **states}
    texts = {CASE: "The case as it stands", **{reading.id: reading.text for reading in chosen}}
    rows = _rows(case.pack, states)
    base_name = same[0] if same else CASE
    return ReadingTable(
        **heading_of(base.assessment),
        base=base_name,
        columns=tuple(ReadingColumn(name, texts[name], state.assessment.assumptions) for name, state in states.items()),
        rows=rows,
        partings=tuple(parting for row in rows if not row.agreed for parting in _partings(row, states, base_name)),
    )


def _rows(pack: Pack, states: Mapping[str, State]) -> tuple[ReadingRow, ...]:
    every = dict.fromkeys(identity for state in states.values() for identity in state.standings)
    rows = {name: ReadingRow(name, tuple(state.standings.get(name) for state in states.values())) for name in every}
    return tuple(rows[standing.id] for standing in in_order(pack, (row.standing for row in rows.values())))


def _partings(row: ReadingRow, states: Mapping[str, State], base: str) -> Iterable[Parting]:
    """How each reading on which the conclusion is weaker parts from where it is firmest, the case's own first."""
    names = tuple(states)
    ranks = [NOT_HELD if cell is None else cell.rank for cell in row.cells]
    own = names.index(base)
    firmest = own if ranks[own] == max(ranks) else ranks.index(max(ranks))
    here = states[names[firmest]]
    for name, cell in zip(names, row.cells, strict=True):
        if cell is None or cell.rank < row.standing.rank:
            there = states[name]
            found = causes(here.side, there.side, row.id)
            premise = _first_premise(row.id, found)
            yield Parting(row.id, names[firmest], name, premise, _text(premise, here, there), found)


def _text(fact: str | None, here: State, there: State) -> str | None:
    """The fact in its notation; what blocks a rule holds on the other reading only."""
    if fact is None:
        return None
    side = here if fact in here.assessment.numbered.numbers else there
    return side.assessment.fact_text(fact)


def _first_premise(conclusion: str, found: tuple[Cause, ...]) -> str | None:
    """The premise right below the conclusion through which the nearest difference bears on it."""
    for cause in found:
        path = [identity for identity in cause.path if identity != conclusion]
        return path[0] if path else None
    return None
