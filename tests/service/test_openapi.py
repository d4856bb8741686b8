"""The OpenAPI document keeps its word: no error of ours, and no answer that it does not have."""

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.service.conftest import make_cases

from tocsin.ledger import Ledger
from tocsin.service.http.app import application
from tocsin.service.rates import Rates
from tocsin.service.tokens import Tokens

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    folder = tmp_path_factory.mktemp("service")
    with Ledger(f"sqlite:///{folder / 'ledger.sqlite'}") as ledger:
        make_cases(ledger)
        app = application(ledger, Tokens(folder / "tokens.json"), hosts=(), rates=Rates(None))
        yield schemathesis.openapi.from_asgi("/openapi.json", app)


def test_every_operation_answers_as_documented(document):
    """In one test, because the operations are known only when the service stands."""
    operations = [found.ok() for found in document.exclude(path_regex="/events$").get_all_operations()]

    for operation in operations:

        @hypothesis.settings(
            max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
        )
        @hypothesis.given(case=operation.as_strategy())
        def check(case):
            if "case" in case.path_parameters:
                case.path_parameters["case"] = "recall"
            case.call_and_validate(checks=CHECKS)

        check()
    assert len(operations) > 20
