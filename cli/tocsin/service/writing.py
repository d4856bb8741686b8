"""What is written to a case of the ledger: facts and further reports, as clients send them and as they are recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import raise_if_any
from tocsin.service.answers import told
from tocsin.service.changes import change_data
from tocsin.service.question import FactText, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.facts.model import Given
    from tocsin.facts.reports import Status
    from tocsin.ledger import Done, Draft, HeldCase, Request
    from tocsin.rules.model import Pack

_ENTRY = (
    "As in case files: {TYPE: {field: value}, source: {publisher, title, url, date, origin}, grade, status, note}, or "
    "a list of reports beside the fact; or type(field=value, …) as text."
)


class Writing(BaseModel):
    """What goes with everything that is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Text | None = Field(None, description="Why it is recorded.")
    new_source: bool = Field(False, description="A source is meant as written, though its name is like a known one.")
    dry_run: bool = Field(False, description="Answer what would change; write nothing.")


class Assertion(Writing):
    """Facts to be recorded, all or none."""

    facts: Annotated[list[dict[str, Any] | Text], Field(min_length=1, max_length=1_000, description=_ENTRY)]


class Source(BaseModel):
    """Who reports it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    publisher: Text | None = None
    title: Text | None = None
    url: Text | None = None
    date: Text | None = Field(None, description="A day, a day as far as it is known (2024-10), or a moment.")
    origin: Text | None = Field(None, description="The source that it has this from.")


class FurtherReport(Writing):
    """What a source says of a fact that the case has."""

    fact: FactText
    source: Source = Source()
    grade: Text | None = Field(None, description="Its Admiralty grade, A1 to F6.")
    note: Text | None = None


@dataclass(frozen=True)
class Upon:
    """Who writes, upon how many entries (None: upon any), and for which request of a client, if it gave a key."""

    by: str | None
    size: int | None = None
    request: Request | None = None


def assert_facts(held: HeldCase, asked: Assertion, upon: Upon) -> str:
    """The facts are on the ledger, unless it was a dry run. Gives what changed, as JSON.

    Raises ProblemError with everything that is wrong, Overtaken if the case has not so many entries, and Repeated for a
    request that was carried out before; then nothing was written.
    """
    from tocsin.ledger.further_reports import nearly_known
    from tocsin.ledger.recorded import assertion

    pack = held.pinned().parse()
    givens = _givens(asked.facts, pack)
    if not asked.new_source:
        raise_if_any(nearly_known(held.state().givens(pack), givens))
    return _write(held, [assertion(given, asked.reason) for given in givens], asked, upon)


def report(held: HeldCase, asked: FurtherReport, status: Status, upon: Upon) -> str:
    """The report stands beside the fact on the ledger, unless it was a dry run. Gives what changed, as JSON.

    Raises ProblemError for what means nothing, as a retraction that takes nothing back, and Overtaken and Repeated
    as ``assert_facts`` does.
    """
    from tocsin.ledger.facts import find_fact
    from tocsin.ledger.further_reports import require_sense
    from tocsin.ledger.recorded import further_report

    state = held.state()
    pack = held.pack(state)
    found = find_fact(state.givens(pack), asked.fact, pack.vocabulary)
    stated = {"source": asked.source.model_dump(exclude_none=True), "grade": asked.grade, "note": asked.note}
    # What is stated is read as of any report; a retraction without a date is made when it is written.
    entry = {"status": "reported", **{key: value for key, value in stated.items() if value}}
    [given] = _givens([entry | {found.fact_type().name: found.fact_type().canonical_fields(found.row)}], pack)
    said = replace(given.reports[0], status=status)
    require_sense(state, pack, found, said, new_source=asked.new_source)
    return _write(held, [further_report(found, said, asked.reason)], asked, upon)


def answered(held: HeldCase, done: Done) -> str:
    """What was answered when the request was carried out, made again from the entries that it wrote."""
    from tocsin.ledger import FACT_KINDS, Draft, changed_by

    found = changed_by(held, done)
    drafts = [Draft(entry.kind, entry.content, entry.reason) for entry in found.written if entry.kind in FACT_KINDS]
    return told(change_data(held.name, found, drafts), found.after.pack)


def _givens(entries: Sequence[dict[str, Any] | str], pack: Pack) -> Sequence[Given]:
    """The facts that entries state, read as those of a case file are."""
    from tocsin.engine import Case

    return Case.from_data({"facts": list(entries)}, pack, name="request").facts


def _write(held: HeldCase, drafts: Sequence[Draft], asked: Writing, upon: Upon) -> str:
    from tocsin.ledger import change

    done = change(held, drafts, by=upon.by, dry_run=asked.dry_run, if_size=upon.size, request=upon.request)
    return told(change_data(held.name, done, drafts), done.after.pack)
