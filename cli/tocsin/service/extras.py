"""The packages that serving needs beyond Tocsin's own."""

from __future__ import annotations

from typing import Final

from tocsin.facts import extras
from tocsin.service import codes

_NEEDED: Final = {"mcp": ("mcp",), "service": ("fastapi", "prometheus_client", "uvicorn")}


def need(extra: str) -> None:
    """Nothing happens if the extra is installed. Raises ProblemError, with how to install it, if it is not."""
    extras.need(extra, codes.NO_EXTRA, "this needs", *_NEEDED[extra])
