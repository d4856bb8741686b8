"""A sweep for people: the uncertain facts, then what they decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tocsin.cli import sweep_words
from tocsin.cli.judgement_text import ID, heading, moment_text
from tocsin.cli.layout import GAP, Cell, beside, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import counted

if TYPE_CHECKING:
    from tocsin.questions.worlds.result import Sweep, SweptConclusion

_LEAST = 40


def lines_of(sweep: Sweep, every: bool, terminal: Terminal) -> Iterator[str]:
    """The sweep as lines; with ``every``, also the conclusions that hold in every world."""
    yield heading(sweep.case, sweep.pack, sweep.version, terminal)
    facts = counted(len(sweep.uncertain), "uncertain fact")
    about = f"{moment_text(sweep.as_of, sweep.known_by)} · {facts}, {counted(sweep.worlds, 'world')}"
    yield from paragraph(about, terminal.width)
    yield ""
    yield from _uncertain(sweep, terminal)
    yield ""
    yield from (terminal.paint(line, "faint") for line in paragraph(sweep_words.of_worlds(sweep), terminal.width))
    if sweep.has_priors:
        yield from (terminal.paint(line, "faint") for line in paragraph(sweep_words.PRIORS, terminal.width))
    labels = {fact.id: str(number) for number, fact in enumerate(sweep.uncertain, 1)}
    shown = sweep_words.varying(sweep)
    yield ""
    yield from _conclusions(sweep, shown, labels, terminal)
    steady = sweep_words.steady(sweep)
    if every and steady:
        yield ""
        yield terminal.paint("In every world", "bold")
        for conclusion in steady:
            yield from _reading(conclusion, terminal)
    elif steady:
        more = f"{counted(len(steady), 'conclusion')} in every world, always as firmly (--all lists them)."
        yield ""
        yield from paragraph(more, terminal.width)


def _uncertain(sweep: Sweep, terminal: Terminal) -> Iterator[str]:
    width = len(str(len(sweep.uncertain)))
    room = terminal.width - 4 - width - ID - len(GAP)
    for number, fact in enumerate(sweep.uncertain, 1):
        prior = "" if fact.prior is None else f"  prior {fact.prior:g}"
        cells = [Cell(f"{number:>{width}}", width), Cell(printable(fact.text) + prior, max(room, _LEAST // 2))]
        if room >= _LEAST:
            cells.append(Cell(fact.id, ID, lambda line: terminal.paint(line, "faint")))
        yield from beside(cells, 2)


def _conclusions(
    sweep: Sweep, shown: list[SweptConclusion], labels: Mapping[str, str], terminal: Terminal
) -> Iterator[str]:
    if not shown:
        yield "No conclusion depends on them: whatever of them holds, the same follows, as firmly."
        return
    total = counted(len(sweep.conclusions), "conclusion")
    verb = "depends" if len(shown) == 1 else "depend"
    yield terminal.paint(f"{len(shown):,} of {total} {verb} on them", "bold")
    for conclusion in shown:
        yield ""
        yield from _reading(conclusion, terminal)
        yield from _detail(conclusion, sweep, labels, terminal)


def _reading(conclusion: SweptConclusion, terminal: Terminal) -> Iterator[str]:
    room = terminal.width - 2 - ID - len(GAP)
    remark = "" if conclusion.derived else " (not in the case as it stands)"
    cells = [Cell(printable(conclusion.reads) + remark, max(room, _LEAST // 2))]
    if room >= _LEAST:
        cells.append(Cell(conclusion.id, ID, lambda line: terminal.paint(line, "faint")))
    yield from beside(cells, 2)


def _detail(conclusion: SweptConclusion, sweep: Sweep, labels: Mapping[str, str], terminal: Terminal) -> Iterator[str]:
    if not conclusion.one_wording:
        told = paragraph(sweep_words.AS_A_FACT + printable(conclusion.text), terminal.width, 4, 6)
        yield from (terminal.paint(line, "faint") for line in told)
    count = f"in {conclusion.worlds:,} of {sweep.worlds:,} worlds, {sweep_words.firmness(conclusion)}"
    yield from (terminal.paint(line, "cyan") for line in paragraph(count, terminal.width, 4, 6))
    yield from paragraph(sweep_words.decided(conclusion, labels, sweep.worlds), terminal.width, 4, 6)
    if conclusion.probability is not None and conclusion.influences:
        yield from paragraph(sweep_words.probability(conclusion.probability), terminal.width, 4, 6)
