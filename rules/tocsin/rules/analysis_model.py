"""What a pack declares for judgement: ways to read the document, competing hypotheses, outcomes to look out for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place
from tocsin.rules.rule import Pattern

Rating = Literal["CC", "C", "N", "I", "II", "NA"]
RATINGS: tuple[Rating, ...] = ("CC", "C", "N", "I", "II", "NA")
"""From very consistent to very inconsistent; NA: not applicable."""
OutcomeResult = Literal["met", "partly", "reversed"]
OUTCOME_RESULTS: tuple[OutcomeResult, ...] = ("met", "partly", "reversed")


@dataclass(frozen=True)
class Reading:
    """A named way to read the document: assumptions switched on and off together, all others as they are by default."""

    id: str
    text: str
    assume: tuple[str, ...]
    without: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Hypothesis:
    """One of several answers to a question."""

    id: str
    text: str
    place: Place


@dataclass(frozen=True)
class Evidence:
    """What bears on competing hypotheses: it is at hand when all its patterns match, and is rated for each of them."""

    id: str
    text: str
    patterns: tuple[Pattern, ...]
    ratings: Mapping[str, Rating]
    place: Place
    weight: int = 1


@dataclass(frozen=True)
class HypothesisSet:
    """A question, the hypotheses that compete to answer it, and the evidence to weigh them by."""

    id: str
    question: str
    hypotheses: tuple[Hypothesis, ...]
    evidence: tuple[Evidence, ...]
    place: Place


@dataclass(frozen=True)
class Outcome:
    """What counts as seeing a conclusion come true.

    Each alternative of ``observed`` is a conjunction of patterns, which shares its variables with ``of``. ``result``
    says what the observation is worth: ``met``; ``partly``; or ``reversed``, where the document has it the other way
    round and what was to follow came first.
    """

    id: str
    text: str
    of: Pattern
    observed: tuple[tuple[Pattern, ...], ...]
    place: Place
    result: OutcomeResult = "met"
