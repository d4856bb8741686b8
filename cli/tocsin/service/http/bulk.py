"""Many cases at once: rows are sent, a job answers them, and its results are fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, cast

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.rules.shipped import DEFAULT, load_pack, shipped_names
from tocsin.service import codes
from tocsin.service.answers import told
from tocsin.service.http.access import Called, Caller
from tocsin.service.http.answering import answer, told_as
from tocsin.service.http.details import Refusal, documented
from tocsin.service.http.forms import preferred
from tocsin.service.http.guard import GoneAway, body_parts
from tocsin.service.jobs.job import REJECTED, TABLES, Asked, Job
from tocsin.service.jobs.results import CSV, FORMS, JSON_LINES, PARQUET, sent
from tocsin.service.question import Day, Text, Texts

if TYPE_CHECKING:
    from tocsin.rules.model import Pack
    from tocsin.service.jobs.rows import Format

PATH: Final = "/v1/bulk"
BULK: Final = APIRouter(prefix=PATH, tags=["bulk"])
SECONDS: Final = 300.0
"""How long the rows of a job may take to come."""


class RowsAsked(BaseModel):
    """What is asked of every case; what is left out is as ``tocsin bulk run`` has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pack: Text = Field(DEFAULT, description="The name of a shipped pack.")
    case: Text | None = Field(None, description="Under the pack of this case of the ledger, instead.")
    type: Text | None = Field(None, description="The fact type of all rows; CSV takes it.")
    as_of: Day | None = None
    known_by: Day | None = None
    assume: Texts = []
    without: Texts = []
    across: bool = Field(False, description="Take all rows as one case.")
    reject: bool = Field(False, description="Leave out rows that state no fact, and list them.")


_FORMATS: Final[dict[str, Format]] = {CSV: "csv", JSON_LINES: "jsonl", "application/x-ndjson": "jsonl"}
_ROWS: Final = (
    'Rows as the tables of a bulk run have them. JSON Lines: one type (`type`), or on each line `{"TYPE": {row}}`.'
)
_EXAMPLE: Final = '{"troop_deployment": {"case_id": "a", "sender": "PRK", "headcount": "10900..11000"}}\n'
_BODY: Final = {
    "description": _ROWS,
    "required": True,
    "content": {media: {"schema": {"type": "string"}} for media in (CSV, *_FORMATS)} | {
        JSON_LINES: {"schema": {"type": "string"}, "example": _EXAMPLE}
    },
}  # fmt: skip
_LOCATION: Final = {"Location": {"description": "Where the job is.", "schema": {"type": "string"}}}
_RESULT: Final = {
    "description": "Done",
    "content": {PARQUET: {"schema": {"type": "string", "format": "binary"}}}
    | {form: {"schema": {"type": "string"}} for form in (JSON_LINES, CSV)},
}
JobName = Annotated[str, Path(max_length=100, description="The id of a job.")]


@BULK.post("", status_code=202, responses={202: told_as() | {"headers": _LOCATION}, **documented(404)},
           openapi_extra={"requestBody": _BODY})  # fmt: skip
async def submit(request: Request, caller: Called, asked: Annotated[RowsAsked, Query()]) -> Response:
    """Send rows of many cases; a job says what follows in each. It is kept in memory: a restart forgets it."""
    form = _form_of(request, asked.type)

    def begin() -> Job:
        from tocsin.bulk.api import question_of
        from tocsin.bulk.extras import need
        from tocsin.engine.case import plan_of

        caller.require("run")
        need()
        with caller.work():
            found = _pack(caller, asked.pack, asked.case)
            if asked.type is not None:
                found.vocabulary.type(asked.type)
            question = question_of(plan_of(found), asked.as_of, asked.known_by, asked.assume, asked.without)
        whole = Asked(question, form, asked.type, asked.across, asked.reject)
        return cast("Job", caller.hall.jobs.new(caller.owner, whole))

    job = await run_in_threadpool(begin)
    jobs = caller.hall.jobs
    try:
        with job.body.open("wb") as stream:
            async for part in body_parts(request.receive, SECONDS):
                jobs.grow(job, len(part))
                stream.write(part)
        jobs.submit(job)
    except GoneAway:
        return Response(status_code=400)  # nobody hears it
    finally:
        if job.state == "coming":
            jobs.remove(job)
    return answer(told(job.to_json()), 202, {"Location": f"{PATH}/{job.id}"})


