"""Cases of the ledger: listed, made, shown, written to, and what was recorded of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.rules.shipped import DEFAULT, shipped_names
from tocsin.service.answers import told
from tocsin.service.changes import case_data, case_file
from tocsin.service.http.access import Called
from tocsin.service.http.answering import CaseName, answer, etag_of, tagged, told_as
from tocsin.service.http.details import documented
from tocsin.service.http.once import IfMatch, Key, written
from tocsin.service.question import Day, Text
from tocsin.service.requests import require_shallow
from tocsin.service.writing import Assertion, FurtherReport, Upon, assert_facts, report

if TYPE_CHECKING:
    from tocsin.ledger import HeldCase

CASES: Final = APIRouter(prefix="/v1/cases", tags=["cases"])
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
    return written(caller, case, asked, if_match, idempotency_key, partial(_asserted, asked))


@CASES.post("/{case}/reports", responses={200: told_as(True), **documented(404, 409, 412, 428)})
def add_report(
    case: CaseName, asked: NewReport, caller: Called, if_match: IfMatch = None, idempotency_key: Key = None
) -> Response:
    """Confirm, deny or retract a fact of the case, and answer what changes in the conclusions."""
    return written(caller, case, asked, if_match, idempotency_key, partial(_reported, asked))


def _asserted(asked: Assertion, held: HeldCase, upon: Upon) -> str:
    return assert_facts(held, asked, upon)


def _reported(asked: NewReport, held: HeldCase, upon: Upon) -> str:
    return report(held, asked, asked.status, upon)
