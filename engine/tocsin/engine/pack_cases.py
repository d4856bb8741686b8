"""A pack's own cases, run: what was expected and did not follow, what followed and never should.

A case also tells which rules fire in it. Between them, the cases of a pack should make every rule fire in one of
them and stay silent in another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from tocsin.engine.assess import EngineChoice
from tocsin.engine.assessment import Assessment
from tocsin.engine.case import Case
from tocsin.engine.conclusions import Conclusion
from tocsin.engine.matching import match_row
from tocsin.engine.planning import pattern_plan
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import as_date
from tocsin.facts.printing import format_value
from tocsin.facts.problems import Place, ProblemError
from tocsin.facts.reports import Qualifier
from tocsin.facts.strength_words import QUALIFIER_WORDS
from tocsin.rules.model import Expectation, Pack, PackCase
from tocsin.rules.rule import Pattern, Term, Variable

_SHOWN = 3


@dataclass(frozen=True)
class CaseFailure:
    """One expectation that was not met: what should follow does not or, if ``unwanted``, what never should does."""

    place: Place
    message: str
    expectation: Expectation
    unwanted: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True)
class CaseResult:
    """A case, the expectations it did not meet, and the rules that fired."""

    case: PackCase
    failures: tuple[CaseFailure, ...]
    fired: frozenset[str]

    @property
    def passed(self) -> bool:
        """True if every expectation was met."""
        return not self.failures


@dataclass(frozen=True)
class PackReport:
    """What came of a pack's cases."""

    pack: Pack
    results: tuple[CaseResult, ...]

    @property
    def passed(self) -> bool:
        """True if every case passed."""
        return all(result.passed for result in self.results)

    @property
    def never_fired(self) -> tuple[str, ...]:
        """Rules that fire in no case."""
        fired = frozenset[str]().union(*(result.fired for result in self.results))
        return tuple(sorted(self.pack.rule_by_id.keys() - fired))

    @property
    def always_fired(self) -> tuple[str, ...]:
        """Rules that no case leaves silent."""
        return tuple(sorted(id for id in self.pack.rule_by_id if all(id in result.fired for result in self.results)))

    @property
    def complete(self) -> bool:
        """True if every rule has a case in which it fires and one in which it does not."""
        return not self.never_fired and not self.always_fired

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "pack": {"name": self.pack.name, "version": self.pack.version, "digest": self.pack.digest},
            "passed": self.passed,
            "complete": self.complete,
            "cases": [
                {
                    "name": result.case.name,
                    "passed": result.passed,
                    "failures": [str(failure) for failure in result.failures],
                }
                for result in self.results
            ],
            "never_fired": list(self.never_fired),
            "always_fired": list(self.always_fired),
        }


def run_cases(
    pack: Pack, *, engine: EngineChoice = "auto", progress: Callable[[int, int], None] | None = None
) -> PackReport:
    """The report on the pack's cases. ``progress`` is told (cases done, cases in all), before and after each.

    Raises EngineDisagreement if the engines differ on one, and ProblemError for a case that cannot be assessed.
    """
    results = []
    for number, case in enumerate(pack.cases):
        if progress is not None:
            progress(number, len(pack.cases))
        results.append(run_case(pack, case, engine))
    if progress is not None and pack.cases:
        progress(len(pack.cases), len(pack.cases))
    return PackReport(pack, tuple(results))


def run_case(pack: Pack, case: PackCase, engine: EngineChoice = "auto") -> CaseResult:
    """What came of one case."""
    return judged(case, assessed(pack, case, engine))


def judged(case: PackCase, assessment: Assessment) -> CaseResult:
    """What came of one case, by its assessment."""
    failures = [*_missing(assessment, case.expect), *_unwanted(assessment, case.never)]
    fired = frozenset(derivation.rule.id for c in assessment.conclusions for derivation in c.derivations)
    return CaseResult(case, tuple(failures), fired)


def assessed(pack: Pack, case: PackCase, engine: EngineChoice = "auto") -> Assessment:
    """The assessment of one case. Raises as ``run_cases`` does."""
    try:
        asked = Case(
            pack,
            case.facts,
            name=case.name,
            as_of=as_date(case.as_of),
            known_by=as_date(case.known_by),
            assumptions=case.assumptions,
        )
    except ProblemError as error:
        raise ProblemError(replace(problem, place=problem.place or case.place) for problem in error.problems) from None
    return asked.assess(engine=engine)


def _missing(assessment: Assessment, expected: Iterable[Expectation]) -> Iterable[CaseFailure]:
    for expectation in expected:
        if not any(meets(conclusion, expectation) for conclusion in assessment.conclusions):
            near = [c for c in assessment.conclusions if c.type == expectation.pattern.type]
            message = f"expected {expectation_text(expectation)}; {_found(near)}"
            yield CaseFailure(expectation.pattern.place, message, expectation)


def _unwanted(assessment: Assessment, unwanted: Iterable[Expectation]) -> Iterable[CaseFailure]:
    for expectation in unwanted:
        found = [conclusion for conclusion in assessment.conclusions if meets(conclusion, expectation)]
        if found:
            message = f"never expected {expectation_text(expectation)}; {_found(found)}"
            yield CaseFailure(expectation.pattern.place, message, expectation, unwanted=True)


def meets(conclusion: Conclusion, expectation: Expectation) -> bool:
    """True if the conclusion fits the partial fact, and its qualifier and boundary where these matter."""
    return (
        conclusion.type == expectation.pattern.type
        and _matches(conclusion, expectation.pattern)
        and expectation.qualifier in (None, conclusion.qualifier)
        and expectation.boundary in (None, conclusion.boundary)
    )


def _matches(conclusion: Conclusion, pattern: Pattern) -> bool:
    graph = conclusion.facts.graph
    row = graph.rows[conclusion.number]
    return match_row(pattern_plan(pattern, graph.plan.types), row, {}) is not None


def _found(conclusions: list[Conclusion]) -> str:
    if not conclusions:
        return "nothing of this type follows"
    shown = [
        f"{conclusion} ({_strength(conclusion.qualifier, conclusion.boundary)})" for conclusion in conclusions[:_SHOWN]
    ]
    more = len(conclusions) - _SHOWN
    return f"there follows {'; '.join(shown)}" + (f" and {more:,} more of this type" if more > 0 else "")


def expectation_text(expectation: Expectation) -> str:
    """What a case expects in the notation for facts, and how it is to hold where that matters."""
    terms = expectation.pattern.terms.items()
    fields = ", ".join(f"{name}={_term(term)}" for name, term in terms)
    strength = _strength(expectation.qualifier, expectation.boundary)
    return f"{expectation.pattern.type}({fields})" + (f" ({strength})" if strength else "")


def _strength(qualifier: Qualifier | None, boundary: bool | None) -> str:
    words = [] if qualifier is None else [QUALIFIER_WORDS[qualifier]]
    if boundary is not None:
        words.append("on the boundary" if boundary else "not on the boundary")
    return ", ".join(words)


def _term(term: Term) -> str:
    return f"${term.name}" if isinstance(term, Variable) else "|".join(format_value(value) for value in term.values)
