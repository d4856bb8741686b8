"""Which requests of clients were carried out, so that none is done twice; no part of what the chain of a case says."""

from __future__ import annotations

NAME = "requests"

_TABLE = (
    "CREATE TABLE requests (key TEXT PRIMARY KEY NOT NULL, digest TEXT NOT NULL, "
    "case_name TEXT NOT NULL REFERENCES cases (name), first INTEGER NOT NULL, last INTEGER NOT NULL){end}"
)
SQLITE = (_TABLE.replace("{end}", " WITHOUT ROWID"),)
POSTGRESQL = (_TABLE.replace("{end}", ""),)
