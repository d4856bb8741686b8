"""What comes of cases under one version of a pack and under another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from tocsin.engine.assessment import Assessment
from tocsin.engine.case import Case
from tocsin.engine.pack_cases import assessed
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem, ProblemError
from tocsin.questions.differences.changes import Change, changes, states_apart
from tocsin.questions.differences.explanations import ExplanationChange, explanation_changes
from tocsin.rules.model import Pack, PackCase


@dataclass(frozen=True)
class CaseDifference:
    """A case under two packs: conclusions gained, lost, firmer or weaker, and what else is derived otherwise.

    ``explanations`` are the derivations, by rule, of conclusions that stand as firmly as before. ``refused`` says why
    one of the packs cannot assess the case, ``refused_by`` which; nothing is compared then.
    """

    name: str
    changes: tuple[Change, ...] = ()
    explanations: tuple[ExplanationChange, ...] = ()
    refused_by: Pack | None = None
    refused: tuple[Problem, ...] = ()

    @property
    def differs(self) -> bool:
        """True if anything comes otherwise, or nothing can be compared."""
        return bool(self.changes or self.explanations or self.refused)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "case": self.name,
            "changes": [change.to_json() for change in self.changes],
            "explanations": [item.to_json() for item in self.explanations],
            "refused": None
            if self.refused_by is None
            else {"by": self.refused_by.digest, "problems": [problem.to_json() for problem in self.refused]},
        }


def case_differences(
    old: Pack,
    new: Pack,
    files: Iterable[str | Path] | None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[CaseDifference, ...]:
    """Each case in ``files``, or each that the packs carry, with what comes of it otherwise under the new pack.

    Raises ProblemError for a case that neither pack can assess.
    """
    ways: list[tuple[str, Callable[[Pack], Assessment]]]
    if files is None:
        carried = {case.name: case for case in (*old.cases, *new.cases)}
        ways = [(name, partial(_carried, case)) for name, case in carried.items()]
    else:
        ways = [(str(file), partial(_from_file, file)) for file in files]
    found = []
    for number, (name, assess) in enumerate(ways):
        if progress is not None:
            progress(number, len(ways))
        found.append(_difference(name, old, new, assess))
    return tuple(found)


def _carried(case: PackCase, pack: Pack) -> Assessment:
    """A case of one of the packs under either; a switch that the pack does not have is left as it is not there."""
    known = {assumption.id for assumption in pack.assumptions}
    switched = {name: on for name, on in case.assumptions.items() if name in known}
    return assessed(pack, replace(case, assumptions=switched), "seminaive")


def _from_file(file: str | Path, pack: Pack) -> Assessment:
    return Case.load(file, pack).assess(engine="seminaive")


def _difference(name: str, old: Pack, new: Pack, assess: Callable[[Pack], Assessment]) -> CaseDifference:
    refused: dict[str, CaseDifference] = {}
    sides = []
    for pack in (old, new):
        try:
            sides.append(assess(pack))
        except ProblemError as error:
            refused[pack.digest] = CaseDifference(name, refused_by=pack, refused=error.problems)
    if len(refused) == 2:
        raise ProblemError(problem for each in refused.values() for problem in each.refused)
    if refused:
        return next(iter(refused.values()))
    before, after = sides
    changed = changes(*states_apart(before, after))
    moved = {change.standing.id for change in changed}
    return CaseDifference(name, changed, tuple(_of_others(explanation_changes(before, after), moved)))


def _of_others(found: Iterable[ExplanationChange], moved: set[str]) -> Iterable[ExplanationChange]:
    """The derivations of what stands as firmly as before."""
    for each in found:
        firings = tuple(firing for firing in each.firings if firing.conclusion not in moved)
        if firings:
            yield replace(each, firings=firings)
