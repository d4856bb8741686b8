"""What may be asked of a case beyond one assessment: over time, over readings and assumptions; and every question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from tocsin.facts.reports import Qualifier
from tocsin.service.answers import told
from tocsin.service.asking import OF_A_CASE
from tocsin.service.bearing import ExplainCheck, NotUsed, Sources, Support, Sweep
from tocsin.service.comparing import Compare
from tocsin.service.least import assumptions_at_least, readings_at_least
from tocsin.service.question import HTML, LEAST, MARKDOWN, Answered, Day, OnReading, Question, Texts, derived

if TYPE_CHECKING:
    from tocsin.engine import Case
    from tocsin.judgement import Timeline as Through
    from tocsin.judgement.brief_parts import Brief as Written


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


class Readings(Question):
    """Say which conclusions stand on each reading of the text, and at which premise two readings part."""

    name = "readings"
    min_qualifier: Qualifier = LEAST

    def answer(self, case: Case) -> Answered:
        """The table of readings."""
        from tocsin.judgement import read_all

        table, _ = readings_at_least(read_all(case, self.view), self.min_qualifier)
        return Answered(told(table.to_json(), case.pack))


class Assumptions(OnReading):
    """Say for each assumption exactly which conclusions fall or weaken if it is switched."""

    name = "assumptions"
    min_qualifier: Qualifier = LEAST

    def answer(self, case: Case) -> Answered:
        """The checks."""
        from tocsin.judgement import check_assumptions

        found, _ = assumptions_at_least(check_assumptions(case, self.seen(case)), self.min_qualifier)
        return Answered(told(found.to_json(), case.pack))


class Hypotheses(OnReading):
    """Weigh competing hypotheses by the evidence at hand: least inconsistent first."""

    name = "hypotheses"
    sets: Texts = Field(default=[], description="Only these sets of the pack.")

    def answer(self, case: Case) -> Answered:
        """The matrices."""
        from tocsin.judgement import weigh

        matrices = weigh(case, self.sets, self.seen(case))
        return Answered(told({"matrices": [matrix.to_json() for matrix in matrices]}, case.pack))


class Timeline(OnReading):
    """Say what followed on each date on which knowledge changed, what changed, and why."""

    name = "timeline"
    forms = (HTML,)
    begin: Day | None = Field(None, description="Begin on this day.")
    end: Day | None = Field(None, description="End on this day.")

    def answer(self, case: Case) -> Answered:
        """The dates."""
        return Answered(told(self._found(case).to_json(), case.pack))

    def written(self, case: Case, form: str) -> str:
        """A page with a chart."""
        from tocsin.judgement.timeline_page import to_html

        return to_html(self._found(case), case.pack)

    def _found(self, case: Case) -> Through:
        from tocsin.judgement import timeline

        return timeline(case, begin=self.begin, end=self.end, view=self.seen(case))


class Backtest(OnReading):
    """Say for each conclusion with an outcome when it first followed, when it was seen, and how far ahead that was."""

    name = "backtest"

    def answer(self, case: Case) -> Answered:
        """The outcomes."""
        from tocsin.judgement import backtest

        return Answered(told(backtest(case, self.seen(case)).to_json(), case.pack))


class Brief(OnReading):
    """Write a brief: key judgements, what changed, why, on whose word, who reads it otherwise, what to watch."""

    name = "brief"
    forms = (MARKDOWN, HTML)
    since: Day | None = Field(None, description="Say what changed since this day.")
    trace: bool = Field(False, description="In Markdown and HTML: end sentences with the facts and derivations behind.")

    def answer(self, case: Case) -> Answered:
        """The brief, section by section."""
        return Answered(told(self._found(case).to_json(), case.pack))

    def written(self, case: Case, form: str) -> str:
        """The brief as Markdown, or as a page."""
        from tocsin.judgement.brief_markdown import to_markdown
        from tocsin.judgement.brief_page import to_html

        return (to_markdown if form == MARKDOWN else to_html)(self._found(case), trace=self.trace)

    def _found(self, case: Case) -> Written:
        from tocsin.judgement import brief

        return brief(case, since=self.since, view=self.seen(case))


EVERY: tuple[type[Question], ...] = (
    *OF_A_CASE,
    NotUsed,
    Compare,
    Certify,
    ExplainCheck,
    Support,
    Sources,
    Sweep,
    Readings,
    Assumptions,
    Hypotheses,
    Timeline,
    Backtest,
    Brief,
)
"""Every question, as programs ask it."""
