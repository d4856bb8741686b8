"""A case of the ledger as data, and what was written to it: the entries, what they changed, what fed nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from tocsin.facts.model import Given
    from tocsin.ledger import CaseState, Change, Draft, HeldCase
    from tocsin.questions import NotUsed
    from tocsin.questions.missing.not_in_force import Idle


def case_data(state: CaseState, givens: Iterable[Given]) -> dict[str, object]:
    """A case as its entries leave it: its facts with every report on them, and its pack."""
    from tocsin.facts.json_values import to_json
    from tocsin.ledger.recorded import assertion

    return {
        "as_of": to_json(state.as_of),
        "case": state.name,
        "closed": state.closed,
        "entries": state.size,
        "facts": [dict(assertion(given).content) for given in givens],
        "pack": None if state.pin is None else state.pin.to_json(),
    }


def case_file(held: HeldCase, known_by: dt.date | None) -> dict[str, object]:
    """A case file: the case as it was recorded by that day, without its history."""
    from tocsin.engine.case_file import file_data
    from tocsin.ledger.recorded import assertion

    state = held.state(recorded_by=known_by)
    pack = held.pack(state)
    entries = (dict(assertion(given).content) for given in state.givens(pack))
    return file_data(held.name, entries, pack=pack.name, as_of=state.as_of, switched=state.assumptions)


def change_data(case: str, done: Change, drafts: Sequence[Draft]) -> dict[str, object]:
    """What a change of a case did, or would do if it was only tried out."""
    from tocsin.questions.differences.changes import changes, states_apart

    return {
        "case": case,
        "changes": [item.to_json() for item in changes(*states_apart(done.before, done.after))],
        "digest": done.after.digest,
        "dry_run": not done.written,
        "entries": [entry.number for entry in done.written],
        "not_in_force": [idle.to_json() for idle in not_in_force_of(done, drafts)],
        "not_used": not_used_of(done, drafts).to_json()["not_used"],
    }


def not_in_force_of(done: Change, drafts: Sequence[Draft]) -> list[Idle]:
    """Which of the facts that the drafts assert are not in force at the time assessed, though known, and why."""
    from tocsin.questions.missing.not_in_force import known_idle_facts

    asserted = asserted_by(drafts)
    found = known_idle_facts(done.after, done.after.plan.types)
    return [idle for idle in found if idle.given.fact.id in asserted]


def not_used_of(done: Change, drafts: Sequence[Draft]) -> NotUsed:
    """What fed nothing of the facts that the drafts assert."""
    from tocsin.questions import not_used

    found = not_used(done.after)
    asserted = asserted_by(drafts)
    ids = done.after.numbered.ids
    return replace(
        found,
        unread=tuple(number for number in found.unread if ids[number] in asserted),
        unmatched=tuple(number for number in found.unmatched if ids[number] in asserted),
    )


def asserted_by(drafts: Sequence[Draft]) -> set[str]:
    """The ids of the facts that the drafts assert."""
    return {str(draft.content["id"]) for draft in drafts if draft.kind == "fact_asserted"}
