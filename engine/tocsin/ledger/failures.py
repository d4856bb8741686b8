"""What a database refuses, as a problem with a next step."""

from __future__ import annotations

import re
import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError

from tocsin.facts.problems import Problem
from tocsin.ledger import codes

_BUSY: Final = "another program holds it; nothing was written. Try again"
_ROOM: Final = "make room, then do it again; what was acknowledged before is safe"
_RIGHTS: Final = "give yourself the right to write to it"
_COPY: Final = "find the damage with tocsin audit verify, and restore the file from a copy"
_ADDRESS: Final = "check the address in TOCSIN_LEDGER"

# The primary result codes of SQLite (https://www.sqlite.org/rescode.html).
_SQLITE: Final[dict[int, tuple[str, str, str]]] = {
    5: (codes.LOCKED, "is locked", _BUSY),
    6: (codes.LOCKED, "is locked", _BUSY),
    8: (codes.READ_ONLY, "can only be read", _RIGHTS),
    # Beyond a limit on the size of files SQLite sees an error of the disk, and cannot tell it from another.
    10: (codes.NO_SPACE, "cannot be written: the disk is full, or does not take what is written", _ROOM),
    11: (codes.DAMAGED, "is damaged", _COPY),
    13: (codes.NO_SPACE, "cannot be written: the disk is full", _ROOM),
    14: (codes.CANNOT_OPEN, "cannot be opened", "check the path and the permissions of its folder"),
    26: (codes.NOT_A_LEDGER, "is not a database", "name another file in TOCSIN_LEDGER"),
}
# The classes and codes of PostgreSQL (its manual, appendix A).
_POSTGRESQL: Final[dict[str, tuple[str, str, str]]] = {
    "53100": (codes.NO_SPACE, "cannot be written: the server's disk is full", _ROOM),
    "53": (codes.LOCKED, "is out of connections or memory", _BUSY),
    "55": (codes.LOCKED, "is locked", _BUSY),
    "40": (codes.LOCKED, "is busy with another's change", _BUSY),
    "25006": (codes.READ_ONLY, "can only be read", _RIGHTS),
    "42501": (codes.READ_ONLY, "may not be used so by this user", _RIGHTS),
    "28": (codes.CANNOT_OPEN, "does not let this user in", _ADDRESS),
    "3D": (codes.CANNOT_OPEN, "does not exist on the server", _ADDRESS),
}

# Before there is a connection there is no code either.
_NO_CONNECTION: Final = (
    (r"[Cc]onnection refused|No such file|server running", "cannot be reached: no server answers there"),
    (r"resolve|translate host|not known", "cannot be reached: its host is not known"),
    (r"authentication|password|role .* does not exist", "does not let this user in"),
    (r"database .* does not exist", "does not exist on the server"),
    (r"time ?out|timed out", "cannot be reached: no answer came in time"),
)


def problem_of(error: DBAPIError, shown: str) -> Problem:
    """The problem that the database's error stands for; ``shown`` names the ledger."""
    cause = error.orig
    state = getattr(cause, "sqlstate", None)
    known = None
    if state is not None:
        known = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    elif isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorcode", None) is not None:
        known = _SQLITE.get(cause.sqlite_errorcode & 0xFF)
    told = " ".join(str(cause).split())
    if known is None:
        damaged = "decode" in told or "malformed" in told
        known = (codes.DAMAGED, "is damaged", _COPY) if damaged else _unreached(told)
    code, what, hint = known
    return Problem(code, f"the ledger {shown} {what}", None, hint)


def _unreached(told: str) -> tuple[str, str, str]:
    """Why no connection came about, by what the driver says; its own words, marked as such, where that is not known."""
    for pattern, what in _NO_CONNECTION:
        if re.search(pattern, told):
            return codes.CANNOT_OPEN, what, _ADDRESS
    return codes.CANNOT_OPEN, f"cannot be used; the database says: {told[:300]}", _ADDRESS
