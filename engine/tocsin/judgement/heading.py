"""What stands above a judgement of one case at one time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypedDict

from tocsin.engine import Assessment


class HeadingFields(TypedDict):
    """The fields of a heading, by name."""

    case: str
    pack: str
    version: str
    as_of: dt.date | None
    known_by: dt.date | None
    engines: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """The case, the rules it is judged by, the time, and the engines that assessed it."""

    case: str
    pack: str
    version: str
    as_of: dt.date | None
    known_by: dt.date | None
    engines: tuple[str, ...]

    def heading_json(self) -> dict[str, object]:
        """The heading as JSON-ready data."""
        return {
            "case": self.case,
            "pack": {"name": self.pack, "version": self.version},
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "known_by": None if self.known_by is None else self.known_by.isoformat(),
            "engines": list(self.engines),
        }


def heading_of(assessment: Assessment) -> HeadingFields:
    """The heading of what is judged from an assessment."""
    return {
        "case": assessment.name,
        "pack": assessment.pack.name,
        "version": assessment.pack.version,
        "as_of": assessment.as_of,
        "known_by": assessment.known_by,
        "engines": assessment.engines,
    }
