"""Entries collected, and written together or not at all."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from tocsin.facts.arguments import checked
from tocsin.facts.model import Fact, Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.problems import Place
from tocsin.facts.reports import Report, Source, Status
from tocsin.ledger.entry import Draft, Entry
from tocsin.ledger.facts import find_fact
from tocsin.ledger.recorded import assertion, further_report, given_of

if TYPE_CHECKING:
    from tocsin.ledger.state import CaseState
    from tocsin.ledger.stored_case import StoredCase
    from tocsin.rules.model import Pack


class Session:
    """What one analyst adds to a case, for one reason. Leaving it writes everything at once; an error, nothing.

    ``written`` then holds the entries, on disk. Facts are given as values, with their reports, or in the notation; they
    are checked when they are added, by the pack of the case.
    """

    @checked()
    def __init__(self, held: StoredCase, pack: Pack, by: str, reason: str | None) -> None:
        self._held = held
        self._pack = pack
        self._state: CaseState | None = None
        self.by = by
        self.reason = reason
        self.drafts: list[Draft] = []
        self.written: tuple[Entry, ...] = ()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self.drafts:
            self.written = self._held.append(self.drafts, by=self.by)

    @checked()
    def assert_fact(self, fact: Fact | Given | str, report: Report | None = None) -> None:
        """The fact will be asserted, with a report beside those it has. Raises ProblemError if the pack refuses it."""
        if isinstance(fact, str):
            fact = parse_fact(fact, self._pack.vocabulary)
        given = fact if isinstance(fact, Given) else Given(fact)
        if report is not None:
            given = Given(given.fact, (*given.reports, report), given.qualifier)
        draft = assertion(given, self.reason)
        given_of(draft.content, self._pack.vocabulary, Place(given.fact.fact_type().name))
        self.drafts.append(draft)

    @checked()
    def confirm(self, fact: str, source: Source | None = None, *, grade: str | None = None) -> None:
        """A fact of the case, by id or notation with any fields left out, will be confirmed by a source."""
        self._report(fact, "confirmed", source, grade)

    @checked()
    def deny(self, fact: str, source: Source | None = None, *, grade: str | None = None) -> None:
        """A fact of the case will be denied by a source; it stays as it is, and the denial stands beside it."""
        self._report(fact, "denied", source, grade)

    @checked()
    def retract(self, fact: str, source: Source | None = None) -> None:
        """What a source reported of a fact will be taken back; without a source, what everybody reported."""
        self._report(fact, "retracted", source, None)

    def _report(self, text: str, status: Status, source: Source | None, grade: str | None) -> None:
        if self._state is None:
            self._state = self._held.state()
        fact = find_fact(self._state.with_drafts(self.drafts).givens(self._pack), text, self._pack.vocabulary)
        self.drafts.append(further_report(fact, Report(source or Source(), grade, status), self.reason))
