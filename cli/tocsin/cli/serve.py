"""``tocsin serve``: the cases of the ledger over HTTP."""

from __future__ import annotations

import gc
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.held import open_ledger
from tocsin.cli.limiting import LimitDerivationsOption, LimitMemoryOption, LimitTimeOption

if TYPE_CHECKING:
    from tocsin.service.rates import Rates

_MOST = 1_000_000
EXAMPLES = ("tocsin serve", "tocsin serve --host 0.0.0.0 --port 8443 --allow-host tocsin.example --rate 10")


def _host_name(text: str) -> str:
    """The name, in lower case, if it can name a host. Raises BadParameter."""
    if re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?", text) is None:
        raise typer.BadParameter(f"{text[:40]!r} names no host; write it without scheme and port")
    return text.lower()


def _folder(text: str) -> Path:
    """The folder of that path. Raises BadParameter if there is none."""
    path = Path(text)
    if not path.is_dir():
        raise typer.BadParameter(f"there is no folder {text[:80]!r}")
    return path


def _rates(text: str) -> Rates:
    """How often anybody may ask. Raises BadParameter for what is no number above 0."""
    from tocsin.service.rates import Rate, Rates

    if text == "off":
        return Rates(None)
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= _MOST:
        raise typer.BadParameter(
            f"{text[:40]!r} is no number of requests a second; write 50, or off", param_hint="--rate"
        )
    return Rates(Rate.of(number))


def serve(
    *,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="The port.")] = 8000,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            parser=_host_name,
            show_default=False,
            help="A name by which requests may mean this service (default: those of this machine). Repeatable.",
        ),
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option(
            "--page",
            metavar="FOLDER",
            parser=_folder,
            show_default=False,
            help="Serve the page that tocsin page wrote there at /page; its reader can record.",
        ),
    ] = None,
    rate: Annotated[
        str,
        typer.Option(
            "--rate",
            metavar="N",
            help="So many requests a second of each token, or of each address without tokens; or off.",
        ),
    ] = "50",
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
    rates = _rates(rate)
    tokens = Tokens()
    # Whoever names it otherwise has a proxy on this machine let others in.
    elsewhere = next((name for name in (host, *(allow_host or ())) if name not in LOOPBACK), None)
    loopback = elsewhere is None
    require_tokens(tokens, elsewhere or host, loopback)
    limited = Limited.of(limit_time, limit_memory, limit_derivations)
    hosts = {*(LOOPBACK if host in LOOPBACK else ()), *(allow_host or ())}
    with open_ledger(create=True) as ledger:
        to_standard_error()
        run(application(ledger, tokens, limited, hosts=hosts, loopback=loopback, page=page, rates=rates), host, port)
