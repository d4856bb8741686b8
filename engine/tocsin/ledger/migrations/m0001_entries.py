"""Cases, entries and packs, none of which can be changed or deleted."""

from __future__ import annotations

NAME = "entries"

_TABLES = (
    "CREATE TABLE schema_steps (version INTEGER PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE cases (name TEXT PRIMARY KEY NOT NULL, first_hash TEXT NOT NULL){end}",
    "CREATE TABLE entries (case_name TEXT NOT NULL REFERENCES cases (name), number INTEGER NOT NULL, "
    "kind TEXT NOT NULL, recorded TEXT NOT NULL, payload TEXT NOT NULL, entry_hash TEXT NOT NULL, "
    "nodes TEXT NOT NULL, PRIMARY KEY (case_name, number)){end}",
    "CREATE TABLE packs (digest TEXT PRIMARY KEY NOT NULL, files TEXT NOT NULL){end}",
    "CREATE INDEX entries_by_kind ON entries (case_name, kind, number)",
    "CREATE INDEX entries_by_time ON entries (case_name, recorded, number)",
)
_KEPT = ("cases", "entries", "packs")
_REFUSAL = "the ledger is append-only"

# The rows live in the primary key's own tree, so that no index can tell another story than the table.
SQLITE = (
    *(statement.replace("{end}", " WITHOUT ROWID") for statement in _TABLES),
    *(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for table in _KEPT
        for verb in ("update", "delete")
    ),
    # INSERT OR REPLACE deletes without asking the triggers for deletes.
    "CREATE TRIGGER entries_in_order BEFORE INSERT ON entries WHEN NEW.number <> "
    "(SELECT coalesce(max(number), 0) + 1 FROM entries WHERE case_name = NEW.case_name) "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    "CREATE TRIGGER cases_once BEFORE INSERT ON cases WHEN EXISTS (SELECT 1 FROM cases WHERE name = NEW.name) "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    "CREATE TRIGGER packs_once BEFORE INSERT ON packs WHEN EXISTS (SELECT 1 FROM packs WHERE digest = NEW.digest) "
    "BEGIN SELECT RAISE(IGNORE); END",
)

POSTGRESQL = (
    *(statement.replace("{end}", "") for statement in _TABLES),
    "CREATE FUNCTION tocsin_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    *(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION tocsin_refuse()"
        for table in _KEPT
    ),
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION tocsin_refuse()"
        for table in _KEPT
    ),
    # It sees the rows that the same statement inserted before, because a function is volatile unless it says otherwise.
    "CREATE FUNCTION tocsin_in_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM entries WHERE case_name = NEW.case_name) "
    f"THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER entries_in_order BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION tocsin_in_order()",
)
