"""Tables checked without a run: what they hold, or every row that states no fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tocsin.bulk.database import STAGED, attach, connected
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.not_understood import not_understood
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.staging import Staged, Told, stage
from tocsin.engine.plan import Plan
from tocsin.facts.dataclass import dataclass


@dataclass(frozen=True)
class Checked:
    """What tables hold: rows of each file, and cases; and what nothing can come of (``reading.not_understood``)."""

    staged: Staged
    rejected: int
    not_understood: Mapping[str, Any]


def check(
    plan: Plan,
    inputs: Sequence[Input],
    rejects: Rejects,
    *,
    across: bool = False,
    memory: int | None = None,
    tell: Told,
) -> Checked:
    """What the tables hold. Raises ProblemError with every problem, of rows unless they are rejected to a file."""
    try:
        with connected(memory, None, None) as connection:
            attach(connection, None)
            connection.execute(f"USE {STAGED}")
            staged = stage(connection, inputs, rejects, across=across, tell=tell)
            rejects.problems.raise_if_any()
            missed = not_understood(lambda query: connection.execute(query).fetchall(), plan, staged)
            rejects.finish()
    except BaseException:
        rejects.abandon()
        raise
    return Checked(staged, rejects.rows, missed)
