"""What the sources of a case bear: for each, the facts and conclusions that rest on it, and its share in them."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.facts.dataclass import dataclass
from tocsin.facts.reports import Qualifier
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.questions.source_bearing.shapley import Share


@dataclass(frozen=True)
class Weakening:
    """A conclusion that would still follow, but no longer so firmly."""

    conclusion: str
    before: Qualifier
    after: Qualifier

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"conclusion": self.conclusion, "before": self.before, "after": self.after}


@dataclass(frozen=True)
class SourceBearing:
    """What rests on one source.

    ``supports`` are the given facts that it supports, ``alone`` those that no other source supports. ``falls``,
    ``weakens`` and ``appears`` tell the conclusions that would no longer follow, follow less firmly, or follow only
    then, if it were discarded. ``share`` is its Shapley value over all conclusions, ``shares`` that over each
    conclusion to which it adds anything; a value is a number of conclusions, no probability.
    """

    __hash__ = hash_of_fields

    name: str
    supports: tuple[str, ...]
    alone: tuple[str, ...]
    falls: tuple[str, ...]
    weakens: tuple[Weakening, ...]
    appears: tuple[str, ...]
    share: Share
    shares: Mapping[str, Share]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "source": self.name,
            "supports": list(self.supports),
            "alone": list(self.alone),
            "falls": list(self.falls),
            "weakens": [each.to_json() for each in self.weakens],
            "appears": list(self.appears),
            "shapley": self.share.to_json(),
            "shapley_by_conclusion": {name: share.to_json() for name, share in sorted(self.shares.items())},
        }


@dataclass(frozen=True)
class Sources:
    """All sources of a case, those first with which most falls. ``orders`` is 0 where Shapley values are exact.

    ``unnamed`` are facts that stand whatever source is discarded, because one that supports them is not named.
    ``texts`` gives every conclusion spoken of as a sentence.
    """

    __repr__ = short_repr
    __hash__ = hash_of_fields

    case: str
    conclusions: int
    sources: tuple[SourceBearing, ...]
    unnamed: tuple[str, ...]
    orders: int
    seed: int
    texts: Mapping[str, str]

    @property
    def exact(self) -> bool:
        """True if Shapley values are exact."""
        return not self.orders

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "case": self.case,
            "conclusions": self.conclusions,
            "sources": [source.to_json() for source in self.sources],
            "without_named_source": list(self.unnamed),
            "shapley": {"exact": True} if self.exact else {"exact": False, "orders": self.orders, "seed": self.seed},
            "reads": dict(sorted(self.texts.items())),
        }
