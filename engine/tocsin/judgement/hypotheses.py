"""Competing hypotheses weighed by what speaks against them (Heuer 1999, ch. 8: Analysis of Competing Hypotheses).

Only evidence at hand in the assessment counts. I counts 1 against a hypothesis and II 2, times the weight of the
evidence; what is consistent counts nothing, because it may be consistent with the others as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tocsin.engine import Assessment, Case
from tocsin.engine.assessment_header import moment_json
from tocsin.facts.problems import Problem, ProblemError, suggestion
from tocsin.judgement import codes
from tocsin.judgement.matching import known_facts, matches
from tocsin.judgement.view import AS_IT_IS, View
from tocsin.rules.analysis_model import Evidence, HypothesisSet, Rating
from tocsin.rules.model import Pack

AGAINST: Mapping[Rating, int] = {"I": 1, "II": 2}


@dataclass(frozen=True)
class EvidenceRow:
    """A piece of evidence at hand: its ratings in the order of the hypotheses, and the facts it is read off.

    It ``discriminates`` if it is not rated alike for all; it is ``critical`` if without it the ranking would differ,
    and ``without`` then is the ranking there would be.
    """

    id: str
    text: str
    weight: int
    ratings: tuple[Rating, ...]
    facts: tuple[str, ...]
    discriminates: bool
    without: tuple[int, ...]
    critical: bool

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "id": self.id,
            "text": self.text,
            "weight": self.weight,
            "ratings": list(self.ratings),
            "facts": list(self.facts),
            "discriminates": self.discriminates,
            "critical": self.critical,
            "ranking_without": list(self.without),
        }


@dataclass(frozen=True)
class HypothesisColumn:
    """A hypothesis: how much speaks against it, and its rank (1: the least; equals share one)."""

    id: str
    text: str
    inconsistency: int
    rank: int

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"id": self.id, "text": self.text, "inconsistency": self.inconsistency, "rank": self.rank}


@dataclass(frozen=True)
class HypothesesMatrix:
    """Evidence down, hypotheses across; ``missing`` names the evidence of the pack that is not at hand."""

    case: str
    set: str
    question: str
    as_of: dt.date | None
    known_by: dt.date | None
    columns: tuple[HypothesisColumn, ...]
    rows: tuple[EvidenceRow, ...]
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "case": self.case,
            "set": self.set,
            "question": self.question,
            **moment_json(self.as_of, self.known_by),
            "hypotheses": [column.to_json() for column in self.columns],
            "evidence": [row.to_json() for row in self.rows],
            "missing": list(self.missing),
        }


def weigh(case: Case, names: Iterable[str] = (), view: View = AS_IT_IS) -> tuple[HypothesesMatrix, ...]:
    """The matrix of each set of hypotheses of the pack, or of those named.

    Raises ProblemError for a pack without hypotheses and for an unknown set.
    """
    chosen = _chosen(case.pack, tuple(names))
    assessment = view.assess(case)
    return tuple(_matrix(assessment, hypotheses) for hypotheses in chosen)


def _chosen(pack: Pack, names: Sequence[str]) -> list[HypothesisSet]:
    known = {hypotheses.id: hypotheses for hypotheses in pack.hypotheses}
    if not known:
        message = f"the pack {pack.name} declares no hypotheses"
        raise ProblemError([Problem(codes.NO_HYPOTHESES, message, None, "add hypotheses: to the pack")])
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ProblemError(
            Problem(
                codes.UNKNOWN_HYPOTHESES, f"unknown set of hypotheses {name!r}", None, suggestion(name, known, "sets")
            )
            for name in unknown
        )
    return [known[name] for name in names] if names else list(known.values())


def _matrix(assessment: Assessment, hypotheses: HypothesisSet) -> HypothesesMatrix:
    order = [hypothesis.id for hypothesis in hypotheses.hypotheses]
    facts = known_facts(assessment)
    at_hand: list[tuple[Evidence, tuple[str, ...]]] = []
    for evidence in hypotheses.evidence:
        found = next(iter(matches(evidence.patterns, facts, {})), None)
        if found is not None:
            at_hand.append((evidence, tuple(dict.fromkeys(fact.id for fact in found))))
    every = [evidence for evidence, _ in at_hand]
    scores = _scores(order, every)
    ranks = _ranks(scores)
    texts = {hypothesis.id: hypothesis.text for hypothesis in hypotheses.hypotheses}
    columns = [HypothesisColumn(n, texts[n], s, r) for n, s, r in zip(order, scores, ranks, strict=True)]
    held = {evidence.id for evidence in every}
    return HypothesesMatrix(
        case=assessment.name,
        set=hypotheses.id,
        question=hypotheses.question,
        as_of=assessment.as_of,
        known_by=assessment.known_by,
        columns=tuple(columns),
        rows=tuple(_row(order, evidence, ids, every, ranks) for evidence, ids in at_hand),
        missing=tuple(evidence.id for evidence in hypotheses.evidence if evidence.id not in held),
    )


def _row(
    order: Sequence[str], evidence: Evidence, ids: tuple[str, ...], every: Sequence[Evidence], ranks: tuple[int, ...]
) -> EvidenceRow:
    ratings = tuple(evidence.ratings[name] for name in order)
    without = _ranks(_scores(order, [other for other in every if other is not evidence]))
    return EvidenceRow(
        id=evidence.id,
        text=evidence.text,
        weight=evidence.weight,
        ratings=ratings,
        facts=ids,
        discriminates=len(set(ratings)) > 1,
        without=without,
        critical=without != ranks,
    )


def _scores(order: Sequence[str], evidence: Iterable[Evidence]) -> tuple[int, ...]:
    rows = tuple(evidence)
    return tuple(sum(AGAINST.get(row.ratings[name], 0) * row.weight for row in rows) for name in order)


def _ranks(scores: Sequence[int]) -> tuple[int, ...]:
    return tuple(1 + sum(other < score for other in scores) for score in scores)
