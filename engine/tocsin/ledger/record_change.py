"""A change of a case, with what it does to the conclusions, before or while it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import islice

from tocsin.engine import Assessment
from tocsin.engine.assess import EngineChoice
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import TocsinError
from tocsin.facts.values import short_repr
from tocsin.ledger.assessments import Record
from tocsin.ledger.entry import FACT_KINDS, Draft, Entry, timestamp
from tocsin.ledger.further_reports import recorded_before
from tocsin.ledger.ledger_case import HeldCase
from tocsin.ledger.packs import PackText, require_same_vocabulary
from tocsin.ledger.recorded import dated
from tocsin.ledger.requests import Done, Request
from tocsin.ledger.state import CaseState


@dataclass(frozen=True)
class Change:
    """What was concluded before and after; ``written`` are the entries, none if it was only tried out.

    ``repeated`` are the numbers of earlier entries that say the same as one of these.
    """

    __repr__ = short_repr

    before: Assessment
    after: Assessment
    written: tuple[Entry, ...]
    repeated: tuple[int, ...] = ()


@checked()
def changed_by(held: HeldCase, done: Done) -> Change:
    """What a request that was carried out did to the conclusions, made again from its entries."""
    base = held.state(done.first - 1)
    written = [*held.entries(done.first - 1, done.last)]
    if written[-1].kind != "assessment":  # somebody had written meanwhile, and the record came by itself
        later = held.entries(done.last, kinds=("assessment",))
        written += islice((entry for entry in later if entry.content["at"] == done.last), 1)
    then = held.state(done.last, since=base)
    before = _assess(base, held.pack_text(base), "seminaive")
    return Change(before, _assess(then, held.pack_text(then), "auto"), tuple(written))


class Overtaken(TocsinError):
    """Somebody wrote to the case since it was looked at; nothing was written."""


@checked()
def change(  # noqa: PLR0913  (all that a change may hang on)
    held: HeldCase,
    drafts: Sequence[Draft],
    *,
    by: str | None = None,
    engine: EngineChoice = "auto",
    dry_run: bool = False,
    pack: PackText | None = None,
    if_size: int | None = None,
    request: Request | None = None,
) -> Change:
    """The drafts are on the ledger, with a record of the assessment they led to; with ``dry_run``, nothing is.

    It is assessed before it is written: if the pack refuses a fact, or the engines disagree, nothing is written. Where
    somebody else wrote meanwhile, the drafts are written all the same, and then assessed together with what came in
    between, so that the record is always of the entries before it. A retraction without a date is written with the
    moment of its writing, which the assessment is to know. ``pack`` is the text that a draft pins.

    With ``if_size`` the case must have so many entries, also when it is written: else Overtaken is raised. ``request``
    is noted with them; Repeated is raised if it was carried out before.
    """
    state = held.state()
    if if_size is not None and state.size != if_size:
        raise Overtaken(f"{held.name} has {state.size} entries, not {if_size}")
    drafts = [dated(draft, max(timestamp(dt.datetime.now(dt.UTC)), state.recorded)) for draft in drafts]
    old = held.pack_text(state)
    new = old if pack is None else pack
    # What was concluded before is only compared with, never recorded: one engine will do.
    alone: EngineChoice = "seminaive" if engine == "auto" else engine
    before = _assess(state, old, alone)
    then = state.with_drafts(drafts)
    if then.pin is not None and any(draft.kind in FACT_KINDS for draft in drafts):
        require_same_vocabulary(held.name, then.pin, new.parse())
    after = _assess(then, new, engine)
    repeated = tuple(number for draft in drafts if (number := recorded_before(state, draft)) is not None)
    if dry_run:
        return Change(before, after, (), repeated)
    record = Record.of(after, then.size, new.digest, engine).draft()
    written = held.append([*drafts, record], by=by, if_size=state.size, pack=pack, request=request)
    if written:
        return Change(before, after, written, repeated)
    if if_size is not None:
        raise Overtaken(f"{held.name} was written to meanwhile")
    written = held.append(drafts, by=by, pack=pack, request=request)
    base = held.state(written[0].number - 1, since=state)
    then = held.state(written[-1].number, since=base)
    before = _assess(base, held.pack_text(base), alone)
    new = held.pack_text(then)
    after = _assess(then, new, engine)
    record = Record.of(after, then.size, new.digest, engine).draft()
    return Change(before, after, (*written, *held.append([record], by=by)), repeated)


def _assess(state: CaseState, text: PackText, engine: EngineChoice) -> Assessment:
    return state.case(text.parse()).assess(engine=engine)
