"""Brute force for questions about many worlds: the engine, run again in each of them."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from tests.programs import Program
from tocsin.engine import Assessment, Case
from tocsin.facts.reports import Qualifier


def of_few(program: Program, most: int) -> Case:
    """The program as a case, with no more than so many facts."""
    case = program.case()
    return Case(case.pack, case.facts[:most], as_of=case.as_of, assumptions=case.assumptions)


def with_only(case: Case, kept: Iterable[str]) -> Case:
    """The case with no other facts than these, by id."""
    ids = set(kept)
    facts = [given for given in case.facts if given.fact.id in ids]
    return Case(case.pack, facts, as_of=case.as_of, known_by=case.known_by, assumptions=case.assumptions)


def derived_from(case: Case, kept: Iterable[str]) -> dict[str, Qualifier]:
    """What the engine derives from these facts alone: the qualifier of each conclusion."""
    assessment = with_only(case, kept).assess(engine="seminaive")
    return {conclusion.id: conclusion.qualifier for conclusion in assessment.conclusions}


def subsets(items: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Every subset, the small ones first."""
    every = tuple(items)
    for size in range(len(every) + 1):
        yield from combinations(every, size)


def ids_of(assessment: Assessment) -> tuple[str, ...]:
    """The ids of the facts in force."""
    return tuple(fact.id for fact in assessment.facts)


def brute_force(case: Case, uncertain: tuple[str, ...], fixed: Iterable[str]) -> list[dict[str, Qualifier]]:
    """By number of the world, what is derived in it: bit ``i`` says whether the ``i``-th uncertain fact holds."""
    always = tuple(fixed)
    return [
        derived_from(case, (*always, *(fact for at, fact in enumerate(uncertain) if world >> at & 1)))
        for world in range(1 << len(uncertain))
    ]
