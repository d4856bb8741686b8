"""``tocsin rules check``: is the pack sound, and do its own cases come out as they say?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.errors import NO
from tocsin.cli.opening import open_pack
from tocsin.cli.options import EngineOption, JsonOption, PackArgument

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.engine.pack_cases import CaseResult, PackReport

EXAMPLES = ("tocsin rules check", "tocsin rules check examples/own_pack --strict")


def check(
    pack: PackArgument = None,
    engine: EngineOption = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Fail too if a rule lacks a case in which it fires, or one in which it does not."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check a pack: every static check, then the cases it carries with it."""
    opened = open_pack(pack)
    from tocsin.cli.progress import ProgressLine
    from tocsin.engine.pack_cases import run_cases

    with ProgressLine() as line:
        report = run_cases(
            opened,
            engine="auto" if engine is None else engine.value,
            progress=lambda done, total: line.show(f"case {done + 1} of {total}" if done < total else ""),
        )
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(report.to_json())
    else:
        from tocsin.cli.output import Terminal, emit

        emit("\n".join(_lines(report, Terminal.current())))
    if not report.passed or (strict and not report.complete):
        raise typer.Exit(NO)


def _lines(report: PackReport, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.words import counted

    pack = report.pack
    yield f"{pack.name} {pack.version}: {counted(len(pack.rules), 'rule')}, no static problems"
    for result in report.results:
        yield from _failures(result, terminal)
    failed = sum(not result.passed for result in report.results)
    outcome = f"{failed:,} failed" if failed else "all as expected"
    yield f"{counted(len(report.results), 'case')}: {outcome}" if report.results else "the pack has no cases"
    if report.results:
        for title, rules in (("fires", report.never_fired), ("does not fire", report.always_fired)):
            if rules:
                text = f"{counted(len(rules), 'rule')} without a case in which it {title}: {', '.join(rules)}"
                yield from paragraph(text, terminal.width, hanging=2)
        if report.complete:
            yield "every rule has a case in which it fires and one in which it does not"


def _failures(result: CaseResult, terminal: Terminal) -> Iterator[str]:
    from tocsin.cli.layout import paragraph
    from tocsin.cli.output import printable

    if not result.passed:
        yield terminal.paint(printable(f"failed: {result.case.name}"), "red")
        for failure in result.failures:
            yield from paragraph(printable(str(failure)), terminal.width, 2, 4)
