"""What is no single case's: certificates, packs, and how the service itself fares."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.facts.problems import Problem
from tocsin.rules.shipped import load_pack, shipped_names
from tocsin.service import codes
from tocsin.service.answers import told
from tocsin.service.certificates import verified
from tocsin.service.http.access import Called, Hall
from tocsin.service.http.answering import answer, told_as
from tocsin.service.http.details import Refusal, documented
from tocsin.service.question import Text
from tocsin.service.requests import require_shallow

OTHERS: Final = APIRouter(tags=["packs and certificates"])
HEALTH: Final = APIRouter(tags=["health"])


class ToVerify(BaseModel):
    """A certificate, and what to hold its rules against."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    certificate: dict[str, Any]
    pack: Text | None = Field(None, description="The shipped pack of this name.")
    case: Text | None = Field(None, description="The pack of this case of the ledger.")


@OTHERS.post("/v1/verify", responses={200: told_as(), **documented(404)})
def verify(asked: ToVerify, caller: Called) -> Response:
    """Check a certificate, step by step, by a program that shares nothing with the engines."""
    require_shallow(asked.certificate)
    with caller.work():
        against = None if asked.pack is None else load_pack(asked.pack, packs=shipped_names())
        if asked.case is not None:
            against = caller.case(asked.case).pinned().parse()
        return answer(told(verified(asked.certificate, against), against))


@OTHERS.get("/v1/packs", responses={200: told_as(), **documented()})
def list_packs(caller: Called) -> Response:
    """List the packs that come with Tocsin."""
    caller.require("read")
    return answer(told({"packs": list(shipped_names())}))


@OTHERS.get("/v1/packs/{pack}/types", responses={200: told_as(), **documented(404)})
def types_of_pack(pack: Annotated[str, Path(examples=["russia-dprk"])], caller: Called) -> Response:
    """List the fact types of a pack: what may be said, field by field, each with an example."""
    from tocsin.service.fact_types import types_data

    caller.require("read")
    if pack not in shipped_names():
        message = f"no pack {pack!r} is shipped"
        raise Refusal(404, [Problem(codes.NO_RESOURCE, message, None, f"there are: {', '.join(shipped_names())}")])
    found = load_pack(pack)
    return answer(told(types_data(found.vocabulary, found.concluded_types)))


@HEALTH.get("/healthz", responses={200: told_as()})
async def healthy() -> Response:
    """Whether the process answers, however many requests are worked on."""
    return answer(told({"status": "ok"}))


@HEALTH.get("/readyz", responses={200: told_as(), **documented()})
def ready(request: Request) -> Response:
    """Whether requests can be answered: the ledger can be read, and the service is not about to end."""
    hall: Hall = request.app.state.hall
    if hall.closing.is_set():
        raise Refusal(503, [Problem(codes.BUSY, "the service is about to end", None, "ask another")])
    hall.ledger.names()
    return answer(told({"status": "ready"}))


@HEALTH.get("/metrics", responses={200: {"description": "Done", "content": {"text/plain": {}}}, **documented()})
def metrics(caller: Called) -> Response:
    """What is counted, for Prometheus."""
    return Response(caller.hall.measures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
