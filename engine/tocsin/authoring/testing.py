"""A pack's own cases, run: what came of each, what stands against what did not follow, and which parts they try."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tocsin.authoring.coverage import CaseCoverage, coverage_of_cases
from tocsin.engine.assess import EngineChoice
from tocsin.engine.assessment import Assessment
from tocsin.engine.case import plan_of
from tocsin.engine.pack_cases import CaseFailure, CaseResult, PackReport, assessed, judged, meets
from tocsin.engine.planning import pattern_plan
from tocsin.facts.arguments import checked
from tocsin.facts.dataclass import dataclass
from tocsin.questions import WhyNot, why_not
from tocsin.questions.goal import of_pattern
from tocsin.rules.coverage import Coverage, coverage_of
from tocsin.rules.model import Expectation, Pack, PackCase


@dataclass(frozen=True)
class Explained:
    """An expectation that was not met, with what explains it.

    ``why_not`` says what stands against what should follow and does not; ``rules`` are those by which the conclusions
    follow that never should, or that should otherwise.
    """

    failure: CaseFailure
    why_not: WhyNot | None
    rules: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "place": str(self.failure.place),
            "message": self.failure.message,
            "why_not": None if self.why_not is None else self.why_not.to_json(),
            "rules": list(self.rules),
        }


@dataclass(frozen=True)
class PackTests:
    """What came of a pack's cases: each case, every failed expectation explained, and what the cases try.

    ``explained`` has as many entries for a case as it has failures; ``statements`` says which statements of the
    document are encoded.
    """

    report: PackReport
    explained: tuple[tuple[Explained, ...], ...]
    coverage: CaseCoverage
    statements: Coverage

    @property
    def passed(self) -> bool:
        """True if every case passed."""
        return self.report.passed

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        told = self.report.to_json()
        told["cases"] = [
            {
                "name": result.case.name,
                "passed": result.passed,
                "failures": [each.to_json() for each in explained],
            }
            for result, explained in zip(self.report.results, self.explained, strict=True)
        ]
        statements = {"covered": self.statements.covered, "total": self.statements.total}
        return {**told, "coverage": self.coverage.to_json(), "statements": statements}


@checked(but=("progress",))
def try_cases(
    pack: Pack, *, engine: EngineChoice = "seminaive", progress: Callable[[int, int], None] | None = None
) -> PackTests:
    """The pack's cases, run, with what they try. ``progress`` is told (cases done, cases in all).

    Raises EngineDisagreement if the engines differ on one, and ProblemError for a case that cannot be assessed.

    >>> from tocsin.rules.shipped import load_pack
    >>> found = try_cases(load_pack("eu-cash-controls"))
    >>> found.passed, found.coverage.covered <= found.coverage.total
    (True, True)
    """
    results: list[CaseResult] = []
    explained = []
    assessments: list[tuple[str, Assessment]] = []
    for case in pack.cases:
        if progress is not None:
            progress(len(results), len(pack.cases))
        result, assessment = run(pack, case, engine)
        results.append(result)
        explained.append(tuple(explanations(result, assessment)))
        assessments.append((case.name, assessment))
    if progress is not None and pack.cases:
        progress(len(pack.cases), len(pack.cases))
    coverage = coverage_of_cases(plan_of(pack), assessments)
    return PackTests(PackReport(pack, tuple(results)), tuple(explained), coverage, coverage_of(pack))


def run(pack: Pack, case: PackCase, engine: EngineChoice = "seminaive") -> tuple[CaseResult, Assessment]:
    """What came of one case, and its assessment. Raises as ``try_cases`` does."""
    assessment = assessed(pack, case, engine)
    return judged(case, assessment), assessment


def explanations(result: CaseResult, assessment: Assessment) -> Iterator[Explained]:
    """Each failure of a case with what explains it."""
    types = assessment.plan.types
    for failure in result.failures:
        pattern = failure.expectation.pattern
        # What is expected with another strength than it has follows all the same: then rules say by what.
        asked_for = failure.expectation if failure.unwanted else Expectation(pattern)
        found = [conclusion for conclusion in assessment.conclusions if meets(conclusion, asked_for)]
        rules = tuple(sorted({derivation.rule.id for c in found for derivation in c.derivations}))
        sought = of_pattern(pattern_plan(pattern, types), {}, types)
        yield Explained(failure, None if found else why_not(assessment, sought), rules)
