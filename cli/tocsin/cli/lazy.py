"""Commands that are imported when they are called: help that only lists them must not pay for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from importlib import import_module
from typing import Any, ClassVar, cast

import typer
from typer.core import TyperCommand, TyperGroup

from tocsin.facts.dataclass import dataclass

EXIT_CODES = "0 done; 1 the answer is no; 2 bad input or usage; 3 the engines disagree; 4 an integrity check failed."
SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_PLAIN: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False, "context_settings": SETTINGS}


@dataclass(frozen=True)
class Offer:
    """A command or a group of them: what a list says of it, and where it is.

    ``function`` is ``module:function``, the module one of this package, with ``EXAMPLES`` beside the function. A group
    has offers of its own, and an example. What ``derives`` has options that limit it.
    """

    summary: str
    function: str = ""
    offers: Mapping[str, Offer] = field(default_factory=dict)
    example: str = ""
    derives: bool = False

    def build(self, name: str) -> Any:
        """The command, of whatever class typer makes commands of."""
        if self.offers:
            app = group(self.summary, self.offers, self.example, add_completion=False)
            app.callback()(lambda: None)
            return typer.main.get_command(app)
        module_name, _, function_name = self.function.partition(":")
        module = import_module(f"tocsin.cli.{module_name}")
        app = typer.Typer(add_completion=False, **_PLAIN)
        function: Callable[..., None] = getattr(module, function_name)
        if self.derives:
            from tocsin.cli.limiting import limited

            function = limited(function)
        app.command(name, cls=PlainCommand, epilog=epilog(module.EXAMPLES), context_settings=SETTINGS)(function)
        return typer.main.get_command(app)


class _AsItIs:
    """Converts what a parameter is given: typer does, unless it is of its kind already, or nothing at all.

    For each parameter that typer converts, given or not, it makes a schema of pydantic's: a quarter of a short command.
    """

    def __init__(self, parameter: Any) -> None:
        self._converter: Callable[[], Any] = parameter.get_runtime_param
        told = parameter.type_descriptor
        self._kind = None if told.is_path or told.parameter_info.parser is not None else told.annotation

    def __call__(self) -> _AsItIs:
        return self

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value as the command takes it."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        return value if type(value) is self._kind else self._converter().coerce(value, param=param, ctx=ctx)


class _Plain:
    """A command whose parameters are taken as they are where they can be."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments that are left; what is wrong with an option is this command's, as the parser may not say."""
        try:
            left: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        except Exception as error:
            if getattr(error, "ctx", ctx) is None:
                error.ctx = ctx  # type: ignore[attr-defined]
            raise
        return left

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, as typer has them."""
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parameter in found:
            converter = getattr(parameter, "get_runtime_param", None)  # typer's own: another version may have none
            if converter is not None and not isinstance(converter, _AsItIs):
                parameter.get_runtime_param = _AsItIs(parameter)
        return found


class PlainCommand(_Plain, TyperCommand):
    """A command as typer has it."""


class LazyGroup(_Plain, TyperGroup):
    """A group that knows its commands by their offers until one of them is called."""

    offers: ClassVar[Mapping[str, Offer]] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = cast("Any", dict.fromkeys(self.offers))  # their names, for suggestions

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands, in the order to show them."""
        return list(self.offers)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, imported now; None if there is none."""
        offer = self.offers.get(cmd_name)
        return None if offer is None else offer.build(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, offer.summary) for name, offer in self.offers.items()])


def group(about: str, offers: Mapping[str, Offer], example: str, *, add_completion: bool) -> typer.Typer:
    """An app of the commands on offer."""
    kind = type("Commands", (LazyGroup,), {"offers": offers})
    return typer.Typer(
        cls=kind, help=about, epilog=epilog((example,)), no_args_is_help=True, add_completion=add_completion, **_PLAIN
    )


def epilog(examples: Sequence[str]) -> str:
    """What follows a command's options in its help: examples, then exit codes."""
    lines = ["\b", "Example:" if len(examples) == 1 else "Examples:", *(f"  {example}" for example in examples)]
    return "\n".join([*lines, "", f"Exit codes: {EXIT_CODES}"])
