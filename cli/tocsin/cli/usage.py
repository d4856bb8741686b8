"""A wrong use of the command line in words of our own, whatever the library that parses it calls it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import Any

_FEW = 9
_NUMBER = r"(-?[\d.]+)"
# What releases of typer, of click and of pydantic say of a value, and what it comes to.
_SAID: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (rf"greater than or equal to {_NUMBER}|range x>={_NUMBER}\.?$", lambda m: f"give a number from {m[1] or m[2]} on"),
    (rf"less than or equal to {_NUMBER}|range x<={_NUMBER}\.?$", lambda m: f"give a number up to {m[1] or m[2]}"),
    (rf"range {_NUMBER}<=x<={_NUMBER}", lambda m: f"give a number from {m[1]} to {m[2]}"),
    (r"valid integer", lambda m: "give a whole number"),
    (r"valid (number|float)|finite number", lambda m: "give a number"),
    (r"valid boolean", lambda m: "give true or false"),
    (r"'(.*)' is not one of (.*?)\.?$", lambda m: _none_of(m[1], re.findall(r"'([^']*)'", m[2]))),
)


def usage_problem(error: Any) -> tuple[str, str]:
    """What is wrong, and how to see what may be given."""
    context = error.ctx
    path = context.command_path if context is not None else "tocsin"
    return f"{path}: {_message(error)}", f"see {path} --help"


def _message(error: Any) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        known = _options(error.ctx)
        name = error.option_name
        return f"there is no option {name}" + (
            _by_itself(name, error.ctx) or _like(name, known) or _ending(name, known)
        )
    if kind == "MissingParameter":
        return f"{_name(error)} is missing"
    said = str(error.message)
    if kind == "BadParameter":
        return f"{_name(error)}: {_worded(said)}"
    if found := re.match(r"No such command '(.*?)'", said):
        known = list(error.ctx.command.list_commands(error.ctx)) if error.ctx is not None else []
        return f"there is no command {found[1]}" + (_like(found[1], known) or _listed(known))
    if found := re.match(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", said):
        return f"nothing is expected after what was given before: {found[1]}" + _as_option(error.ctx, found[1])
    if found := re.match(r"Option '(.*?)' does not take a value", said):
        return f"{found[1]} takes no value"
    if found := re.match(r"Option '(.*?)' requires", said):
        return f"{found[1]} needs a value"
    return said


def _worded(said: str) -> str:
    for pattern, words in _SAID:
        if found := re.search(pattern, said):
            return words(found)
    return said.removeprefix("Value error, ")


def _name(error: Any) -> str:
    """The option or argument that is meant, as one writes it."""
    hint = error.param_hint
    if isinstance(hint, str) and hint:
        return hint
    if isinstance(hint, list | tuple) and hint:
        return " or ".join(each.strip("'") for each in hint)
    param = error.param
    if param is None:
        return "the arguments"
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    return _metavar(param)


def _arguments(context: Any) -> list[Any]:
    params = context.command.params if context is not None else []
    return [param for param in params if param.param_type_name == "argument"]


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name.upper()).strip("[]{}.")


def _by_itself(name: str, context: Any) -> str:
    """How to give what is no option, and is expected without one."""
    named = [_metavar(param) for param in _arguments(context)]
    if name.lstrip("-").upper() not in named:
        return ""
    return f"; {name.lstrip('-').upper()} is given without it: {context.command_path} {' '.join(named)}"


def _as_option(context: Any, further: str) -> str:
    """How to give a pack that was given before something else, where an option names it."""
    if "--pack" not in _options(context) or context.params.get("pack") is not None:
        return ""
    from tocsin.cli.opening import is_pack

    given = [value for param in _arguments(context) if (value := context.params.get(param.name)) is not None]
    pack = next((value for value in (*given, further) if is_pack(value)), None)
    return "" if pack is None else f"; a pack is named by an option: --pack {shlex.quote(pack)}"


def _options(context: Any) -> list[str]:
    params = context.command.params if context is not None else []
    return [name for param in params for name in param.opts if name.startswith("-")]


def _none_of(value: str, known: list[str]) -> str:
    from tocsin.facts.report_faults import STATUSES, status_fault

    hint = _like(value, known)
    if tuple(known) == STATUSES and (fault := status_fault(value)) and fault[2]:
        hint = f"; {fault[2]}"
    return f"{value} is none of {', '.join(known)}{hint}"


def _listed(known: list[str]) -> str:
    """The commands there are, if they are few enough to be read at once."""
    return f"; there are {', '.join(known)}" if 0 < len(known) <= _FEW else ""


def _ending(name: str, known: list[str]) -> str:
    """The options that a last word alone is meant by, if it is one of their own."""
    found = [option for option in known if option.endswith(f"-{name.lstrip('-')}")]
    return f"; did you mean {' or '.join(found)}?" if found and len(name.lstrip("-")) > 1 else ""


def _like(name: str, known: list[str]) -> str:
    from tocsin.facts.problems import did_you_mean

    hint = did_you_mean(name, known)
    return f"; {hint}" if hint else ""