@BULK.get("", responses={200: told_as(), **documented()})
def list_jobs(caller: Called) -> Response:
    """List the caller's own jobs."""
    caller.require("read")
    return answer(told({"jobs": [job.to_json() for job in caller.hall.jobs.all_of(caller.owner)]}))


@BULK.get("/{job}", responses={200: told_as(), **documented(404)})
def show_job(job: JobName, caller: Called) -> Response:
    """Say how far a job is: waiting, running, done or failed, with its progress, summary or problems."""
    return answer(told(_job(caller, job).to_json()))


@BULK.get("/{job}/results/{table}", response_class=StreamingResponse, responses={200: _RESULT, **documented(404, 409)})
def result_of_job(
    job: JobName,
    table: Annotated[str, Path(description=f"One of {', '.join(TABLES)}; {REJECTED}, which is CSV, if asked for.")],
    caller: Called,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> StreamingResponse:
    """Fetch a table of the results: as Parquet, or by Accept as JSON Lines or CSV."""
    found = _job(caller, job)
    rejected = table == REJECTED and found.asked.reject
    path = found.rejects if rejected else found.results / f"{table}.parquet"
    try:
        if table not in TABLES and not rejected:
            raise Refusal(404, [Problem(codes.NO_RESOURCE, "a job has no such table", None, f"there are: {_NAMED}")])
        stream = path.open("rb") if found.state == "done" else None
    except FileNotFoundError:  # removed just now
        stream = None
    if stream is None:
        message = f"the job is {found.state}, and has no results"
        raise ProblemError(
            [Problem(codes.NO_RESULT, message, None, "ask how far it is, and fetch them when it is done")]
        )
    # A file of CSV is sent as it is, as one of Parquet is.
    form = CSV if rejected else preferred(accept, FORMS)
    parts = sent(stream, PARQUET if rejected else form)
    return StreamingResponse(parts, media_type=form, headers={"Vary": "Accept"})


@BULK.delete("/{job}", status_code=204, responses={204: {"description": "Gone"}, **documented(404)})
def remove_job(job: JobName, caller: Called) -> Response:
    """Cancel a job, whatever it is at, and remove what there is of it."""
    caller.hall.jobs.remove(_job(caller, job))
    return Response(status_code=204)


_NAMED: Final = ", ".join((*TABLES, REJECTED))


def _job(caller: Caller, identity: str) -> Job:
    """The job, if it is the caller's. Raises Refusal if not: of another's nothing is told, not even that it is."""
    caller.require("read")
    found = caller.hall.jobs.of(caller.owner, identity)
    if found is None:
        message = "there is no such job; jobs are kept for an hour after their end, and not over a restart"
        raise Refusal(404, [Problem(codes.NO_RESOURCE, message, None, f"list yours: GET {PATH}")])
    return found


def _pack(caller: Caller, name: str, case: str | None) -> Pack:
    if case is not None:
        return caller.case(case).pinned().parse()
    return load_pack(name, packs=shipped_names())


def _form_of(request: Request, type: str | None) -> Format:
    """The format of the rows. Raises ProblemError for another, and for a CSV whose fact type is not said."""
    sent_as = request.headers.get("content-type", "none").partition(";")[0].strip().lower()
    if sent_as not in _FORMATS:
        message = f"rows are read as CSV or JSON Lines, and are sent as {sent_as[:100]}"
        hint = f"send Content-Type: {' or '.join((JSON_LINES, CSV))}"
        raise ProblemError([Problem(codes.BAD_REQUEST, message, Place("body"), hint)])
    form = _FORMATS[sent_as]
    if form == "csv" and type is None:
        hint = "name it in the address: ?type=TYPE"
        raise ProblemError([Problem(codes.BAD_REQUEST, "rows in CSV are of one fact type", Place("type"), hint)])
    return form
