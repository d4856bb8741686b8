"""A ledger: cases in a database, each an append-only chain of entries."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Final

from sqlalchemy import URL, select
from sqlalchemy.exc import IntegrityError

from tocsin.facts.arguments import checked
from tocsin.facts.converting import day_of
from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import to_json
from tocsin.facts.model import Given
from tocsin.facts.problems import Problem, ProblemError
from tocsin.ledger import codes, schema
from tocsin.ledger.chain import Chain
from tocsin.ledger.database import Database
from tocsin.ledger.entry import Draft, timestamp
from tocsin.ledger.ledger_case import HeldCase
from tocsin.ledger.location import default_analyst, default_url
from tocsin.ledger.packs import PackText, Pin, store_pack
from tocsin.ledger.recorded import assertion
from tocsin.ledger.requests import Done, Request, find

_NAME: Final = re.compile(r"\w[\w.-]{0,99}")
_FILES: Final = (".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".csv")


@dataclass(frozen=True)
class Listed:
    """A case of the ledger as a list shows it."""

    name: str
    entries: int
    created: str
    changed: str
    pack: str
    closed: bool

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return dict(vars(self))


class Ledger:
    """The ledger in the database at a SQLAlchemy URL.

    ``url`` defaults to the environment variable TOCSIN_LEDGER, else to a SQLite file in the platform's data folder; a
    SQLite file is made unless ``create`` is false, and never touched if ``read_only`` is true. A ledger may be used
    from several threads at once, and from any number of processes, each with a Ledger of its own (never one taken
    through a fork). ``clock`` says what time it is. Every method raises ProblemError for what the database refuses,
    and then nothing was written.

    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with Ledger(f"sqlite:///{folder.name}/ledger.sqlite") as ledger:
    ...     case = ledger.new_case("kursk", PackText.read("russia-dprk"), by="ana")
    ...     with case.session(by="ana", reason="read it in the news") as session:
    ...         session.assert_fact("troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)")
    ...     [entry.number for entry in session.written]
    [3]
    >>> folder.cleanup()
    """

    @checked()
    def __init__(
        self,
        url: str | URL | None = None,
        *,
        create: bool = True,
        read_only: bool = False,
        clock: Callable[[], dt.datetime] | None = None,
    ) -> None:
        self.database = Database(default_url() if url is None else url, create=create, read_only=read_only)
        self._clock = clock or (lambda: dt.datetime.now(dt.UTC))

    @checked()
    def done(self, request: Request) -> Done | None:
        """What was written for a request under its key; None if nothing was, or the ledger can only be read."""
        if not self.database.writable:
            return None
        with self.database.reading() as connection:
            return find(connection, request.key)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Every connection to the database is closed."""
        self.database.close()

    def now(self) -> str:
        """What the clock says, as entries write it."""
        return timestamp(self._clock())

    def names(self) -> tuple[str, ...]:
        """The names of the cases, in order."""
        with self.database.reading() as connection:
            return tuple(sorted(connection.scalars(select(schema.CASES.c.name))))

    def cases(self) -> tuple[Listed, ...]:
        """Every case, by name."""
        with self.database.reading() as connection:
            names = sorted(connection.scalars(select(schema.CASES.c.name)))
            return tuple(found for name in names if (found := _listed(Chain(connection, name))) is not None)

    @checked()
    def case(self, name: str) -> HeldCase:
        """The case of that name. Raises ProblemError with the nearest name if there is none."""
        with self.database.reading() as connection:
            Chain(connection, name).require()
        return HeldCase(self.database, name, self.now)

    @checked()
    def has_case(self, name: str) -> bool:
        """Whether there is a case of that name."""
        return name in self.names()

    @checked()
    def new_case(
        self,
        name: str,
        pack: PackText,
        *,
        facts: Iterable[Given] = (),
        as_of: dt.date | None = None,
        assumptions: Mapping[str, bool] | None = None,
        by: str | None = None,
        reason: str | None = None,
    ) -> HeldCase:
        """A new case under a pack, whose text is kept with it; ``facts`` are asserted at once.

        ``as_of`` and ``assumptions`` are what assessments of the case take for granted. Raises ProblemError if the name
        is taken or cannot name a case, or the pack does not know a fact or an assumption.
        """
        check_name(name)
        drafts = [
            Draft(
                "case_created",
                {"as_of": to_json(day_of(as_of, "as_of")), "assumptions": dict(assumptions or {})},
                reason,
            ),
            Draft("pack_pinned", Pin.of(pack).to_json()),
            *(assertion(given) for given in facts),
        ]
        held = HeldCase(self.database, name, self.now)
        held.preview(drafts, pack)
        try:
            with self.database.writing() as connection:
                chain = Chain(connection, name)
                if chain.size():
                    raise _taken(name)
                store_pack(connection, pack)
                chain.append(drafts, by or default_analyst(), self.now())
        except ProblemError as error:
            if isinstance(error.__cause__, IntegrityError):
                raise _taken(name) from None
            raise
        return held


def check_name(name: str) -> None:
    """Raise ProblemError if a case cannot have that name, because it looks like a file's."""
    if _NAME.fullmatch(name) is None:
        message = f"{name!r} cannot name a case"
        hint = "write letters, digits, dots, hyphens and underscores, up to 100"
    elif name.lower().endswith(_FILES):
        message, hint = f"{name} would be taken for a file", f"leave out {name[name.rindex('.') :]}"
    else:
        return
    raise ProblemError([Problem(codes.BAD_NAME, message, None, hint)])


def _taken(name: str) -> ProblemError:
    message = f"the ledger has a case {name} already"
    return ProblemError([Problem(codes.CASE_EXISTS, message, None, "choose another name")])


def _listed(chain: Chain) -> Listed | None:
    first, last, pinned = chain.entry(1), chain.last(), chain.last("pack_pinned")
    if first is None or last is None:
        return None
    pack = "" if pinned is None else f"{pinned.content['name']} {pinned.content['version']}"
    closed = chain.last("case_closed") is not None
    return Listed(chain.case, last.number, first.recorded, last.recorded, pack, closed)
