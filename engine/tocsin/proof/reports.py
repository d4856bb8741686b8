"""How many independent sources a certificate's reports are of: for the checker, and worked out by nothing else.

Who names an origin is not independent of it, nor of others who name it, and so on. Two spellings are one name, and who
has none may be anybody. Of those so linked one counts, if a report of theirs is of the status and grade asked for.
"""

from __future__ import annotations

import unicodedata
from typing import Any


def asks(term: Any) -> bool:
    """Among the terms of a pattern, what is asked of reports: neither a value, nor a list of values."""
    return isinstance(term, dict) and "any" not in term


def back(reports: list[Any], asked: Any) -> bool:
    """The reports, all of which count, are of as many independent sources as are asked for."""
    leads = dict[str, str]()  # from each name to one that it is linked with, and at last to one for all of them

    def first(name: str) -> str:
        while leads.setdefault(name, name) != name:
            leads[name] = name = leads[leads[name]]
        return name

    links = [[_spelled(name) for name in _named(report) if name] for report in reports]
    for names in links:
        leads.update({first(name): first(names[0]) for name in names})
    heard = {
        first(names[0]) if names else ""
        for report, names in zip(reports, links, strict=True)
        if report["status"] in asked["status"] and _is_graded(report.get("grade"), asked.get("grade", ""))
    }
    return len(heard - {""} or heard) >= int(asked["sources"].removesuffix(".."))


def _named(report: Any) -> tuple[str | None, str | None]:
    said = {key: text for key, text in report.get("source", {}).items() if text.strip()}
    return said.get("publisher") or said.get("title") or said.get("url"), said.get("origin")


def _spelled(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _is_graded(grade: str | None, least: str) -> bool:
    """On each axis at least as good, and not unknown (F, 6)."""
    pairs = zip(grade or "  ", least.removeprefix(".."), strict=False)
    return all(one not in " F6" and one <= other for one, other in pairs)
