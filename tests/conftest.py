"""Hypothesis profiles: what every run tries, what is tried anew, and what ``make soak`` tries.

And a cache of packs for this run alone, and one server of PostgreSQL for whoever asks for a schema of its own.
"""

import atexit
import gc
import itertools
import os
import shutil
import signal
import tempfile

import pytest
from hypothesis import HealthCheck, settings

# Once for all processes of a run: whoever is started by another finds it in the environment.
if not os.environ.get("TOCSIN_CACHE", "").startswith(os.path.join(tempfile.gettempdir(), "tocsin-tests-")):
    os.environ["TOCSIN_CACHE"] = tempfile.mkdtemp(prefix="tocsin-tests-")
    atexit.register(shutil.rmtree, os.environ["TOCSIN_CACHE"], ignore_errors=True)

# A run makes a great many values and few cycles: by Python's own thresholds it looks for these a third of its time. The
# command itself, which a test runs in this process, does not look at all.
gc.set_threshold(20_000, 20, 10)

# What a shell starts in the background ignores Ctrl-C, and so does all that it starts: tests that send it would wait
# for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine must not fail a property: the first draw of text alone builds tables of Unicode for seconds.
# The examples of a run are the same everywhere, as far as they do not depend on which modules a process has imported
# (Hypothesis draws their constants too): one that fails for somebody fails for nearly all. ``anew`` draws others.
settings.register_profile("anew", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("tests", settings.get_profile("anew"), derandomize=True)
settings.register_profile("soak", settings.get_profile("anew"), max_examples=5_000)
settings.load_profile("tests")

# What makes mutants is no test, and imports what only `make mutate` installs.
collect_ignore_glob = ["mutation/*"]

# What these set up is used by every test of the file. A worker that has nothing left takes the last tests of another,
# so what comes first is set up by one alone.
_SET_UP_ONCE = ("test_spark.py", "test_wheel.py")

_NUMBERS = itertools.count()


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in _SET_UP_ONCE)


@pytest.fixture(scope="session")
def server():
    from tests.ledger import postgres

    folder = postgres.binaries()
    if folder is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed: apt-get install postgresql")
        pytest.skip("PostgreSQL is not installed")
    with postgres.server(folder) as url:
        yield url


@pytest.fixture
def postgres_url(server):
    """A schema of its own for the test."""
    import sqlalchemy

    name = f"test_{next(_NUMBERS)}"
    engine = sqlalchemy.create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    yield f"{server}&options=-csearch_path%3D{name}"
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    engine.dispose()
