"""Competing hypotheses weighed by what speaks against them (Heuer 1999, ch. 8: Analysis of Competing Hypotheses).

Only evidence at hand in the assessment counts. I counts 1 against a hypothesis and II 2, times the weight of the
evidence; what is consistent counts nothing, because it may be consistent with the others as well. Evidence is as firm
as the weakest fact that it is read off, and no amount of what is less firm outweighs what is firmer: it decides only
between hypotheses that the firmer leaves equal. So no rate of exchange between qualifiers has to be made up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from tocsin.engine import Assessment, Case
from tocsin.engine.assessment_header import moment_json
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem, ProblemError, suggestion
from tocsin.facts.reports import QUALIFIERS, Qualifier
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.judgement import codes
from tocsin.judgement.matching import known_facts, matches
from tocsin.judgement.view import AS_IT_IS, View
from tocsin.rules.analysis_model import Evidence, HypothesisSet, Rating
from tocsin.rules.model import Pack

AGAINST: Mapping[Rating, int] = {"I": 1, "II": 2}


@dataclass(frozen=True)
class EvidenceRow:
    """A piece of evidence at hand: its ratings in the order of the hypotheses, and the facts it is read off.

    ``qualifier`` is that of the weakest of these facts, read off those that are firmest. It ``discriminates`` if it
    does not count alike against all; it is ``critical`` if without it the ranking would differ, and ``without`` then is
    the ranking there would be.
    """

    id: str
    text: str
    weight: int
    qualifier: Qualifier
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
            "qualifier": self.qualifier,
            "ratings": list(self.ratings),
            "facts": list(self.facts),
            "discriminates": self.discriminates,
            "critical": self.critical,
            "ranking_without": list(self.without),
        }


@dataclass(frozen=True)
class HypothesisColumn:
    """A hypothesis: how much speaks against it, by how firm that is, and its rank (1: the least; equals share one)."""

    __hash__ = hash_of_fields

    id: str
    text: str
    against: Mapping[Qualifier, int]
    rank: int

    @property
    def inconsistency(self) -> int:
        """How much speaks against it, however firm."""
        return sum(self.against.values())

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "id": self.id,
            "text": self.text,
            "inconsistency": self.inconsistency,
            "by_qualifier": dict(self.against),
            "rank": self.rank,
        }


@dataclass(frozen=True)
class HypothesesMatrix:
    """Evidence down, hypotheses across; ``missing`` names the evidence of the pack that is not at hand.

    ``firm`` is the ranking by the evidence alone that is certain.
    """

    __repr__ = short_repr

    case: str
    set: str
    question: str
    as_of: dt.date | None
    known_by: dt.date | None
    columns: tuple[HypothesisColumn, ...]
    rows: tuple[EvidenceRow, ...]
    missing: tuple[str, ...]
    firm: tuple[int, ...]

    @property
    def ranks(self) -> tuple[int, ...]:
        """The ranking, in the order of the hypotheses."""
        return tuple(column.rank for column in self.columns)

    @property
    def discriminates(self) -> bool:
        """False if what is at hand tells nothing between the hypotheses: all have one rank."""
        return len(set(self.ranks)) > 1

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
            "discriminates": self.discriminates,
            "ranking_firm": list(self.firm),
        }


@checked()
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
    at_hand = list(_at_hand(assessment, hypotheses.evidence))
    scores = _scores(order, at_hand)
    ranks = _ranks(scores)
    texts = {hypothesis.id: hypothesis.text for hypothesis in hypotheses.hypotheses}
    columns = [
        HypothesisColumn(name, texts[name], dict(zip(QUALIFIERS, score, strict=True)), rank)
        for name, score, rank in zip(order, scores, ranks, strict=True)
    ]
    held = {found.evidence.id for found in at_hand}
    return HypothesesMatrix(
        case=assessment.name,
        set=hypotheses.id,
        question=hypotheses.question,
        as_of=assessment.as_of,
        known_by=assessment.known_by,
        columns=tuple(columns),
        rows=tuple(_row(order, found, at_hand, ranks) for found in at_hand),
        missing=tuple(evidence.id for evidence in hypotheses.evidence if evidence.id not in held),
        firm=_ranks([score[:1] for score in scores]),
    )


@dataclass(frozen=True)
class _AtHand:
    evidence: Evidence
    facts: tuple[str, ...]
    qualifier: Qualifier


def _at_hand(assessment: Assessment, evidence: Iterable[Evidence]) -> Iterator[_AtHand]:
    """The evidence that is at hand, each read off the firmest facts that match together."""
    known = known_facts(assessment)
    strength = {
        fact.id: QUALIFIERS.index(assessment.qualifier_of(fact.id)) for facts in known.values() for fact in facts
    }
    levels = [
        {name: [fact for fact in facts if strength[fact.id] <= level] for name, facts in known.items()}
        for level in range(len(QUALIFIERS))
    ]
    for each in evidence:
        for qualifier, facts in zip(QUALIFIERS, levels, strict=True):
            found = next(iter(matches(each.patterns, facts, {})), None)
            if found is not None:
                yield _AtHand(each, tuple(dict.fromkeys(fact.id for fact in found)), qualifier)
                break


def _row(order: Sequence[str], found: _AtHand, every: Sequence[_AtHand], ranks: tuple[int, ...]) -> EvidenceRow:
    evidence = found.evidence
    ratings = tuple(evidence.ratings[name] for name in order)
    without = _ranks(_scores(order, [other for other in every if other is not found]))
    return EvidenceRow(
        id=evidence.id,
        text=evidence.text,
        weight=evidence.weight,
        qualifier=found.qualifier,
        ratings=ratings,
        facts=found.facts,
        discriminates=len({AGAINST.get(rating, 0) for rating in ratings}) > 1,
        without=without,
        critical=without != ranks,
    )


_Score: TypeAlias = tuple[int, ...]
"""What speaks against a hypothesis, for each qualifier, the firmest first: compared in this order."""


def _scores(order: Sequence[str], at_hand: Iterable[_AtHand]) -> list[_Score]:
    rows = tuple(at_hand)
    return [
        tuple(
            sum(
                AGAINST.get(row.evidence.ratings[name], 0) * row.evidence.weight
                for row in rows
                if row.qualifier == level
            )
            for level in QUALIFIERS
        )
        for name in order
    ]


def _ranks(scores: Sequence[_Score]) -> tuple[int, ...]:
    return tuple(1 + sum(other < score for other in scores) for score in scores)
