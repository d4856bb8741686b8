"""Where a service listens: sockets, before anything is served by them, so that it is known at once if it cannot."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import ExitStack
from typing import Any, Final

from tocsin.facts.problems import Problem, ProblemError
from tocsin.service import codes

_HINTS: Final = {
    errno.EADDRINUSE: "end what listens there, or name another port; 0 is any that is free",
    errno.EACCES: "name a port from 1024 on; those below are for administrators",
}


def sockets_at(host: str, port: int) -> list[socket.socket]:
    """Sockets bound to every address that the host means, or to one if the port is 0, which is any that is free.

    Raises ProblemError where nothing can listen.
    """
    with ExitStack() as stack:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            meant = list(dict.fromkeys((family, address) for family, _, _, _, address in found))
            sockets = [stack.enter_context(_bound(*each)) for each in (meant if port else meant[:1])]
        except OSError as error:  # also of a name that means no address
            why = error.strerror or str(error)
            hint = _HINTS.get(error.errno or 0, "name an address of this machine")
            problem = Problem(codes.NOT_LISTENING, f"nothing can listen at {host}:{port}: {why}", None, hint)
            raise ProblemError([problem]) from None
        stack.pop_all()
    return sockets


def _bound(family: socket.AddressFamily, address: Any) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two programs listen at one address
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made
