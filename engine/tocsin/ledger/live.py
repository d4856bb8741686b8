"""A session that writes entry by entry and knows after each what it changed, without deriving all again."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING

from tocsin.engine import Assessment, EngineDisagreement
from tocsin.engine.assess import EngineChoice
from tocsin.engine.incremental import Difference, LiveCase
from tocsin.engine.plan import STRENGTH
from tocsin.facts.accounts import Thing, thing_of
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.key import FactKey
from tocsin.facts.model import Fact, Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.problems import ArgumentError, Place, ProblemError
from tocsin.facts.reports import Report, Source, Status
from tocsin.facts.taking import refused
from tocsin.ledger.assessments import Record
from tocsin.ledger.entry import FACT_KINDS, Draft, Entry
from tocsin.ledger.facts import find_fact
from tocsin.ledger.packs import PackText, require_same_vocabulary
from tocsin.ledger.recorded import assertion, further_report, given_of
from tocsin.ledger.state import CaseState, Said, givens_of

if TYPE_CHECKING:
    from tocsin.ledger.stored_case import StoredCase
    from tocsin.rules.model import Pack


@dataclass(frozen=True)
class Step:
    """What was written at once, on disk, and what it changed, apart from what others wrote before it."""

    written: tuple[Entry, ...]
    difference: Difference


class LiveSession:
    """Writes to a case one after the other, each on disk when the method returns, with what it changed.

    The conclusions are kept up by incremental maintenance (``LiveCase``). What others write is taken in before the next
    write. When the session is left, the case is assessed anew from the ledger alone, by the usual engines; that must
    conclude what was kept up, and is recorded, once for all that was written. Where a session is cut off, what it wrote
    is there without such a record, as after ``HeldCase.session``. For one thread.
    """

    @checked()
    def __init__(self, held: StoredCase, by: str, reason: str | None, engine: EngineChoice) -> None:
        self._held = held
        self._engine: EngineChoice = engine
        self.by = by
        self.reason = reason
        self._unrecorded = False
        self._begin(held.state())

    def _begin(self, state: CaseState) -> None:
        """Follow the case from this state on."""
        self._text: PackText = self._held.pack_text(state)
        self._pack = self._text.parse()
        if state.pin is not None:
            require_same_vocabulary(self._held.name, state.pin, self._pack)
        self._facts: dict[FactKey, Fact] = {}
        self._by_id: dict[str, dict[FactKey, None]] = {}
        self._said: dict[Thing | FactKey, list[Said]] = {}
        for said in state.said:
            self._note(said)
        self._size = state.size
        self.live = LiveCase(state.case(self._pack))

    @property
    def pack(self) -> Pack:
        """The rules that the case is followed by."""
        return self._pack

    def __enter__(self) -> LiveSession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.record()
        elif issubclass(kind, Exception):  # what was written stays; the error that ended the session is the one to tell
            with suppress(ProblemError):
                self.record()

    # -- writing --------------------------------------------------------------------------

    @checked()
    def assert_fact(self, fact: Fact | Given | str, report: Report | None = None) -> Step:
        """The fact is asserted, with a report beside those it has. Raises ProblemError if the pack refuses it."""
        if isinstance(fact, str):
            fact = parse_fact(fact, self._pack.vocabulary)
        given = fact if isinstance(fact, Given) else Given(fact)
        if report is not None:
            given = Given(given.fact, (*given.reports, report), given.qualifier)
        return self.write([assertion(given, self.reason)])

    @checked()
    def confirm(self, fact: str, source: Source | None = None, *, grade: str | None = None) -> Step:
        """A fact of the case, by id or notation with any fields left out, is confirmed by a source."""
        return self._report(fact, "confirmed", source, grade)

    @checked()
    def deny(self, fact: str, source: Source | None = None, *, grade: str | None = None) -> Step:
        """A fact of the case is denied by a source; it stays as it is, and the denial stands beside it."""
        return self._report(fact, "denied", source, grade)

    @checked()
    def retract(self, fact: str, source: Source | None = None) -> Step:
        """What a source reported of a fact is taken back; without a source, what everybody reported."""
        return self._report(fact, "retracted", source, None)

    def _report(self, text: str, status: Status, source: Source | None, grade: str | None) -> Step:
        self.catch_up()
        fact = self._at_once(text) or find_fact(map(Given, self._facts.values()), text, self._pack.vocabulary)
        return self.write([further_report(fact, Report(source or Source(), grade, status), self.reason)])

    def _at_once(self, text: str) -> Fact | None:
        """The fact of that id or whole notation, found without looking through all of them."""
        if len(found := self._by_id.get(text, ())) == 1:
            return self._facts[next(iter(found))]
        with suppress(ProblemError):
            return self._facts.get(parse_fact(text, self._pack.vocabulary).key)
        return None

    @checked()
    def write(self, drafts: Iterable[Draft]) -> Step:
        """Drafts about facts are on disk, all or none. Raises ProblemError for what the pack refuses."""
        drafts = tuple(drafts)
        if any(draft.kind not in FACT_KINDS for draft in drafts):
            others = sorted({draft.kind for draft in drafts} - set(FACT_KINDS))
            message = f"a live session writes about facts only, found {', '.join(others)}"
            raise ArgumentError([refused("drafts", message, f"give drafts of {', '.join(FACT_KINDS)}")])
        if not drafts:
            return Step((), self._apply(()))
        written: tuple[Entry, ...] = ()
        while not written:
            for draft in drafts:
                given_of(draft.content, self._pack.vocabulary, Place(str(draft.content["type"])))
            written = self._held.append(drafts, by=self.by, if_size=self._size)
            if not written:
                self.catch_up()
        self._unrecorded = True
        return Step(written, self._apply(written))

    # -- following ------------------------------------------------------------------------

    def catch_up(self) -> None:
        """What others wrote is taken in."""
        found = tuple(self._held.entries(after=self._size))
        if any(entry.kind == "pack_pinned" for entry in found):
            self._begin(self._held.state())
        else:
            self._apply(found)

    def _apply(self, entries: Iterable[Entry]) -> Difference:
        touched: dict[Thing | FactKey, None] = {}
        for entry in entries:
            self._size = entry.number
            if entry.kind in FACT_KINDS:
                touched[self._note(Said(entry.number, entry.kind, entry.content, entry.recorded))] = None
        name, vocabulary = self._held.name, self._pack.vocabulary
        return self.live.restate(given for thing in touched for given in givens_of(self._said[thing], name, vocabulary))

    def _note(self, said: Said) -> Thing | FactKey:
        """Which thing an entry is about, where it is now kept with what was said of it before."""
        given = said.given(self._held.name, self._pack.vocabulary)
        key = given.fact.key
        self._facts.setdefault(key, given.fact)
        self._by_id.setdefault(str(said.content["id"]), {})[key] = None
        thing = thing_of(given.fact) or key
        self._said.setdefault(thing, []).append(said)
        return thing

    # -- recording ------------------------------------------------------------------------

    def record(self) -> Entry | None:
        """An assessment made anew from the ledger alone is recorded; None if nothing was written since the last.

        Raises EngineDisagreement, and records nothing, if it concludes anything else than the session has kept up.
        """
        if not self._unrecorded:
            return None
        state = self._held.state()
        self.catch_up()
        if state.size != self._size:  # somebody wrote between the two
            state = self._held.state(self._size)
        assessment = state.case(self._held.pack(state)).assess(engine=self._engine)
        self._compare(assessment)
        record = Record.of(assessment, state.size, self._text.digest, self._engine)
        [entry] = self._held.append([record.draft(self.reason)], by=self.by)
        self._unrecorded = False
        return entry

    def _compare(self, assessment: Assessment) -> None:
        fresh = {
            (found.type, found.fact.row): (STRENGTH[found.qualifier], found.boundary, found.depth)
            for found in assessment.conclusions
        }
        kept = {key: (at.strength, at.boundary, at.depth) for key, at in self.live.memory.conclusions()}
        if fresh != kept:
            apart = sorted(str(key) for key in fresh.keys() | kept.keys() if fresh.get(key) != kept.get(key))
            raise EngineDisagreement(
                tuple(f"kept up by the session and assessed anew differ about {text}" for text in apart[:10])
            )
