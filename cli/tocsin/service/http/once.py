"""A write over HTTP: upon the state that its sender has seen; under an idempotency key done once, whatever fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, TypeAlias

from fastapi import Header, Response

from tocsin.facts.problems import Problem
from tocsin.ledger import Overtaken, Repeated, Request
from tocsin.service import codes
from tocsin.service.http.access import Caller
from tocsin.service.http.answering import answer, etag_of
from tocsin.service.http.details import Refusal
from tocsin.service.writing import Upon, Writing, answered

if TYPE_CHECKING:
    from tocsin.ledger import Done, HeldCase

Write: TypeAlias = Callable[["HeldCase", Upon], str]
IfMatch: TypeAlias = Annotated[
    str | None, Header(description="The ETag of the case that the change was made upon, or * for any.")
]
Key: TypeAlias = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="A request with the same key is answered once."),
]


def written(
    caller: Caller, case: str, asked: Writing, if_match: str | None, key: str | None, write: Write
) -> Response:  # fmt: skip
    """The answer of a write upon the state that the caller has seen; under an idempotency key, of the first of them."""
    held = caller.case(case, "write")
    if key is None or asked.dry_run:
        return _done(caller, held, asked, if_match, None, write)
    said = json.dumps([case, type(asked).__name__, asked.model_dump()], sort_keys=True)
    request = Request.of(caller.owner, key, said)
    before = caller.hall.once(request)
    if before is not None:
        return before
    done: Response | None = None
    try:
        found = caller.hall.ledger.done(request)
        if found is not None:
            done = _again(caller, held, found, request)
        else:
            done = _done(caller, held, asked, if_match, request, write)
    except Repeated as repeated:  # another process was faster
        done = _again(caller, held, repeated.done, request)
    finally:
        caller.hall.keep(request, done)
    return done


def _done(
    caller: Caller, held: HeldCase, asked: Writing, if_match: str | None, request: Request | None, write: Write
) -> Response:
    size = None if asked.dry_run else _size_seen(held, if_match)
    with caller.work():
        text = _as_seen(held, if_match, Upon(caller.by, size, request), write)
    entries = json.loads(text)["entries"]
    if entries:
        caller.hall.measures.written.inc()
    return answer(text, headers={"ETag": etag_of(held, entries[-1] if entries else None)})


def _again(caller: Caller, held: HeldCase, done: Done, request: Request) -> Response:
    """What was answered when the request was carried out, by a process that is no more, or another.

    Raises Refusal if the key was for another request.
    """
    if done.digest != request.digest:
        raise caller.hall.of_another()
    with caller.work():
        text = answered(held, done)
    return answer(text, headers={"ETag": etag_of(held, json.loads(text)["entries"][-1])})


def _as_seen(held: HeldCase, if_match: str | None, upon: Upon, write: Write) -> str:
    """What the write answers. Raises Refusal if the case was changed meanwhile, but by records of assessments."""
    while True:
        try:
            return write(held, upon)
        except Overtaken:
            upon = replace(upon, size=_size_seen(held, if_match))


def _size_seen(held: HeldCase, if_match: str | None) -> int | None:
    """How many entries the case had when it was looked at; None if any will do. Raises Refusal if it has others now."""
    if if_match is None:
        message = "a write says what it was made upon"
        problem = Problem(codes.NO_CONDITION, message, None, "send the ETag of the case: If-Match: …, or *")
        raise Refusal(428, [problem], {"ETag": etag_of(held)})
    if if_match.strip() == "*":
        return None
    size = held.size()
    now = etag_of(held, size)
    if if_match.strip() != now:
        message = f"the case {held.name} is no longer as it was"
        problem = Problem(codes.OVERTAKEN, message, None, "look at it again, and then decide")
        raise Refusal(412, [problem], {"ETag": now})
    return size
