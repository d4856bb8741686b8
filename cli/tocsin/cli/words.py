"""How qualifiers, warrants and reports are named to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.facts import counting, strength_words
from tocsin.facts.strength_words import LIKELY_BAND, QUALIFIER_WORDS

if TYPE_CHECKING:
    from tocsin.facts.reports import Qualifier, Report
    from tocsin.rules.rule import Warrant

SHORT: dict[Qualifier, str] = {**QUALIFIER_WORDS, "possible_strengthened": "possible +"}
"""The qualifiers where there is room for ten characters."""
NONE = "\u2013"
"""What stands in a cell that has nothing to say."""
STYLES: dict[Qualifier, tuple[str, ...]] = {
    "certain": ("green",),
    "likely": ("cyan",),
    "possible_strengthened": ("yellow",),
    "possible": ("yellow",),
}
WARRANTS: dict[Warrant, str] = {
    "document": "",
    "law": "warranted by law",
    "bridge": "our own link, not in the text",
    "product": "by our own classification",
}
TWO_WARRANTS = "on the document and on law, each by itself"
BOUNDARY = f"a boundary case: {strength_words.BOUNDARY}"
counted = counting.counted
LEGEND = f"follows: wherever the facts hold · likely: {LIKELY_BAND} · possible: no number"
LEGEND_OF_GRADES = "on {grade}: the weakest grade among the sources of the way that why shows first{ungraded}"
UNGRADED = "; a fact that nobody graded lowers none ({count} of {facts} here)"


def and_more(left: int, and_: str = "and", shown: str = "them") -> str:
    """That so many were left out of a list, and how to see them; ``and_`` and ``shown`` are its words for both."""
    return f"{and_} {left:,} more (--all lists {shown})"


def report_text(report: Report) -> str:
    """Who reported, when and how graded, on one line."""
    from tocsin.facts.reports import NO_NAME

    parts = [report.source.name or NO_NAME]
    if report.date is not None:
        parts.append(str(report.source.day))
    if report.grade is not None:
        parts.append(f"grade {report.grade}")
    return ", ".join(parts)
