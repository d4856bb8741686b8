"""What a further report on a fact must be, before it is written for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from tocsin.facts.backing import named
from tocsin.facts.near_names import one_slip_apart
from tocsin.facts.problems import Problem, nearest, raise_if_any
from tocsin.facts.reports import UNNAMED
from tocsin.facts.retractions import idle_retractions
from tocsin.ledger import codes
from tocsin.ledger.recorded import further_report

if TYPE_CHECKING:
    from tocsin.facts.model import Fact, Given
    from tocsin.facts.reports import Report
    from tocsin.ledger.entry import Draft
    from tocsin.ledger.state import CaseState
    from tocsin.rules.model import Pack


class Words(NamedTuple):
    """What the fields of a report, and of what is written with it, are called where it is written."""

    source: str
    origin: str
    date: str
    new_source: str


IN_FIELDS = Words("source", "origin", "date", "new_source")
AS_OPTIONS = Words("--source", "--origin", "--date", "--new-source")


def require_sense(
    state: CaseState, pack: Pack, fact: Fact, report: Report, *, new_source: bool = False, words: Words = IN_FIELDS
) -> None:
    """A further report means something: it names who confirms, takes something back, and misspells no source.

    Raises ProblemError if not, with what to write in these ``words``; then nothing is to be written. ``new_source``: a
    name like a known one is meant.
    """
    name = report.source.name
    if report.status == "confirmed" and name is None:
        message = f"the confirmation of {fact} does not say who confirms it"
        raise_if_any([Problem(codes.NO_SOURCE, message, None, f"name the source: {words.source} NAME")])
    if report.status == "retracted":
        raise_if_any(_idle(state, pack, fact, report, words))
    elif not new_source:
        raise_if_any(misspelt(state.givens(pack), [report], words))


def misspelt(givens: Iterable[Given], reports: Iterable[Report], words: Words = IN_FIELDS) -> Iterator[Problem]:
    """A problem for each source or origin that the case does not know, and that is named much like one it knows."""
    known = {name for given in givens for report in given.reports for name in named(report)}
    for said in dict.fromkeys((name, name == report.source.name) for report in reports for name in named(report)):
        name, is_source = said
        like = nearest(name, known) if name not in known else None
        if like is not None:
            message = f"no report in the case is by {name!r}, and one is by {like!r}"
            if not is_source:
                message = f"no source or origin in the case is {name!r}, and one is {like!r}"
            field = words.source if is_source else words.origin
            hint = f"write {field} {like!r}, or add {words.new_source} if it is meant"
            yield Problem(codes.LIKE_SOURCE, message, None, hint)


def nearly_known(givens: Iterable[Given], written: Iterable[Given], words: Words = IN_FIELDS) -> Iterator[Problem]:
    """A problem for each source or origin of facts to be written that is a slip away from one named before or more."""
    known = {name for given in givens for report in given.reports for name in named(report)}
    counts = Counter(name for given in written for report in given.reports for name in named(report))
    for name, like in one_slip_apart(counts, known):
        message = f"the source {name!r} may be {like!r} misspelt"
        yield Problem(codes.LIKE_SOURCE, message, None, f"write {like!r}, or add {words.new_source} if it is meant")


def _idle(state: CaseState, pack: Pack, fact: Fact, report: Report, words: Words) -> Iterator[Problem]:
    """The problem of a retraction that would take nothing back."""
    after = state.with_drafts([further_report(fact, report)])
    reports = next(given.reports for given in after.givens(pack) if given.fact.key == fact.key)
    for idle in idle_retractions(reports, None):
        if idle.retraction.entry == after.size:
            who = report.source.name or UNNAMED
            message = f"the retraction by {who} takes nothing back: it had not reported {fact}"
            own = [each for each in reports if each.entry != after.size and each.source.name == report.source.name]
            if idle.undecided is not None or own:
                message = f"the retraction by {who} takes nothing back: no report of {fact} by it came before"
            hint = f"{idle.nearest} did: {words.source} {idle.nearest!r}" if idle.nearest else "see: tocsin case show"
            days = [each.date for each in own if each.date is not None]
            if days and report.date is not None and report.date < min(days):
                hint = f"it reported that on {min(days)}: {words.date} {min(days)}, or later"
            yield Problem(codes.IDLE_RETRACTION, message, None, hint)


def recorded_before(state: CaseState, draft: Draft) -> int | None:
    """The number of the entry that says what this one says already; None if there is none."""
    content = dict(draft.content)
    for said in state.said:
        if said.kind == draft.kind and dict(said.content) == content:
            return said.number
    return None
