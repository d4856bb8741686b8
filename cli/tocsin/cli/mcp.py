"""``tocsin mcp``: the questions of the command line, as tools for assistants."""

from __future__ import annotations

import gc
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.held_options import ByOption
from tocsin.cli.limiting import LimitDerivationsOption, LimitMemoryOption, LimitTimeOption

if TYPE_CHECKING:
    from tocsin.ledger import Ledger

EXAMPLES = ("tocsin mcp kursk=examples/kursk.yaml", "tocsin mcp kursk --allow-writes --by assistant")


def mcp(
    cases: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CASE]...",
            show_default=False,
            help="Cases to serve: NAME=FILE, a file (served under its name), or a case of the ledger.",
            autocompletion=completion.cases,
        ),
    ] = None,
    *,
    http: Annotated[
        int | None,
        typer.Option(
            "--http",
            metavar="PORT",
            min=1,
            max=65535,
            show_default=False,
            help="Serve http://127.0.0.1:PORT/mcp instead of standard input and output.",
        ),
    ] = None,
    allow_writes: Annotated[
        bool, typer.Option("--allow-writes", help="Offer tools that record facts and retractions on the ledger, too.")
    ] = False,
    by: ByOption = None,
    limit_time: LimitTimeOption = None,
    limit_memory: LimitMemoryOption = None,
    limit_derivations: LimitDerivationsOption = None,
) -> None:
    """Serve cases to an assistant, as tools of the Model Context Protocol, and what it sends as data itself."""
    from tocsin.service.extras import need

    need("mcp")
    from tocsin.service.assistant.server import http_app, over_standard_streams, server_of
    from tocsin.service.assistant.tools import Answers
    from tocsin.service.limited import Limited
    from tocsin.service.logs import to_standard_error
    from tocsin.service.served import Served

    gc.enable()  # this process is not short
    files, held = _named(cases or [])
    with ExitStack() as opened:
        served = Served(files, _ledger(opened) if held else None, held)
        for name in served.names:
            served.open(name, None)  # what is wrong with a case is told before anybody is served
        to_standard_error()
        limited = Limited.of(limit_time, limit_memory, limit_derivations)
        server = server_of(Answers(served, by), limited, allow_writes=allow_writes)
        if http is None:
            over_standard_streams(server)
        else:
            import uvicorn

            from tocsin.service.listening import sockets_at

            config = uvicorn.Config(http_app(server), log_level="warning")
            uvicorn.Server(config).run(sockets_at("127.0.0.1", http))


def _ledger(opened: ExitStack) -> Ledger:
    from tocsin.cli.held import open_ledger

    return opened.enter_context(open_ledger())


def _named(texts: list[str]) -> tuple[dict[str, Path], list[str]]:
    """The files to serve by name, and the cases of the ledger. Raises BadParameter for a name that is given twice."""
    files: dict[str, Path] = {}
    held: list[str] = []
    for text in texts:
        name, equals, path = text.partition("=")
        if not equals:
            name, path = (Path(text).stem, text) if Path(text).is_file() else (text, "")
        if not name or name in files or name in held:
            raise typer.BadParameter(f"{text!r} names no case, or one that is named already", param_hint="CASE")
        if path:
            files[name] = Path(path)
        else:
            held.append(name)
    return files, held
