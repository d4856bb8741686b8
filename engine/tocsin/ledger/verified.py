"""What a check of a ledger finds."""

from __future__ import annotations

from tocsin.facts.dataclass import dataclass
from tocsin.ledger.heads import Head


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written: of which case and entry, where that can be told, and what is wrong."""

    case: str | None
    number: int | None
    message: str

    def __str__(self) -> str:
        where = "the ledger" if self.case is None else self.case
        entry = "" if self.number is None else f", entry {self.number}"
        return f"{where}{entry}: {self.message}"

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"case": self.case, "entry": self.number, "message": self.message}


@dataclass(frozen=True)
class Verified:
    """The outcome of a check: the head of each case that is whole, and the first bad entry of each that is not."""

    heads: tuple[Head, ...]
    findings: tuple[Finding, ...]
    entries: int

    @property
    def is_whole(self) -> bool:
        """Whether everything is as it was written, as far as that can be told from what was checked."""
        return not self.findings

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "entries": self.entries,
            "findings": [finding.to_json() for finding in self.findings],
            "heads": [head.to_json() for head in self.heads],
            "whole": self.is_whole,
        }
