"""Bearer tokens: who may do what in which cases, until when. Kept are salted hashes, never a token."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import re
import secrets
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError, suggestion
from tocsin.facts.written.unseen import seen
from tocsin.service import codes

Role: TypeAlias = Literal["reader", "auditor", "analyst", "admin"]
Right: TypeAlias = Literal["read", "audit", "write", "run", "make"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
_RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    "reader": frozenset(["read"]),
    "auditor": frozenset(["read", "audit"]),
    "analyst": frozenset(["read", "audit", "write", "run"]),
    "admin": frozenset(["read", "audit", "write", "run", "make"]),
}
VARIABLE: Final = "TOCSIN_TOKENS"
_FORM: Final = re.compile(r"tocsin_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
# 16 MiB for each hash. A secret is 256 random bits, which nobody guesses, so one pass of scrypt is enough.
_COST: Final[dict[str, Any]] = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
_KEPT: Final = 1_000
_LONGEST: Final = 100
_PATIENCE: Final = 30.0
"""Seconds to wait for another command that changes the file."""


@dataclass(frozen=True)
class Token:
    """What is known of a token: whose it is, what it allows, in which cases (none: in all), until when (UTC)."""

    id: str
    name: str
    role: Role
    cases: tuple[str, ...]
    created: str
    expires: str
    salt: str
    hash: str
    revoked: str | None = None

    def allows(self, right: Right, case: str | None = None) -> bool:
        """Whether its bearer may do so, in that case if one is meant."""
        return right in _RIGHTS[self.role] and (case is None or not self.cases or case in self.cases)

    def is_good(self, now: dt.datetime) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked is None and now < dt.datetime.fromisoformat(self.expires)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data, without what it is checked by."""
        told = asdict(self) | {"cases": list(self.cases)}
        return {key: value for key, value in told.items() if key not in ("salt", "hash")}


class Tokens:
    """The tokens in a file, which is read again when it changes: a token that is revoked is so at once, everywhere."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = default_path() if path is None else path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._known: dict[str, Token] = {}
        self._good: dict[bytes, str] = {}
        """Which token a text was found to be, by the SHA-256 of the text: working out scrypt takes a while."""

    def all(self) -> tuple[Token, ...]:
        """Every token, the oldest first. Raises ProblemError if the file cannot be read."""
        with self._lock:
            self._read()
            return tuple(sorted(self._known.values(), key=lambda token: (token.created, token.id)))

    def new(self, name: str, role: Role, cases: Iterable[str], days: int) -> tuple[Token, str]:
        """A token for whoever has that name, and its text, which is not kept anywhere.

        Raises ProblemError for a name that cannot stand on a ledger.
        """
        if not name.strip() or seen(name) != name or len(name) > _LONGEST:
            message = f"{name[:_LONGEST]!r} cannot name who writes"
            hint = f"write 1 to {_LONGEST} characters that can be seen"
            raise ProblemError([Problem(codes.BAD_REQUEST, message, None, hint)])
        secret, identity, salt = secrets.token_urlsafe(32), secrets.token_hex(6), secrets.token_hex(16)
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        until = now + dt.timedelta(days=days)
        made = Token(
            identity, name, role, tuple(cases), now.isoformat(), until.isoformat(), salt, _hashed(secret, salt)
        )
        with self._alone():
            self._write([*self.all(), made])
        return made, f"tocsin_{identity}_{secret}"

    def revoke(self, identity: str) -> Token:
        """The token of that id is refused from now on. Raises ProblemError if there is none."""
        with self._alone():
            known = {token.id: token for token in self.all()}
            if identity not in known:
                message = f"there is no token {identity!r}"
                hint = suggestion(identity, known, "tokens")
                raise ProblemError([Problem(codes.UNKNOWN_TOKEN, message, None, hint)])
            now = dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()
            known[identity] = replace(known[identity], revoked=known[identity].revoked or now)
            self._write(list(known.values()))
        return known[identity]

    def bearer(self, text: str, unknown: Callable[[], None] = lambda: None) -> Token | None:
        """The token that a text is, if it is one that is good. ``unknown`` is called first where it was not before."""
        form = _FORM.fullmatch(text)
        if form is None:
            unknown()
            return None
        with self._lock:
            self._read()
            token = self._known.get(form[1])
            seen = hashlib.sha256(text.encode("ascii")).digest()
            found = self._good.get(seen)
        if found is None:
            unknown()
        if token is None or not token.is_good(dt.datetime.now(dt.UTC)):
            return None
        if found != token.id:
            if not hmac.compare_digest(_hashed(form[2], token.salt), token.hash):
                return None
            with self._lock:
                if len(self._good) >= _KEPT:
                    self._good.clear()
                self._good[seen] = token.id
        return token

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process changes the file meanwhile. A lock of SQLite goes with its process, on every system."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = self.path.with_name(f"{self.path.name}.lock")
        lock.touch(0o600)  # raises OSError where SQLite would not say why
        with closing(sqlite3.connect(lock, timeout=_PATIENCE, isolation_level=None)) as held:
            held.execute("BEGIN EXCLUSIVE")
            yield

    def _read(self) -> None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            self._stamp, self._known = None, {}
            return
        stamp = (found.st_mtime_ns, found.st_ino)
        if stamp == self._stamp:
            return
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
            known = [Token(**{**each, "cases": tuple(each["cases"])}) for each in data["tokens"]]
        except (OSError, ValueError, KeyError, TypeError):
            message = "the file of tokens cannot be read"
            hint = f"restore it from a copy, or remove it and make new tokens ({VARIABLE} names another)"
            raise ProblemError([Problem(codes.BAD_TOKENS, message, Place(str(self.path)), hint)]) from None
        self._stamp, self._known = stamp, {token.id: token for token in known}
        self._good.clear()

    def _write(self, tokens: Sequence[Token]) -> None:
        # mkstemp makes a file that nobody else may read.
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".tokens-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump({"tokens": [asdict(token) for token in tokens]}, stream, indent=1)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(name, self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def default_path() -> Path:
    """The file that TOCSIN_TOKENS names; without it, one in the platform's folder for a user's data."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("tocsin", appauthor=False) / "tokens.json"


def _hashed(secret: str, salt: str) -> str:
    return hashlib.scrypt(secret.encode("ascii"), salt=bytes.fromhex(salt), maxmem=64 * 1024**2, **_COST).hex()
