"""Server-sent events: what each write to a case changed in its conclusions, as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from tocsin.facts.problems import TocsinError
from tocsin.facts.written.unseen import seen
from tocsin.ledger.entry import FACT_KINDS
from tocsin.service.answers import told
from tocsin.service.http.access import Called, Caller
from tocsin.service.http.answering import CaseName
from tocsin.service.http.details import documented
from tocsin.service.logs import log

if TYPE_CHECKING:
    from tocsin.ledger import HeldCase
    from tocsin.ledger.state import CaseState

EVENTS: Final = APIRouter(prefix="/v1/cases", tags=["events"])
_STREAM: Final = {"description": "A stream", "content": {"text/event-stream": {}}}
_LOOK: Final = 0.5
_SILENCE: Final = 30
"""How many looks without news until a comment tells that the stream still stands."""


class _News(NamedTuple):
    state: CaseState
    text: str | None


@EVENTS.get("/{case}/events", response_class=StreamingResponse, responses={200: _STREAM, **documented(404)})
def events(
    case: CaseName, caller: Called, last_event_id: Annotated[str | None, Header(max_length=20)] = None
) -> StreamingResponse:
    """Stream what changes: an event ``changed`` for what was written, with its entries and the conclusions it moved.

    The stream ends when the caller's token is good no more.
    ``Last-Event-ID`` is the number of the entry up to which the stream was followed before.
    """
    held = caller.case(case)
    size = held.size()
    since = int(last_event_id) if last_event_id is not None and last_event_id.isdecimal() else size
    state = held.state(min(max(since, 2), size))
    return StreamingResponse(_stream(caller, held, state), media_type="text/event-stream")


async def _stream(caller: Caller, held: HeldCase, state: CaseState) -> AsyncIterator[str]:
    yield ": following\n\n"
    quiet = 0
    while not caller.hall.closing.is_set():
        try:
            news = await asyncio.to_thread(_news, caller, held, state)
        except TocsinError as error:
            # Whoever follows comes again, and says up to where they were told.
            log("error", kind=type(error).__name__, codes=[problem.code for problem in error.problems])
            return
        if news is None:
            return
        state = news.state
        if news.text is not None:
            quiet = 0
            yield f"id: {state.size}\nevent: changed\ndata: {news.text}\n\n"
            continue
        quiet = (quiet + 1) % _SILENCE
        if quiet == 0:
            yield ": nothing new\n\n"
        await asyncio.sleep(_LOOK)


def _news(caller: Caller, held: HeldCase, before: CaseState) -> _News | None:
    """The case as it is now, and what that changed: no text where nothing but assessments were recorded.

    None if the caller would be let in no more.
    """
    if not caller.stays:
        return None
    if held.size() == before.size:
        return _News(before, None)
    after = held.state(since=before)
    kinds = [(entry.number, entry.kind) for entry in held.entries(before.size, after.size)]
    if not any(kind in FACT_KINDS or kind == "pack_pinned" for _, kind in kinds):
        return _News(after, None)
    entries = [number for number, _ in kinds]
    key = (held.name, before.size, after.size)
    text = caller.hall.bulletin.told(key, lambda: _told(caller, held, (before, after), entries))
    return _News(before if text is None else after, text)


def _told(caller: Caller, held: HeldCase, states: tuple[CaseState, CaseState], entries: list[int]) -> str:
    from tocsin.questions.differences.changes import changes, states_apart

    # At no desk: one of a case at a time, and no request is to wait for it, nor it for requests.
    with caller.hall.limited.each():
        old, new = (state.case(held.pack(state)).assess(engine="seminaive") for state in states)
        found = changes(*states_apart(old, new))
    data = {"case": held.name, "changes": [item.to_json() for item in found], "entries": entries}
    return seen(told(data, new.pack))
