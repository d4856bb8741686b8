"""Ledgers to test: each test that takes ``url`` or ``ledger`` runs on SQLite, and on a PostgreSQL server of our own."""

import itertools
import os

import pytest
import sqlalchemy

from tests.ledger import postgres
from tocsin.ledger import Ledger

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def server():
    folder = postgres.binaries()
    if folder is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed: apt-get install postgresql")
        pytest.skip("PostgreSQL is not installed")
    with postgres.server(folder) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


@pytest.fixture
def postgres_url(server):
    """A schema of its own for the test."""
    name = f"test_{next(_NUMBERS)}"
    engine = sqlalchemy.create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    yield f"{server}&options=-csearch_path%3D{name}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture
def ledger(url):
    with Ledger(url) as opened:
        yield opened
