"""The Brier score of what was called likely, and how little it means on a small sample (Brier 1950)."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.facts.dataclass import dataclass
from tocsin.facts.values import hash_of_fields

MIDDLE = 0.675
"""The middle of ICD 203's band for *likely*, 55 to 80 in a hundred: the forecast that the word is taken for."""
ENOUGH = 30


@dataclass(frozen=True)
class Score:
    """The mean squared distance between the forecast and what happened; None where nothing could be scored.

    ``sample`` conclusions are scored; ``left_out`` likely ones are not: what was seen came before, only in part, or
    undated.
    """

    __hash__ = hash_of_fields

    brier: float | None
    sample: int
    happened: int
    left_out: int

    @property
    def warning(self) -> str | None:
        """What a reader must know before trusting the score."""
        if self.sample >= ENOUGH:
            return None
        return f"{self.sample} is too small a sample to mean anything: below {ENOUGH}, the score is mostly chance"

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "brier": self.brier,
            "forecast": MIDDLE,
            "sample": self.sample,
            "happened": self.happened,
            "left_out": self.left_out,
            "warning": self.warning,
        }


def score(results: Iterable[tuple[str, bool, str]]) -> Score:
    """The score over (conclusion, whether it was ever called likely, result); only what was counts.

    >>> score([("a", True, "met"), ("b", True, "not_met"), ("c", False, "met")])
    Score(brier=0.280625, sample=2, happened=1, left_out=0)
    """
    found: dict[str, set[str]] = {}
    for conclusion, likely, result in results:
        if likely:
            found.setdefault(conclusion, set()).add(result)
    happened = ["met" in results for results in found.values() if "met" in results or results == {"not_met"}]
    distance = sum((MIDDLE - float(came)) ** 2 for came in happened)
    brier = round(distance / len(happened), 6) if happened else None
    return Score(brier, len(happened), sum(happened), len(found) - len(happened))
