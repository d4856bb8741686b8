"""The weakest grades that a conclusion needs: of the sources below the derivation that makes it as strong as it is.

The two axes of a grade are independent, and F and 6 mean *unknown*: so a grade is weaker than another only where it is
weaker on one axis, and on neither stronger or unknown where the other is known. Of grades that cannot be compared so,
all are named. A report without a grade has none to name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from tocsin.engine.backing import demanded
from tocsin.engine.conclusions import Conclusion
from tocsin.engine.facts_by_id import Facts
from tocsin.facts.backing import Backing
from tocsin.facts.reports import Qualifier, Report

Grades: TypeAlias = tuple[str, ...]
"""Grades of which none is weaker than another, in order; empty where no source has one."""
_UNKNOWN: Final = frozenset("F6")


class NeededGrades:
    """The weakest grades by fact; each is worked out once, when first asked for.

    ``given`` has the grades of each given fact that has some, by its number (``grade_needed``); ``supporting`` gives
    the reports that count for a given fact, by its number.
    """

    def __init__(
        self, facts: Facts, given: Mapping[int, Grades], supporting: Callable[[int], Sequence[Report]]
    ) -> None:
        self._facts = facts
        self._graph = facts.graph
        self._given = given
        self._supporting = supporting
        self._known: dict[int, Grades] = {}

    def __bool__(self) -> bool:
        """Whether any source has a grade."""
        return bool(self._given)

    @property
    def ungraded(self) -> int:
        """How many facts in force no source has graded: they have no grade to name, and lower none."""
        return self._graph.given - len(self._given)

    def of_conclusion(self, number: int) -> Grades:
        """The weakest grades that a conclusion needs as it is derived, or as it is given if that is stronger.

        What strengthens it is needed too.
        """
        graph = self._graph
        if not self._given:
            return ()
        if graph.is_firmer_given(number):
            return self._given.get(number, ())
        best = self._best(number)
        needed = graph.needed(best)
        if graph.is_lifted(best):
            needed = (*needed, *(graph.strengthened_by(best) or ()))
        return weakest_of([*map(self._of_premise, needed), *self._demanded(best)])

    def _demanded(self, derivation: int) -> Iterable[Grades]:
        """The grades that premises need because the rule asks for more than one source, or for a grade."""
        for number, asked in demanded(self._graph, derivation):
            yield grades_demanded(self._supporting(number), asked)

    def _best(self, number: int) -> int:
        """The derivation to show first, which never leads back to the fact."""
        numbers = self._graph.best(number)
        return numbers[0] if len(numbers) == 1 else Conclusion(self._facts, number).best.number

    def _of_premise(self, number: int) -> Grades:
        """The weakest grades that a premise needs; the stack is a list, as a chain may be long."""
        known, waiting = self._known, [] if number in self._known else [number]
        while waiting:
            fact = waiting[-1]
            if fact in known or self._graph.is_leaf(fact):
                known.setdefault(fact, self._given.get(fact, ()))
                waiting.pop()
                continue
            best = self._best(fact)
            premises = self._graph.needed(best)
            below = [premise for premise in premises if premise not in known]
            waiting += below
            if not below:
                known[fact] = weakest_of([*(known[premise] for premise in premises), *self._demanded(best)])
        return known[number]


def grade_needed(reports: Iterable[Report], qualifier: Qualifier) -> Grades:
    """The grade that a given fact needs: of the reports that give it so firmly, the best; none if none is graded.

    One report is enough, so of reports that cannot be compared the one whose source is more reliable.
    """
    supporting = list(reports)
    firm = [report for report in supporting if report.qualifier == qualifier] or supporting
    graded = [report.grade for report in firm if report.grade is not None]
    return (min(graded),) if graded else ()


def grades_demanded(reports: Sequence[Report], asked: Backing) -> Grades:
    """The weakest grades of as many independent sources as are asked for, the best of them, each by its best report."""
    voices = [asked.fitting(voice).reports for voice in asked.voices(reports)]
    graded = sorted(min(each) for each in ([r.grade for r in told if r.grade] for told in voices) if each)
    return weakest(graded[: asked.sources])


def weakest_of(needed: Iterable[Grades]) -> Grades:
    """The weakest grades of what is needed together."""
    distinct = {grades for grades in needed if grades}
    if len(distinct) < 2:  # as nearly always, and there may be hundreds of thousands
        return distinct.pop() if distinct else ()
    return weakest(grade for grades in distinct for grade in grades)


def weakest(grades: Iterable[str]) -> Grades:
    """Those of the grades than which none is weaker.

    >>> weakest(["A1", "B3", "C2", "B2"]), weakest(["A1", "F6"])
    (('B3', 'C2'), ('A1', 'F6'))
    """
    distinct = sorted(set(grades))
    return tuple(one for one in distinct if not any(_is_weaker(other, one) for other in distinct))


def _is_weaker(one: str, other: str) -> bool:
    """Whether a grade is weaker than another: on some axis, and on the other axis no better."""
    return one != other and all(
        a == b or (a > b and a not in _UNKNOWN and b not in _UNKNOWN) for a, b in zip(one, other, strict=True)
    )
