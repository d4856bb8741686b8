"""What was recorded of a case: its entries, its head, and whether all of it is as it was written."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response

from tocsin.service.answers import told
from tocsin.service.http.access import Called
from tocsin.service.http.cases import CaseName, answer, told_as
from tocsin.service.http.details import documented

AUDIT: Final = APIRouter(prefix="/v1/cases", tags=["audit"])


@AUDIT.get("/{case}/log", responses={200: told_as(), **documented(404)})
def log_of_case(
    case: CaseName,
    caller: Called,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="Only entries before this one.")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 50,
) -> Response:
    """List the entries of a case, the newest first: who, when, what and why."""
    held = caller.case(case, "audit")
    until = None if before is None else before - 1
    entries = [entry.to_json() for entry in islice(held.entries(until=until, newest_first=True), limit)]
    return answer(told({"case": case, "entries": entries, "size": held.size()}))


@AUDIT.get("/{case}/entries/{number}", responses={200: told_as(), **documented(404)})
def entry_of_case(case: CaseName, number: Annotated[int, Path(ge=1, le=2**53)], caller: Called) -> Response:
    """Show one entry in full."""
    return answer(told(caller.case(case, "audit").entry(number).to_json()))


@AUDIT.get("/{case}/head", responses={200: told_as(), **documented(404)})
def head_of_case(case: CaseName, caller: Called) -> Response:
    """The Merkle head of a case, to be kept elsewhere."""
    return answer(told(caller.case(case, "audit").head().to_json()))


@AUDIT.get("/{case}/verification", responses={200: told_as(), **documented(404)})
def verify_case(case: CaseName, caller: Called) -> Response:
    """Check that nothing of a case was changed since it was written."""
    from tocsin.ledger.verifying import verify

    caller.case(case, "audit")
    with caller.hall.work():
        return answer(told(verify(caller.hall.ledger.database, case, []).to_json()))
