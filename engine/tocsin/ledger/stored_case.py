"""The entries of one case of a ledger: what it holds, at any time, and what is appended to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tocsin.engine import Case
from tocsin.facts.converting import day_of
from tocsin.facts.problems import Problem, ProblemError
from tocsin.ledger import codes, merkle
from tocsin.ledger.chain import Chain
from tocsin.ledger.database import Database
from tocsin.ledger.entry import Draft, Entry, Kind, end_of
from tocsin.ledger.heads import Head, Proof
from tocsin.ledger.location import default_analyst
from tocsin.ledger.packs import PackText, Pin, store_pack, stored_pack
from tocsin.ledger.requests import Repeated, Request, find, note
from tocsin.ledger.state import CaseState, after

if TYPE_CHECKING:
    from tocsin.rules.model import Pack


class Opened(NamedTuple):
    """A case as a value to assess: after how many entries, by the pack with which text, and how that differs now."""

    case: Case
    size: int
    text: PackText
    differences: Sequence[str]


class StoredCase:
    """The entries of one case of a ledger, read and appended; ``HeldCase`` writes sessions on top.

    Entries are numbered from 1. Nothing is kept between calls: each reads the ledger as it then stands.
    """

    def __init__(self, database: Database, name: str, now: Callable[[], str]) -> None:
        self._database = database
        self.name = name
        self._now = now

    def state(
        self, at: int | None = None, *, recorded_by: dt.date | None = None, since: CaseState | None = None
    ) -> CaseState:
        """The case after entry ``at``, or after what was recorded by the end of a day (UTC); else as it stands.

        ``since`` is an earlier state, from which only what came later is read. Raises ProblemError if there is no such
        entry.
        """
        with self._database.reading() as connection:
            chain = Chain(connection, self.name)
            day = day_of(recorded_by, "recorded_by")
            if day is not None:
                until = chain.number_at(end_of(day))
                at = until if at is None else min(at, until)
            elif at is not None:
                self._require_entry(chain, at)
            start = since or CaseState(self.name)
            return after(start, chain.entries(start.size, at))

    def pack(self, state: CaseState) -> Pack:
        """The pack that a state pins, made of the stored text alone. Raises ProblemError if none is pinned yet."""
        return self.pack_text(state).parse()

    def pack_text(self, state: CaseState) -> PackText:
        """The stored text of the pack that a state pins. Raises ProblemError if none is pinned yet."""
        if state.pin is None:
            raise self._no_pack()
        return self.stored_pack(state.pin.text)

    def stored_pack(self, digest: str) -> PackText:
        """The text of a pack by its digest. Raises ProblemError if the ledger has none, or it was changed."""
        with self._database.reading() as connection:
            return stored_pack(connection, digest)

    def load(self, at: int | None = None) -> Case:
        """The case as a value to assess, after entry ``at`` or as it stands."""
        state = self.state(at)
        return state.case(self.pack(state))

    def opened(self, known_by: dt.date | None = None, *, pinned_then: bool = False) -> Opened:
        """The case as it stood at the end of a day (UTC), or as it stands, under the pack that it has now.

        ``pinned_then``: under the pack that it had then. What is no longer as it was when that was pinned is told.
        """
        state = self.state(recorded_by=known_by)
        pinned = state if pinned_then or known_by is None else self.state()
        text = self.pack_text(pinned)
        pack = text.parse()
        return Opened(state.case(pack), state.size, text, pinned.pin.differences(pack) if pinned.pin else ())

    def entries(
        self, after: int = 0, until: int | None = None, kinds: Sequence[Kind] = (), *, newest_first: bool = False
    ) -> Iterator[Entry]:
        """The entries after one number and up to another, of these kinds (none: of all), fetched as they are needed."""
        with self._database.reading() as connection:
            yield from Chain(connection, self.name).entries(after, until, kinds, newest_first=newest_first)

    def entry(self, number: int) -> Entry:
        """The entry of that number. Raises ProblemError if there is none."""
        with self._database.reading() as connection:
            return self._require_entry(Chain(connection, self.name), number)

    def size(self) -> int:
        """How many entries there are."""
        with self._database.reading() as connection:
            return Chain(connection, self.name).size()

    def last_change(self, until: int | None = None) -> int:
        """The number of the last entry (up to one) that is more than a record of an assessment; 0 if there is none."""
        with self._database.reading() as connection:
            return Chain(connection, self.name).last_change(until)

    def head(self, size: int | None = None) -> Head:
        """The Merkle head after ``size`` entries, or after all. Raises ProblemError if there are not so many."""
        with self._database.reading() as connection:
            chain = Chain(connection, self.name)
            last = self._require_entry(chain, chain.size() if size is None else size)
            return Head(self.name, last.number, merkle.root(last.number, chain.node).hex(), last.recorded)

    def prove(self, number: int, size: int | None = None) -> Proof:
        """That an entry stands under the head after ``size`` entries, or after all."""
        with self._database.reading() as connection:
            chain = Chain(connection, self.name)
            whole = chain.size() if size is None else self._require_entry(chain, size).number
            entry = self._require_entry(chain, number)
            if number > whole:
                raise self._unknown_entry(number, whole)
            path = merkle.inclusion_proof(number, whole, chain.node)
            root = merkle.root(whole, chain.node)
            return Proof("inclusion", self.name, number, whole, root.hex(), tuple(h.hex() for h in path), entry.hash)

    def prove_consistency(self, old: int, size: int | None = None) -> Proof:
        """That the head after ``size`` entries, or after all, continues the one after the first ``old``."""
        with self._database.reading() as connection:
            chain = Chain(connection, self.name)
            whole = chain.size() if size is None else self._require_entry(chain, size).number
            self._require_entry(chain, old)
            if old > whole:
                raise self._unknown_entry(old, whole)
            path = merkle.consistency_proof(old, whole, chain.node)
            then, now = merkle.root(old, chain.node), merkle.root(whole, chain.node)
            return Proof("consistency", self.name, old, whole, now.hex(), tuple(h.hex() for h in path), then.hex())

    def pin(self) -> Pin:
        """The pack that the case has now; nothing else of the case is read. Raises ProblemError if it has none."""
        with self._database.reading() as connection:
            chain = Chain(connection, self.name)
            chain.require()
            found = chain.last("pack_pinned")
        if found is None:
            raise self._no_pack()
        return Pin.from_json(found.content)

    def pinned(self) -> PackText:
        """The text of the pack that the case has now; nothing else of the case is read."""
        return self.stored_pack(self.pin().text)

    def append(
        self,
        drafts: Sequence[Draft],
        *,
        by: str | None = None,
        if_size: int | None = None,
        pack: PackText | None = None,
        request: Request | None = None,
    ) -> tuple[Entry, ...]:
        """The drafts are on disk as the next entries, all or none; ``pack`` is the text that one of them pins.

        With ``if_size`` nothing is written, and nothing returned, unless the case has so many entries. Only the last
        entry and a few Merkle nodes are looked up, however long the case. ``request`` is noted as carried out by them.
        Raises ProblemError if the case is closed, and Repeated if the request was carried out before.
        """
        with self._database.writing() as connection:
            chain = Chain(connection, self.name)
            chain.require(locked=True)
            before = None if request is None else find(connection, request.key)
            if before is not None:
                raise Repeated(before)
            if chain.last("case_closed") is not None:
                message = f"the case {self.name} is closed: nothing more can be written to it"
                hint = "export it, and import the facts under another name"
                raise ProblemError([Problem(codes.CASE_CLOSED, message, None, hint)])
            if if_size is not None and chain.size() != if_size:
                return ()
            if pack is not None:
                store_pack(connection, pack)
            entries = tuple(chain.append(drafts, by or default_analyst(), self._now()))
            if request is not None:
                note(connection, request, self.name, entries)
            return entries

    def preview(self, drafts: Sequence[Draft], pack: PackText) -> Case:
        """The case that drafts alone would make. Raises ProblemError for what the pack does not know."""
        return CaseState(self.name).with_drafts(drafts).case(pack.parse())

    def _require_entry(self, chain: Chain, number: int) -> Entry:
        found = chain.entry(number)
        if found is None:
            chain.require()
            raise self._unknown_entry(number, chain.size())
        return found

    def _no_pack(self) -> ProblemError:
        message = f"the case {self.name} had no pack then"
        return ProblemError([Problem(codes.UNKNOWN_PACK, message, None, "choose a later time")])

    def _unknown_entry(self, number: int, size: int) -> ProblemError:
        message = f"the case {self.name} has no entry {number}" + (f"; it has {size}" if number > size else "")
        return ProblemError(
            [Problem(codes.UNKNOWN_ENTRY, message, None, f"see them with: tocsin audit log {self.name}")]
        )
