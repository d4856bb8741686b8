"""Numbered migrations: each a module with a NAME and its statements for SQLite and PostgreSQL.

A migration that has been released is never changed; the next change of the schema is the next module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.facts.dataclass import dataclass
from tocsin.ledger.migrations import m0001_entries, m0002_requests

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Step:
    """One migration: its statements by the name of the dialect."""

    version: int
    name: str
    statements: dict[str, tuple[str, ...]]


STEPS: tuple[Step, ...] = tuple(
    Step(version, module.NAME, {"sqlite": module.SQLITE, "postgresql": module.POSTGRESQL})
    for version, module in enumerate((m0001_entries, m0002_requests), 1)
)


def apply(connection: Connection, done: int) -> None:
    """Every migration after the first ``done`` is applied, within the transaction that is open."""
    from sqlalchemy import insert

    from tocsin.ledger import schema

    for step in STEPS[done:]:
        for statement in step.statements[connection.dialect.name]:
            connection.exec_driver_sql(statement)
        connection.execute(insert(schema.STEPS).values(version=step.version, name=step.name))
