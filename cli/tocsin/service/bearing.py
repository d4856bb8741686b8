"""What may be asked of given facts: what rests on them, on whose word, which fed nothing, and which may not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from tocsin.facts.problems import Problem, ProblemError
from tocsin.service.answers import told
from tocsin.service.codes import BAD_REQUEST
from tocsin.service.question import Answered, FactText, OfFact, OnReading, Question, Texts, derived

if TYPE_CHECKING:
    from tocsin.engine import Assessment, Case

_TRIED = Annotated[int, Field(ge=1, le=10_000)]


class NotUsed(OnReading):
    """Say which facts fed nothing, each with why, and which are stated and not in force: where a slip would show."""

    name = "not_used"

    def answer(self, case: Case) -> Answered:
        """The facts that no conclusion rests on, those alike together."""
        assessment = self.seen(case).assess(case)
        return Answered(told(not_used_data(assessment), assessment.pack), assessment, "auto")


class Support(OfFact):
    """Say which given facts suffice for a conclusion, and which it cannot do without."""

    name = "support"
    limit: _TRIED = Field(100, description="Tell at most this many minimal sets.")

    def answer(self, case: Case) -> Answered:
        """The minimal sets of each fact that matches."""
        from tocsin.questions import support

        assessment = self.view.assess(case)
        found = [support(assessment, identity, limit=self.limit) for identity in derived(assessment, self.fact)]
        data = {"case": assessment.name, "supports": [supports.to_json() for supports in found]}
        return Answered(told(data, assessment.pack), assessment, "auto")


class ExplainCheck(Question):
    """Try every explanation for what it claims: do the facts of each minimal support suffice, is each necessary?"""

    name = "explain_check"
    fact: FactText | None = Field(None, description="Only this; everything that follows, if null.")
    limit: _TRIED = Field(100, description="Try at most this many supports of each.")

    def answer(self, case: Case) -> Answered:
        """The trials, each with the claims that held and those that did not."""
        from tocsin.explain.support_check import try_explanations

        assessment = self.view.assess(case)
        found = None if self.fact is None else derived(assessment, self.fact)
        trials = try_explanations(assessment, found, limit=self.limit)
        data = {"case": assessment.name, "trials": [trial.to_json() for trial in trials]}
        return Answered(told(data), assessment, "auto")


class Sources(Question):
    """Say for each source what falls if it is discarded, and what it bears."""

    name = "sources"
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Where Shapley values are sampled: from this seed.")

    def answer(self, case: Case) -> Answered:
        """What each source bears."""
        from tocsin.questions import sources

        assessment = self.view.assess(case)
        return Answered(told(sources(assessment, seed=self.seed).to_json(), assessment.pack), assessment, "auto")


class Sweep(Question):
    """Say in how many worlds each conclusion holds, if some facts may hold or not, and which facts decide it."""

    name = "sweep"
    uncertain: Texts = Field(default=[], description="Given facts that may not hold: ids, types, facts in part.")
    uncertain_grade: Texts = Field(default=[], description="Facts whose every report is graded so or worse.")
    uncertain_status: Texts = Field(default=[], description="Facts that are no more than that, as reported.")
    prior: dict[FactText, Annotated[float, Field(ge=0, le=1)]] = Field(
        default={}, max_length=1_000, description="How likely facts are to hold, 0 to 1, by fact; makes them uncertain."
    )
    limit: int = Field(20, ge=1, le=24, description="Allow so many uncertain facts.")

    def answer(self, case: Case) -> Answered:
        """In how many worlds each conclusion holds."""
        from tocsin.questions import sweep

        if not (self.uncertain or self.uncertain_grade or self.uncertain_status or self.prior):
            hint = "name facts (uncertain), or by uncertain_grade, uncertain_status or prior"
            raise ProblemError([Problem(BAD_REQUEST, "nothing says which facts are uncertain", None, hint)])
        assessment = self.view.assess(case)
        found = sweep(
            assessment,
            self.uncertain,
            grades=self.uncertain_grade,
            statuses=self.uncertain_status,
            priors=self.prior,
            limit=self.limit,
        )
        return Answered(told(found.to_json(), assessment.pack), assessment, "auto")


def not_used_data(assessment: Assessment) -> dict[str, object]:
    """The facts that fed nothing, and those that are stated and not in force."""
    from tocsin.questions import not_used
    from tocsin.questions.missing.not_in_force import known_idle_facts

    idle = known_idle_facts(assessment, assessment.plan.types)
    return {**not_used(assessment).to_json(), "not_in_force": [each.to_json() for each in idle]}
