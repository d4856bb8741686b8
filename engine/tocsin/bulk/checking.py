"""Tables checked without a run: what they hold, or every row that states no fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.bulk.database import STAGED, attach, connect
from tocsin.bulk.reading.inputs import Input
from tocsin.bulk.reading.rejects import Rejects
from tocsin.bulk.reading.staging import Staged, Told, stage


@dataclass(frozen=True)
class Checked:
    """What tables hold: rows of each file, and cases."""

    staged: Staged
    rejected: int


def check(
    inputs: Sequence[Input], rejects: Rejects, *, across: bool = False, memory: int | None = None, tell: Told
) -> Checked:
    """What the tables hold. Raises ProblemError with every problem, of rows unless they are rejected to a file."""
    connection = connect(memory, None, None)
    try:
        attach(connection, None)
        connection.execute(f"USE {STAGED}")
        staged = stage(connection, inputs, rejects, across=across, tell=tell)
        rejects.problems.raise_if_any()
        rejects.finish()
    except BaseException:
        rejects.abandon()
        raise
    finally:
        connection.close()
    return Checked(staged, rejects.rows)
