"""The service as a web application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError

from tocsin.facts.problems import Place, Problem, TocsinError
from tocsin.ledger.assessments import tocsin_version
from tocsin.service import codes
from tocsin.service.desks import Desks
from tocsin.service.http.access import Hall
from tocsin.service.http.audit import AUDIT
from tocsin.service.http.bulk import BULK, PATH
from tocsin.service.http.cases import CASES
from tocsin.service.http.details import Refusal, response
from tocsin.service.http.events import EVENTS
from tocsin.service.http.guard import LOOPBACK, Guard
from tocsin.service.http.measures import Measures
from tocsin.service.http.others import HEALTH, OTHERS
from tocsin.service.http.page import Page
from tocsin.service.http.questions import QUESTIONS
from tocsin.service.jobs.queue import Jobs
from tocsin.service.limited import Limited
from tocsin.service.logs import log
from tocsin.service.rates import Rates, TooFast
from tocsin.service.requests import LONGEST_SHOWN, problem_of, problems_of

if TYPE_CHECKING:
    from tocsin.ledger import Ledger
    from tocsin.service.tokens import Tokens

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a body, at most."""
SECONDS: Final = 30.0
"""How long a body may take to come."""
_AT_ONCE: Final = 8
_SHARE: Final = 4
"""How many requests are worked on at once, and how many of one who asks."""
_PROBLEMS: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "problems"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    name: {"type": ["string", "null"]} for name in ("code", "message", "place", "hint")
                },
            },
        },
    },
}  # fmt: skip


def application(
    ledger: Ledger,
    tokens: Tokens,
    limited: Limited = Limited(),  # noqa: B008 - a frozen value
    *,
    hosts: Collection[str] = LOOPBACK,
    loopback: bool = True,
    page: Path | None = None,
    rates: Rates | None = None,
) -> FastAPI:
    """The service of a ledger, for requests that are meant for these hosts (none: for any).

    Where it can be reached from this machine alone (``loopback``) it may be used without tokens as long as there are
    none. Without ``rates`` nobody may ask more often than usual. ``page`` is a folder of static files, served at
    ``/page``.
    """
    measures, jobs = Measures(), Jobs()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await asyncio.to_thread(jobs.close)

    app = FastAPI(
        title="Tocsin",
        version=tocsin_version(),
        description="What follows from dated, graded reports under a set of rules, how strongly, and why.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        exception_handlers={
            TocsinError: _refused,
            RecursionError: _refused,
            MemoryError: _refused,
            RequestValidationError: _malformed,
            400: _not_there,
            404: _not_there,
            405: _not_there,
            Exception: _failed,
        },
    )
    app.state.hall = Hall(
        ledger, tokens, limited, measures, Desks(_AT_ONCE, _SHARE), jobs, rates or Rates(), open=loopback
    )  # fmt: skip
    for router in (CASES, AUDIT, EVENTS, QUESTIONS, BULK, OTHERS, HEALTH):
        app.include_router(router)
    if page is not None:
        app.mount("/page", Page(directory=page, html=True), name="page")
    app.add_middleware(Guard, hosts=hosts, largest=LARGEST, seconds=SECONDS, measures=measures, streamed=[PATH])
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    """The OpenAPI document has the shape of problem details, and none of the shapes that are not sent."""
    whole: Any = app.openapi

    def described() -> dict[str, Any]:
        document: dict[str, Any] = whole()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problems"] = _PROBLEMS
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        return document

    app.openapi = described  # type: ignore[method-assign]


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, TocsinError | RecursionError | MemoryError)
    if isinstance(error, TooFast):
        return response(error.problems, 429, {"Retry-After": str(error.after)})
    if isinstance(error, Refusal):
        return response(error.problems, error.status, error.headers)
    return response(problems_of(error))


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    sent = request.headers.get("content-type", "none")
    if isinstance(error.body, bytes):  # left unread: it is of another kind
        message = f"the body is read as JSON only, and is sent with the content type {sent[:LONGEST_SHOWN]}"
        return response([Problem(codes.BAD_REQUEST, message, Place("body"), "send Content-Type: application/json")])
    body = getattr(request.scope.get("route"), "body_field", None)
    fields = getattr(body and body.field_info.annotation, "model_fields", {})
    known = [field.alias or name for name, field in fields.items()]
    return response(problem_of(each, known if len(each["loc"]) == 2 else ()) for each in error.errors())


async def _not_there(request: Request, error: Exception) -> Response:
    error = cast("HTTPException", error)
    code = codes.NO_RESOURCE if error.status_code in (404, 405) else codes.BAD_REQUEST
    told = {404: "there is nothing at this path", 405: "this path does not take this method"}
    message = told.get(error.status_code, str(error.detail))
    problem = Problem(code, message, None, "see what there is: /openapi.json")
    return response([problem], error.status_code, error.headers)


async def _failed(request: Request, error: Exception) -> Response:
    log("error", method=request.method, kind=type(error).__name__)
    message = "this is an error in Tocsin itself, not in your request"
    return response([Problem(codes.INTERNAL, message, None, "please report it")], 500)
