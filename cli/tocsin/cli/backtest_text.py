"""A back-test for people: each outcome, then the tallies by statement and rule, then the score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.cli.judgement_text import ID, engines_text, heading
from tocsin.cli.layout import Cell, beside, columns, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import counted
from tocsin.facts.counting import listed

if TYPE_CHECKING:
    from tocsin.judgement import Backtest, OutcomeResult, Tally
    from tocsin.judgement.backtest import Result

_RESULTS: dict[Result, str] = {
    "met": "met",
    "partly": "partly",
    "not_met": "not met",
    "reversed": "reversed",
    "undated": "seen, no date says when",
}
_STYLES: dict[Result, str] = {
    "met": "green",
    "partly": "yellow",
    "not_met": "faint",
    "reversed": "red",
    "undated": "yellow",
}


def lines_of(found: Backtest, terminal: Terminal) -> Iterator[str]:
    """The back-test as lines."""
    yield heading(found.case, found.pack, found.version, terminal)
    until = "" if found.last is None else f", to {found.last}"
    about = (
        f"{counted(found.conclusions, 'conclusion')} ever derived{until}, without hindsight · "
        f"{counted(len(found.results), 'outcome')} tested · {engines_text(found.engines)}, on the last date"
    )
    yield from paragraph(about, terminal.width)
    for kind, word in _RESULTS.items():
        members = [result for result in found.results if result.result == kind]
        if members:
            yield ""
            yield terminal.paint(f"{word} ({len(members)})", "bold", _STYLES[kind])
            for result in members:
                yield from _result(result, terminal)
    if found.idle:
        yield ""
        yield from paragraph(f"Of nothing that was ever derived: {', '.join(found.idle)}", terminal.width, 0, 2)
    yield from _tallies("By statement (of the conclusions derived from it)", found.statements, terminal)
    yield from _tallies("By rule (of the conclusions it led to first)", found.rules, terminal)
    yield from _score(found, terminal)


def _result(result: OutcomeResult, terminal: Terminal) -> Iterator[str]:
    from tocsin.facts.strength_words import strength

    standing = result.conclusion
    width = terminal.width - 2 - 12 - 2 - ID - 2
    cells = [
        Cell(strength(standing.qualifier, standing.boundary), 12),
        Cell(printable(standing.reads), width),
        Cell(standing.id, ID, lambda line: terminal.paint(line, "faint")),
    ]
    yield from beside(cells, 2)
    derived = "before the first dated report" if result.derived is None else f"on {result.derived}"
    seen = "not observed" if not result.facts else f"observed {_on(result)}"
    texts = [f"{result.outcome}: first derived {derived}, {seen}{_lead(result)}"]
    texts += [f"would show it if it gave {listed(lacks)}: {printable(fact)}" for fact, lacks in result.near]
    for text in texts:
        yield from (terminal.paint(line, "faint") for line in paragraph(text, terminal.width, 16, 18))


def _on(result: OutcomeResult) -> str:
    return "at no date that a report gives" if result.observed is None else f"on {result.observed}"


def _lead(result: OutcomeResult) -> str:
    if result.lead is None:
        return ""
    if result.lead < 0:
        return f", {counted(-result.lead, 'day')} before it was derived"
    return f", {counted(result.lead, 'day')} later"


def _tallies(title: str, tallies: Sequence[Tally], terminal: Terminal) -> Iterator[str]:
    if not tallies:
        return
    yield ""
    yield terminal.paint(title, "bold")
    rows = [[tally.name, f"{tally.tested:,} of {tally.conclusions:,} tested: {_counts(tally)}"] for tally in tallies]
    yield from columns(rows, terminal.width)


def _counts(tally: Tally) -> str:
    return ", ".join(f"{tally.results[kind]} {word}" for kind, word in _RESULTS.items() if tally.results[kind])


def _score(found: Backtest, terminal: Terminal) -> Iterator[str]:
    score = found.score
    yield ""
    yield terminal.paint("What was called likely", "bold")
    if score.brier is None:
        yield from paragraph("No likely conclusion could be scored.", terminal.width, 2)
    else:
        text = (
            f"Brier score {score.brier:.3f} against the middle of the band, 0.675 (0 is best; saying one half always "
            f"gives 0.250): {score.happened} of {score.sample} came true."
        )
        yield from paragraph(text, terminal.width, 2)
    if score.left_out:
        text = (
            f"{counted(score.left_out, 'likely conclusion')} left out: seen in part only, before they followed, "
            "or at no date that a report gives."
        )
        yield from paragraph(text, terminal.width, 2)
    if score.warning and score.sample:
        yield from (
            terminal.paint(line, "yellow") for line in paragraph(f"Warning: {score.warning}.", terminal.width, 2)
        )
    yield from paragraph(
        "What is only possible is never scored: nothing that happens could refute it.", terminal.width, 2
    )
