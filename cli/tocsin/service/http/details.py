"""What went wrong, as problem details (RFC 9457) with the codes and places of the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import Response

from tocsin.bulk import codes as bulk_codes
from tocsin.engine import codes as engine_codes
from tocsin.facts.json_values import canonical_json
from tocsin.facts.problems import Problem, ProblemError
from tocsin.facts.written.unseen import seen
from tocsin.ledger import codes as ledger_codes
from tocsin.service import codes

MEDIA_TYPE: Final = "application/problem+json"
_STATUS: Final[Mapping[str, int]] = {
    codes.NOT_DERIVED: 404,
    codes.NOT_WRITABLE: 403,
    codes.TOO_LARGE: 413,
    codes.OVERTAKEN: 412,
    codes.NO_CONDITION: 428,
    codes.NO_TOKEN: 401,
    codes.NOT_ALLOWED: 403,
    codes.FOREIGN_HOST: 403,
    codes.NO_RESOURCE: 404,
    codes.BUSY: 503,
    codes.INTERNAL: 500,
    codes.BAD_TOKENS: 503,
    codes.TOO_MANY_JOBS: 503,
    codes.NO_RESULT: 409,
    codes.TOO_FAST: 429,
    bulk_codes.NO_EXTRA: 503,
    engine_codes.DISAGREEMENT: 500,
    ledger_codes.CANNOT_OPEN: 503,
    ledger_codes.LOCKED: 503,
    ledger_codes.NO_SPACE: 503,
    ledger_codes.READ_ONLY: 503,
    ledger_codes.DAMAGED: 503,
    ledger_codes.UNKNOWN_CASE: 404,
    ledger_codes.UNKNOWN_ENTRY: 404,
    ledger_codes.NO_SUCH_FACT: 404,
    ledger_codes.CASE_EXISTS: 409,
    ledger_codes.CASE_CLOSED: 409,
}


class Refusal(ProblemError):
    """A request that is refused, with the status that says so."""

    def __init__(self, status: int, problems: Iterable[Problem], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problems)
        self.status = status
        self.headers = dict(headers or {})


def status_of(problems: Iterable[Problem]) -> int:
    """The status for these problems: that of the first that has one of its own, else 422."""
    return next((_STATUS[problem.code] for problem in problems if problem.code in _STATUS), 422)


def response(
    problems: Iterable[Problem], status: int | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """The problem details of these problems: of the first, and all of them under ``problems``."""
    told = tuple(problems)
    code = status_of(told) if status is None else status
    first = told[0]
    data: dict[str, Any] = {
        "type": f"urn:tocsin:problem:{first.code}" if first.code else "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": first.message,
        "problems": [problem.to_json() for problem in told],
    }
    more = {"Retry-After": "1"} if code == 503 else {}
    return Response(body_of(canonical_json(data)), code, media_type=MEDIA_TYPE, headers=more | dict(headers or {}))


def body_of(text: str) -> bytes:
    """JSON text as a body, with escapes for what cannot be seen."""
    return seen(text, lines=True).encode("utf-8")


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers of an operation that are problem details, for the OpenAPI document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problems"}}}
    # These come before, or around, every operation.
    every = {400, 401, 403, 408, 413, 422, 429, 500, 503, *statuses}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in sorted(every)}
