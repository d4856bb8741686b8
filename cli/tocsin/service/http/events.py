"""Server-sent events: what each write to a case changed in its conclusions, as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from tocsin.facts.written.unseen import seen
from tocsin.ledger.entry import FACT_KINDS
from tocsin.service.answers import told
from tocsin.service.http.access import Called, Caller, Hall
from tocsin.service.http.answering import CaseName
from tocsin.service.http.details import documented

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
        stays, size = await asyncio.to_thread(lambda: (caller.stays, held.size()))
        if not stays:
            return
        if size == state.size:
            quiet = (quiet + 1) % _SILENCE
            if quiet == 0:
                yield ": nothing new\n\n"
            await asyncio.sleep(_LOOK)
            continue
        news = await asyncio.to_thread(_news, caller.hall, held, state)
        state = news.state
        if news.text is not None:
            yield f"id: {state.size}\nevent: changed\ndata: {news.text}\n\n"


def _news(hall: Hall, held: HeldCase, before: CaseState) -> _News:
    """The case as it is now, and what that changed; None where nothing but assessments were recorded."""
    from tocsin.questions.differences.changes import changes, states_apart

    after = held.state(since=before)
    kinds = [(entry.number, entry.kind) for entry in held.entries(before.size, after.size)]
    if not any(kind in FACT_KINDS or kind == "pack_pinned" for _, kind in kinds):
        return _News(after, None)
    with hall.work():
        old, new = (state.case(held.pack(state)).assess(engine="seminaive") for state in (before, after))
        found = changes(*states_apart(old, new))
    data = {
        "case": held.name,
        "entries": [number for number, _ in kinds],
        "changes": [item.to_json() for item in found],
    }
    return _News(after, seen(told(data, new.pack)))
