"""What was recorded of a case: its entries, its head, and whether all of it is as it was written."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response

from tocsin.rules.shipped import shipped_names
from tocsin.service.answers import told
from tocsin.service.entry_diff import compared
from tocsin.service.http.access import Called
from tocsin.service.http.answering import CaseName, answer, told_as
from tocsin.service.http.details import documented
from tocsin.service.question import Text
from tocsin.service.replays import replayed, replayed_json

_LAST: Final = 2**53
LINES: Final = "application/jsonl"
_LINES: Final = {"description": "Done", "content": {LINES: {"schema": {"type": "string"}}}}
AUDIT: Final = APIRouter(prefix="/v1/cases", tags=["audit"])


@AUDIT.get("/{case}/log", responses={200: told_as(), **documented(404)})
def log_of_case(
    case: CaseName,
    caller: Called,
    before: Annotated[int | None, Query(ge=1, le=_LAST, description="Only entries before this one.")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 50,
) -> Response:
    """List the entries of a case, the newest first: who, when, what and why."""
    held = caller.case(case, "audit")
    until = None if before is None else before - 1
    entries = [entry.to_json() for entry in islice(held.entries(until=until, newest_first=True), limit)]
    return answer(told({"case": case, "entries": entries, "size": held.size()}))


@AUDIT.get("/{case}/entries/{number}", responses={200: told_as(), **documented(404)})
def entry_of_case(case: CaseName, number: Annotated[int, Path(ge=1, le=_LAST)], caller: Called) -> Response:
    """Show one entry in full."""
    return answer(told(caller.case(case, "audit").entry(number).to_json()))


@AUDIT.get("/{case}/entries/{number}/proof", responses={200: told_as(), **documented(404)})
def prove_entry(
    case: CaseName,
    number: Annotated[int, Path(ge=1, le=_LAST)],
    caller: Called,
    size: Annotated[int | None, Query(ge=1, le=_LAST, description="Under the head after so many entries.")] = None,
    continues: Annotated[bool, Query(description="Prove that the head continues the one after the entry.")] = False,
) -> Response:
    """Prove that an entry stands in a case, or that its head continues an earlier one (RFC 6962)."""
    held = caller.case(case, "audit")
    proof = held.prove_consistency(number, size) if continues else held.prove(number, size)
    return answer(told(proof.to_json()))


@AUDIT.get("/{case}/head", responses={200: told_as(), **documented(404)})
def head_of_case(case: CaseName, caller: Called) -> Response:
    """The Merkle head of a case, to be kept elsewhere."""
    return answer(told(caller.case(case, "audit").head().to_json()))


@AUDIT.get("/{case}/verification", responses={200: told_as(), **documented(404)})
def verify_case(case: CaseName, caller: Called) -> Response:
    """Check that nothing of a case was changed since it was written."""
    from tocsin.ledger.verifying import verify

    caller.case(case, "audit")
    with caller.work():
        return answer(told(verify(caller.hall.ledger.database, case, []).to_json()))


@AUDIT.get("/{case}/diff", responses={200: told_as(), **documented(404)})
def diff_of_case(
    case: CaseName,
    caller: Called,
    first: Annotated[int, Query(ge=2, le=_LAST, description="After this entry.")],
    second: Annotated[int, Query(ge=2, le=_LAST, description="And after this one.")],
) -> Response:
    """Compare a case after two entries: what was written between, facts, rules, conclusions and explanations."""
    held = caller.case(case, "audit")
    with caller.work():
        found = compared(held, first, second)
        return answer(told(found.to_json(), found.pack))


@AUDIT.get("/{case}/replay", responses={200: told_as(), **documented(404)})
def replay_case(
    case: CaseName,
    caller: Called,
    entry: Annotated[int | None, Query(ge=1, le=_LAST, description="Only what this entry records.")] = None,
    pack: Annotated[Text | None, Query(description="Show what this shipped pack would make of it, too.")] = None,
) -> Response:
    """Make every recorded assessment again from the ledger alone, and compare what was concluded."""
    from tocsin.ledger import PackText

    held = caller.case(case, "audit")
    with caller.work():
        other = None if pack is None else PackText.read(pack, packs=shipped_names())
        return answer(replayed_json(case, replayed(held, other, entry)))


@AUDIT.get("/{case}/history", responses={200: _LINES, **documented(404)})
def history_of_case(case: CaseName, caller: Called) -> Response:
    """The case with its whole history, as lines of JSON that can be verified and imported, byte for byte."""
    from tocsin.ledger.export import export_lines

    held = caller.case(case, "audit")
    with caller.work():
        text = "\n".join(export_lines(held)) + "\n"
    return Response(text, media_type=LINES)
