"""What a further report on a fact must be, before it is written for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tocsin.facts.accounts import idle_retractions
from tocsin.facts.near_names import one_slip_apart
from tocsin.facts.problems import Problem, nearest, raise_if_any
from tocsin.ledger import codes
from tocsin.ledger.recorded import further_report

if TYPE_CHECKING:
    from tocsin.facts.model import Fact, Given
    from tocsin.facts.reports import Report
    from tocsin.ledger.entry import Draft
    from tocsin.ledger.state import CaseState
    from tocsin.rules.model import Pack


def require_sense(state: CaseState, pack: Pack, fact: Fact, report: Report, *, new_source: bool = False) -> None:
    """A further report means something: it names who confirms, takes something back, and misspells no source.

    Raises ProblemError if not; then nothing is to be written. ``new_source``: a name like a known one is meant.
    """
    name = report.source.name
    if report.status == "confirmed" and name is None:
        message = f"the confirmation of {fact} does not say who confirms it"
        raise_if_any([Problem(codes.NO_SOURCE, message, None, "name the source: --source NAME")])
    if report.status == "retracted":
        raise_if_any(_idle(state, pack, fact, report))
    elif not new_source:
        raise_if_any(misspelt(state.givens(pack), [report]))


def misspelt(givens: Iterable[Given], reports: Iterable[Report]) -> Iterator[Problem]:
    """A problem for each source that the case does not know, and that is named much like one it knows."""
    known = {report.source.name for given in givens for report in given.reports if report.source.name is not None}
    for name in dict.fromkeys(report.source.name for report in reports):
        if name is None or name in known:
            continue
        like = nearest(name, known)
        if like is not None:
            message = f"no report in the case is by {name!r}, and one is by {like!r}"
            hint = f"write --source {like!r}, or add --new-source if it is meant"
            yield Problem(codes.LIKE_SOURCE, message, None, hint)


def nearly_known(givens: Iterable[Given], written: Iterable[Given]) -> Iterator[Problem]:
    """A problem for each source of facts to be written that is a slip away from one the case or more of them name."""
    known = {report.source.name for given in givens for report in given.reports if report.source.name is not None}
    counts = Counter(r.source.name for given in written for r in given.reports if r.source.name is not None)
    for name, like in one_slip_apart(counts, known):
        message = f"the source {name!r} may be {like!r} misspelt"
        yield Problem(codes.LIKE_SOURCE, message, None, f"write {like!r}, or add --new-source if it is meant")


def _idle(state: CaseState, pack: Pack, fact: Fact, report: Report) -> Iterator[Problem]:
    """The problem of a retraction that would take nothing back."""
    after = state.with_drafts([further_report(fact, report)])
    reports = next(given.reports for given in after.givens(pack) if given.fact.key == fact.key)
    for idle in idle_retractions(reports, None):
        if idle.retraction.entry == after.size:
            who = report.source.name or "a source that is not named"
            message = f"the retraction by {who} takes nothing back: it had not reported {fact}"
            if idle.undecided is not None or any(each.source.name == report.source.name for each in reports[:-1]):
                message = f"the retraction by {who} takes nothing back: no report of {fact} by it came before"
            hint = f"{idle.nearest} did: --source {idle.nearest!r}" if idle.nearest else "see: tocsin case show"
            yield Problem(codes.IDLE_RETRACTION, message, None, hint)


def recorded_before(state: CaseState, draft: Draft) -> int | None:
    """The number of the entry that says what this one says already; None if there is none."""
    content = dict(draft.content)
    for said in state.said:
        if said.kind == draft.kind and dict(said.content) == content:
            return said.number
    return None
