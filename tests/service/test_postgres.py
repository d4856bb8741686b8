"""The service of a ledger in PostgreSQL: what is acknowledged is there, whoever writes at once, and can be asked."""

from concurrent.futures import ThreadPoolExecutor

from fastapi.testclient import TestClient
from tests.service.conftest import make_cases
from tests.service.test_http import ENTRY, FACT, NONE, codes

from tocsin.ledger import Ledger
from tocsin.service.http.app import application

PATH = "/v1/cases/recall"
WRITERS = 8


def test_a_ledger_in_postgresql_is_served_as_one_in_a_file(postgres_url):
    def fact(number):
        return {"facts": [{"reheated": {"batch": f"b-{number}", "celsius": 80.0}, "source": {"publisher": "Kitchen"}}]}

    with Ledger(postgres_url) as ledger:
        make_cases(ledger)
        with TestClient(application(ledger, NONE), base_url="http://127.0.0.1") as client:

            def write(number):
                headers = {"if-match": "*", "idempotency-key": f"k{number}"}
                return [client.post(f"{PATH}/facts", json=fact(number), headers=headers) for _ in range(2)]

            seen = client.get(PATH).headers["etag"]
            with ThreadPoolExecutor(WRITERS) as pool:
                answers = list(pool.map(write, range(WRITERS)))
            late = client.post(f"{PATH}/facts", json={"facts": [ENTRY]}, headers={"if-match": seen})
            told = client.post(f"{PATH}/why", json={"fact": FACT}).json()
            log = client.get(f"{PATH}/log?limit=2").json()

            assert {answer.status_code for pair in answers for answer in pair} == {200}
            assert all(first.content == again.content for first, again in answers)
            assert (late.status_code, codes(late)) == (412, ["T706"])
            assert told["explanations"] != []
            assert len(log["entries"]) == 2
            assert client.get(f"{PATH}/verification").json()["whole"] is True
        held = ledger.case("recall")
        written = [held.entry(first.json()["entries"][0]).content["fields"]["batch"] for first, _ in answers]
        kinds = [entry.kind for entry in held.entries()]

    assert written == [f"b-{number}" for number in range(WRITERS)]
    assert kinds.count("fact_asserted") == log["size"] - kinds.count("assessment") - 2
