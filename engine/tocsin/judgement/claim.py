"""Is a claim borne out: does what it says follow from the case, as firmly and on the grounds that it names?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any, Literal, TypeAlias

from tocsin.engine.assessment import Assessment, FactInForce, TensionFound
from tocsin.engine.case import Case
from tocsin.engine.plan import STRENGTH
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.interval import Interval
from tocsin.facts.key import Row
from tocsin.facts.model import Given
from tocsin.facts.partial import PartialFact
from tocsin.facts.problems import ProblemError
from tocsin.facts.reports import Qualifier, Report, source_names
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.judgement.base_facts import denials, footing
from tocsin.questions import WhyNot, what_if, why_not
from tocsin.questions.goal import Asked, assessed, sought_in

Verdict: TypeAlias = Literal["follows", "weaker", "given", "denied", "contradicted", "does_not_follow"]
Ground: TypeAlias = Literal["statement", "source"]


@dataclass(frozen=True)
class Unborne:
    """A ground that a claim names and that does not bear it: a statement of the document, or a source."""

    kind: Ground
    name: str
    known: bool
    """Whether the pack has such a statement, or the case such a source, at all."""

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"kind": self.kind, "name": self.name, "known": self.known}


@dataclass(frozen=True)
class ClaimCheck:
    """What came of a claim.

    ``verdict`` says that it ``follows`` as firmly as claimed, or only ``weaker``; that it is ``given`` by reports and
    nothing concludes it; that it does not hold and somebody has ``denied`` it; that what holds would have
    ``contradicted`` it; or that it ``does_not_follow``. ``unborne`` are the grounds it names that do not bear it.
    """

    __repr__ = short_repr
    __hash__ = hash_of_fields

    assessment: Assessment
    sought: PartialFact
    claimed: Qualifier
    verdict: Verdict
    holds: tuple[str, ...]
    """Ids of the facts that bear the claim out, the firmest first."""
    unborne: tuple[Unborne, ...] = ()
    tensions: tuple[TensionFound, ...] = ()
    """What would contradict the claim if it held."""
    lacking: WhyNot | None = field(default=None, compare=False)
    """What is lacking, where nothing bears the claim out."""

    @property
    def accepted(self) -> bool:
        """True if the claim follows, or is given, as firmly as it says, and on every ground that it names."""
        return self.verdict in ("follows", "given") and not self.unborne

    @property
    def qualifier(self) -> Qualifier | None:
        """How firmly what was claimed holds; None if it does not."""
        return self.assessment.qualifier_of(self.holds[0]) if self.holds else None

    @cached_property
    def rests_on(self) -> tuple[FactInForce, ...]:
        """The given facts that the firmest fact of those claimed rests on."""
        found = footing(self.assessment, self.holds[0]) if self.holds else ()
        return tuple(fact for _, fact in found if fact is not None)

    @cached_property
    def statements(self) -> tuple[str, ...]:
        """The statements of the document by which it follows, in the order of the document."""
        cited = _cited(self.assessment, self.holds[:1], every=False)
        return tuple(each for each in self.assessment.pack.statement_by_id if each in cited)

    @cached_property
    def denials(self) -> tuple[tuple[Given, Report], ...]:
        """Every denial of the claim, or of a fact that it rests on."""
        denied = denials(self.assessment)
        facts = [fact.id for fact in self.rests_on] if self.holds else list(denied)
        of_claim = [*self.holds[:1], *facts] if self.holds else [
            identity for identity in facts if any(_within(self.sought, given) for given, _ in denied[identity])
        ]  # fmt: skip
        return tuple(dict.fromkeys(pair for identity in of_claim for pair in denied.get(identity, ())))

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data; ``docs/questions.md`` describes it."""
        assessment = self.assessment
        conclusion = assessment.conclusion(self.holds[0]) if self.holds else None
        by_id = assessment.pack.statement_by_id
        return {
            **assessment.heading_json(),
            "claim": self.sought.text(assessment.plan.types),
            "claimed": self.claimed,
            "verdict": self.verdict,
            "accepted": self.accepted,
            "qualifier": self.qualifier,
            "boundary": conclusion is not None and conclusion.boundary,
            "holds": list(self.holds),
            "reads": None if conclusion is None else conclusion.reads,
            "grades": [] if conclusion is None else list(assessment.grades_of(conclusion.id)),
            "statements": [{"id": each, "paraphrase": by_id[each].paraphrase} for each in self.statements],
            "rests_on": [fact.to_json() for fact in self.rests_on],
            "denials": [{"fact": str(given.fact), "report": report.to_json()} for given, report in self.denials],
            "contradicted_by": [tension.to_json() for tension in self.tensions],
            "unborne": [each.to_json() for each in self.unborne],
            "lacking": None if self.lacking is None else self.lacking.to_json()["unmet"],
        }


