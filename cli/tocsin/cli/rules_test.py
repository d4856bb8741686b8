"""``tocsin rules test``: do the pack's cases come out as they say, and what of the rules do they try?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.errors import NO
from tocsin.cli.opening import open_pack
from tocsin.cli.options import EngineOption, JsonOption

if TYPE_CHECKING:
    from tocsin.authoring.testing import PackTests
    from tocsin.engine.assess import EngineChoice

EXAMPLES = (
    "tocsin rules test",
    "tocsin rules test examples/own_pack/pack.yaml --fail-under 85",
    "tocsin rules test eu-cash-controls --junit cases.xml",
)


def run_tests(
    packs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PACK]...",
            help="Shipped packs by name, others by path (default: russia-dprk).",
            autocompletion=completion.packs,
        ),
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="List every part that no case tries, not only a few.")] = False,
    fail_under: Annotated[
        float | None,
        typer.Option("--fail-under", metavar="PERCENT", min=0, max=100, help="Fail if fewer parts are tried."),
    ] = None,
    junit: Annotated[str | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML, too.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Run again whenever a file of the packs changes.")] = False,
    engine: EngineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the cases of packs: what came out otherwise and why, and which parts of the rules no case tries."""
    if watch and as_json:
        raise typer.BadParameter("give --watch or --json, not both")
    names = list(packs or [None])  # type: ignore[list-item]
    if junit is not None:
        from tocsin.cli.written import require_elsewhere

        require_elsewhere(junit, names, "--junit")
    choice: EngineChoice = "seminaive" if engine is None else engine.value
    if watch:
        _watch(names, every, fail_under, junit, choice)
        return
    if not _once(names, every, fail_under, junit, choice, as_json):
        raise typer.Exit(NO)


def _once(
    names: Sequence[str | None],
    every: bool,
    fail_under: float | None,
    junit: str | None,
    engine: EngineChoice,
    as_json: bool = False,
) -> bool:
    """Whether all is as it should be; what came of the cases is told."""
    from tocsin.authoring.testing import try_cases
    from tocsin.cli.progress import Progress

    with Progress("cases") as progress:
        found = [try_cases(open_pack(name), engine=engine, progress=progress) for name in names]
    if junit is not None:
        from tocsin.authoring.junit import junit as junit_of
        from tocsin.cli.written import write_text

        write_text(junit, junit_of(found) + "\n")
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data({"packs": [each.to_json() for each in found]})
    else:
        from tocsin.cli.output import Terminal, emit
        from tocsin.cli.rules_test_text import lines_of

        terminal = Terminal.current()
        emit("\n\n".join("\n".join(lines_of(each, terminal, every, fail_under)) for each in found))
    return all(each.passed and not _falls_short(each, fail_under) for each in found)


def _falls_short(found: PackTests, fail_under: float | None) -> bool:
    return fail_under is not None and found.coverage.percent < fail_under


def _watch(
    names: Sequence[str | None], every: bool, fail_under: float | None, junit: str | None, engine: EngineChoice
) -> None:
    """The cases are run now, and again at each change, until Ctrl-C."""
    import time

    from tocsin.cli.opening import shipped_or
    from tocsin.cli.output import complain
    from tocsin.facts.problems import ProblemError
    from tocsin.rules.read.pack_files import file_stamps
    from tocsin.rules.shipped import pack_path

    paths = [pack_path(shipped_or(name)) for name in names]
    stamps = None
    while True:
        now = [file_stamps(path) for path in paths]
        if now != stamps:
            stamps = now
            try:
                _once(names, every, fail_under, junit, engine)
            except ProblemError as error:
                complain(str(error))
            complain("waiting for a change (Ctrl-C ends)")
        time.sleep(_POLLED_EVERY)


_POLLED_EVERY = 0.3
