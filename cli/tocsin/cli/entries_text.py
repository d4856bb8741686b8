"""Entries of the ledger for people: one line each, or one in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tocsin.cli.layout import GAP, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import counted, report_text
from tocsin.facts.strength_words import tally

if TYPE_CHECKING:
    from tocsin.facts.vocabulary import Vocabulary
    from tocsin.ledger import Entry

VERBS: Mapping[str, str] = {
    "case_created": "case made",
    "pack_pinned": "pack pinned",
    "fact_asserted": "asserted",
    "fact_confirmed": "confirmed",
    "fact_denied": "denied",
    "fact_retracted": "taken back",
    "assessment": "assessed",
    "case_closed": "case closed",
}


def subject_text(kind: str, content: Mapping[str, Any], vocabulary: Vocabulary | None = None) -> str:
    """What an entry says, on one line; exactly as the notation has it with the vocabulary of its pack."""
    verb = VERBS[kind]
    if kind == "pack_pinned":
        return f"{verb}: {content['name']} {content['version']} ({content['digest'][:19]}…)"
    if kind == "assessment":
        counts = tally(content["conclusions"])
        total = counted(sum(content["conclusions"].values()), "conclusion")
        return f"{verb} after entry {content['at']}: {total}" + (f" ({counts})" if counts else "")
    if "fields" not in content:
        return verb
    from tocsin.facts.reports import report_of

    reports = [report_of(report) for report in content["reports"]]
    statuses = {report.status for report in reports}
    if kind == "fact_asserted" and len(statuses) == 1 and statuses <= {"confirmed", "denied", "retracted"}:
        verb = VERBS[f"fact_{statuses.pop()}"]
    told = "; ".join(report_text(report) for report in reports)
    return f"{verb}: {fact_text(content, vocabulary)}" + (f" ({told})" if told else "")


def fact_text(content: Mapping[str, Any], vocabulary: Vocabulary | None = None) -> str:
    """The fact of an entry in the notation; without its type as far as can be told: what looks like a date is one."""
    from tocsin.facts.days import parse_date
    from tocsin.facts.json_values import interval_of
    from tocsin.facts.printing import format_value

    if vocabulary is not None:
        from tocsin.facts.problems import Place, ProblemError
        from tocsin.ledger.recorded import given_of

        with suppress(ProblemError):
            return str(given_of(content, vocabulary, Place(str(content["type"]))).fact)

    def shown(value: Any) -> str:
        if isinstance(value, str):
            with suppress(ValueError):
                return format_value(parse_date(value))
        return format_value(interval_of(value) if isinstance(value, list) else value)

    fields = ", ".join(f"{name}={shown(value)}" for name, value in content["fields"].items())
    return f"{content['type']}({fields})"


def log_lines(
    entries: Sequence[Entry], terminal: Terminal, vocabulary: Vocabulary | None = None
) -> Iterator[str]:  # fmt: skip
    """One paragraph for each entry: number, when, who, what and why; facts exactly, with their vocabulary."""
    width = max((len(str(entry.number)) for entry in entries), default=1)
    for entry in entries:
        moment = entry.recorded[:19].replace("T", " ")
        about = f"{str(entry.number).rjust(width)}{GAP}{moment}{GAP}{printable(entry.by)}"
        yield terminal.paint(about, "faint") + (f"{GAP}(the clock said {entry.clock})" if entry.clock else "")
        style = ("red",) if entry.kind in ("fact_denied", "fact_retracted") else ()
        said = printable(subject_text(entry.kind, entry.content, vocabulary))
        lines = paragraph(said, terminal.width, width + 2, width + 4)
        yield from (terminal.paint(line, *style) for line in lines)
        if entry.reason:
            yield from paragraph(f"because {printable(entry.reason)}", terminal.width, width + 4, width + 6)
