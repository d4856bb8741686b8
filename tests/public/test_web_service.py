"""A service made with FastAPI: what clients send is held to the fact types, and the schema says what they may send."""

import asyncio
import json

import pytest

from tocsin.engine import Case, load_pack
from tocsin.facts import TocsinError
from tocsin.facts.vocabularies.geopolitics import TroopDeployment

fastapi = pytest.importorskip("fastapi")
SENT = {"sender": "PRK", "beneficiary": "RUS", "headcount": "10900..11000", "role": "combat"}


@pytest.fixture(scope="module")
def service():
    app, pack = fastapi.FastAPI(), load_pack("russia-dprk")

    @app.exception_handler(TocsinError)
    def refused(request, error):
        problems = {"problems": [problem.to_json() for problem in error.problems]}
        return fastapi.responses.JSONResponse(problems, status_code=422)

    @app.post("/facts")
    def of_facts(facts: list[TroopDeployment]):
        return {"conclusions": len(Case(pack, facts).assess(engine="seminaive").conclusions)}

    @app.post("/notation")
    def of_notation(facts: list[str]):
        return {"conclusions": len(Case(pack, facts).assess(engine="seminaive").conclusions)}

    return app


def answered(app, method, path, sent=None):
    """The status and the JSON of one request, by the interface that servers call (ASGI)."""
    body, told = json.dumps(sent).encode(), []
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
             "raw_path": path.encode(), "query_string": b"", "headers": [(b"content-type", b"application/json")],
             "root_path": "", "scheme": "http"}  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        told.append(message)

    asyncio.run(app(scope, receive, send))
    return told[0]["status"], json.loads(b"".join(each.get("body", b"") for each in told[1:]))


def test_facts_that_fit_are_assessed(service):
    status, data = answered(service, "POST", "/facts", [SENT, {**SENT, "headcount": [12000, None]}])

    assert status == 200
    assert data["conclusions"] > 10


def test_each_fact_that_does_not_fit_is_answered_with_its_place(service):
    wrong: list[dict[str, object]] = [
        {"sender": "Narnia"},
        {"headcount": "many"},
        {"headcount": -5},
        {"role": "cook"},
        {"beneficiary": "PRK"},
    ]
    status, data = answered(service, "POST", "/facts", [{**SENT, **each} for each in wrong])

    assert status == 422
    places = [("sender",), ("headcount",), ("headcount",), ("role",), ()]
    assert [["body", number, *place] for number, place in enumerate(places)] == [each["loc"] for each in data["detail"]]
    assert data["detail"][0]["msg"].startswith("'Narnia' is not a known actor code")


def test_problems_of_the_notation_are_answered_as_problems(service):
    status, data = answered(service, "POST", "/notation", ["troop_deployment(sender=PRK)", "nonsense"])

    assert status == 422
    assert {"code", "message", "place", "hint"} == set(data["problems"][0])


def test_the_schema_lists_the_codes_that_a_client_may_send(service):
    status, data = answered(service, "GET", "/openapi.json")
    fields = data["components"]["schemas"]["TroopDeployment"]["properties"]

    assert status == 200
    assert {"PRK", "RUS", "NATO"} <= set(fields["sender"]["enum"])
    assert fields["headcount"]["unit"] == "persons"
