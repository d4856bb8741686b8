"""A case, an assessment or one conclusion at a glance, as a page: for notebooks, which show it in a frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from tocsin.engine import Assessment, Case, Conclusion
from tocsin.explain.voices.page import page, tag, text
from tocsin.facts.counting import counted
from tocsin.facts.model import Given
from tocsin.facts.reports import Report
from tocsin.facts.strength_words import QUALIFIER_WORDS

_SHOWN: Final = 200
"""So many rows of each kind; how many more there are is said."""
_STYLE: Final = (
    "main { max-width: 68rem; } body { font-size: 14px; } h1 { font-size: 1.15rem; margin: .3rem 0; } "
    "h2 { font-size: .95rem; margin: .8rem 0 .2rem; } table { border-collapse: collapse; width: 100%; } "
    "td { padding: .15rem .6rem .15rem 0; vertical-align: top; overflow-wrap: anywhere; } "
    "td:first-child { white-space: nowrap; } .id { color: var(--soft); font-family: monospace; font-size: .85em; }"
)


def assessment_page(assessment: Assessment) -> str:
    """What follows, by section, and how strongly."""
    dated = f", as of {assessment.as_of}" if assessment.as_of else ""
    pack = assessment.pack
    heading = f"{pack.title or pack.name} {pack.version}{dated}"
    counts = f"{counted(len(assessment.facts), 'fact')} in force, {counted(len(assessment.conclusions), 'conclusion')}"
    body = [f"<h1>{text(assessment.name)}</h1>", f'<p class="soft">{text(heading)}: {text(counts)}</p>']
    shown = sorted(assessment.conclusions[:_SHOWN], key=_section)
    for section, several in groupby(shown, key=_section):
        body.append(f"<h2>{text(section)}</h2>" if section else "")
        body.append(_table(map(_conclusion, several)))
    body.append(_more(len(assessment.conclusions), "conclusion"))
    return page(assessment.name, "".join(body), _STYLE)


def conclusion_page(conclusion: Conclusion) -> str:
    """One conclusion with the rules that lead to it; why it follows is an explanation of its assessment."""
    rules = ", ".join(rule.id for rule in conclusion.rules)
    by = f'<p class="soft">by {text(rules)}</p>'
    return page(conclusion.fact_text, _table([_conclusion(conclusion)]) + by, _STYLE)


def case_page(case: Case) -> str:
    """What a case states, and on whose word."""
    dated = f", as of {case.as_of}" if case.as_of else ""
    heading = f"{case.pack.title or case.pack.name} {case.pack.version}{dated}: {counted(len(case.facts), 'fact')}"
    body = f'<h1>{text(case.name)}</h1><p class="soft">{text(heading)}</p>{_table(map(_given, case.facts[:_SHOWN]))}'
    return page(case.name, body + _more(len(case.facts), "fact"), _STYLE)


def _section(conclusion: Conclusion) -> str:
    return conclusion.best.rule.section or ""


def _conclusion(conclusion: Conclusion) -> Sequence[str]:
    words = QUALIFIER_WORDS[conclusion.qualifier] + (", at the boundary" if conclusion.boundary else "")
    return tag(conclusion.qualifier, words), text(conclusion.reads), _id(conclusion.id)


def _given(given: Given) -> Sequence[str]:
    return text(str(given.fact)), text("; ".join(map(_report, given.reports))), _id(given.fact.id)


def _report(report: Report) -> str:
    parts = (report.source.name, report.grade, "" if report.status == "reported" else report.status)
    return ", ".join(str(part) for part in parts if part)


def _id(identity: str) -> str:
    return f'<span class="id">{text(identity)}</span>'


def _table(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells that are HTML already."""
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows) + "</table>"


def _more(count: int, what: str) -> str:
    return f'<p class="soft">and {counted(count - _SHOWN, f"more {what}")}</p>' if count > _SHOWN else ""
