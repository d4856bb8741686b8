"""Which parts of its rules a pack's cases try, and of each part that none does, how near the nearest case comes."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.authoring.nearest_cases import Search
from tocsin.authoring.parts import KINDS, Part, parts_of_plan
from tocsin.engine.assessment import Assessment
from tocsin.engine.plan import Plan
from tocsin.facts.dataclass import dataclass


@dataclass(frozen=True)
class Tried:
    """A part of a rule with the first case that tries it; else with the nearest, and what that lacks."""

    part: Part
    case: str | None
    covered: bool
    lacks: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        part = self.part
        told = {"rule": part.rule, "kind": part.kind, "side": part.side, "text": part.text, "place": str(part.place)}
        return {**told, "covered": self.covered, "case": self.case, "lacks": list(self.lacks)}


@dataclass(frozen=True)
class CaseCoverage:
    """Every part of every rule, tried by a case or not, in the order of rules and as written in each."""

    parts: tuple[Tried, ...]

    @property
    def total(self) -> int:
        """How many parts there are."""
        return len(self.parts)

    @property
    def covered(self) -> int:
        """How many of them some case tries."""
        return sum(each.covered for each in self.parts)

    @property
    def percent(self) -> float:
        """How many of a hundred parts are tried; 100 of none."""
        return 100 * self.covered / self.total if self.parts else 100.0

    @property
    def uncovered(self) -> tuple[Tried, ...]:
        """The parts that no case tries."""
        return tuple(each for each in self.parts if not each.covered)

    def by_kind(self) -> dict[str, tuple[int, int]]:
        """For each kind of part that there is, how many are tried, of how many."""
        found: dict[str, tuple[int, int]] = {}
        for kind in KINDS:
            of_kind = [each.covered for each in self.parts if each.part.kind == kind]
            if of_kind:
                found[kind] = sum(of_kind), len(of_kind)
        return found

    def whole_by_kind(self) -> dict[str, tuple[int, int]]:
        """For each kind, of how many things every part is tried, and how many there are; a rule is one thing."""
        things: dict[str, dict[tuple[object, ...], bool]] = {}
        for each in self.parts:
            part = each.part
            of_kind = things.setdefault(part.kind, {})
            thing = part.rule, part.text, part.place
            of_kind[thing] = of_kind.get(thing, True) and each.covered
        return {kind: (sum(things[kind].values()), len(things[kind])) for kind in KINDS if kind in things}

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        kinds = {kind: {"covered": covered, "total": total} for kind, (covered, total) in self.by_kind().items()}
        return {
            "covered": self.covered,
            "total": self.total,
            "percent": round(self.percent, 2),
            "kinds": kinds,
            "parts": [each.to_json() for each in self.parts],
        }


def coverage_of_cases(plan: Plan, assessments: Sequence[tuple[str, Assessment]]) -> CaseCoverage:
    """The coverage of the parts of the plan's rules by assessed cases, each by its name."""
    parts = parts_of_plan(plan)
    search = Search(plan, parts, [assessment for _, assessment in assessments])
    names = [name for name, _ in assessments]
    found = []
    for (rule, key), part in parts.items():
        near = search.best.get((rule, key))
        if near is not None and not near.gaps:
            found.append(Tried(part, names[near.case], covered=True))
            continue
        case, lacks = search.why(plan.rules[rule], key)
        found.append(Tried(part, None if case is None else names[case], covered=False, lacks=lacks))
    return CaseCoverage(tuple(found))
