"""Who asks, and what they may: bearer tokens with roles and cases; without tokens, whoever is on this machine."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

from fastapi import Depends, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem, suggestion
from tocsin.ledger import codes as ledger_codes
from tocsin.ledger.location import default_analyst
from tocsin.service import codes
from tocsin.service.desks import QueueFull
from tocsin.service.http.bulletin import Bulletin
from tocsin.service.http.details import Refusal
from tocsin.service.rates import address_of

if TYPE_CHECKING:
    from tocsin.ledger import HeldCase, Ledger
    from tocsin.ledger import Request as KeyedRequest
    from tocsin.service.desks import Desks
    from tocsin.service.http.measures import Measures
    from tocsin.service.jobs.queue import Jobs
    from tocsin.service.limited import Limited
    from tocsin.service.rates import Rates
    from tocsin.service.tokens import Right, Token, Tokens

_BEARER: Final = HTTPBearer(auto_error=False, description="A token that `tocsin token new` made.")
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="tocsin"'}
_KEPT: Final = 10_000
_PATIENCE: Final = 10.0
"""Seconds that a request waits for others."""


@dataclass
class Hall:
    """What operations share: the ledger, the tokens, the limits, how many may work at once, and what was answered."""

    ledger: Ledger
    tokens: Tokens
    limited: Limited
    measures: Measures
    desks: Desks
    jobs: Jobs
    rates: Rates
    open: bool
    """Whether it may be used without tokens, while there are none."""
    closing: threading.Event = field(default_factory=threading.Event)
    answered: OrderedDict[str, tuple[str, Response | None]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    bulletin: Bulletin = field(default_factory=Bulletin)

    def once(self, request: KeyedRequest) -> Response | None:
        """What was answered under this request's key; None if nothing was, and then it is claimed.

        Raises Refusal if it was for another request, or the first has not been answered yet.
        """
        with self.lock:
            found = self.answered.get(request.key)
            if found is None:
                self.answered[request.key] = (request.digest, None)
                while len(self.answered) > _KEPT:
                    self.answered.popitem(last=False)
                return None
        if found[0] != request.digest:
            raise self.of_another()
        if found[1] is None:
            message = "the request with this idempotency key is still worked on"
            raise Refusal(409, [Problem(codes.KEY_USED, message, None, "try again")])
        return found[1]

    def keep(self, request: KeyedRequest, answer: Response | None) -> None:
        """What was answered under the key is kept; where nothing was, the key is free again."""
        with self.lock:
            if answer is None:
                self.answered.pop(request.key, None)
            else:
                self.answered[request.key] = (request.digest, answer)

    def of_another(self) -> Refusal:
        """The refusal of a request whose key was used for another."""
        message = "the idempotency key was used for another request"
        return Refusal(422, [Problem(codes.KEY_USED, message, None, "choose another key for each request")])


@dataclass(frozen=True)
class Caller:
    """Who asks: by which name it stands on the ledger, and what it may. ``token`` is None where there are no tokens."""

    hall: Hall
    by: str
    token: Token | None

    @property
    def owner(self) -> str:
        """Whose jobs are this caller's, and whose keys: those of its token, else of whoever is on this machine."""
        return self.by if self.token is None else self.token.id

    @contextmanager
    def work(self) -> Iterator[None]:
        """Work is done within the limits of one request. Raises Refusal if too many work or wait already."""
        try:
            theirs = self.hall.desks.take(self.owner, _PATIENCE)
        except QueueFull:
            message = "as many requests as may wait do so already, of this token alone"
            problem = Problem(codes.TOO_FAST, message, None, "wait for their answers, and send fewer at once")
            raise Refusal(429, [problem], {"Retry-After": "1"}) from None
        if not theirs:
            raise Refusal(503, [Problem(codes.BUSY, "too many requests are worked on", None, "try again")])
        try:
            with self.hall.limited.each():
                yield
        finally:
            self.hall.desks.give(self.owner)

    @property
    def stays(self) -> bool:
        """Whether it would be let in still: its token is as it was, and good; without one, there are none."""
        known = self.hall.tokens.all()
        if self.token is None:
            return not known
        return self.token in known and self.token.is_good(dt.datetime.now(dt.UTC))

    def require(self, right: Right, case: str | None = None) -> None:
        """Raise Refusal if the caller may not. Of a case that is another's nothing is told, not even that it is."""
        if self.token is None or self.token.allows(right, case):
            return
        if case is not None and right != "make" and not self.token.allows("read", case):
            raise self._no_case(case)
        message = f"the role {self.token.role} does not allow this"
        if self.token.allows(right):
            message = f"the token does not hold in a case named {case!r}"
        raise Refusal(403, [Problem(codes.NOT_ALLOWED, message, None, "ask whoever made the token for another")])

    def case(self, name: str, right: Right = "read") -> HeldCase:
        """The case of that name, for one who may do so in it. Raises Refusal if there is none that the caller knows."""
        self.require(right, name)
        if name not in self.names():
            raise self._no_case(name)
        return self.hall.ledger.case(name)

    def names(self) -> tuple[str, ...]:
        """The cases that the caller may know of."""
        token = self.token
        return tuple(name for name in self.hall.ledger.names() if token is None or token.allows("read", name))

    def _no_case(self, name: str) -> Refusal:
        hint = suggestion(name, self.names(), "cases")
        return Refusal(404, [Problem(ledger_codes.UNKNOWN_CASE, f"there is no case {name!r}", None, hint)])


def _caller(request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]) -> Caller:
    hall: Hall = request.app.state.hall
    address = f"address {address_of(request.client.host if request.client else '')}"
    if hall.open and credentials is None and not hall.tokens.all():
        hall.rates.take(address)
        caller = Caller(hall, default_analyst(), None)
    else:
        token = None
        if credentials is None:
            hall.rates.take(address)
        else:
            # Whoever guesses is slowed down by their address, before a hash is worked out for them.
            token = hall.tokens.bearer(credentials.credentials, lambda: hall.rates.take(address))
        if token is None:
            message = "the request has no token that is good"
            problem = Problem(codes.NO_TOKEN, message, None, "send one: Authorization: Bearer TOKEN")
            raise Refusal(401, [problem], _CHALLENGE)
        hall.rates.take(f"token {token.id}")
        caller = Caller(hall, token.name, token)
    request.state.by = caller.by
    return caller


Called: TypeAlias = Annotated[Any, Depends(_caller)]
"""The caller of an operation, a ``Caller``."""
