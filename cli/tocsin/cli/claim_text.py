"""What came of a claim, for people: the verdict, the sentence, the grounds, who denies it, what is lacking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.cli.judgement_text import heading, moment_text
from tocsin.cli.layout import paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import counted, report_text
from tocsin.facts.counting import listed
from tocsin.facts.strength_words import QUALIFIER_WORDS, strength

if TYPE_CHECKING:
    from tocsin.engine import Assessment
    from tocsin.judgement import ClaimCheck
    from tocsin.judgement.claim import Unborne, Verdict

_VERDICTS: dict[Verdict, tuple[str, str]] = {
    "follows": ("It follows.", "green"),
    "weaker": ("It holds, but less firmly than claimed.", "yellow"),
    "given": ("It is reported, and no rule concludes it.", "yellow"),
    "denied": ("It does not hold, and it is denied.", "red"),
    "contradicted": ("It does not follow, and what holds contradicts it.", "red"),
    "does_not_follow": ("It does not follow. That does not make it false.", "red"),
}
_NOT_ON_THESE = "It holds, but not on every ground that the claim names."
_SHOWN = 12


def lines_of(found: ClaimCheck, why_not: str, terminal: Terminal) -> Iterator[str]:
    """The answer as lines; ``why_not`` is the command that says what is lacking."""
    assessment = found.assessment
    yield heading(assessment.name, assessment.pack.name, assessment.pack.version, terminal)
    yield from paragraph(moment_text(assessment.as_of, assessment.known_by), terminal.width)
    yield ""
    claim = f"claim: {found.sought.text(assessment.plan.types)}, claimed: {QUALIFIER_WORDS[found.claimed]}"
    yield from paragraph(printable(claim), terminal.width, hanging=2)
    verdict, style = _VERDICTS[found.verdict]
    if found.unborne and found.holds:
        verdict, style = (_NOT_ON_THESE if found.verdict != "weaker" else f"{verdict} {_NOT_ON_THESE}"), "red"
    yield from (terminal.paint(line, "bold", style) for line in paragraph(verdict, terminal.width))
    for text in _grounds(found):
        yield from paragraph(printable(text), terminal.width, 2, 4)
    if found.lacking is not None:
        yield ""
        yield from paragraph(printable(f"What is lacking: {why_not}"), terminal.width, 0, 2)


def _grounds(found: ClaimCheck) -> Iterator[str]:
    assessment = found.assessment
    conclusion = assessment.conclusion(found.holds[0]) if found.holds else None
    if conclusion is not None:
        grades = assessment.grades_of(conclusion.id)
        yield f"{strength(conclusion.qualifier, conclusion.boundary, grades)}: {conclusion.reads}"
    if len(found.holds) > 1:
        yield f"{counted(len(found.holds) - 1, 'more fact')} would bear it out; this is the firmest"
    yield from (_unborne_text(each, assessment) for each in found.unborne)
    for each in found.statements:
        said = assessment.pack.statement_by_id[each].paraphrase
        yield f"by {each}: {said}" if said else f"by {each}"
    for fact in found.rests_on[:_SHOWN]:
        reports = listed([report_text(report) for report in fact.supporting]) if fact.supporting else "assumed"
        word = "rests on" if conclusion is not None else "reported:"
        yield f"{word} {assessment.fact_text(fact.id)} ({reports})"
    if len(found.rests_on) > _SHOWN:
        yield f"and on {len(found.rests_on) - _SHOWN:,} more given facts"
    for given, report in found.denials:
        yield f"denied: {given.fact} ({report_text(report)})"
    for tension in found.tensions:
        yield f"contradicted: {tension.text}"


def _unborne_text(unborne: Unborne, assessment: Assessment) -> str:
    """A ground that does not bear the claim; of one that is not there at all, which may be meant."""
    from tocsin.facts.problems import did_you_mean
    from tocsin.facts.reports import source_names

    if unborne.kind == "statement":
        if unborne.known:
            return f"no derivation of it rests on the statement {unborne.name}"
        told, known = f"the document has no statement {unborne.name}", list(assessment.pack.statement_by_id)
    else:
        if unborne.known:
            return f"nothing that it rests on was reported by {unborne.name}"
        told = f"the case has no report by {unborne.name}"
        known = source_names(report for given in assessment.given for report in given.reports)
    hint = did_you_mean(unborne.name, known)
    return f"{told}; {hint}" if hint else told
