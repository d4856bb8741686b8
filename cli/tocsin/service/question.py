"""What a question is: from where a case is looked at, the kinds of its parameters, and what an answer is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tocsin.facts.days import parse_date
from tocsin.facts.problems import Problem, ProblemError
from tocsin.service.codes import NOT_DERIVED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.engine import Assessment, Case
    from tocsin.engine.engines import EngineChoice
    from tocsin.judgement import View

LONGEST = 10_000
"""Characters of one text of a request, at most."""
_MOST = 1_000
HTML: Final = "text/html"
MARKDOWN: Final = "text/markdown"


def _day(value: object) -> dt.date:
    if not isinstance(value, str):
        raise ValueError("is no day as text, such as 2024-11-20")
    try:
        return parse_date(value)
    except ValueError:
        from tocsin.facts.written.dates import date_hint

        raise ValueError(f"{value[:40]!r} is not a date; {date_hint(value)}") from None


Day = Annotated[dt.date, BeforeValidator(_day)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Texts = Annotated[list[Text], Field(max_length=_MOST)]
FactText = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST,
        description="An id, a type, or type(field=value, …) with any fields left out.",
        examples=["sanctions_violation(violator=PRK)"],
    ),
]


LEAST: Any = Field("possible", description="Leave weaker conclusions out.")


class Answered(NamedTuple):
    """An answer as canonical JSON; with the assessment that was asked, by which engine, where there was one."""

    text: str
    assessment: Assessment | None = None
    engine: EngineChoice = "seminaive"


class Question(BaseModel):
    """What is asked, and from where the case is looked at; what is left out is as the case has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: ClassVar[str]
    forms: ClassVar[tuple[str, ...]] = ()
    """The media types in which it can be answered for people, beside JSON."""

    as_of: Day | None = Field(None, description="Assess as of this day.")
    known_by: Day | None = Field(None, description="Use only what was reported, and recorded, by this day.")
    assume: Texts = Field(default=[], description="Assumptions of the pack to switch on, by id.")
    without: Texts = Field(default=[], description="Assumptions of the pack to switch off, by id.")

    @property
    def view(self) -> View:
        """How the case is looked at."""
        from tocsin.judgement import View

        return View(self.as_of, self.known_by).switched(self.assume, self.without)

    def answer(self, case: Case) -> Answered:
        """What the command of that name prints with ``--json``. Raises ProblemError for what is wrong."""
        raise NotImplementedError

    def written(self, case: Case, form: str) -> str:
        """The answer in one of its ``forms``. Raises ProblemError as ``answer`` does."""
        raise NotImplementedError

    @property
    def subject(self) -> str:
        """What it is asked about, in short; empty for the case as a whole."""
        return ""


class OnReading(Question):
    """A question that may be asked on a reading of the pack."""

    reading: Text | None = Field(None, description="Switch assumptions as this reading does; assume and without win.")

    def seen(self, case: Case) -> View:
        """How the case is looked at, on that reading. Raises ProblemError if its pack has none of that name."""
        from tocsin.judgement import on_reading, reading_of

        return self.view if self.reading is None else on_reading(self.view, reading_of(case.pack, self.reading))


class OfFact(Question):
    """A question about one fact."""

    fact: FactText

    @property
    def subject(self) -> str:
        """The fact."""
        return self.fact


def derived(assessment: Assessment, wanted: str) -> Sequence[str]:
    """The ids of the facts asked about. Raises ProblemError if none of them holds."""
    from tocsin.explain import resolve

    found = resolve(assessment, wanted)
    if not found:
        message = f"{wanted} does not follow from {assessment.name} under {assessment.pack.name}"
        raise ProblemError([Problem(NOT_DERIVED, message, None, "ask why it does not (why_not)")])
    return found
