"""How well a fact is backed: by how many independent sources, of at least which grade.

Sources are independent unless they are said to share an origin. Who has it from another (``Source.origin``) shares an
origin with that one, and with whoever else has it from there. A source without a name may be any of those that have
one, so that beside these it adds nothing. Two spellings of one name that differ in case, spaces or the form of a letter
alone are no two sources. Which reports count at all, ``tocsin.facts.accounts`` says.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from tocsin.facts.dataclass import dataclass
from tocsin.facts.reports import SUPPORTING, Report, Source, Status, says_something

HEARD: tuple[Status, ...] = ("reported", "confirmed")
"""What a report is, where nothing else is asked for: what is assumed is no source's word."""
FURTHER = "further source {number}"
_UNKNOWN = "F6"


@dataclass(frozen=True, slots=True)
class Voice:
    """One independent source of a fact: all who share an origin, and what they reported.

    ``names`` are the sources and origins, in order; none for reports without a named source.
    """

    names: tuple[str, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Backing:
    """How a fact is to be backed: by at least so many independent ``sources``, each with a report that fits.

    A report fits if its ``grade`` is at least this on both axes (None: whatever it is, or without one), and its status
    is among ``status``. A grade that is unknown on an axis is at least none.
    """

    sources: int = 1
    grade: str | None = None
    status: tuple[Status, ...] = HEARD

    def fits(self, report: Report) -> bool:
        """True if the report is of the grade and the status that are asked for."""
        return report.status in self.status and (self.grade is None or is_at_least(report.grade, self.grade))

    def voices(self, reports: Iterable[Report]) -> tuple[Voice, ...]:
        """The independent sources among reports that count, each with a report that fits."""
        fitting = [voice for voice in independent(reports) if any(map(self.fits, voice.reports))]
        return tuple([voice for voice in fitting if voice.names] or fitting)

    def fitting(self, voice: Voice) -> Voice:
        """The source with those of its reports that fit."""
        return Voice(voice.names, tuple(filter(self.fits, voice.reports)))

    def is_met_by(self, reports: Iterable[Report]) -> bool:
        """True if there are enough independent sources among reports that count."""
        return len(self.voices(reports)) >= self.sources

    def lacking(self, reports: Iterable[Report]) -> int:
        """How many more independent sources it takes beside reports that count; each of those has a name.

        So a source without one, which was enough alone or is nothing, counts for nothing beside them.
        """
        voices = self.voices(reports)
        return 0 if len(voices) >= self.sources else self.sources - sum(bool(voice.names) for voice in voices)

    def __str__(self) -> str:
        """As it is said of a fact: ``backed by 2 or more independent sources, each graded B3 or better``."""
        many = "a source" if self.sources == 1 else f"{self.sources} or more independent sources"
        grade = "" if self.grade is None else f", {'' if self.sources == 1 else 'each '}graded {self.grade} or better"
        status = "" if self.status == HEARD else f", {' or '.join(self.status)}"
        return f"backed by {many}{grade}{status}"

    def further(self, reports: Iterable[Report]) -> tuple[Report, ...]:
        """Reports of sources yet unheard that would be enough, beside reports that count."""
        sources = (Source(title=FURTHER.format(number=number)) for number in range(1, self.lacking(reports) + 1))
        return tuple(Report(source, self.grade, self.status[0]) for source in sources)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data, as a pack writes it."""
        grade = {} if self.grade is None else {"grade": f"..{self.grade}"}
        return {"sources": f"{self.sources}..", **grade, "status": list(self.status)}


def further_reports(reports: Sequence[Report], asked: Iterable[Backing]) -> tuple[Report, ...]:
    """The reports that each demand lacks beside these: what two of them ask, one further source can say."""
    return tuple(dict.fromkeys(report for each in asked for report in each.further(reports)))


def is_at_least(grade: str | None, least: str) -> bool:
    """True if a grade is as good on both axes as another, and unknown on neither.

    >>> is_at_least("B2", "B3"), is_at_least("A4", "B3"), is_at_least("F1", "B3"), is_at_least(None, "B3")
    (True, False, False, False)
    """
    if grade is None:
        return False
    return all(one not in _UNKNOWN and one <= other for one, other in zip(grade, least, strict=True))


def independent(reports: Iterable[Report]) -> tuple[Voice, ...]:
    """The reports by independent source, each source with all who share its origin; the nameless last.

    A report links its source with the origin it names, whatever its grade: links are followed on from one to the next.
    """
    linked: dict[str, list[str]] = {}  # by each name as spelled, all that it is linked with; of the nameless, nothing
    counting = [report for report in reports if report.status in SUPPORTING]
    for report in counting:
        whole, *others = _together(linked.setdefault(_spelled(name), [name]) for name in _names(report))
        for other in others:
            whole.extend(other)
            linked.update(dict.fromkeys(map(_spelled, other), whole))
    told: dict[int, list[Report]] = {}
    for report in counting:
        told.setdefault(id(_linked_with(report, linked)), []).append(report)
    found = [Voice(tuple(sorted(filter(None, _linked_with(of[0], linked)))), tuple(of)) for of in told.values()]
    return tuple(sorted(found, key=lambda voice: (not voice.names, voice.names)))


def named(report: Report) -> tuple[str, ...]:
    """The source of a report and the origin it names, as far as they are named."""
    origin = report.source.origin
    return tuple(name for name in (report.source.name, origin if says_something(origin) else None) if name)


def _names(report: Report) -> tuple[str, ...]:
    """The same; an empty name for a report of nobody's."""
    return named(report) or ("",)


def _linked_with(report: Report, linked: Mapping[str, list[str]]) -> list[str]:
    return linked[_spelled(_names(report)[0])]


def _spelled(name: str) -> str:
    """The name without what one writer of it may have done otherwise than the next."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _together(groups: Iterable[list[str]]) -> list[list[str]]:
    """The groups, each once, the largest first: so a name changes its group seldom."""
    return sorted({id(group): group for group in groups}.values(), key=len, reverse=True)
