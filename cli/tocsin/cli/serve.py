"""``tocsin serve``: the cases of the ledger over HTTP."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.held import open_ledger
from tocsin.cli.limiting import LimitDerivationsOption, LimitMemoryOption, LimitTimeOption

EXAMPLES = ("tocsin serve", "tocsin serve --host 0.0.0.0 --port 8443 --allow-host tocsin.example")


def serve(
    *,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="The port.")] = 8000,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            show_default=False,
            help="A name by which requests may mean this service (default: those of this machine). Repeatable.",
        ),
    ] = None,
    page: Annotated[
        str | None,
        typer.Option("--page", metavar="FOLDER", show_default=False, help="Serve the static files in it at /page."),
    ] = None,
    limit_time: LimitTimeOption = None,
    limit_memory: LimitMemoryOption = None,
    limit_derivations: LimitDerivationsOption = None,
) -> None:
    """Serve the cases of the ledger over HTTP, until it is told to end; without tokens, to this machine alone."""
    from tocsin.service.extras import need

    need("service")
    from tocsin.service.http.app import application
    from tocsin.service.http.guard import LOOPBACK
    from tocsin.service.http.running import require_tokens, run
    from tocsin.service.limited import Limited
    from tocsin.service.logs import to_standard_error
    from tocsin.service.tokens import Tokens

    gc.enable()  # this process is not short
    tokens = Tokens()
    loopback = host in LOOPBACK
    require_tokens(tokens, host, loopback)
    limited = Limited.of(limit_time, limit_memory, limit_derivations)
    hosts = {*(LOOPBACK if loopback else ()), *(allow_host or ())}
    with open_ledger(create=True) as ledger:
        to_standard_error()
        folder = None if page is None else Path(page)
        run(application(ledger, tokens, limited, hosts=hosts, loopback=loopback, page=folder), host, port)
