"""Many cases at once over HTTP: a job finds what the command finds, is its owner's alone, and leaves nothing behind."""

import csv
import io
import json
import threading
import time
from typing import Any

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from tests.service.conftest import PACK, make_cases
from tests.service.test_access import bearer
from tests.service.test_http import codes

from tocsin.facts.problems import ProblemError
from tocsin.ledger import Ledger
from tocsin.service.http.app import application
from tocsin.service.jobs import scratch as scratches
from tocsin.service.jobs.carrying import Budget
from tocsin.service.jobs.queue import Bounds, Jobs
from tocsin.service.jobs.scratch import scratch
from tocsin.service.tokens import Tokens

LINES = "application/jsonl"
RESULT = {"case_id": "a", "batch": "b1", "pathogen": "listeria", "per_gram": "120..140", "taken": "2025-03-04"}
ROWS: list[dict[str, dict[str, Any]]] = [
    {"lab_result": RESULT | {"source": "Dairy"}},
    {"delivery": {"case_id": "a", "batch": "b1", "shop": "North", "kilograms": 450}},
    {"lab_result": RESULT | {"case_id": "b", "pathogen": "salmonella", "grade": "A1"}},
]
BODY = "\n".join(map(json.dumps, ROWS))


@pytest.fixture(scope="module")
def tokens(tmp_path_factory):
    return Tokens(tmp_path_factory.mktemp("tokens") / "tokens.json")


@pytest.fixture(scope="module")
def client(tmp_path_factory, tokens):
    folder = tmp_path_factory.mktemp("jobs")
    with pytest.MonkeyPatch.context() as patched, Ledger(f"sqlite:///{folder / 'ledger.sqlite'}") as ledger:
        patched.setattr("tempfile.tempdir", str(folder))
        make_cases(ledger)
        with TestClient(application(ledger, tokens), base_url="http://127.0.0.1") as client:
            yield client
        assert list(folder.glob("tocsin-jobs-*")) == []


@pytest.fixture(scope="module")
def ana(tokens):
    return bearer(tokens.new("ana", "analyst", ["recall"], 1)[1])


def submitted(client, headers, body=BODY, kind=LINES, **asked):
    asked = {"case": "recall", **asked}
    return client.post("/v1/bulk", content=body, params=asked, headers={**headers, "content-type": kind})


def ended(client, headers, path):
    """The job when it has ended."""
    limit = time.monotonic() + 60
    while (job := client.get(path, headers=headers).json())["state"] in ("waiting", "running"):
        assert time.monotonic() < limit
        time.sleep(0.02)
    return job


def test_a_job_finds_what_the_command_finds(client, ana, printed, tmp_path):
    told = submitted(client, ana)
    job = ended(client, ana, told.headers["location"])
    tables = tmp_path / "tables"
    tables.mkdir()
    for row in ROWS:
        for name, cells in row.items():
            with (tables / f"{name}.jsonl").open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(cells) + "\n")
    summary = printed("bulk", "run", str(tables), "--pack", PACK, "--out", str(tmp_path / "out"))["summary"]

    assert (told.status_code, told.json()["state"], job["state"]) == (202, "waiting", "done")
    assert job["summary"] == summary
    assert (summary["cases"], summary["conclusions"] > 0) == (2, True)
    results = f"{told.headers['location']}/results"
    for name in job["results"]:
        rows = pq.read_table(tmp_path / "out" / f"{name}.parquet").to_pylist()
        parquet, lines, cells = (
            client.get(f"{results}/{name}", headers=ana | {"accept": form}) for form in ("*/*", LINES, "text/csv")
        )
        assert pq.read_table(io.BytesIO(parquet.content)).to_pylist() == rows
        assert [json.loads(line) for line in lines.text.splitlines()] == rows
        found = list(csv.DictReader(io.StringIO(cells.text)))
        assert [row["case_id"] for row in found] == [row["case_id"] for row in rows]


