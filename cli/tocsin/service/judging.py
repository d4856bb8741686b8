"""What may be asked of a case beyond one assessment: over time, over readings and assumptions, and of its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from tocsin.service.answers import told
from tocsin.service.asking import OF_A_CASE, Answered, Day, OfFact, Question, Texts, derived

if TYPE_CHECKING:
    from tocsin.engine import Case


class Certify(Question):
    """Write a certificate of a fact, or of everything that follows: facts, rules and every step, to be checked."""

    name = "certify"
    fact: str | None = Field(None, min_length=1, max_length=10_000, description="What to certify; everything, if null.")

    def answer(self, case: Case) -> Answered:
        """The certificate."""
        from tocsin.proof import certify

        assessment = self.view.assess(case)
        found = () if self.fact is None else derived(assessment, self.fact)
        return Answered(certify(assessment, found), assessment, "auto")


class Support(OfFact):
    """Say which given facts suffice for a conclusion, and which it cannot do without."""

    name = "support"
    limit: int = Field(100, ge=1, le=10_000, description="Tell at most this many minimal sets.")

    def answer(self, case: Case) -> Answered:
        """The minimal sets of each fact that matches."""
        from tocsin.questions import support

        assessment = self.view.assess(case)
        found = [support(assessment, identity, limit=self.limit) for identity in derived(assessment, self.fact)]
        data = {"case": assessment.name, "supports": [supports.to_json() for supports in found]}
        return Answered(told(data, assessment.pack), assessment, "auto")


class Sources(Question):
    """Say for each source what falls if it is discarded, and what it bears."""

    name = "sources"
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Where Shapley values are sampled: from this seed.")

    def answer(self, case: Case) -> Answered:
        """What each source bears."""
        from tocsin.questions import sources

        assessment = self.view.assess(case)
        return Answered(told(sources(assessment, seed=self.seed).to_json(), assessment.pack), assessment, "auto")


class Readings(Question):
    """Say which conclusions stand on each reading of the text, and at which premise two readings part."""

    name = "readings"

    def answer(self, case: Case) -> Answered:
        """The table of readings."""
        from tocsin.judgement import read_all

        return Answered(told(read_all(case, self.view).to_json(), case.pack))


class Assumptions(Question):
    """Say for each assumption exactly which conclusions fall or weaken if it is switched."""

    name = "assumptions"

    def answer(self, case: Case) -> Answered:
        """The checks."""
        from tocsin.judgement import check_assumptions

        return Answered(told(check_assumptions(case, self.view).to_json(), case.pack))


class Hypotheses(Question):
    """Weigh competing hypotheses by the evidence at hand: least inconsistent first."""

    name = "hypotheses"
    sets: Texts = Field(default=[], description="Only these sets of the pack.")

    def answer(self, case: Case) -> Answered:
        """The matrices."""
        from tocsin.judgement import weigh

        matrices = weigh(case, self.sets, self.view)
        return Answered(told({"matrices": [matrix.to_json() for matrix in matrices]}, case.pack))


class Timeline(Question):
    """Say what followed on each date on which knowledge changed, what changed, and why."""

    name = "timeline"
    begin: Day | None = Field(None, description="Begin on this day.")
    end: Day | None = Field(None, description="End on this day.")

    def answer(self, case: Case) -> Answered:
        """The dates."""
        from tocsin.judgement import timeline

        return Answered(told(timeline(case, begin=self.begin, end=self.end, view=self.view).to_json(), case.pack))


class Backtest(Question):
    """Say for each conclusion with an outcome when it first followed, when it was seen, and how far ahead that was."""

    name = "backtest"

    def answer(self, case: Case) -> Answered:
        """The outcomes."""
        from tocsin.judgement import backtest

        return Answered(told(backtest(case, self.view).to_json(), case.pack))


EVERY: tuple[type[Question], ...] = (
    *OF_A_CASE,
    Certify,
    Support,
    Sources,
    Readings,
    Assumptions,
    Hypotheses,
    Timeline,
    Backtest,
)
"""Every question, as programs ask it."""
