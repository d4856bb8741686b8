"""Requests of clients that were carried out: under which key, and what they wrote, so that none is done twice.

A request is noted in the transaction that writes its entries: however a process ends, both are on disk or neither. Kept
are hashes and numbers, no contents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import TocsinError
from tocsin.ledger.schema import REQUESTS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tocsin.ledger.entry import Entry


@dataclass(frozen=True)
class Request:
    """A request: the hash of whose it is and of the key that they gave it, and the hash of all that it says."""

    key: str
    digest: str

    @classmethod
    @checked()
    def of(cls, owner: str, key: str, said: str) -> Request:
        """The request of an owner under a key of theirs."""
        return cls(*(hashlib.sha256(text.encode("utf-8")).hexdigest() for text in (f"{owner}\n{key}", said)))


@dataclass(frozen=True)
class Done:
    """A request that was carried out: what it said, of which case, and its first and last entry."""

    digest: str
    case: str
    first: int
    last: int


class Repeated(TocsinError):
    """The request was carried out before, as ``done`` says; nothing was written."""

    def __init__(self, done: Done) -> None:
        super().__init__(f"the request was carried out before, by entries {done.first} to {done.last} of {done.case}")
        self.done = done


def find(connection: Connection, key: str) -> Done | None:
    """What was done under this key; None if nothing was."""
    columns = (REQUESTS.c.digest, REQUESTS.c.case_name, REQUESTS.c.first, REQUESTS.c.last)
    found = connection.execute(select(*columns).where(REQUESTS.c.key == key)).first()
    return None if found is None else Done(*found)


def note(connection: Connection, request: Request, case: str, entries: Sequence[Entry]) -> None:
    """The request is noted as carried out by these entries."""
    row = {"case_name": case, "first": entries[0].number, "last": entries[-1].number}
    connection.execute(insert(REQUESTS).values(key=request.key, digest=request.digest, **row))
