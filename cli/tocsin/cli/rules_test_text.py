"""What ``tocsin rules test`` says: failed cases with their why-not, and what no case tries, with the nearest case."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.authoring.coverage import Tried
from tocsin.authoring.testing import Explained, PackTests
from tocsin.cli.layout import paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import and_more, counted
from tocsin.engine.pack_cases import CaseResult
from tocsin.explain.answers.why_not import why_not_text

_SHOWN = 8
_KINDS = {
    "rule": "rules (each fires once, and once does not)",
    "condition": "conditions (each is once what alone is lacking)",
    "exception": "exceptions (each once alone blocks)",
    "comparison": "comparisons (each holds once, and once alone fails)",
    "strengthening": "what makes rules stronger (once there, once not)",
}


def lines_of(found: PackTests, terminal: Terminal, every: bool, fail_under: float | None) -> Iterator[str]:
    """The report on one pack."""
    report = found.report
    for result, explained in zip(report.results, found.explained, strict=True):
        if not result.passed:
            yield from _failed(result, explained, terminal)
    failed = sum(not result.passed for result in report.results)
    outcome = f"{failed:,} failed" if failed else "all as expected"
    cases = f"{counted(len(report.results), 'case')}: {outcome}" if report.results else "no cases"
    yield terminal.paint(f"{printable(report.pack.name)} {printable(report.pack.version)}: {cases}", "bold")
    coverage = found.coverage
    yield f"{coverage.covered:,} of {counted(coverage.total, 'part')} of rules tried ({coverage.percent:.1f} %)"
    for kind, (whole, total) in coverage.whole_by_kind().items():
        yield f"  {whole:,} of {total:,} {_KINDS[kind]}"
    if found.statements.total:
        yield f"{found.statements.covered:,} of {counted(found.statements.total, 'statement')} of the document encoded"
    if fail_under is not None and coverage.percent < fail_under:
        yield terminal.paint(f"fewer than the {fail_under:g} % that --fail-under asks for", "red")
    shown = coverage.uncovered if every else coverage.uncovered[:_SHOWN]
    if shown:
        yield ""
        yield "tried by no case:"
        rule = None
        for each in shown:
            if each.part.rule != rule:
                rule = each.part.rule
                yield from paragraph(printable(f"{rule} ({each.part.place})"), terminal.width, 2, 4)
            yield from _untried(each, terminal)
        left = len(coverage.uncovered) - len(shown)
        if left:
            yield f"  {and_more(left)}"


def _failed(result: CaseResult, explained: tuple[Explained, ...], terminal: Terminal) -> Iterator[str]:
    yield terminal.paint(printable(f"failed: {result.case.name}"), "red")
    for each in explained:
        yield from paragraph(printable(str(each.failure)), terminal.width, 2, 4)
        if each.rules:
            yield from paragraph(printable(f"by {', '.join(each.rules)}"), terminal.width, 4, 6)
        if each.why_not is not None:
            text = why_not_text(each.why_not, width=terminal.width - 4, colour=terminal.colour)
            yield from (f"    {line}".rstrip() for line in text.split("\n"))
    yield ""


def _untried(each: Tried, terminal: Terminal) -> Iterator[str]:
    part = each.part
    told = part.side if part.kind == "rule" else f"{part.side}: {part.text}"
    yield from (terminal.paint(line, "yellow") for line in paragraph(printable(told), terminal.width, 4, 6))
    near = f"nearest case: {each.case}; " if each.case is not None else ""
    yield from paragraph(printable(near + "; ".join(each.lacks)), terminal.width, 6, 8)