def test_a_job_is_its_owners_alone_and_readers_submit_none(client, ana, tokens):
    others = bearer(tokens.new("ana", "analyst", ["recall"], 1)[1])  # of the same name, and another token
    reader = bearer(tokens.new("bo", "reader", (), 1)[1])
    path = submitted(client, ana).headers["location"]
    ended(client, ana, path)

    assert client.get("/v1/bulk", headers=others).json() == {"jobs": []}
    for method, each in (("GET", path), ("GET", f"{path}/results/facts"), ("DELETE", path)):
        theirs, none = (client.request(method, name, headers=others) for name in (each, f"/v1/bulk/{'0' * 24}"))
        assert (theirs.status_code, codes(theirs), theirs.text) == (404, ["T713"], none.text)
    assert (codes(submitted(client, reader)), codes(submitted(client, ana, case="theirs"))) == (["T710"], ["T608"])
    assert client.delete(path, headers=ana).status_code == 204
    assert client.get(path, headers=ana).status_code == 404


@pytest.mark.parametrize(
    "body,asked,code,place",
    [
        (BODY + "\n" + json.dumps({"lab_result": RESULT | {"per_gram": "much"}}), {}, "T203", "body:4:"),
        ('\n{"lab_result": {"case_id": "c"} x}', {}, "T725", "body:2"),
        ('{"lab_result": {"case_id": "c", "batch": "b"}, "delivery": {}}', {}, "T105", "body:1:46"),
        ('[{"lab_result": {}}]', {}, "T725", "body:1"),
        ('{"lab_resullt": {"case_id": "c"}}', {}, "T201", "body:1:1"),
        ("", {}, "T725", "body"),
        (b'{"lab_result": {"case_id": "\xff"}}', {}, None, "body"),
        ("case_id,batch,celsius\na,b,hot\n", {"type": "reheated", "kind": "text/csv"}, "T203", "body:2:"),
    ],
)
def test_rows_that_state_no_fact_are_named_by_their_place_in_the_body(body, asked, code, place, client, ana):
    told = submitted(client, ana, body, **asked)
    path = told.headers["location"]
    job = ended(client, ana, path)
    missing = client.get(f"{path}/results/facts", headers=ana)
    client.delete(path, headers=ana)

    assert (job["state"], missing.status_code, codes(missing)) == ("failed", 409, ["T719"])
    assert job["problems"][0]["code"] == (code or job["problems"][0]["code"])
    assert job["problems"][0]["place"].startswith(place)
    assert "tocsin-jobs" not in json.dumps(job)


def test_the_mark_that_some_programs_begin_a_text_with_is_no_part_of_it(client, ana):
    found = []
    for body in (BODY, "\ufeff" + BODY):
        path = submitted(client, ana, body.encode()).headers["location"]
        found.append(ended(client, ana, path)["summary"]["digests"])
        client.delete(path, headers=ana)

    assert found[0] == found[1]


def test_rows_that_state_no_fact_can_be_left_out_and_listed(client, ana):
    body = '{"delivery": {"case_id": "a", "batch": "b1", "shop": "N", "kilograms": "many"}}\n' + BODY
    path = submitted(client, ana, body, reject=True).headers["location"]
    job = ended(client, ana, path)
    told = client.get(f"{path}/results/rejected", headers=ana)
    client.delete(path, headers=ana)

    assert (job["state"], job["summary"]["rejected_rows"]) == ("done", 1)
    [row] = csv.DictReader(io.StringIO(told.text))
    assert (row["file"], row["line"], row["column"], row["value"]) == ("body", "1", "kilograms", "many")


