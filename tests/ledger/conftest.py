"""Ledgers to test: each test that takes ``url`` or ``ledger`` runs on SQLite, and on a PostgreSQL server of our own."""

import pytest

from tocsin.ledger import Ledger


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture
def ledger(url):
    with Ledger(url) as opened:
        yield opened
