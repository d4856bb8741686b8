"""``tocsin rules check``: is the pack sound, and do its own cases come out as they say?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.errors import BAD_INPUT, NO
from tocsin.cli.opening import open_pack
from tocsin.cli.options import EngineOption, JsonOption, PackArgument

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.engine.pack_cases import CaseResult, PackReport
    from tocsin.facts.problems import Problem
    from tocsin.rules.model import Pack

EXAMPLES = (
    "tocsin rules check",
    "tocsin rules check examples/own_pack/pack.yaml --strict",
    "tocsin rules check examples/own_pack/pack.yaml --sarif",
)


def check(
    pack: PackArgument = None,
    engine: EngineOption = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Fail too on warnings, and if a rule lacks a case in which it fires, or does not."
        ),
    ] = False,
    as_json: JsonOption = False,
    as_sarif: Annotated[
        bool, typer.Option("--sarif", help="Print problems, warnings and failed cases as SARIF 2.1.0.")
    ] = False,
) -> None:
    """Check a pack: every static check, what can hardly be meant, then the cases it carries with it."""
    if as_json and as_sarif:
        raise typer.BadParameter("give --json or --sarif, not both")
    opened = _opened(pack, as_json=as_json, as_sarif=as_sarif)
    from tocsin.cli.progress import ProgressLine
    from tocsin.engine.pack_cases import run_cases
    from tocsin.rules.lint import warnings_of

    warnings = warnings_of(opened)
    with ProgressLine() as line:
        report = run_cases(
            opened,
            engine="auto" if engine is None else engine.value,
            progress=lambda done, total: line.show(f"case {done + 1} of {total}" if done < total else ""),
        )
    if as_sarif:
        from tocsin.cli.output import emit_data
        from tocsin.cli.sarif import sarif

        emit_data(sarif(warnings, report.results))
    elif as_json:
        from tocsin.cli.output import emit_data

        emit_data({**report.to_json(), "warnings": [warning.to_json() for warning in warnings]})
    else:
        from tocsin.cli.output import Terminal, emit

        emit("\n".join(_lines(report, warnings, Terminal.current())))
    if not report.passed or (strict and (warnings or not report.complete)):
        raise typer.Exit(NO)


def _opened(pack: str | None, *, as_json: bool, as_sarif: bool) -> Pack:
    """The pack; if it has problems they are told, each with the line it is about, and the command ends."""
    from tocsin.facts.problems import ProblemError

    try:
        return open_pack(pack)
    except ProblemError as error:
        if as_json:
            raise
        if as_sarif:
            from tocsin.cli.output import emit_data
            from tocsin.cli.sarif import sarif

            emit_data(sarif(error.problems))
        else:
            from tocsin.cli.excerpt import told
            from tocsin.cli.output import Terminal, complain

            width = Terminal.current().width
            complain("\n".join(line for problem in error.problems for line in told(problem, width)))
        raise typer.Exit(BAD_INPUT) from None


def _lines(report: PackReport, warnings: Sequence[Problem], terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.words import counted

    pack = report.pack
    warned = f", {counted(len(warnings), 'warning')}" if warnings else ""
    yield f"{pack.name} {pack.version}: {counted(len(pack.rules), 'rule')}, no static problems{warned}"
    for warning in warnings:
        yield from _warned(warning, terminal)
    for result in report.results:
        yield from _failures(result, terminal)
    failed = sum(not result.passed for result in report.results)
    outcome = f"{failed:,} failed" if failed else "all as expected"
    yield f"{counted(len(report.results), 'case')}: {outcome}" if report.results else "the pack has no cases"
    if report.results:
        for title, many, rules in (
            ("it fires", "they fire", report.never_fired),
            ("it does not fire", "they do not fire", report.always_fired),
        ):
            if rules:
                text = f"{counted(len(rules), 'rule')} without a case in which "
                text += f"{title if len(rules) == 1 else many}: {', '.join(rules)}"
                yield from paragraph(text, terminal.width, hanging=2)
        if report.complete:
            yield "every rule has a case in which it fires and one in which it does not"


def _warned(warning: Problem, terminal: Terminal) -> Iterator[str]:
    """A warning, the line it is about, and what to do about it."""
    from tocsin.cli.excerpt import told

    message, *others = told(warning, terminal.width)
    yield terminal.paint(message, "yellow")
    yield from others


def _failures(result: CaseResult, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable

    if not result.passed:
        yield terminal.paint(printable(f"failed: {result.case.name}"), "red")
        for failure in result.failures:
            yield from paragraph(printable(str(failure)), terminal.width, 2, 4)
