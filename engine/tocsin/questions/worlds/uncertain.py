"""What is held uncertain: facts that were named, graded so, or reported so, and how likely each is to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from tocsin.engine import codes
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem, ProblemError, raise_if_any
from tocsin.questions.worlds.given_selection import every, givens_graded, givens_named, givens_of_status
from tocsin.questions.worlds.result import UncertainFact

if TYPE_CHECKING:
    from tocsin.engine.assessment import Assessment


@dataclass(frozen=True)
class Doubt:
    """What to hold uncertain: facts by id or notation, by grade, by status; and priors, which make a fact uncertain.

    ``priors`` maps facts, by id or notation, to how likely each fact that matches is to hold, from 0 to 1.
    """

    facts: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    priors: Mapping[str, float] = field(default_factory=dict)

    def settle(self, assessment: Assessment) -> tuple[UncertainFact, ...]:
        """The uncertain facts, by type and id. Raises ProblemError with everything that is wrong."""
        problems: list[Problem] = []
        found: list[tuple[str, ...]] = []
        for choose, wanted in (
            (givens_named, self.facts),
            (givens_graded, self.grades),
            (givens_of_status, self.statuses),
        ):
            for text in wanted:
                try:
                    found.append(choose(assessment, text))
                except ProblemError as error:
                    problems.extend(error.problems)
        priors = self._priors(assessment, problems)
        raise_if_any(problems)
        ids = set(every([*found, tuple(priors)]))
        if not ids:
            hint = "name facts with --uncertain, --uncertain-grade or --uncertain-status"
            raise ProblemError([Problem(codes.NO_UNCERTAIN, "no fact was said to be uncertain", None, hint)])
        if priors:
            raise_if_any(
                Problem(codes.NO_PRIOR, f"no prior for {assessment.fact_text(i)}", None, f"give --prior {i}=…")
                for i in sorted(ids - set(priors))
            )
        return tuple(
            UncertainFact(fact.id, str(fact.fact), priors.get(fact.id)) for fact in assessment.facts if fact.id in ids
        )

    def _priors(self, assessment: Assessment, problems: list[Problem]) -> dict[str, float]:
        found: dict[str, float] = {}
        for text, prior in self.priors.items():
            if not 0.0 <= prior <= 1.0:
                problems.append(Problem(codes.BAD_PRIOR, f"{prior} is no probability", None, "give a number 0 to 1"))
                continue
            try:
                ids = givens_named(assessment, text)
            except ProblemError as error:
                problems.extend(error.problems)
                continue
            for identity in ids:
                if found.setdefault(identity, prior) != prior:
                    message = f"{assessment.fact_text(identity)} has two priors: {found[identity]} and {prior}"
                    problems.append(Problem(codes.BAD_PRIOR, message, None, "name the facts more exactly"))
        return found
