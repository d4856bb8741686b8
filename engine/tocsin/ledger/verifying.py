"""Verifying a ledger in its database: every row of every table, and the triggers that protect them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tocsin.facts.problems import ProblemError
from tocsin.ledger.checking import ChainCheck, Row
from tocsin.ledger.database import Database
from tocsin.ledger.heads import Head
from tocsin.ledger.migrations import STEPS
from tocsin.ledger.packs import is_pack_text, text_digest
from tocsin.ledger.verified import Finding, Verified

if TYPE_CHECKING:
    from sqlalchemy import Connection

_BATCH = 1_000
_NOT_TEXT = "\0 what is not stored as text"
"""Stands for such a value, and equals nothing that could be stored rightly."""


def verify(database: Database, case: str | None = None, heads: Iterable[Head] = ()) -> Verified:
    """Whether every stored row is as it was written, and continues the heads kept elsewhere.

    Without such a head two things cannot be told from what is stored: that the last entries of a case were cut off, and
    that somebody who had the whole database wrote all of it anew. ``case`` limits what is told to one case. What is
    stored is read as bytes, so that nothing in it can stop the check.
    """
    check = _LedgerCheck(case, tuple(heads))
    try:
        with database.reading() as connection:
            check.run(connection)
    except ProblemError as error:  # the database itself is damaged: what was found before still counts
        if not isinstance(error.__cause__, DBAPIError):
            raise
        check.broken(database, error.problems[0].message)
    return Verified(tuple(check.whole), tuple(check.findings), check.entries)


class _LedgerCheck:
    def __init__(self, case: str | None, heads: tuple[Head, ...]) -> None:
        self.case = case
        self.heads = heads
        self.findings: list[Finding] = []
        self.whole: list[Head] = []
        self.entries = 0
        self._reached: ChainCheck | None = None
        self._packs: dict[str, tuple[str, int]] = {}

    def run(self, connection: Connection) -> None:
        sqlite = connection.dialect.name == "sqlite"
        firsts = {}
        for name, rows in groupby(_rows(connection, sqlite), key=lambda row: row.case):
            firsts[name] = self._chain(name, rows)
        self._reached = None
        self._cases(connection, sqlite, firsts)
        self._pack_texts(connection, sqlite)
        for message in _structure(connection, sqlite):
            self.findings.append(Finding(None, None, message))

    def broken(self, database: Database, message: str) -> None:
        """The database could not be read on: the entry after the last good one is the first bad one.

        Rows come in batches, and those before the damage were lost with theirs; they are read again one by one.
        """
        at = self._reached
        if at is None:
            self.findings.append(Finding(None, None, message))
            return
        bad = None
        with suppress(ProblemError), database.reading() as connection:
            while bad is None and (row := _row(connection, at.case, at.size + 1)) is not None:
                bad = at.feed(row)
        self.findings.append(Finding(at.case, at.size + 1, bad or message))

    def _told(self, case: object) -> bool:
        return self.case is None or case == self.case

    def _chain(self, name: object, rows: Iterator[Row]) -> str | None:
        """Check the rows of one case; the hash of its first entry if that is as it was written, and is told of."""
        heads = [head for head in self.heads if head.case == name]
        check = ChainCheck(str(name), frozenset(head.size for head in heads))
        self._reached = check
        bad = None
        for row in rows:
            self.entries += self._told(name)
            if bad is None:
                bad = check.feed(row)
        if not self._told(name):
            return None
        if bad is not None:
            self.findings.append(Finding(str(name), check.size + 1, bad))
        else:
            against = [Finding(str(name), number, message) for number, message in check.against(heads)]
            self.findings += against
            if not against:
                self.whole.append(check.head())
        for digest, number in check.packs.items():
            self._packs.setdefault(digest, (str(name), number))
        return check.first or None

    def _cases(self, connection: Connection, sqlite: bool, firsts: dict[object, str | None]) -> None:
        columns = ("name", "first_hash")
        listed = {}
        for name, first in _texts(connection, "cases", columns, sqlite):
            listed[name] = first
            if name not in firsts and self._told(name):
                self.findings.append(Finding(str(name), 1, "the case is listed, and has no entries"))
            elif firsts.get(name) not in (None, first) and self._told(name):
                self.findings.append(Finding(str(name), 1, "the list of cases names another first entry"))
        for name in firsts:
            if name not in listed:
                self.findings.append(Finding(str(name), 1, "there are entries, and the case is not listed"))
        for head in self.heads:
            if head.case not in firsts and self._told(head.case):
                message = f"a head kept elsewhere is over {head.size} entries; there is no such case"
                self.findings.append(Finding(head.case, 1, message))

    def _pack_texts(self, connection: Connection, sqlite: bool) -> None:
        found = set()
        for digest, files in _texts(connection, "packs", ("digest", "files"), sqlite):
            found.add(digest)
            case, number = self._packs.get(str(digest), (None, None))
            if not isinstance(files, str) or text_digest(files) != digest:
                self.findings.append(Finding(case, number, f"the stored text of the pack {digest} was changed"))
            elif not is_pack_text(files):
                self.findings.append(Finding(case, number, f"the stored text of the pack {digest} holds no files"))
            elif number is None and self.case is None:
                self.findings.append(Finding(None, None, f"no entry pins the stored pack {digest}"))
        for digest, (case, number) in self._packs.items():
            if digest not in found:
                self.findings.append(Finding(case, number, f"the text of its pack, {digest}, is missing"))


_COLUMNS = ("case_name", "number", "payload", "entry_hash", "kind", "recorded", "nodes")


def _rows(connection: Connection, sqlite: bool) -> Iterator[Row]:
    """Every entry as bytes and text, by case and number. What is not stored as it should be is left as it is."""
    query = f"SELECT {_selected(_COLUMNS, sqlite)} FROM entries ORDER BY case_name, number"
    for found in connection.execution_options(yield_per=_BATCH).exec_driver_sql(query):
        yield _as_row(*found)


def _row(connection: Connection, case: str, number: int) -> Row | None:
    """One entry, as ``_rows`` gives it."""
    columns = _selected(_COLUMNS, connection.dialect.name == "sqlite")
    query = text(f"SELECT {columns} FROM entries WHERE case_name = :case AND number = :number")
    found = connection.execute(query, {"case": case, "number": number}).first()
    return None if found is None else _as_row(*found)


def _as_row(case: Any, number: Any, payload: Any, *texts: Any) -> Row:
    body = payload.encode("utf-8") if isinstance(payload, str) else payload
    return Row(_text(case), number, body, *map(_text, texts))


def _texts(connection: Connection, table: str, columns: tuple[str, ...], sqlite: bool) -> Iterator[tuple[Any, ...]]:
    query = f"SELECT {_selected(columns, sqlite)} FROM {table} ORDER BY {columns[0]}"
    for row in connection.exec_driver_sql(query):
        yield tuple(_text(value) for value in row)


def _selected(columns: Iterable[str], sqlite: bool) -> str:
    """The columns; from SQLite, text as its bytes, and what is not stored as text (or a number) as nothing."""
    if not sqlite:
        return ", ".join(columns)
    return ", ".join(
        f"CASE typeof({name}) WHEN 'integer' THEN {name} END"
        if name == "number"
        else f"CASE typeof({name}) WHEN 'text' THEN CAST({name} AS BLOB) END"
        for name in columns
    )


def _text(value: Any) -> Any:
    """The bytes as text; as they are where they are none; a mark where there was no text at all."""
    if isinstance(value, bytes):
        with suppress(UnicodeDecodeError):
            return value.decode("utf-8")
    return _NOT_TEXT if value is None else value


def _structure(connection: Connection, sqlite: bool) -> Iterator[str]:
    """What was changed about the tables themselves: triggers dropped, steps altered, pages that do not fit together."""
    query = "SELECT version, name FROM schema_steps ORDER BY version"
    found_steps = [tuple(row) for row in connection.exec_driver_sql(query)]
    # A ledger that is only read may be one that an earlier Tocsin left.
    steps = STEPS[: max(1, len(found_steps))]
    if found_steps != [(step.version, step.name) for step in steps]:
        yield f"the record of migrations was changed: {found_steps}"
    statements = {statement for step in steps for statement in step.statements[connection.dialect.name]}
    if sqlite:
        found = set(connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").scalars())
        for line in connection.exec_driver_sql("PRAGMA integrity_check(1)").scalars():
            if line != "ok":
                yield f"the file is damaged: {line}"
        gone, more = statements - found, found - statements
    else:
        query = (
            "SELECT t.tgname || t.tgenabled::text || p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE NOT t.tgisinternal AND c.relname IN ('cases', 'entries', 'packs') AND n.nspname = current_schema()"
        )
        found = set(connection.exec_driver_sql(query).scalars())
        bodies = {made.split()[2]: made.split("$$")[1] for made in statements if made.startswith("CREATE FUNCTION")}
        triggers = [made.split() for made in statements if made.startswith("CREATE TRIGGER")]
        wanted = {f"{words[2]}O{bodies[words[-1]]}" for words in triggers}
        gone, more = wanted - found, found - wanted
    for made in sorted(gone):
        yield f"what protects or holds the entries was removed or changed: {' '.join(made.split()[:3])}"
    for made in sorted(more):
        yield f"there is something that Tocsin did not make: {' '.join(made.split()[:3])}"
