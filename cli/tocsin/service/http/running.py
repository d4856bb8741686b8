"""The service as a process: what it asks before it listens, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import uvicorn

from tocsin.facts.problems import Problem, ProblemError
from tocsin.service import codes
from tocsin.service.listening import sockets_at
from tocsin.service.logs import log

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tocsin.service.http.access import Hall
    from tocsin.service.tokens import Tokens


def require_tokens(tokens: Tokens, host: str, loopback: bool) -> None:
    """Raise ProblemError if anybody could use the service from elsewhere, because there are no tokens."""
    if not loopback and not tokens.all():
        message = f"without tokens it is for this machine alone, and not for {host}"
        raise ProblemError([Problem(codes.NOT_LOOPBACK, message, None, "make one first: tocsin token new NAME")])


class _Server(uvicorn.Server):
    """Ends in order: what follows a case is told at once, and what is worked on is answered before the process ends."""

    def __init__(self, config: uvicorn.Config, hall: Hall) -> None:
        super().__init__(config)
        self._hall = hall

    def handle_exit(self, sig: int, frame: Any) -> None:
        """The process was told to end: it does when all is answered, and at once when it is told again."""
        self._hall.closing.set()
        self.force_exit = self.should_exit
        self.should_exit = True

    async def startup(self, sockets: Any = None) -> None:
        """It listens from now on; at which port is told, for where the system has chosen it."""
        await super().startup(sockets)
        for server in self.servers:
            for each in server.sockets:
                address, port = each.getsockname()[:2]
                log("listening", host=address, port=port)


def run(app: FastAPI, host: str, port: int) -> None:
    """Serve until the process is told to end; then answer what is worked on.

    Raises ProblemError where nothing can listen at the address.
    """
    hall: Hall = app.state.hall
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=int(hall.limited.time) + 5,
        limit_concurrency=500,
        proxy_headers=False,
    )
    _Server(config, hall).run(sockets_at(host, port))
