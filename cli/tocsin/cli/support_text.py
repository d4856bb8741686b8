"""Minimal supports, and what sources bear, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.judgement_text import ID, engines_text, heading, moment_text
from tocsin.cli.layout import GAP, Cell, beside, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import NONE, counted, report_text

if TYPE_CHECKING:
    from tocsin.engine import Assessment
    from tocsin.questions.source_bearing.result import SourceBearing, Sources
    from tocsin.questions.supports.support import MinimalSupport, Supports

_NAMED = 6
_LEAST = 40


def lines_of(assessment: Assessment, found: Sequence[Supports], terminal: Terminal) -> Iterator[str]:
    """What each fact asked about rests on, as lines."""
    yield from _top(assessment, terminal)
    for supports in found:
        yield ""
        yield from _supports(assessment, supports, terminal)


def _top(assessment: Assessment, terminal: Terminal) -> Iterator[str]:
    yield heading(assessment.name, assessment.pack.name, assessment.pack.version, terminal)
    moment = moment_text(assessment.as_of, assessment.known_by)
    yield from paragraph(f"{moment} · {engines_text(assessment.engines)}", terminal.width)


def _supports(assessment: Assessment, supports: Supports, terminal: Terminal) -> Iterator[str]:
    conclusion = assessment.conclusion(supports.fact)
    said = supports.text if conclusion is None else conclusion.reads
    yield from (terminal.paint(line, "bold") for line in paragraph(printable(said), terminal.width))
    if said != supports.text:
        yield from (terminal.paint(line, "faint") for line in paragraph(printable(supports.text), terminal.width))
    if not supports.derived:
        yield "It is given and not derived, so it rests on its own reports."
        return
    if not supports.supports:
        yield from _unsupported(supports, terminal)
        return
    yield from _tally(supports, terminal)
    if supports.necessary and len(supports.supports) > 1:
        yield ""
        yield terminal.paint("In every one", "bold")
        yield from _facts(assessment, supports.necessary, terminal)
    from tocsin.explain.answers.exceptions import exceptions_told

    looked_for = (text for support in supports.supports for text in support.unless)
    told = exceptions_told(assessment, supports.fact, looked_for)
    for number, support in enumerate(supports.supports, 1):
        yield ""
        yield from _support(assessment, support, number, supports, told, terminal)


def _unsupported(supports: Supports, terminal: Terminal) -> Iterator[str]:
    if supports.stopped:
        text = f"No minimal set was found: {supports.stopped}."
    else:
        text = "It is given, and follows besides only in a circle, from itself; nothing else supports it."
    yield from paragraph(text, terminal.width)


def _tally(supports: Supports, terminal: Terminal) -> Iterator[str]:
    count = len(supports.supports)
    if supports.supports == (supports.supports[0],) and not supports.supports[0].facts:
        text = "It follows with no fact given at all."
    else:
        sets = counted(count, "minimal set of given facts suffices", "minimal sets of given facts suffice, each alone")
        text = f"{sets}; none of a set's facts can be spared."
    yield from paragraph(text, terminal.width)
    if supports.stopped:
        from tocsin.engine.sentences import capital

        told = f"{capital(supports.stopped)}."
        yield from (terminal.paint(line, "yellow") for line in paragraph(told, terminal.width))
    elif count > 1 and not supports.necessary:
        yield "No fact is in every one."


def _support(
    assessment: Assessment,
    support: MinimalSupport,
    number: int,
    supports: Supports,
    exceptions: Mapping[str, str],
    terminal: Terminal,
) -> Iterator[str]:
    shared = supports.necessary if len(supports.supports) > 1 else ()
    others = [fact for fact in support.facts if fact not in shared]
    lead = "with those above, " if shared and others else "those above alone" if shared else ""
    size = counted(len(others), "fact") if others or not shared else ""
    yield terminal.paint(f"{number}. {lead}{size}", "bold")
    yield from _facts(assessment, others, terminal)
    for text in support.unless:
        told = printable(exceptions.get(text, f"looked for and not found: {text}"))
        yield from (terminal.paint(line, "faint") for line in paragraph(told, terminal.width, 4, 6))
    for identity in support.barred:
        told = f"would no longer suffice if this were added: {printable(assessment.fact_text(identity))}"
        yield from (terminal.paint(line, "yellow") for line in paragraph(told, terminal.width, 4, 6))


def _facts(assessment: Assessment, identities: Iterable[str], terminal: Terminal) -> Iterator[str]:
    room = terminal.width - 4 - ID - len(GAP)
    for identity in identities:
        cells = [Cell(printable(assessment.fact_text(identity)), max(room, _LEAST // 2))]
        if room >= _LEAST:
            cells.append(Cell(identity, ID, lambda line: terminal.paint(line, "faint")))
        yield from beside(cells, 4)
        yield from (terminal.paint(line, "faint") for line in _reports(assessment, identity, terminal.width))


def _reports(assessment: Assessment, identity: str, width: int) -> Iterator[str]:
    fact = assessment.fact(identity)
    reports = [] if fact is None else [report_text(report) for report in fact.supporting]
    yield from paragraph(printable("; ".join(reports) or "assumed: nobody reported it"), width, 6, 8)


# -- sources --------------------------------------------------------------------------------------------------------


def lines_of_sources(assessment: Assessment, found: Sources, terminal: Terminal) -> Iterator[str]:
    """What falls with each source, and how much each bears, as lines."""
    yield from _top(assessment, terminal)
    sources = counted(len(found.sources), "source")
    yield from paragraph(f"{sources} named; {counted(found.conclusions, 'conclusion')} of the case", terminal.width)
    if not found.sources:
        yield "No source is named, so none can be discarded."
        return
    yield ""
    yield from _table(found, terminal)
    yield ""
    yield from (terminal.paint(line, "faint") for line in paragraph(_about(found), terminal.width))
    bearing = [source for source in found.sources if source.falls or source.weakens or source.appears]
    for source in bearing:
        yield ""
        yield from _source(assessment, source, found, terminal)
    yield ""
    if len(bearing) < len(found.sources):
        rest = counted(len(found.sources) - len(bearing), "source")
        yield from paragraph(f"{rest}: nothing changes if that one alone is discarded.", terminal.width)
    if found.unnamed:
        facts = counted(len(found.unnamed), "fact stands", "facts stand")
        them = "it" if len(found.unnamed) == 1 else "them"
        yield from paragraph(f"{facts} whatever is discarded: no source is named for {them}.", terminal.width)


def _table(found: Sources, terminal: Terminal) -> Iterator[str]:
    titles = ("facts", "its own", "falls", "weaker", "share" if found.exact else "share, ±")
    widths = [5, 7, 5, 6, max(len(titles[-1]), *(len(_share(source)) for source in found.sources))]
    room = terminal.width - 2 - sum(width + len(GAP) for width in widths)
    name = max(min(room, max(len(source.name) for source in found.sources)), 12)

    def bold(line: str) -> str:
        return terminal.paint(line, "bold")

    heads = [Cell(title.rjust(width), width, bold) for title, width in zip(titles, widths, strict=True)]
    yield from _row("source", [cell.text for cell in heads], name, widths, terminal, "bold")
    for source in found.sources:
        counts = (source.supports, source.alone, source.falls, source.weakens)
        cells = [*(f"{len(each):,}" if each else NONE for each in counts), _share(source)]
        yield from _row(printable(source.name), cells, name, widths, terminal)


def _row(
    name: str, cells: Sequence[str], width: int, widths: Sequence[int], terminal: Terminal, *styles: str
) -> Iterator[str]:
    """A row whose numbers are set flush right, beside the first line of a name that may take several."""
    numbers = GAP.join(cell.rjust(each) for cell, each in zip(cells, widths, strict=True))
    for position, line in enumerate(beside([Cell(name, width)], 2)):
        text = line.ljust(width + 2) + (GAP + numbers if position == 0 else "")
        yield terminal.paint(text.rstrip(), *styles)


def _share(source: SourceBearing) -> str:
    share = source.share
    return f"{share.value:.2f}" if share.error is None else f"{share.value:.2f} ± {share.error:.2f}"


def _about(found: Sources) -> str:
    how = (
        "exact"
        if found.exact
        else f"estimated from {found.orders:,} random orders (seed {found.seed}), ± one standard error"
    )
    return (
        "facts: how many it supports; its own: those that no other source supports; falls and weaker: conclusions that "
        "would no longer follow, or less firmly, if it alone were discarded; share: its Shapley value, how many "
        f"conclusions it adds, averaged over all orders in which sources may be believed; {how}. A share counts "
        "conclusions and says nothing about how likely they are."
    )


def _source(assessment: Assessment, source: SourceBearing, found: Sources, terminal: Terminal) -> Iterator[str]:
    yield terminal.paint(f"Without {printable(source.name)}", "bold")
    weaker = [each.conclusion for each in source.weakens]
    for label, identities in (("falls", source.falls), ("weaker", weaker), ("follows only then", source.appears)):
        for identity in identities[:_NAMED]:
            text = f"{label}: {printable(found.texts[identity])}"
            yield from paragraph(text, terminal.width, 2, 4)
        if len(identities) > _NAMED:
            yield terminal.paint(f"  {label}: {len(identities) - _NAMED:,} more (--json lists them)", "faint")
