"""What stands above an answer about one case at one time."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict

from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import to_json


class HeadingFields(TypedDict):
    """The fields of a heading, by name."""

    case: str
    pack: str
    version: str
    as_of: dt.date | None
    known_by: dt.date | None


@dataclass(frozen=True)
class Heading:
    """The case, the rules applied to it, the time, and by when reports were known."""

    case: str
    pack: str
    version: str
    as_of: dt.date | None
    known_by: dt.date | None

    def heading_json(self) -> dict[str, object]:
        """The heading as JSON-ready data."""
        return {
            "case": self.case,
            "pack": {"name": self.pack, "version": self.version},
            **moment_json(self.as_of, self.known_by),
        }


def moment_json(as_of: dt.date | None, known_by: dt.date | None) -> dict[str, object]:
    """The time of an assessment, and by when its reports were known, as JSON-ready data."""
    return {"as_of": to_json(as_of), "known_by": to_json(known_by)}