@pytest.mark.parametrize(
    "sent,code",
    [
        ({"kind": "application/json"}, "T702"),
        ({"kind": "text/csv"}, "T702"),
        ({"type": "lab_results"}, "T201"),
        ({"assume": "nothing-of-the-kind"}, "T404"),
        ({"packs": "x"}, "T702"),
        ({"case": None, "pack": PACK}, "T323"),
        ({"case": None, "pack": "ownership-and-control", "as_of": "yesterday"}, "T702"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_there_is_a_job(sent, code, client, ana):
    before = client.get("/v1/bulk", headers=ana).json()
    told = submitted(client, ana, **{key: value for key, value in sent.items() if value is not None} | (
        {"case": ()} if "case" in sent else {}
    ))  # fmt: skip

    assert (told.status_code, codes(told)) == (422, [code])
    assert client.get("/v1/bulk", headers=ana).json() == before


class Asking:
    """What a job needs that is never carried out."""

    form = "jsonl"


def ready(jobs, owner="ana"):
    return jobs.new(owner, Asking())


def test_jobs_and_their_bytes_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    jobs = Jobs(bounds=Bounds(jobs=3, of_one=2, body=100, disk=150))
    first = ready(jobs)
    jobs.grow(first, 100)
    second = ready(jobs)

    def refused(call, *arguments):
        with pytest.raises(ProblemError) as raised:
            call(*arguments)
        return raised.value.problems[0].code

    assert refused(jobs.grow, first, 1) == "T704"
    assert refused(jobs.grow, second, 51) == "T718"
    assert refused(ready, jobs) == "T718"
    ready(jobs, "bo")
    assert refused(ready, jobs, "cy") == "T718"
    jobs.remove(first)
    jobs.grow(second, 51)
    assert (jobs.of("ana", first.id), jobs.of("bo", second.id), jobs.of("ana", second.id)) == (None, None, second)
    jobs.close()
    assert list(tmp_path.iterdir()) == []
    assert refused(ready, jobs) == "T718"


def test_a_job_that_has_ended_is_forgotten_after_a_while(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    jobs = Jobs(bounds=Bounds(kept=0))
    job = ready(jobs)
    assert jobs.all_of("ana") == [job]
    job.end("done")

    assert (jobs.of("ana", job.id), job.folder.exists()) == (None, False)
    jobs.close()


@pytest.fixture
def held_up(monkeypatch):
    """Jobs that find no end until they are cancelled; the queue, and what has begun."""
    begun: list[str] = []
    going = threading.Event()

    def carry_out(job, budget, room):
        begun.append(job.id)
        going.set()
        job.cancel._wait(60)
        job.end("failed")

    monkeypatch.setattr("tocsin.service.jobs.queue.carry_out", carry_out)
    jobs = Jobs(Budget())
    yield jobs, begun, going
    jobs.close()


def test_one_job_runs_at_a_time_and_cancelling_lets_the_next_begin(held_up):
    jobs, begun, going = held_up
    first, second, third = (ready(jobs) for _ in range(3))
    for job in (first, second, third):
        jobs.submit(job)
    assert going.wait(60)
    going.clear()
    assert (begun, second.state) == ([first.id], "waiting")

    jobs.remove(second)
    jobs.remove(first)
    assert jobs.of("ana", first.id) is None
    assert going.wait(60)
    assert (begun, first.folder.exists(), second.folder.exists()) == ([first.id, third.id], False, False)


@pytest.mark.parametrize("budget,code", [(Budget(disk=1), "T704"), (Budget(derivations=1), "T409")])
def test_a_job_that_takes_too_much_fails_and_keeps_nothing(budget, code, tmp_path, monkeypatch):
    from tocsin.bulk.api import question_of
    from tocsin.engine import load_pack
    from tocsin.engine.case import plan_of
    from tocsin.service.jobs.carrying import carry_out
    from tocsin.service.jobs.job import Asked

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("tocsin.service.jobs.carrying._LOOK", 0.0)
    jobs = Jobs()
    job = jobs.new("ana", Asked(question_of(plan_of(load_pack(PACK)), None, None, (), ()), "jsonl"))
    job.body.write_text(BODY, encoding="utf-8")
    carry_out(job, budget, jobs.room)

    assert (job.state, [problem.code for problem in job.problems]) == ("failed", [code])
    assert list(job.folder.iterdir()) == []
    jobs.close()


def test_what_a_killed_service_left_is_removed_and_what_lives_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(scratches, "_NEW", -1.0)
    dead = tmp_path / "tocsin-jobs-dead"
    dead.mkdir()
    (dead / ".alive").touch()
    (tmp_path / "tocsin-jobs-link").symlink_to(tmp_path)

    with scratch() as living, scratch() as another:
        assert (dead.exists(), living.exists(), another.exists()) == (False, True, True)
    assert [path.name for path in tmp_path.iterdir()] == ["tocsin-jobs-link"]
