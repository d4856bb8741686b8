"""Cases of the ledger: listed, made, shown, written to, and what was recorded of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from fastapi import APIRouter, Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.facts.problems import Problem
from tocsin.ledger import Overtaken
from tocsin.rules.shipped import DEFAULT, shipped_names
from tocsin.service import codes
from tocsin.service.answers import told
from tocsin.service.asking import Day, Text
from tocsin.service.changes import case_data, case_file
from tocsin.service.http.access import Called, Caller
from tocsin.service.http.details import Refusal, body_of, documented
from tocsin.service.requests import require_shallow
from tocsin.service.writing import Assertion, FurtherReport, Writing, assert_facts, report

if TYPE_CHECKING:
    from tocsin.ledger import HeldCase

CASES: Final = APIRouter(prefix="/v1/cases", tags=["cases"])
_ETAG: Final = {"ETag": {"description": "What the case is now, for If-Match.", "schema": {"type": "string"}}}
_EXAMPLE: Final = {
    "facts": [
        {
            "troop_deployment": {"sender": "PRK", "beneficiary": "RUS", "headcount": "10900..11000", "role": "combat"},
            "source": {"publisher": "ROK NIS", "date": "2024-11-20"},
            "grade": "B2",
        }
    ],
    "reason": "read in the weekly report",
}
CaseName: TypeAlias = Annotated[str, Path(description="The name of a case of the ledger.", examples=["kursk"])]
IfMatch: TypeAlias = Annotated[
    str | None, Header(description="The ETag of the case that the change was made upon, or * for any.")
]
Key: TypeAlias = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="A request with the same key is answered once."),
]


class NewCase(BaseModel):
    """A case to be made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text = Field(examples=["kursk"])
    pack: Text = Field(DEFAULT, description="The name of a shipped pack.")
    as_of: Day | None = Field(None, description="Assess it as of this day, unless told otherwise.")
    reason: Text | None = Field(None, description="Why it is made.")


class NewReport(FurtherReport):
    """What a source says of a fact that the case has."""

    status: Literal["confirmed", "denied", "retracted"]


def etag_of(held: HeldCase, size: int | None = None) -> str:
    """The ETag of a case after so many entries, or after all: it changes with every entry but records of assessments.

    These are written when an assistant asks, too, and nobody's view of the case is out of date by that.
    """
    head = held.head(held.last_change(size))
    return f'"{head.size}.{head.root[:16]}"'


def tagged(held: HeldCase, size: int) -> dict[str, str]:
    """The header of that ETag; none where the case had no entries then."""
    return {"ETag": etag_of(held, size)} if size else {}


def answer(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON text as the body of a response."""
    return Response(body_of(text), status, media_type="application/json", headers=dict(headers or {}))


def told_as(headers: bool = False, forms: Iterable[str] = ()) -> dict[str, Any]:
    """The answer that is as it should be, as JSON and in these media types, for the OpenAPI document."""
    others = {form: {"schema": {"type": "string"}} for form in forms}
    shape = {"description": "Done", "content": {"application/json": {"schema": {"type": "object"}}, **others}}
    return shape | ({"headers": _ETAG} if headers else {})


@CASES.get("", responses={200: told_as(), **documented()})
def list_cases(caller: Called) -> Response:
    """List the cases of the ledger."""
    visible = set(caller.names())
    listed = [case.to_json() for case in caller.hall.ledger.cases() if case.name in visible]
    return answer(told({"cases": listed}))


@CASES.post("", status_code=201, responses={201: told_as(True), **documented(409)})
def new_case(asked: NewCase, caller: Called) -> Response:
    """Make a case in the ledger, under a shipped pack whose text is kept with it."""
    from tocsin.ledger import PackText

    caller.require("make", asked.name)
    text = PackText.read(asked.pack, packs=shipped_names())
    held = caller.hall.ledger.new_case(asked.name, text, as_of=asked.as_of, by=caller.by, reason=asked.reason)
    caller.hall.measures.written.inc()
    entries = list(held.entries(0, 2))
    data = {"case": asked.name, "entries": [entry.number for entry in entries], "pack": entries[1].content}
    return answer(told(data), 201, {"ETag": etag_of(held, len(entries))})


@CASES.get("/{case}", responses={200: told_as(True), **documented(404)})
def show_case(case: CaseName, caller: Called, known_by: Annotated[Day | None, Query()] = None) -> Response:
    """Show the facts of a case with every report on them, and its pack."""
    held = caller.case(case)
    state = held.state(recorded_by=known_by)
    pack = held.pack(state) if state.said else None
    givens = () if pack is None else state.givens(pack)
    return answer(told(case_data(state, givens), pack), headers=tagged(held, state.size))


@CASES.get("/{case}/export", responses={200: told_as(True), **documented(404)})
def export_case(case: CaseName, caller: Called, known_by: Annotated[Day | None, Query()] = None) -> Response:
    """The case as a case file, which every command reads; its history is under history."""
    held = caller.case(case)
    return answer(told(case_file(held, known_by)), headers=tagged(held, held.state(recorded_by=known_by).size))


@CASES.post("/{case}/facts", responses={200: told_as(True), **documented(404, 409, 412, 428)},
            openapi_extra={"requestBody": {"content": {"application/json": {"example": _EXAMPLE}}}})  # fmt: skip
def add_facts(
    case: CaseName, asked: Assertion, caller: Called, if_match: IfMatch = None, idempotency_key: Key = None
) -> Response:
    """Assert facts with their reports, all or none, and answer what changes in the conclusions."""
    require_shallow(asked.facts)
    return _written(
        caller, case, asked, if_match, idempotency_key, lambda held, size: assert_facts(held, asked, caller.by, size)
    )


@CASES.post("/{case}/reports", responses={200: told_as(True), **documented(404, 409, 412, 428)})
def add_report(
    case: CaseName, asked: NewReport, caller: Called, if_match: IfMatch = None, idempotency_key: Key = None
) -> Response:
    """Confirm, deny or retract a fact of the case, and answer what changes in the conclusions."""
    return _written(
        caller,
        case,
        asked,
        if_match,
        idempotency_key,
        lambda held, size: report(held, asked, asked.status, caller.by, size),
    )


def _written(
    caller: Caller,
    case: str,
    asked: Writing,
    if_match: str | None,
    key: str | None,
    write: Callable[[HeldCase, int | None], str],
) -> Response:
    """The answer of a write upon the state that the caller has seen; under an idempotency key, of the first of them."""
    held = caller.case(case, "write")
    whole = (caller.owner, key or "")
    said = json.dumps([case, type(asked).__name__, asked.model_dump()], sort_keys=True)
    digest = hashlib.sha256(said.encode("ascii")).hexdigest()
    if key is not None:
        before = caller.hall.once(whole, digest)
        if before is not None:
            return before
    done: Response | None = None
    try:
        size = None if asked.dry_run else _size_seen(held, if_match)
        with caller.hall.work():
            text = _once_as_seen(held, if_match, size, write)
        entries = json.loads(text)["entries"]
        done = answer(text, headers={"ETag": etag_of(held, entries[-1] if entries else None)})
        if entries:
            caller.hall.measures.written.inc()
    finally:
        if key is not None:
            caller.hall.keep(whole, digest, None if asked.dry_run else done)
    return done


def _once_as_seen(
    held: HeldCase, if_match: str | None, size: int | None, write: Callable[[HeldCase, int | None], str]
) -> str:
    """What the write answers. Raises Refusal if the case was changed meanwhile, but by records of assessments."""
    while True:
        try:
            return write(held, size)
        except Overtaken:
            size = _size_seen(held, if_match)


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
