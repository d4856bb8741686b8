"""What stands before every operation: whose host is meant, how large and how slow a body may be; and the log of it."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Collection
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tocsin.facts.problems import Problem, TocsinError
from tocsin.service import codes
from tocsin.service.http.details import Refusal, response
from tocsin.service.logs import log

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tocsin.service.http.measures import Measures

LOOPBACK: Final = frozenset(["127.0.0.1", "localhost", "::1"])
_READS: Final = frozenset(["GET", "HEAD", "OPTIONS"])
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


class GoneAway(TocsinError):
    """Whoever sent a request has gone before its end; nobody hears an answer."""


class Guard:
    """Refuses what is meant for other hosts, sent by pages of other origins, too large or too slow; logs the rest.

    What is sent to a path among ``streamed`` is left to the operation to read, and to bound.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Collection[str],
        largest: int,
        seconds: float,
        measures: Measures,
        streamed: Collection[str] = (),
    ) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._largest = largest
        self._seconds = seconds
        self._measures = measures
        self._streamed = frozenset(streamed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request is answered by the application, or refused."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 500
        request = uuid.uuid4().hex

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                sent = {name for name, _ in message["headers"]}
                more = [pair for pair in _HEADERS if pair[0] not in sent]
                message["headers"] = [*message["headers"], *more, (b"x-request-id", request.encode())]
            await send(message)

        try:
            try:
                self._check(scope)
                if scope["path"] not in self._streamed:
                    receive = _again(await self._body(receive), receive)
            except Refusal as refused:
                await response(refused.problems, refused.status)(scope, receive, answer)
                return
            except GoneAway:
                status = 400
                return
            await self._app(scope, receive, answer)
        finally:
            seconds = time.monotonic() - began
            route = getattr(scope.get("route"), "path", "")
            self._measures.answered(scope["method"], route, status, seconds)
            by = scope.get("state", {}).get("by")
            log(
                "request",
                id=request,
                method=scope["method"],
                route=route,
                status=status,
                by=by,
                seconds=round(seconds, 4),
            )

    def _check(self, scope: Scope) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if self._hosts and _name_of(f"//{host}") not in self._hosts:
            message = "the request is meant for a host that this service is not"
            raise Refusal(403, [Problem(codes.FOREIGN_HOST, message, None, "name it by the address it listens on")])
        origin = headers.get(b"origin")
        if scope["method"] not in _READS and origin is not None and not _is_of(origin, host):
            message = "the request was made by a page of another origin"
            raise Refusal(403, [Problem(codes.FOREIGN_HOST, message, None, "only pages of this service may write")])

    async def _body(self, receive: Receive) -> bytes:
        found = bytearray()
        async for part in body_parts(receive, self._seconds):
            found += part
            if len(found) > self._largest:
                told = f"the body is longer than {self._largest:,} bytes"
                raise Refusal(413, [Problem(codes.TOO_LARGE, told, None, "send less at once")])
        return bytes(found)


async def body_parts(receive: Receive, seconds: float) -> AsyncIterator[bytes]:
    """The body of a request as it comes. Raises Refusal for one that takes longer, and GoneAway."""
    until = asyncio.get_running_loop().time() + seconds
    more = True
    while more:
        try:
            async with asyncio.timeout_at(until):  # left before anything is given: whoever reads may never come back
                message = await receive()
        except TimeoutError:
            told = f"the body took longer than {seconds:g} seconds to come"
            raise Refusal(408, [Problem(codes.TOO_LARGE, told, None, "send it faster, or less at once")]) from None
        if message["type"] != "http.request":
            raise GoneAway
        yield message.get("body", b"")
        more = message.get("more_body", False)


def _name_of(host: str) -> str:
    try:
        return urlsplit(host).hostname or ""
    except ValueError:
        return ""


def _is_of(origin: str, host: str) -> bool:
    """Whether a page of that origin comes from that host; what is no origin comes from none."""
    try:
        return urlsplit(origin).netloc == host
    except ValueError:
        return False


def _again(body: bytes, receive: Receive) -> Any:
    """A body that was read already, as the application reads it; after it comes what comes."""
    given = False

    async def read() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return read