@checked()
def check_claim(
    subject: Assessment | Case,
    asked: Asked,
    *,
    claimed: Qualifier = "certain",
    cites: Sequence[str] = (),
    sources: Sequence[str] = (),
) -> ClaimCheck:
    """Whether a claim is borne out by a case: a fact, told whole or in part, with how firmly it is claimed to hold.

    ``cites`` are statements of the document, and ``sources`` names of sources, that the claim says it rests on; each
    has to stand below some derivation. A claimed interval is borne out by one within it. Raises ProblemError for a
    fact that cannot be meant.
    """
    assessment = assessed(subject)
    sought = sought_in(assessment, asked)
    holds = _holding(assessment, sought)
    unborne = tuple(_unborne(assessment, holds, cites, sources))
    if holds:
        return ClaimCheck(assessment, sought, claimed, _held(assessment, holds[0], claimed), holds, unborne)
    tensions = _contradicting(assessment, asked)
    lacking = why_not(assessment, sought)
    verdict: Verdict = "contradicted" if tensions else "does_not_follow"
    if any(_within(sought, given) for found in denials(assessment).values() for given, _ in found):
        verdict = "denied"
    return ClaimCheck(assessment, sought, claimed, verdict, (), unborne, tensions, lacking)


def _held(assessment: Assessment, identity: str, claimed: Qualifier) -> Verdict:
    if STRENGTH[assessment.qualifier_of(identity)] < STRENGTH[claimed]:
        return "weaker"
    return "given" if assessment.conclusion(identity) is None else "follows"


def _holding(assessment: Assessment, sought: PartialFact) -> tuple[str, ...]:
    """The facts in force and the conclusions that say what is claimed, or more exactly: the firmest first."""
    graph, ids = assessment.graph, assessment.numbered.ids
    found = [n for n, row in enumerate(graph.rows) if graph.types[n] == sought.type and _says(sought, row)]
    return tuple(
        ids[n] for n in sorted(found, key=lambda n: (n not in graph.by_conclusion, -graph.strength[n], ids[n]))
    )


def _within(sought: PartialFact, given: Given) -> bool:
    name, row = given.fact.key
    return name == sought.type and _says(sought, row)


def _says(sought: PartialFact, row: Row) -> bool:
    """Whether a row says what is sought, or more exactly: an interval within the one sought says so too."""
    allowed = dict(sought.values)
    return all(
        at in allowed and any(_narrower(row[at], value) for value in allowed[at]) for at in sought.differing(row)
    )


def _narrower(found: Any, claimed: Any) -> bool:
    return isinstance(found, Interval) and type(found) is type(claimed) and found.lies_within(claimed)


def _contradicting(assessment: Assessment, asked: Asked) -> tuple[TensionFound, ...]:
    """The tensions that there would be only if the claim held; none where it is told only in part.

    One that stands already, between other facts, says nothing of the claim.
    """
    if isinstance(asked, PartialFact):
        return ()
    try:
        after = what_if(assessment, assert_=[asked]).after
    except ProblemError:
        return ()
    standing = {tension.id for tension in assessment.tensions}
    return tuple(tension for tension in after.tensions if tension.id not in standing)


def _unborne(
    assessment: Assessment, holds: Sequence[str], cites: Iterable[str], sources: Iterable[str]
) -> Iterator[Unborne]:
    cited = _cited(assessment, holds, every=True)
    known = assessment.pack.statement_by_id
    for name in dict.fromkeys(cites):
        if name not in cited:
            yield Unborne("statement", name, name in known)
    standing = {report.source.name for fact in _below(assessment, holds) for report in fact.supporting}
    named = source_names(report for given in assessment.given for report in given.reports)
    for name in dict.fromkeys(sources):
        if name not in standing:
            yield Unborne("source", name, name in named)


def _cited(assessment: Assessment, holds: Sequence[str], *, every: bool) -> Collection[str]:
    """The statements cited by the derivations below these facts: by ``every`` one, or by the best of each."""
    found: set[str] = set()
    for identity in _walked(assessment, holds, every=every):
        conclusion = assessment.conclusion(identity)
        if conclusion is not None:
            found.update(s for d in (conclusion.derivations if every else (conclusion.best,)) for s in d.cites)
    return found


def _below(assessment: Assessment, holds: Sequence[str]) -> Iterator[FactInForce]:
    for identity in _walked(assessment, holds, every=True):
        fact = assessment.fact(identity)
        if fact is not None:
            yield fact


def _walked(assessment: Assessment, holds: Sequence[str], *, every: bool) -> Iterator[str]:
    """These facts and what they rest on, each once, by all derivations or by the best."""
    waiting, seen = list(holds), set[str]()
    while waiting:
        identity = waiting.pop()
        if identity in seen:
            continue
        seen.add(identity)
        yield identity
        conclusion = assessment.conclusion(identity)
        if conclusion is not None:
            ways = conclusion.derivations if every else (conclusion.best,)
            waiting += [premise for way in ways for premise in (*way.premises, *(way.strengthened_by or ()))]
