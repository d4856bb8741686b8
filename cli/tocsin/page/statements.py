"""How each statement of the document stands: it follows, is blocked, waits for something, or is not encoded."""

from __future__ import annotations

from typing import Literal, TypeAlias

from tocsin.engine.assessment import Assessment
from tocsin.engine.conclusions import qualifier_of
from tocsin.engine.matching import Members
from tocsin.engine.plan import RulePlan
from tocsin.explain.answers.gaps import gap_words
from tocsin.facts.dataclass import dataclass
from tocsin.facts.partial import PartialFact
from tocsin.facts.reports import Qualifier
from tocsin.questions.differences.summary import Rank
from tocsin.questions.missing.missing_conditions import Blocking, Instance
from tocsin.questions.missing.partial_matches import NearSearch
from tocsin.rules.coverage import Covered, coverage_of
from tocsin.rules.model import Statement

State = Literal["follows", "silent", "not_encoded"]
"""What of a statement is known before it is asked what its rules lack."""


_MATCHES = 500
"""So many partial matches of one rule are looked at: there are many rules, and a reader waits."""
Drawn: TypeAlias = dict[str, dict[int, Rank]]


@dataclass(frozen=True)
class Stand:
    """A statement, the rules that encode it, and the conclusions that they draw, the firmest first.

    It stands as firmly as the firmest of these; ``firing`` says how many of its rules draw one.
    """

    statement: Statement
    rules: tuple[str, ...]
    firing: int
    state: State
    qualifier: Qualifier | None
    boundary: bool
    conclusions: tuple[str, ...]


@dataclass(frozen=True)
class Lack:
    """Why a rule draws no conclusion: an exception ``blocks`` it, or it waits; each reason a label and a phrase."""

    rule: str
    blocked: bool
    reasons: tuple[tuple[str, str], ...]
    holds: tuple[str, ...]


def stands(assessment: Assessment) -> list[Stand]:
    """Every statement of the pack's document, in the order of the text."""
    drawn = _drawn(assessment)
    return [_stand(assessment, covered, drawn) for covered in coverage_of(assessment.pack).statements]


def _stand(assessment: Assessment, covered: Covered, drawn: Drawn) -> Stand:
    ranks: dict[int, Rank] = {}
    for rule in covered.rules:
        for fact, rank in drawn.get(rule, {}).items():
            ranks[fact] = max(rank, ranks.get(fact, rank))
    ids = assessment.numbered.ids
    order = sorted(ranks, key=lambda fact: (-ranks[fact][0], not ranks[fact][1], ids[fact]))
    if not order:
        state: State = "silent" if covered.rules else "not_encoded"
        return Stand(covered.statement, covered.rules, 0, state, None, False, ())
    strength, firm = ranks[order[0]]
    conclusions = tuple(ids[fact] for fact in order)
    firing = sum(rule in drawn for rule in covered.rules)
    return Stand(covered.statement, covered.rules, firing, "follows", qualifier_of(strength), not firm, conclusions)


def _drawn(assessment: Assessment) -> Drawn:
    """By rule the facts that it concludes, by number, each with how firmly it does."""
    graph = assessment.graph
    found: Drawn = {}
    for fact, derivations in graph.by_conclusion.items():
        for number in derivations:
            rank = graph.derivation_strength(number), not graph.boundary(number)
            facts = found.setdefault(graph.block(number).plan.rule.id, {})
            facts[fact] = max(rank, facts.get(fact, rank))
    return found


class Silent:
    """Asks of rules that draw no conclusion what they lack."""

    def __init__(self, assessment: Assessment) -> None:
        graph = assessment.graph
        self._assessment = assessment
        self._near = NearSearch(Members(graph.types, graph.rows), assessment.assumptions, _MATCHES)
        self._plans = {plan.rule.id: plan for plan in assessment.plan.rules}

    def lack(self, rule: str) -> Lack:
        """What the nearest instance of the rule lacks; each gap with the words of ``why-not``."""
        plan = self._plans[rule]
        nearest = self._near.nearest(plan, 0, PartialFact(plan.heads[0].type), {}, 1)
        return self._told(plan, nearest.instances[0])

    def _told(self, plan: RulePlan, instance: Instance) -> Lack:
        ids = self._assessment.numbered.ids
        gaps = instance.gaps
        return Lack(
            rule=plan.rule.id,
            blocked=all(isinstance(gap, Blocking) for gap in gaps),
            reasons=tuple(reason for gap in gaps for reason in gap_words(self._assessment, instance, gap)),
            holds=tuple(dict.fromkeys(ids[number] for number in instance.premises if number is not None)),
        )

    def of(self, stand: Stand) -> list[Lack]:
        """What each rule of a statement from which nothing follows lacks: the blocked first, then the nearest."""
        found = [self.lack(rule) for rule in stand.rules]
        return sorted(found, key=lambda lack: (not lack.blocked, len(lack.reasons), lack.rule))
