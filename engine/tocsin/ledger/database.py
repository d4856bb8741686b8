"""The database of a ledger: opened, brought up to date, and its errors told as problems."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import create_engine, event, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from tocsin.engine.stopping import unstopped
from tocsin.facts.codes import WRONG_ARGUMENT
from tocsin.facts.extras import need
from tocsin.facts.problems import Problem, ProblemError
from tocsin.ledger import codes, schema
from tocsin.ledger.failures import problem_of
from tocsin.ledger.migrations import STEPS, apply

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

WAIT_SECONDS = 60
"""How long a writer waits for another before it gives up."""
_WRITES = "tocsin_writes"


class Database:
    """Connections to the database at a SQLAlchemy URL, with a transaction around whatever is done.

    SQLite writes ahead (WAL), syncs every commit to the disk, and takes the write lock when a transaction begins, so
    that two writers wait for one another instead of failing. With ``read_only`` nothing is made, written or brought up
    to date. Raises ProblemError for whatever the database refuses.
    """

    def __init__(self, url: str | URL, *, create: bool = True, read_only: bool = False) -> None:
        self.url = _parsed(url)
        self.shown = shown_url(self.url)
        self.writable = not read_only
        if self.url.get_backend_name() == "sqlite":
            self._prepare_file(create and not read_only)
        self._engine = _engine(self.url, self.shown)
        try:
            self._bring_up_to_date()
        except BaseException:
            self._engine.dispose()
            raise

    def __reduce__(self) -> tuple[Any, ...]:
        """Raises ProblemError: connections go to no other process, nor does a ledger, a case or a session with them."""
        message = f"the ledger {self.shown} is open in this process, and is not copied or pickled"
        hint = "open it again where it is wanted: Ledger(url); what a case states (its .state()) can be pickled"
        raise ProblemError([Problem(WRONG_ARGUMENT, message, None, hint)])

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite database, in one file."""
        return self.url.get_backend_name() == "sqlite"

    def close(self) -> None:
        """Every connection is closed."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the ledger as it stood at its first query, whoever writes meanwhile."""
        with self._translated(), self._engine.connect() as connection:
            options: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
            with connection.execution_options(**options).begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are on disk when the block is left, or undone if it is left by an error."""
        if not self.writable:
            raise ProblemError([self._read_only()])
        with (
            unstopped(),
            self._translated(),
            self._engine.connect() as connection,
            connection.execution_options(**{_WRITES: True}).begin(),
        ):
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise ProblemError([problem_of(error, self.shown)]) from error

    def _read_only(self) -> Problem:
        hint = "give yourself the right to write to the file and its folder"
        return Problem(codes.READ_ONLY, f"the ledger {self.shown} can only be read", None, hint)

    def _prepare_file(self, create: bool) -> None:
        """The folder of the file is there; a file that cannot be written is opened for reading only."""
        name = self.url.database
        if not name or name == ":memory:" or name.startswith("file:"):
            message = f"the ledger {self.shown} is not kept in a file"
            raise ProblemError([Problem(codes.CANNOT_OPEN, message, None, "write sqlite:///PATH")])
        path = Path(name)
        if not path.exists():
            if not create:
                message = f"there is no ledger at {path}"
                raise ProblemError([Problem(codes.CANNOT_OPEN, message, None, "make a case with: tocsin case new")])
            _make_folder(path.parent)
        may_write = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
        if path.exists() and not (may_write and self.writable):
            self.writable = False
            # Without write-ahead files nobody has the database open, and SQLite need not make any to read it.
            still = "" if Path(f"{path}-wal").exists() else "&immutable=1"
            self.url = self.url.set(database=f"file:{quote(str(path))}?mode=ro{still}", query={"uri": "true"})

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            done = self._steps_done(connection)
        if done == 0 and not self.writable:
            message = f"{self.shown} is a database, but not a ledger: it is empty"
            raise ProblemError([Problem(codes.NOT_A_LEDGER, message, None, "name another file")])
        if done == len(STEPS) or not self.writable:
            return
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7461736)")
            apply(connection, self._steps_done(connection))

    def _steps_done(self, connection: Connection) -> int:
        """How many migrations were applied. Raises ProblemError for another's database, and a newer ledger."""
        tables = set(inspect(connection).get_table_names())
        if schema.STEPS.name not in tables:
            if tables & {table.name for table in schema.METADATA.tables.values()} or (tables and self.is_sqlite):
                message = f"{self.shown} is a database, but not a ledger: it holds {', '.join(sorted(tables)[:5])}"
                raise ProblemError([Problem(codes.NOT_A_LEDGER, message, None, "name another file in TOCSIN_LEDGER")])
            return 0
        found = [tuple(row) for row in connection.execute(select(schema.STEPS).order_by(schema.STEPS.c.version))]
        known = [(step.version, step.name) for step in STEPS]
        if len(found) > len(known):
            message = f"{self.shown} has schema {len(found)}; this Tocsin knows schemas up to {len(known)}"
            raise ProblemError(
                [Problem(codes.NEWER_SCHEMA, message, None, "use the Tocsin that made it, or a newer one")]
            )
        if found != known[: len(found)]:
            message = f"the schema of {self.shown} is not one that Tocsin makes: {found}"
            raise ProblemError([Problem(codes.DAMAGED, message, None, "restore it from a copy")])
        return len(found)


def shown_url(url: URL) -> str:
    """The URL as it may be shown: the path of a file, or the address without its password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    # The driver's name is no part of what anybody wrote.
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def _parsed(text: str | URL) -> URL:
    hint = "write sqlite:///PATH, or postgresql://USER@HOST/DATABASE"
    try:
        url = make_url(text)
        name = url.get_backend_name()
    except (ArgumentError, ValueError):
        path = "" if isinstance(text, URL) or ":" in text else text.strip()
        hint = f"write sqlite:///{path}, if that is its file" if path else hint
        raise ProblemError([Problem(codes.CANNOT_OPEN, "TOCSIN_LEDGER holds no database URL", None, hint)]) from None
    if name not in ("sqlite", "postgresql"):
        message = f"a ledger cannot be kept in {name}"
        raise ProblemError([Problem(codes.CANNOT_OPEN, message, None, hint)])
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"the folder {folder} of the ledger cannot be made: {(error.strerror or str(error)).lower()}"
        raise ProblemError([Problem(codes.CANNOT_OPEN, message, None, "name another in TOCSIN_LEDGER")]) from None


def _engine(url: URL, shown: str) -> Engine:
    arguments: dict[str, Any] = {}
    if url.get_backend_name() == "sqlite":
        arguments["connect_args"] = {"timeout": WAIT_SECONDS}
    else:
        arguments["connect_args"] = {"connect_timeout": 10}
    try:
        engine = create_engine(url, **arguments)
    except NoSuchModuleError:
        message = f"{shown}: there is no such database driver"
        raise ProblemError([Problem(codes.CANNOT_OPEN, message, None, "write postgresql://…")]) from None
    except ModuleNotFoundError as error:
        need("postgres", codes.MISSING_EXTRA, "PostgreSQL needs", error.name or "psycopg")
        raise
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # sqlite3 begins transactions by itself, and late; with None it leaves that to the listener below.
    connection.isolation_level = None
    for setting in ("foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES):
        # The mode stays with the file; a reader that may not write must not ask for it.
        connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")
