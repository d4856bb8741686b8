"""Making recorded assessments again, from the ledger alone, and comparing what was concluded."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.engine import Assessment
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import ProblemError
from tocsin.ledger.assessments import Record, tocsin_version
from tocsin.ledger.entry import Entry
from tocsin.ledger.ledger_case import HeldCase
from tocsin.ledger.packs import PackText
from tocsin.ledger.state import CaseState


@dataclass(frozen=True)
class Replayed:
    """A recorded assessment made again: under its own pack, or ``against`` another, which is then told apart.

    ``again`` is None where it cannot be made any more; ``why`` says why it could not, or why the bytes may differ.
    ``refused`` says what the other pack does not know of it.
    """

    entry: Entry
    record: Record
    again: Assessment | None
    why: tuple[str, ...] = ()
    against: Assessment | None = None
    refused: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether all that the digest covers is the same as when it was recorded, whichever engines ran."""
        return self.again is not None and self.record.is_of(self.again)


def replay(held: HeldCase, other: PackText | None = None, only: int | None = None) -> Iterator[Replayed]:
    """Every recorded assessment, or the one of entry ``only``, made again, in order.

    With ``other`` each is also made under that pack. States are built up from entry to entry, so that a long history is
    read once.
    """
    state = CaseState(held.name)
    for entry in held.entries(kinds=("assessment",)):
        if only is not None and entry.number != only:
            continue
        record = Record.from_json(entry.content)
        if state.size > record.at:
            state = CaseState(held.name)
        # What was recorded of a day before the case was in the ledger is of nothing.
        state = held.state(record.at, since=state) if record.at else CaseState(held.name)
        yield _replayed(held, state, entry, record, other)


def _replayed(held: HeldCase, state: CaseState, entry: Entry, record: Record, other: PackText | None) -> Replayed:
    why: list[str] = []
    try:
        pack = held.stored_pack(record.pack)
        why += [] if state.pin is None else state.pin.differences(pack.parse())
        again = assess_record(state, pack, record)
    except ProblemError as error:
        return Replayed(entry, record, None, (*why, *(problem.message for problem in error.problems)))
    if again.engines != record.engines:
        why.append(f"engines {', '.join(again.engines)} ran now, {', '.join(record.engines)} then")
    if tocsin_version() != record.tocsin:
        why.append(f"this is Tocsin {tocsin_version()}, that was {record.tocsin}")
    if other is None:
        return Replayed(entry, record, again, tuple(why))
    try:
        return Replayed(entry, record, again, tuple(why), assess_record(state, other, record))
    except ProblemError as error:
        refused = tuple(problem.message for problem in error.problems)
        return Replayed(entry, record, again, tuple(why), None, refused)


def assess_record(state: CaseState, pack: PackText, record: Record) -> Assessment:
    """The assessment that a record describes, of a state and under a pack; switches the pack lacks are left out."""
    parsed = pack.parse()
    known = {assumption.id for assumption in parsed.assumptions}
    switches = {name: on for name, on in record.assumptions.items() if name in known}
    return state.case(parsed).assess(
        as_of=record.as_of,
        known_by=record.known_by,
        assume=[name for name, on in switches.items() if on],
        without=[name for name, on in switches.items() if not on],
        engine=record.engine,
    )
