"""The options that limit a command, and its running under them: every command that derives has all three."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, Final, TypeAlias

import typer

_UNITS: Final = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}


def seconds(text: str) -> float:
    """The seconds that an option names. Raises BadParameter for what is no number above 0."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        raise typer.BadParameter(f"{text!r} is no number of seconds above 0")
    return found


def size(text: str) -> int:
    """The bytes that an option names, as 512M or 2G.

    >>> size("512M")
    536870912
    """
    number, unit = (text[:-1], text[-1:].upper()) if text[-1:].isalpha() else (text, "")
    if not number.isdecimal() or unit not in _UNITS or int(number) == 0:
        raise typer.BadParameter(f"{text!r} is no size above 0; write it as 512M or 2G")
    return int(number) * _UNITS[unit]


LimitTimeOption: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--limit-time",
        metavar="SECONDS",
        parser=seconds,
        help="Stop after so many seconds, but not while the result is written.",
    ),
]
LimitMemoryOption: TypeAlias = Annotated[
    int | None,
    typer.Option("--limit-memory", metavar="SIZE", parser=size, help="Stop at so much memory more, such as 512M."),
]
LimitDerivationsOption: TypeAlias = Annotated[
    int | None,
    typer.Option("--limit-derivations", metavar="N", min=1, help="Stop at more derivations than these."),
]
_OPTIONS: Final[dict[str, Any]] = {
    "limit_time": LimitTimeOption,
    "limit_memory": LimitMemoryOption,
    "limit_derivations": LimitDerivationsOption,
}


def limited(function: Callable[..., Any]) -> Callable[..., Any]:
    """The command with the options that limit it."""

    @functools.wraps(function)
    def command(*args: Any, **options: Any) -> Any:
        asked = [options.pop(name) for name in _OPTIONS]
        if all(limit is None for limit in asked):
            return function(*args, **options)
        from tocsin.engine import limits

        with limits(*asked):
            return function(*args, **options)

    keyword = inspect.Parameter.KEYWORD_ONLY
    own = inspect.signature(function, eval_str=True)
    more = [inspect.Parameter(name, keyword, default=None, annotation=kind) for name, kind in _OPTIONS.items()]
    parameters = [*own.parameters.values(), *more]
    command.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters} | {"return": own.return_annotation}
    return command
