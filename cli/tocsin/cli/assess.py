"""``tocsin assess``: what follows from a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.held_options import ByOption, ReasonOption
from tocsin.cli.opening import Asked
from tocsin.cli.options import (
    AsOfOption,
    AssumeOption,
    EngineOption,
    FactOption,
    JsonOption,
    KnownByOption,
    LeastQualifier,
    MinQualifierOption,
    PackOption,
    Rules,
    RulesOption,
    WithoutOption,
)
from tocsin.cli.selection import Selection
from tocsin.cli.viewing import ReadingOption, with_reading

if TYPE_CHECKING:
    from tocsin.cli.output import Terminal
    from tocsin.engine import Assessment

EXAMPLES = (
    "tocsin assess examples/kursk.yaml",
    "tocsin assess examples/kursk.yaml --known-by 2024-11-01 --min-qualifier likely",
    "tocsin assess --pack russia-dprk --fact 'troop_deployment(sender=PRK, beneficiary=RUS, headcount=10900..11000, "
    "role=combat)'",
    "tocsin assess examples/kursk.yaml --section law --type sanctions_violation",
    "tocsin assess kursk --record --by ana --reason 'for the weekly report'",
)


def assess(
    case: Annotated[
        str | None,
        typer.Argument(
            metavar="CASE",
            help="A case file (.yaml, .json, .jsonl, .csv), or a case of the ledger.",
            autocompletion=completion.cases,
        ),
    ] = None,
    *,
    pack: PackOption = None,
    facts: FactOption = None,
    as_of: AsOfOption = None,
    known_by: KnownByOption = None,
    assume: AssumeOption = None,
    without: WithoutOption = None,
    reading: ReadingOption = None,
    engine: EngineOption = None,
    rules: RulesOption = Rules.now,
    min_qualifier: MinQualifierOption = None,
    types: Annotated[
        list[str] | None,
        typer.Option(
            "--type",
            metavar="TYPE",
            help="Only conclusions of this type. Repeatable.",
            autocompletion=completion.types,
        ),
    ] = None,
    sections: Annotated[
        list[str] | None,
        typer.Option("--section", metavar="TEXT", help="Only sections whose title has this text. Repeatable."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="NUMBER", min=1, help="At most so many conclusions.")
    ] = None,
    unused: Annotated[
        bool, typer.Option("--not-used", help="List the facts that fed nothing, each with what differs, and no more.")
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Record the assessment of a case of the ledger as an entry.")
    ] = False,
    by: ByOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what follows from the facts of a case, and how strongly."""
    asked = Asked(case, pack, facts or (), as_of, known_by, assume or (), without or (), engine, rules.value)
    if record:
        from tocsin.cli.output import complain
        from tocsin.cli.recording import assess_and_record

        assessment, asserted, entry = assess_and_record(asked, reading, by, reason)
        complain(f"recorded as entry {entry.number} of {assessment.name}")
    elif reason is not None:
        raise typer.BadParameter("a reason is recorded with --record", param_hint="--reason")
    else:
        opened = asked.open()
        asserted = len(opened.facts)
        assessment = with_reading(asked, opened, reading).assess(opened)
    selection = Selection(min_qualifier or LeastQualifier.possible, tuple(types or ()), tuple(sections or ()), limit)
    if unused:
        _tell_not_used(assessment, as_json)
    elif as_json:
        from tocsin.cli.output import emit_json
        from tocsin.service.answers import assessment_json

        everything = selection.is_everything
        emit_json(assessment.json_pieces() if everything else assessment_json(assessment, selection.of(assessment)))
    else:
        from tocsin.cli.output import Terminal, emit_long

        emit_long(lines_of(assessment, selection, asserted, Terminal.current(), asked.known_by))


def _tell_not_used(assessment: Assessment, as_json: bool) -> None:
    """Print every fact that fed nothing, and those that are stated and not in force."""
    from tocsin.cli.not_used_text import TITLE, not_in_force_lines, not_used_lines
    from tocsin.cli.output import Terminal, emit, emit_data
    from tocsin.questions import not_used
    from tocsin.questions.missing.not_in_force import known_idle_facts, known_later

    if as_json:
        from tocsin.service.bearing import not_used_data

        emit_data(not_used_data(assessment), assessment.pack)
        return
    found = not_used(assessment)
    idle = known_idle_facts(assessment, assessment.plan.types)
    terminal = Terminal.current()
    lines = not_used_lines(found, terminal, every=True)
    told = (
        [terminal.paint(TITLE, "bold"), *lines] if lines else ["Every fact in force fed something, or blocks a rule."]
    )
    emit("\n".join([*told, *not_in_force_lines(idle, known_later(assessment), terminal)]))


def lines_of(
    assessment: Assessment, selection: Selection, asserted: int, terminal: Terminal, known_by: dt.date | None = None
) -> Iterator[str]:
    """The assessment as lines for people; ``asserted`` facts were given, in force or not.

    Of a case of the ledger these are the facts that were recorded by ``known_by``.
    """
    from tocsin.cli.assessment_notes import notes
    from tocsin.cli.assessment_text import conclusion_table, heading, titled
    from tocsin.cli.layout import paragraph
    from tocsin.cli.not_used_text import TITLE, not_used_lines
    from tocsin.cli.output import printable
    from tocsin.cli.words import counted
    from tocsin.questions import not_used

    shown = selection.of(assessment)
    yield from heading(assessment, shown, asserted, terminal)
    yield from conclusion_table(assessment, shown, terminal)
    hidden = len(assessment.graph.concluded) - len(shown)
    if hidden:
        only_weaker = selection == Selection(selection.least)
        told = f"{counted(hidden, 'weaker conclusion' if only_weaker else 'conclusion')} not shown ({selection.text()})"
        yield from ("", *paragraph(printable(told), terminal.width, 0, 2))
    elif not shown:
        none = "" if asserted or known_by is None else f" No fact of the case was recorded by {known_by}."
        yield from ("", f"Nothing follows from these facts.{none}")
    yield from notes(assessment, shown, terminal)
    yield from titled(TITLE, not_used_lines(not_used(assessment), terminal), terminal)
