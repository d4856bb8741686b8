"""The packages that serving needs beyond Tocsin's own."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from tocsin.facts.problems import Problem, ProblemError
from tocsin.service import codes

_NEEDED: Final = {"mcp": ("mcp",), "service": ("fastapi", "prometheus_client", "uvicorn")}


def need(extra: str) -> None:
    """Nothing happens if the extra is installed. Raises ProblemError, with how to install it, if it is not."""
    missing = [package for package in _NEEDED[extra] if find_spec(package) is None]
    if missing:
        message = f"this needs {', '.join(missing)}, which cannot be imported"
        raise ProblemError([Problem(codes.NO_EXTRA, message, None, f'pip install "tocsin[{extra}]"')])
