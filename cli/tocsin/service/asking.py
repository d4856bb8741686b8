"""What may be asked of one assessment of a case: each question a model of its parameters, for MCP and HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from tocsin.facts.reports import Qualifier
from tocsin.service.answers import (
    assessment_json,
    chosen,
    claim_data,
    explanations_json,
    firmest_first,
    told,
)
from tocsin.service.least import what_if_at_least
from tocsin.service.question import HTML, LEAST, Answered, OfFact, OnReading, Question, Texts, derived

if TYPE_CHECKING:
    from tocsin.engine import Assessment, Case
    from tocsin.explain import Explanation
    from tocsin.judgement import View


class Assess(OnReading):
    """Say what follows from the facts of the case, and how strongly, with every derivation."""

    name = "assess"
    min_qualifier: Qualifier = LEAST
    types: Texts = Field(default=[], description="Only conclusions of these types.")

    def answer(self, case: Case) -> Answered:
        """The assessment, by every engine that the size of the case admits."""
        assessment = self.seen(case).assess(case)
        every = self.min_qualifier == "possible" and not self.types
        shown = None if every else chosen(assessment, self.min_qualifier, self.types)
        return Answered(assessment_json(assessment, shown), assessment, "auto")


class Why(OfFact):
    """Say why a fact follows: the rules, the facts and the reports that it rests on, with sentences and grades."""

    name = "why"
    forms = (HTML,)
    every: bool = Field(False, description="Show every derivation, not only the strongest and shallowest.")

    def answer(self, case: Case) -> Answered:
        """The explanation of each fact that matches, the firmest first."""
        assessment = self.view.assess(case)
        return Answered(explanations_json(self._found(assessment), assessment.pack), assessment, "auto")

    def written(self, case: Case, form: str) -> str:
        """A page of the explanations."""
        from tocsin.explain import to_html

        return to_html(self._found(self.view.assess(case)))

    def _found(self, assessment: Assessment) -> list[Explanation]:
        from tocsin.explain import why

        found = firmest_first(assessment, derived(assessment, self.fact))
        return [why(assessment, identity, every=self.every) for identity in found]


class WhyNot(OfFact):
    """Say why a fact does not follow: for each rule that could conclude it, what holds and what is lacking."""

    name = "why_not"

    def answer(self, case: Case) -> Answered:
        """What is lacking; ``holds`` if it does follow."""
        from tocsin.questions import why_not

        return _of(why_not(assessment := self.view.assess(case, "seminaive"), self.fact), assessment)


class WhatIf(Question):
    """Say what would be gained, lost, firmer or weaker if facts or assumptions were otherwise. Nothing is changed."""

    name = "what_if"
    asserted: Texts = Field(default=[], alias="assert", description="If these facts were so: type(field=value, …).")
    retract: Texts = Field(default=[], description="If these given facts were not so.")
    min_qualifier: Qualifier = LEAST

    def answer(self, case: Case) -> Answered:
        """The changes; the assumptions named are switched in what would be, not in what is."""
        from tocsin.questions import what_if

        assessment = self.view.assess(case, "seminaive")
        found = what_if(
            assessment, assert_=self.asserted, retract=self.retract, assume=self.assume, without=self.without
        )
        return _of(what_if_at_least(found, self.min_qualifier)[0], assessment)

    @property
    def view(self) -> View:
        """How the case is looked at before anything is otherwise."""
        from tocsin.judgement import View

        return View(self.as_of, self.known_by)


class Flip(OfFact):
    """Say which smallest changes of facts, figures or assumptions would remove a conclusion, or bring it about."""

    name = "flip"
    at_most: int = Field(2, ge=1, le=6, description="Look for up to so many changes together.")

    def answer(self, case: Case) -> Answered:
        """The choices of changes."""
        from tocsin.questions import flip

        assessment = self.view.assess(case, "seminaive")
        return _of(flip(assessment, self.fact, at_most=self.at_most), assessment)


class Watch(Question):
    """Say which facts not now known would change most, and what each would confirm or rule out."""

    name = "watch"

    def answer(self, case: Case) -> Answered:
        """The indicators, those that change most first."""
        from tocsin.questions import watch

        return _of(watch(assessment := self.view.assess(case, "seminaive")), assessment)


class CheckClaim(OfFact):
    """Say whether a claim is borne out: it follows as firmly as claimed, on the grounds it names, or it does not.

    ``accepted`` is the verdict; beside it stand the sentence, its sources and grades, what is lacking, a certificate.
    """

    name = "check_claim"
    claimed: Literal["follows"] | Qualifier = Field("follows", description="How firmly it is claimed to follow.")
    cites: Texts = Field(default=[], description="Statements of the document that the claim says it rests on.")
    sources: Texts = Field(default=[], description="Names of sources that the claim says it rests on.")

    def answer(self, case: Case) -> Answered:
        """The verdict."""
        from tocsin.judgement import check_claim

        assessment = self.view.assess(case, "seminaive")
        firmly: Qualifier = "certain" if self.claimed == "follows" else self.claimed
        found = check_claim(assessment, self.fact, claimed=firmly, cites=self.cites, sources=self.sources)
        return Answered(told(claim_data(found), assessment.pack), assessment)


OF_A_CASE: tuple[type[Question], ...] = (Assess, Why, WhyNot, WhatIf, Flip, Watch, CheckClaim)
"""The questions that are asked of one assessment of a case."""


def _of(found: Any, assessment: Assessment) -> Answered:
    return Answered(told(found.to_json(), assessment.pack), assessment)
