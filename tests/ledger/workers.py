"""What processes do that write to one case: started by tests, which kill them or let them finish."""

import os
import sys

from tests.ledger.worlds import edge
from tocsin.facts import ProblemError
from tocsin.ledger import Ledger


def write_roads(url, notes, worker, count, limit=None):
    """Assert ``count`` roads, and note each one as soon as it was acknowledged; ``limit`` is the longest file."""
    if limit is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    file = os.open(notes, os.O_CREAT | os.O_WRONLY)
    try:
        with Ledger(url) as ledger:
            held = ledger.case("roads")
            for step in range(count):
                with held.session(by=f"worker {worker}") as session:
                    session.assert_fact(edge(worker, step))
                os.write(file, f"{session.written[0].number} {session.written[0].hash}\n".encode())
    except ProblemError as error:
        notes.with_suffix(".problem").write_text(str(error))
        sys.exit(1)
